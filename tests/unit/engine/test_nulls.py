"""Of a violated rule all facts are told that were given as none, and are looked for seldom."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from random import Random

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.reader import read_claim
from hhrules.engine.evaluate import judge, trace
from hhrules.engine.findings import findings_of
from hhrules.engine.loaded import LoadedBook
from hhrules.runtime.record import Step
from tests.properties.cases import case, nulled
from tests.properties.hiding import hidden_places


def nulls_in(steps: Iterable[Step], book: LoadedBook) -> set[str]:
    """The facts that a whole trace shows to be none."""
    found: set[str] = set()
    waiting = list(steps)
    while waiting:
        step = waiting.pop()
        waiting += step.within
        if step.value is None and step.id in book.leaves:
            found.add(book.leaves[step.id])
    return found


def test_the_nulls_of_a_finding_are_those_that_its_trace_shows() -> None:
    rules = hhrules.load()
    rng = Random(4)  # noqa: S311  # made-up claims need no secret
    told = passed_over = 0
    for seed in range(40):
        document = copy.deepcopy(case(seed))
        places = hidden_places(document)
        for place in rng.sample(places, min(len(places), rng.choice((0, 2)))):
            document = nulled(document, place)
        claim = read_claim(document, claim_type=rules.claim_type)
        for book in rules.books:
            made = judge(book, claim, history_for(claim))
            if made is None:
                continue
            broken = made.outcomes.violations
            for violation, finding in zip(broken, findings_of(made), strict=False):
                steps = trace(made, violation.rule, violation.subject).steps
                assert set(finding.nulls) == nulls_in(steps, book)
                told += bool(finding.nulls)
                passed_over += made.may_find_none(violation.rule) == frozenset()
    assert told > 10
    assert passed_over > 50
