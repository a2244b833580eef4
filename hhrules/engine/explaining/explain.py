"""Why an outcome came out so: the rule's clauses, what each came to, where the facts stand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.bookdata import RuleData
from hhrules.engine.evaluate import (
    Judgement,
    Trace,
    judge,
    missing_of,
    trace,
)
from hhrules.engine.explaining.steps import Step, Telling
from hhrules.engine.findings import findings_of, place_of, supply
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.origins import Form, Origins
from hhrules.engine.subjects import outcome_word, subjects_of
from hhrules.runtime.report import Finding
from hhrules.runtime.words import say
from hhrules.values.truth import UNKNOWN

if TYPE_CHECKING:
    from hhrules.engine.explaining.settle import Settling


@frozen(repr=False)
class Explanation:
    """One rule on one subject."""

    rule: str
    outcome: str
    subject: str
    steps: tuple[Step, ...]
    citation: str
    message: str = ""
    fix: str = ""
    missing: tuple[str, ...] = ()
    members: frozenset[tuple[str, int]] = frozenset()
    claim_level: bool = False
    day: dt.date | None = None
    title: str = ""
    place: str = ""
    text: str = ""
    action: str = ""
    # What explanations are made from is not a part of what they say.
    judged: Judgement | None = field(default=None, eq=False)
    ask: Callable[[], Settling | None] | None = field(default=None, eq=False)

    def __repr__(self) -> str:
        return f"Explanation({self.rule!r}, {self.outcome!r}, {len(self.steps)} steps)"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rule finds on this subject."""
        return tuple(findings_of(self.judged)) if self.judged is not None else ()

    @property
    def in_force(self) -> str:
        """Its period as its rulebook has it: "effective from 2018-01-01"."""
        found = _PERIOD.search(self.text)
        return found[1] if found else "in force on all days"

    def settling(self) -> Settling | None:
        """Of what is undetermined, the least facts that decide it; None where none was found."""
        return self.ask() if self.ask is not None else None


_PERIOD = re.compile(r"^  (effective from [^#\n]*[^#\s])", re.MULTILINE)
_ORDER = {"violated": 0, "undetermined": 1, "met": 2, "not applicable": 3}


def explain_claim(
    books: Sequence[LoadedBook],
    claim: Claim,
    history: History,
    rule: str | None = None,
    given: Mapping[str, object] | None = None,
    form: Form = "",
) -> list[Explanation]:
    """An explanation for each rule and subject, violated ones first; of one rule only, if named."""
    found: list[Explanation] = []
    places = Origins(claim, history, form)
    for book in books:
        judgement = judge(book, claim, history, given)
        if judgement is None:
            continue
        for number, data in enumerate(book.data.rules):
            if rule is None or data.id == rule:
                found += _explain_rule(judgement, number, data, places, named=rule is not None)
    return sorted(found, key=lambda e: _ORDER[e.outcome])


def explain_subjects(judgement: Judgement, number: int) -> Iterator[Explanation]:
    """One rule on each of its subjects on a claim that was judged."""
    places = Origins(judgement.env.claim, judgement.env.history)
    yield from _explain_rule(judgement, number, judgement.book.data.rules[number], places)


def _explain_rule(
    judgement: Judgement, number: int, data: RuleData, places: Origins, *, named: bool = False
) -> Iterator[Explanation]:
    """Each subject's explanation; one that the rule is not in force for only if it is `named`."""
    for subject in subjects_of(data, judgement.env):
        if subject is UNKNOWN:
            if all(rule != number for rule, _ in judgement.outcomes.undecided):
                continue  # not in force on any day of the claim
            yield _not_sent(judgement, number, data)
            continue
        traced = trace(judgement, number, subject)
        outcome = outcome_word(traced.outcomes)
        if outcome == "" and named and traced.steps:
            outcome = "not applicable"
        if outcome == "":
            continue
        yield _one(judgement, number, data, subject, traced, outcome, places)


def _not_sent(judgement: Judgement, number: int, data: RuleData) -> Explanation:
    """A rule whose subjects are not known."""
    told = judgement.book.told_of(number)
    return Explanation(
        data.id,
        "undetermined",
        data.subject,
        (Step(0, data.plural, "not sent"),),
        "; ".join(data.cites),
        f"{data.plural} were not sent.",
        f"Supply {data.plural}.",
        (data.plural,),
        title=data.title,
        place=told.place,
        text=told.text,
        action=f"would {_words(data.checks[0].action)}",
        ask=partial(_settling_list, judgement, number),
    )


def _one(
    judgement: Judgement,
    number: int,
    data: RuleData,
    subject: Any,
    traced: Trace,
    outcome: str,
    places: Origins,
) -> Explanation:
    message = fix = action = ""
    missing: tuple[str, ...] = ()
    single = Judgement(judgement.book, judgement.env, traced.outcomes)
    if outcome == "violated":
        finding = findings_of(single)[0]
        message, fix, action = finding.message, finding.fix, _consequence(finding)
    elif outcome == "undetermined":
        wanting = missing_of(judgement, number, subject)
        missing = wanting.facts
        action = f"would {_words(data.checks[wanting.check].action)}"
        message = f"Cannot be decided without {', '.join(missing)}."
        fix = supply(judgement.book, missing, wanting.tables)
    steps = tuple(Telling(judgement.book, places).rule(data, traced))
    told = judgement.book.told_of(number)
    _, day = place_of(judgement, data, subject)
    return Explanation(
        data.id,
        outcome,
        _name(data, subject),
        steps,
        "; ".join(data.cites),
        message,
        fix,
        missing,
        _members(judgement, data, subject),
        data.record == "",
        day,
        data.title,
        told.place,
        told.text,
        action,
        single,
        partial(_settling, judgement, number, subject, traced, places)
        if outcome == "undetermined"
        else None,
    )


def _consequence(finding: Finding) -> str:
    """What a violated rule leads to: its action, and the share that is taken away."""
    share = f" by {finding.payment.fraction}" if finding.payment else ""
    return _words(finding.action) + share


def _words(action: str) -> str:
    return action.replace("_", " ")


def _settling(
    judgement: Judgement, number: int, subject: Any, traced: Trace, places: Origins
) -> Settling | None:
    from hhrules.engine.explaining.settle_claim import settling_of  # noqa: PLC0415 - only when asked for

    return settling_of(judgement, number, subject, traced, places)


def _settling_list(judgement: Judgement, number: int) -> Settling | None:
    from hhrules.engine.explaining.settle_claim import settling_of_list  # noqa: PLC0415 - the same

    return settling_of_list(judgement, number)


def _members(judgement: Judgement, data: RuleData, subject: Any) -> frozenset[tuple[str, int]]:
    """The records that a subject is or holds, by list and place."""
    claim = judgement.env.claim
    mine = {id(subject)} | {id(m) for m in getattr(subject, "members", ())}
    for member in getattr(subject, "members", ()):
        mine |= {id(m) for m in getattr(member, "members", ())}
    found = {("lines", n) for n, line in enumerate(claim.lines) if id(line) in mine}
    if data.record == "record":
        value: Any = claim
        for name in data.path:
            value = getattr(value, name)
        found |= {(data.plural, n) for n, r in enumerate(value or ()) if id(r) in mine}
    return frozenset(found)


def _name(data: RuleData, subject: Any) -> str:
    if data.record == "":
        return "claim"
    if data.record == "line":
        return f"line {subject.line}"
    keys = getattr(subject, "keys", ())
    words = ", ".join(say(k, "") for k in keys)
    return f"{data.subject} {words}".strip()
