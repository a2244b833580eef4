"""What the whole shipped policy costs a claim, by type of bill and year, and by number of lines.

One table for whole claims, one for made-up ones that lack many facts.

    python -m tests.benchmarks.policy [CLAIMS]
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from tests.benchmarks.claims import documents
from tests.benchmarks.whole import whole
from tests.together import judge_all

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


def in_a_list(rules: hhrules.Rules, made: Iterable[dict[str, Any]]) -> str:
    """What a claim costs to report on where claims come one by one, and where in a list."""
    claims = [
        read_claim(json.dumps(document).encode(), claim_type=rules.claim_type)
        for document in made
    ]
    alone = least(lambda: [rules.evaluate(claim) for claim in claims]) / len(claims)
    listed = least(lambda: list(rules.evaluate_many(claims))) / len(claims)
    return f"report on one of them, one by one {alone:,.0f} µs, in a list {listed:,.0f} µs"


def longer(document: dict[str, Any], lines: int) -> dict[str, Any]:
    """The document with so many lines, each like one that it has."""
    own = document["lines"]
    return {
        **document,
        "lines": [{**own[n % len(own)], "line": n + 1} for n in range(lines)],
    }


def by_bill_and_year(rules: hhrules.Rules, made: Iterable[dict[str, Any]]) -> str:
    """A table of what claims cost: medians of each type of bill and year, and of all."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for document in made:
        claim = read_claim(json.dumps(document).encode(), claim_type=rules.claim_type)
        spent = costs(rules, claim)
        year = claim.statement_from.year
        for key in ((f"{claim.type_of_bill[:2]}X", str(year)), ("all", "")):
            found.setdefault(key, []).append(spent)
    rows = [
        "| type of bill | year | claims | judge, µs | report, µs |",
        "|---|---|--:|--:|--:|",
    ]
    for (bill, when), pairs in sorted(found.items()):
        first, second = (statistics.median(p) for p in zip(*pairs, strict=True))
        rows.append(f"| {bill} | {when} | {len(pairs)} | {first:,.0f} | {second:,.0f} |")
    return "\n".join(rows)


def by_lines(rules: hhrules.Rules, document: dict[str, Any]) -> str:
    """A table of what a claim costs with so many lines."""
    rows = ["| lines | judge, µs | report, µs |", "|--:|--:|--:|"]
    for lines in LINES:
        text = json.dumps(longer(document, lines)).encode()
        first, second = costs(rules, read_claim(text, claim_type=rules.claim_type))
        rows.append(f"| {lines:,} | {first:,.0f} | {second:,.0f} |")
    return "\n".join(rows)


def main() -> None:
    """Measure, and write the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rules = hhrules.load()
    say = sys.stdout.write
    made = list(documents(count, make=whole))
    say(f"Whole claims\n\n{by_bill_and_year(rules, made)}\n\n{in_a_list(rules, made)}\n\n")
    lacking = list(documents(count))
    say(f"Claims that lack many facts\n\n{by_bill_and_year(rules, lacking)}\n\n")
    say(f"{by_lines(rules, lacking[0])}\n")


if __name__ == "__main__":
    main()
