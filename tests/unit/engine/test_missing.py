"""What is said to be missing is what a whole trace shows to be open."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random

import msgspec
import pytest

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import read_claim
from hhrules.engine.evaluate import Judgement, judge, missing_of
from tests.benchmarks.claims import documents
from tests.missing import missing_by_trace
from tests.properties.cases import case, nulled
from tests.properties.hiding import hidden_places
from tests.properties.long import long_claims
from tests.properties.strategies import Document, without


def sparse(count: int) -> Iterator[Document]:
    """Made-up claims that lack facts here and there."""
    rng = Random(5)  # noqa: S311  # made-up claims need no secret
    for document in documents(count, seed=7):
        for part in sorted(document.keys() - {"claim_id", "type_of_bill", "lines"}):
            if rng.random() < 0.3:
                del document[part]
        for line in document["lines"]:
            line.pop(rng.choice(sorted(line)))
        yield document


def holed(count: int) -> Iterator[Document]:
    """Claims that fit together, with charts and history, of which facts are hidden or none."""
    rng = Random(6)  # noqa: S311
    for seed in range(count):
        document = case(seed)
        places = hidden_places(document)
        for place in rng.sample(places, min(len(places), 12)):
            try:
                document = (
                    without(document, place)
                    if rng.random() < 0.6
                    else nulled(copy.deepcopy(document), place)
                )
            except (KeyError, IndexError):  # what it stood in is hidden already
                continue
        yield document


def long(count: int, lines: int) -> Iterator[Document]:
    """Claims of many lines, of which a fact or two are missing here and there."""
    rng = Random(8)  # noqa: S311
    made = list(documents(count, seed=9))
    for document in made:
        own = [line for other in made for line in other["lines"]]
        days = sorted({line["service_date"] for line in document["lines"]})
        names = rng.sample(sorted(own[-1]), 2)
        document["lines"] = [
            {**rng.choice(own), "line": n, "service_date": rng.choice(days)}
            for n in range(1, lines + 1)
        ]
        for line in document["lines"]:
            for name in names:
                if rng.random() < 0.4:
                    line.pop(name, None)
        yield document


def judgements(made: Iterator[Document]) -> Iterator[Judgement]:
    """The claims under every rulebook that leaves some rule open."""
    rules = hhrules.load()
    for document in made:
        claim = readable(msgspec.json.encode(document), rules)
        if claim is None:
            continue
        for book in rules.books:
            found = judge(book, claim, history_for(claim))
            if found is not None and found.outcomes.undecided:
                yield found


def readable(document: bytes, rules: hhrules.Rules) -> Claim | None:
    try:
        return read_claim(document, claim_type=rules.claim_type)
    except ClaimProblems:
        return None


@pytest.mark.parametrize(
    "made",
    [sparse(10), holed(20), long(4, 30), long_claims(24, 16)],
    ids=["sparse", "holed", "long", "examples"],
)
def test_what_is_missing_is_what_a_whole_trace_shows(made: Iterator[Document]) -> None:
    asked = 0
    for judgement in judgements(made):
        for rule, subject in judgement.outcomes.undecided:
            said = missing_of(judgement, rule, subject)
            assert said == missing_by_trace(judgement, rule, subject)
            asked += 1
    assert asked > 300


def test_members_that_can_lack_nothing_are_not_asked_for_a_group_of_unknown_keys() -> None:
    lines = [{"line": n, "units": 1 + n % 2} for n in range(2, 20)]
    document: Document = {
        "claim_id": "UNPLACED",
        "type_of_bill": "341",
        "statement_from": "2026-03-09",
        "statement_through": "2026-03-30",
        "lines": [{"line": 1, "hcpcs": "97161"}, *lines],  # has no minutes to count, on any day
    }
    asked = 0
    for judgement in judgements(iter([document])):
        for rule, subject in judgement.outcomes.undecided:
            if judgement.book.data.rules[rule].id == "OT-12" and asked < 5:
                said = missing_of(judgement, rule, subject)
                assert said == missing_by_trace(judgement, rule, subject)
                asked += 1
    assert asked == 5
