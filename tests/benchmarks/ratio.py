"""One minute: our evaluators beside rules written by hand, on the same claims, turn by turn.

    python -m tests.benchmarks.ratio

By hand there are two: as a careful programmer writes them (`hand`), and as an expert does for
speed (`hand_struct`). Evaluate starts from decoded claims; end to end goes from the bytes of JSON
Lines to lines of JSON: by hand to bare findings, by hhrules to whole reports. The last line is
`hhrules/hand RATIO`, the ratio of evaluating.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

import msgspec

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.reader import read_claim
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.ruleset import Rules
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes
from hhrules.runtime.words import fill
from tests.benchmarks import hand, hand_struct
from tests.benchmarks.workload import workload

RULEBOOKS = Path(__file__).parent / "rulebooks"
BLOCK = 100
Found = list[tuple[str, int | None, str]]


def evaluator(book: LoadedBook) -> Callable[[Any], Found]:
    """A function from a claim to its findings, as rules by hand give them."""
    rules = book.data.rules
    letters = [r.id[1].lower() for r in rules]
    homebound = next(n for n, r in enumerate(rules) if r.id == "BK-01")
    messages = [[c.message for c in r.checks] for r in rules]
    functions, makers = book.plain.functions, book.plain.makers

    def evaluate(item: Any) -> Found:
        claim, history = item
        env, outcomes = Environment(claim, history, {}, None, makers), Outcomes()
        for function in functions:
            function(claim, env, outcomes)
        found: Found = []
        for v in outcomes.violations:
            line = v.subject.line if rules[v.rule].record == "line" else None
            if rules[v.rule].subject == "treatment day":
                line = min(m.line for m in v.subject.members)
            found.append((letters[v.rule], line, fill(messages[v.rule][v.check], v.message)))
        if outcomes.undecided:
            found += [
                ("k", None, "undetermined") for r, _ in outcomes.undecided if r == homebound
            ]
        return found

    return evaluate


def turns(
    runs: dict[str, tuple[Callable[[Any], Any], list[Any]]], rounds: int
) -> dict[str, float]:
    """CPU microseconds a claim of each run; all take turns on the same small blocks."""
    spent = dict.fromkeys(runs, 0.0)
    size = len(next(iter(runs.values()))[1])
    order = list(runs)
    for _ in range(rounds):
        for start in range(0, size, BLOCK):
            order.append(order.pop(0))  # who comes first finds the claims out of reach
            for name in order:
                run, items = runs[name]
                block = items[start : start + BLOCK]
                began = time.process_time()
                for item in block:
                    run(item)
                spent[name] += time.process_time() - began
    return {name: seconds / rounds / size * 1e6 for name, seconds in spent.items()}


def _by_hand(line: bytes) -> bytes:
    claim = json.loads(line)
    found = hand.evaluate(claim)
    return json.dumps({"claim_id": claim["claim_id"], "findings": found}).encode()


def _by_expert(line: bytes) -> bytes:
    claim = hand_struct.decode(line)
    found = hand_struct.evaluate(claim)
    return msgspec.json.encode({"claim_id": claim.claim_id, "findings": found})


def _reported(rules: Rules) -> Callable[[bytes], bytes]:
    return lambda line: rules.evaluate(line).encode()


def _table(title: str, found: dict[str, float], first: str) -> None:
    say = sys.stdout.write
    say(f"\n| {title} | µs a claim | to {first} |\n|---|--:|--:|\n")
    for name, cost in found.items():
        say(f"| {name} | {cost:.1f} | {cost / found[first]:.3f} |\n")


def _same(one: Iterable[Any], other: Iterable[Any]) -> None:
    def order(found: Found) -> Found:
        return sorted(found, key=lambda f: (f[0], f[1] or 0, f[2]))

    for left, right in zip(one, other, strict=True):
        if order(left) != order(right):
            raise SystemExit(f"the findings differ: {left} {right}")


def main() -> None:
    """Measure, and say the ratio last."""
    parser = argparse.ArgumentParser(description="our evaluators beside rules by hand")
    parser.add_argument("--claims", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    rng = Random(11)  # noqa: S311 - claims, not secrets
    documents = [{**workload(rng), "claim_id": f"W{n}"} for n in range(given.claims)]
    lines = [json.dumps(document).encode() for document in documents]
    rules = hhrules.load([RULEBOOKS])
    claims = [read_claim(line, claim_type=rules.claim_type) for line in lines]
    items = [(claim, history_for(claim)) for claim in claims]
    ours = evaluator(rules.books[0])
    structs = [hand_struct.decode(line) for line in lines]
    _same(map(hand.evaluate, documents), map(ours, items))
    _same(map(hand.evaluate, documents), map(hand_struct.evaluate, structs))
    gc.collect()
    gc.freeze()
    whole = turns(
        {
            "hand": (_by_hand, lines),
            "hand_struct": (_by_expert, lines),
            "hhrules, whole reports": (_reported(rules), lines),
        },
        given.rounds,
    )
    _table("end to end", whole, "hand")
    found = turns(
        {
            "hand": (hand.evaluate, documents),
            "hand_struct": (hand_struct.evaluate, structs),
            "hhrules": (ours, items),
        },
        given.rounds,
    )
    _table("evaluate", found, "hand")
    sys.stdout.write(f"\nhhrules/hand {found['hhrules'] / found['hand']:.3f}\n")


if __name__ == "__main__":
    main()
