"""Counts of some rules alone: a rulebook's evaluators count all of its rules together."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from hhrules.engine.evaluate import Judgement, trace
from hhrules.engine.subjects import subjects_of
from hhrules.runtime.report import Summary
from hhrules.values.truth import UNKNOWN


class Selection(Struct, frozen=True):
    """Which rules are reported: those wanted (None: all) that are not unwanted."""

    wanted: frozenset[str] | None
    unwanted: frozenset[str]

    def __contains__(self, rule: object) -> bool:
        return (self.wanted is None or rule in self.wanted) and rule not in self.unwanted

    def summary(self, judgements: Iterable[Judgement]) -> Summary:
        """How the selected rules of all rulebooks that heard a claim came out."""
        counts = [self.counts(judgement) for judgement in judgements]
        return Summary(
            sum(c.met for c in counts),
            sum(c.violated for c in counts),
            sum(c.undetermined for c in counts),
            sum(c.not_applicable for c in counts),
        )

    def counts(self, judgement: Judgement) -> Summary:
        """How the selected rules of a rulebook came out; each is worked out by itself."""
        numbers = [n for n, r in enumerate(judgement.book.data.rules) if r.id in self]
        met = not_applicable = 0
        for number in numbers:
            passed, passed_over = _counted(judgement, number)
            met += passed
            not_applicable += passed_over
        outcomes = judgement.outcomes
        broken = {(v.rule, id(v.subject)) for v in outcomes.violations if v.rule in numbers}
        undecided = [rule for rule, _ in outcomes.undecided if rule in numbers]
        return Summary(met, len(broken), len(undecided), not_applicable)


def _counted(judgement: Judgement, number: int) -> tuple[int, int]:
    """How many subjects of a rule met it, and for how many it does not apply.

    A rule that is switched off for the whole claim does not apply once, whatever its subjects.
    """
    data = judgement.book.data.rules[number]
    met = not_applicable = 0
    for subject in subjects_of(data, judgement.env):
        if subject is UNKNOWN:
            continue
        traced = trace(judgement, number, subject)
        met += traced.outcomes.met
        not_applicable += traced.outcomes.not_applicable
        if any(s.id in data.switches and s.value is False for s in traced.steps):
            return 0, 1
    return met, not_applicable
