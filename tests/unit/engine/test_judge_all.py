"""Rulebooks that share a claim's surroundings say what each says by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import hhrules
from hhrules.claims.history import history_for
from hhrules.claims.model import Claim
from hhrules.engine.evaluate import judge, judge_all
from hhrules.runtime.outcomes import Outcomes
from tests.properties.cases import case
from tests.properties.hiding import hidden_places
from tests.properties.strategies import without

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
    """A subject, or, of a group, its keys and members: each rulebook has groups of its own."""
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
        among = {j.book.name: told(j.outcomes) for j in judged.judgements}
        assert among == {name: own[name] for name in among}
        silent = [name for name in own if name not in among]
        assert not every or not silent
        assert judged.met == sum(own[name][0] for name in silent)
        assert judged.not_applicable == sum(own[name][1] for name in silent)
        assert not any(any(own[name][2:]) for name in silent)
        summary = judged.summary()
        assert summary.met == sum(o[0] for o in own.values())
        assert summary.undetermined == sum(len(o[4]) for o in own.values())
