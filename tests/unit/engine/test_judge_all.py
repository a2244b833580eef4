"""Rulebooks that share a claim's surroundings, and claims judged together: as each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.claims.parties import Patient
from hhrules.engine.blocks import Block
from hhrules.engine.evaluate import judge
from hhrules.history.store import HistoryStore
from hhrules.runtime.outcomes import Outcomes
from tests.properties.cases import case
from tests.properties.hiding import hidden_places
from tests.properties.strategies import without
from tests.together import judge_all

EXAMPLES = Path(__file__).parents[3] / "examples" / "claims"


def claims(rules: hhrules.Rules, count: int) -> Iterator[Claim]:
    """The whole claims of the examples, and made-up ones with and without some facts."""
    yield from rules.readable(p.read_bytes() for p in sorted(EXAMPLES.glob("*.json")))
    for seed in range(count):
        rng = Random(seed)  # noqa: S311  # made-up claims need no secret
        document = case(seed)
        yield from rules.readable([document])
        places = hidden_places(document)
        for place in rng.sample(places, min(len(places), 3)):
            yield from rules.readable([without(document, place)])


def told(outcomes: Outcomes) -> tuple[int, int, int, list[object], list[object]]:
    """All that outcomes say."""
    broken: list[object] = [
        (v.rule, v.check, _who(v.subject), v.message, v.fix, v.payment)
        for v in outcomes.violations
    ]
    undecided: list[object] = [(rule, _who(subject)) for rule, subject in outcomes.undecided]
    return outcomes.met, outcomes.not_applicable, outcomes.violated, broken, undecided


def _who(subject: object) -> object:
    """A subject, or, of a group, its keys and members: by itself a rulebook makes its own."""
    keys = getattr(subject, "keys", None)
    return subject if keys is None else (keys, list(map(id, subject.members)))  # type: ignore[attr-defined]


@pytest.mark.parametrize("every", [False, True])
def test_each_rulebook_says_among_all_what_it_says_alone(*, every: bool) -> None:
    rules = hhrules.load()
    for claim in claims(rules, 12):
        history = history_for(claim)
        heard = rules.hearing.of(claim, history, {})
        judged = judge_all(heard, claim, history, {}, every=every)
        alone = {b.name: judge(b, claim, history, sure=sure) for b, sure in heard}
        own = {name: told(j.outcomes) for name, j in alone.items() if j is not None}
        among = {j.book.name: told(j.outcomes)[2:] for j in judged.judgements}
        assert among == {name: own[name][2:] for name in among}  # all count on in one place
        silent = [name for name in own if name not in among]
        assert not every or not silent
        assert not any(any(own[name][2:]) for name in silent)
        summary = judged.summary()
        assert summary.met == sum(o[0] for o in own.values())
        assert summary.not_applicable == sum(o[1] for o in own.values())
        assert summary.violated == sum(o[2] for o in own.values())
        assert summary.undetermined == sum(len(o[4]) for o in own.values())


@pytest.mark.parametrize("some", [{}, {"skip": ["BN-14"]}])
def test_claims_of_a_list_are_reported_on_as_each_by_itself(some: dict[str, list[str]]) -> None:
    rules = hhrules.load().select(**some)
    items: list[Claim | bytes] = [*claims(rules, 12 if not some else 2)]
    items[3:3] = [b"{", b'{"claim_id": "no lines"}']
    apart = [rules.evaluate(item).encode() for item in items]
    assert [r.encode() for r in rules.evaluate_many(items)] == apart
    assert [r.encode() for r in rules.evaluate_many(iter(items))] == apart


def test_a_fault_with_one_claim_leaves_the_others_as_they_are() -> None:
    rules = hhrules.load()
    items = list(claims(rules, 2))
    whole = [rules.evaluate(item) for item in items]
    items[2] = replace(items[2], statement_from="no day")  # no document can say so
    reports = list(rules.evaluate_many(items))
    assert [e.code for e in reports[2].errors] == ["internal-error"]
    assert reports[:2] + reports[3:] == whole[:2] + whole[3:]


def test_a_claim_that_comes_later_is_not_waited_for() -> None:
    rules = hhrules.load()
    asked: list[str] = []

    def coming() -> Iterator[Claim]:
        for claim in claims(rules, 1):
            asked.append(claim.claim_id)
            yield claim

    for number, report in enumerate(rules.evaluate_many(coming())):
        assert asked[number:] == [report.claim_id]


def test_a_block_meets_the_claims_of_its_patients_as_one_after_another_would() -> None:
    rules = hhrules.load()
    some = [c for seed in range(30) for c in rules.readable([case(seed)])]
    named = [replace(c, patient=Patient(id=f"P-{n % 7 % 4}")) for n, c in enumerate(some)]
    named[5] = replace(named[5], patient=Patient())
    with HistoryStore(":memory:") as store:
        expected = list(rules.evaluate_many(named, history=store))
    with HistoryStore(":memory:") as store:
        assert rules.evaluate_block(Block(items=named), store) == expected
    assert expected != list(rules.evaluate_many(named))
