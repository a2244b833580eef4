"""Running one rule again on one subject, with facts put into a copy of the claim."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from msgspec import json
from msgspec.structs import replace

from hhrules.claims.encode import encode_claim
from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import read_claim
from hhrules.engine.evaluate import Judgement, Trace
from hhrules.engine.explaining.settle import UNDETERMINED, Chosen, Settling, settle
from hhrules.engine.explaining.settle_values import Known, Path, Unsent, open_facts, unsent_list
from hhrules.engine.origins import Origins
from hhrules.engine.subjects import outcome_word, subjects_of
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes
from hhrules.values.truth import UNKNOWN

_HEAVIEST = ("violated", UNDETERMINED, "met")


def settling_of(
    judgement: Judgement, rule: int, subject: Any, traced: Trace, origins: Origins
) -> Settling | None:
    """The least facts that decide a rule for a subject on which it is undetermined."""
    book, claim = judgement.book, judgement.env.claim
    days = (claim.statement_from, claim.statement_through, claim.admission_date)
    known = Known(traced.steps, book.info, book.told_of(rule), days)
    facts = open_facts(traced.steps, book.info, known, origins.held)
    return settle(
        facts, _Again(judgement, rule, subject, tuple(facts), encode_claim(claim)).outcome
    )


def settling_of_list(judgement: Judgement, rule: int) -> Settling | None:
    """The same for a rule whose subjects were not sent: what the list would have to hold."""
    book, claim = judgement.book, judgement.env.claim
    days = (claim.statement_from, claim.statement_through, claim.admission_date)
    known = Known((), book.info, book.told_of(rule), days)
    facts = unsent_list(book.data.rules[rule].plural, known)
    return settle(
        facts, _Again(judgement, rule, UNKNOWN, tuple(facts), encode_claim(claim)).outcome
    )


@frozen(eq=False)
class _Again:
    """One rule on one subject of copies of a claim."""

    judgement: Judgement
    rule: int
    subject: Any
    facts: tuple[Unsent, ...]
    document: bytes

    def outcome(self, chosen: Chosen) -> str:
        """How the rule comes out where these facts have these values."""
        claim = self.judgement.env.claim
        document = json.decode(self.document)
        for number, value in chosen:
            for path in self.facts[number].paths:
                _put(document, path, value.json)
        try:
            changed = read_claim(json.encode(document), claim_type=type(claim))
        except ClaimProblems:
            return UNDETERMINED
        return self._judged(changed)

    def _judged(self, claim: Claim) -> str:
        book, env = self.judgement.book, self.judgement.env
        data = book.data.rules[self.rule]
        own = claim.history
        history: History = replace(
            env.history,
            therapy_amounts=own.therapy_amounts,
            admissions=own.admissions,
            periods=own.periods,
        )
        twin = Environment(claim, history, env.given, env.applies, book.plain.makers)
        words: set[str] = set()
        for subject in self._subjects(subjects_of(data, twin)):
            if subject is UNKNOWN:
                return UNDETERMINED
            outcomes = Outcomes()
            function = book.traced.namespace[data.function]
            function(claim, twin, outcomes, _unseen, subject)
            words.add(outcome_word(outcomes))
        return next((w for w in _HEAVIEST if w in words), "not applicable")

    def _subjects(self, subjects: list[Any]) -> list[Any]:
        """The same subject among those of the copy: by its keys, or its place; all, if it was unknown."""
        if self.subject is None or self.subject is UNKNOWN:
            return subjects
        before = subjects_of(self.judgement.book.data.rules[self.rule], self.judgement.env)
        place = next((n for n, s in enumerate(before) if s is self.subject), None)
        keys = getattr(self.subject, "keys", None)
        if keys is not None:
            return [s for s in subjects if s.keys == keys] or [UNKNOWN]
        return [subjects[place]] if place is not None and place < len(subjects) else [UNKNOWN]


def _unseen(_number: int, value: Any, _record: Any = None) -> Any:
    return value


def _put(document: dict[str, Any], path: Path, value: Any) -> None:
    target: Any = document
    for step in path[:-1]:
        target = target[step] if isinstance(step, int) else target.setdefault(step, {})
        if target is None:
            return
    target[path[-1]] = value
