"""What the whole shipped policy costs a claim, by type of bill and year, and by number of lines.

The claims made up lack many facts; those of `examples/claims` are whole.

python -m tests.benchmarks.policy [CLAIMS]
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.engine.together import judge_all
from tests.benchmarks.claims import documents

EXAMPLES = Path(__file__).parents[2] / "examples" / "claims"
TRIES = 3
LINES = (1, 10, 100)


def least(run: Callable[[], object]) -> float:
    """CPU microseconds of a run: the least of some tries."""
    best = float("inf")
    for _ in range(TRIES):
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    return best * 1e6


def judged(rules: hhrules.Rules, claim: Claim) -> int:
    """Judge a claim by every rulebook, and put nothing into words; the number of open outcomes."""
    history = history_for(claim)
    heard = rules.hearing.of(claim, history, {})
    return judge_all(heard, claim, history, {}).summary().undetermined


def costs(rules: hhrules.Rules, claim: Claim) -> tuple[float, float]:
    """What a claim that was read costs: to judge, and to report on."""
    return least(lambda: judged(rules, claim)), least(lambda: rules.evaluate(claim))


def longer(document: dict[str, Any], lines: int) -> dict[str, Any]:
    """The document with so many lines, each like one that it has."""
    own = document["lines"]
    return {
        **document,
        "lines": [{**own[n % len(own)], "line": n + 1} for n in range(lines)],
    }


def main() -> None:
    """Measure, and write two tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rules = hhrules.load()
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    say = sys.stdout.write
    made = list(documents(count))
    for document in made:
        claim = read_claim(json.dumps(document).encode(), claim_type=rules.claim_type)
        spent = costs(rules, claim)
        year = claim.statement_from.year
        for key in ((f"{claim.type_of_bill[:2]}X", str(year)), ("all", "")):
            found.setdefault(key, []).append(spent)
    say("| type of bill | year | claims | judge, µs | report, µs |\n|---|---|--:|--:|--:|\n")
    for (bill, when), pairs in sorted(found.items()):
        first, second = (statistics.median(p) for p in zip(*pairs, strict=True))
        say(f"| {bill} | {when} | {len(pairs)} | {first:,.0f} | {second:,.0f} |\n")
    say("\n| complete claim | type of bill | lines | open | judge, µs | report, µs |\n")
    say("|---|---|--:|--:|--:|--:|\n")
    for path in sorted(EXAMPLES.glob("*.json")):
        claim = read_claim(path.read_bytes(), claim_type=rules.claim_type)
        first, second = costs(rules, claim)
        number = judged(rules, claim)
        say(f"| {path.stem} | {claim.type_of_bill} | {len(claim.lines)} | {number} ")
        say(f"| {first:,.0f} | {second:,.0f} |\n")
    say("\n| lines | judge, µs | report, µs |\n|--:|--:|--:|\n")
    for lines in LINES:
        text = json.dumps(longer(made[0], lines)).encode()
        first, second = costs(rules, read_claim(text, claim_type=rules.claim_type))
        say(f"| {lines:,} | {first:,.0f} | {second:,.0f} |\n")


if __name__ == "__main__":
    main()
