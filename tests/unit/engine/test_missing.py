"""What is said to be missing is the same by a sieve as by a whole trace."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import msgspec

import hhrules
from hhrules.claims.history import history_for
from hhrules.engine.evaluate import Judgement, judge, missing_of
from tests.benchmarks.claims import documents


def judgements(count: int) -> Iterator[Judgement]:
    """Made-up claims that lack facts here and there, under every rulebook that leaves some open."""
    rules = hhrules.load()
    rng = Random(5)  # noqa: S311  # made-up claims need no secret
    for document in documents(count, seed=7):
        for part in sorted(document.keys() - {"claim_id", "type_of_bill", "lines"}):
            if rng.random() < 0.3:
                del document[part]
        for line in document["lines"]:
            line.pop(rng.choice(sorted(line)))
        for claim in rules.readable([msgspec.json.encode(document)]):
            for book in rules.books:
                made = judge(book, claim, history_for(claim))
                if made is not None and made.outcomes.undecided:
                    yield made


def test_a_sieve_misses_nothing_that_a_whole_trace_finds() -> None:
    asked = 0
    for judgement in judgements(12):
        for rule, subject in judgement.outcomes.undecided:
            sifted = missing_of(judgement, rule, subject)
            assert sifted == missing_of(judgement, rule, subject, whole=True)
            asked += 1
    assert asked > 300
