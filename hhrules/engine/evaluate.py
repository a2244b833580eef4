"""One claim under one rulebook: its outcomes, how each comes about, what the open ones lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.claims.nulls import names_of_none
from hhrules.engine.bookdata import RuleData
from hhrules.engine.lacking import Wanting
from hhrules.engine.loaded import LoadedBook
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes
from hhrules.runtime.record import NoneFinder, Recorder, Step
from hhrules.values.truth import UNKNOWN


class Trace(Struct, frozen=True, eq=False):
    """What a traced evaluator left of one rule on one subject."""

    steps: tuple[Step, ...]
    lets: Mapping[str, Step]
    outcomes: Outcomes


class Judgement(Struct, eq=False):
    """The outcomes of one claim under one rulebook, before they are put into words."""

    book: LoadedBook
    env: Environment
    outcomes: Outcomes
    _finder: NoneFinder | None = None
    _numbers: dict[int, int] | None = None
    _nones: dict[int, bool] = {}
    _may_find_none: dict[int, frozenset[str] | None] = {}

    @property
    def numbers(self) -> dict[int, int]:
        """The numbers of the claim's lines, by the identity of each."""
        if self._numbers is None:
            lines = self.env.claim.lines
            self._numbers = {id(n): n.line for n in lines if isinstance(n.line, int)}
        return self._numbers

    def may_find_none(self, rule: int) -> frozenset[str] | None:
        """What of all that a rule reads may be known to be none, at most; found out once for a rule.

        None: anything may be.
        """
        if rule not in self._may_find_none:
            self._may_find_none[rule] = self._may_find(self.book.data.rules[rule])
        return self._may_find_none[rule]

    def _may_find(self, rule: RuleData) -> frozenset[str] | None:
        env = self.env
        if (
            rule.none_elsewhere
            or any(map(self._keyed_none, rule.none_groups))
            or any(_listed_none(env.claim, name) for name in rule.none_lists)
        ):
            return None
        found: set[str] = set()
        for claim in (env.claim, *env.history.earlier):
            names = names_of_none(claim)
            if names is None:
                return None
            if names:
                found.update(label for name, label in rule.none_facts if name in names)
        return frozenset(found)

    def _keyed_none(self, grouping: int) -> bool:
        """Whether a key of a group is none."""
        known = self._nones.get(grouping)
        if known is None:
            groups = self.env.groups(grouping)
            some = () if groups is UNKNOWN else groups or ()
            known = self._nones[grouping] = any(None in group.keys for group in some)
        return known

    def __repr__(self) -> str:
        return f"Judgement({self.book.name!r}, {self.env!r})"

    def finder(self) -> NoneFinder:
        """What notes the facts that are none, so that definitions are worked out once for a claim."""
        if self._finder is None:
            self._finder = NoneFinder(self.book.leaves)
        return self._finder


def judge(
    book: LoadedBook,
    claim: Claim,
    history: History,
    given: Mapping[str, object] | None = None,
    *,
    always: bool = False,
    sure: bool = False,
) -> Judgement | None:
    """Run a rulebook on a claim; None where it does not apply to it (unless `always`).

    `sure`: it is known to apply.
    """
    plain = book.ready
    if plain is None:
        if not always and not sure and not book.may_apply(claim, history, given or {}):
            return None
        plain = book.plain
    env = Environment(
        claim, history, given or {}, None if always else plain.applies, plain.makers
    )
    if not always and not sure and plain.applies(claim, env) is not True:
        return None
    outcomes = Outcomes()
    for function in plain.functions:
        function(claim, env, outcomes)
    return Judgement(book, env, outcomes)


def _listed_none(claim: Claim, name: str) -> bool:
    """Whether a record of a list that is worked out of the claim has a none."""
    records = getattr(claim, name)
    return records is not UNKNOWN and any(None in astuple(r) for r in records)


def trace(judgement: Judgement, rule: int, subject: Any) -> Trace:
    """Work one rule out again for one subject, step by step."""
    book = judgement.book
    data = book.data.rules[rule]
    env = judgement.env
    recorder = Recorder(book.children)
    outcomes = Outcomes()
    book.traced.namespace[data.function](env.claim, env, outcomes, recorder.seen, subject)
    steps = recorder.steps
    numbers = {number: name for name, _, number in data.lets}
    lets = {numbers[s.id]: s for s in steps if s.id in numbers}
    return Trace(steps, lets, outcomes)


def rule_steps(data: RuleData, traced: Trace) -> list[tuple[str, str, Step]]:
    """The clauses of a rule that were worked out: kind, words, step."""
    by_id = {s.id: s for s in traced.steps}
    return [
        (kind, words, by_id[number]) for kind, number, words in data.steps if number in by_id
    ]


def missing_of(judgement: Judgement, rule: int, subject: Any) -> Wanting:
    """What would decide a rule for a subject on which it is open."""
    data = judgement.book.data.rules[rule]
    if subject is None and data.record:
        return Wanting((data.plural,))
    wants = judgement.book.wants
    wanting = wants.of_rule(judgement.env, rule, subject)
    if wanting.facts or not data.record:
        return wanting
    return wants.of_subject(rule, wanting.check)
