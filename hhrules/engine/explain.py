"""Why an outcome came out so: the rule's clauses, what each came to, where the facts stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.evaluate import (
    Judgement,
    Trace,
    findings_of,
    judge,
    missing_of,
    place_of,
    supply,
    trace,
)
from hhrules.engine.loaded import LoadedBook, RuleData
from hhrules.engine.steps import Step, Telling
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes
from hhrules.runtime.words import say
from hhrules.values.truth import UNKNOWN


@frozen
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


_ORDER = {"violated": 0, "undetermined": 1, "met": 2, "not applicable": 3}


def explain_claim(
    books: Sequence[LoadedBook],
    claim: Claim,
    history: History,
    rule: str | None = None,
    given: Mapping[str, object] | None = None,
) -> list[Explanation]:
    """An explanation for each rule and subject, violated ones first; of one rule only, if named."""
    found: list[Explanation] = []
    places = _places(claim, history)
    for book in books:
        judgement = judge(book, claim, history, given)
        if judgement is None:
            continue
        for number, data in enumerate(book.data.rules):
            if rule is None or data.id == rule:
                found += _explain_rule(judgement, number, data, places)
    return sorted(found, key=lambda e: _ORDER[e.outcome])


def explain_subjects(judgement: Judgement, number: int) -> Iterator[Explanation]:
    """One rule on each of its subjects on a claim that was judged."""
    places = _places(judgement.env.claim, judgement.env.history)
    yield from _explain_rule(judgement, number, judgement.book.data.rules[number], places)


def _explain_rule(
    judgement: Judgement, number: int, data: RuleData, places: Mapping[int, str]
) -> Iterator[Explanation]:
    for subject in _subjects(judgement, data):
        if subject is UNKNOWN:
            if all(rule != number for rule, _ in judgement.outcomes.undecided):
                continue  # not in force on any day of the claim
            words = (Step(0, data.plural, "not sent"),)
            yield Explanation(
                data.id,
                "undetermined",
                data.subject,
                words,
                "; ".join(data.cites),
                f"{data.plural} were not sent.",
                f"Supply {data.plural}.",
                (data.plural,),
            )
            continue
        traced = trace(judgement, number, subject)
        outcome = _outcome(traced.outcomes)
        if outcome == "":
            continue
        yield _one(judgement, number, data, subject, traced, outcome, places)


def _one(
    judgement: Judgement,
    number: int,
    data: RuleData,
    subject: Any,
    traced: Trace,
    outcome: str,
    places: Mapping[int, str],
) -> Explanation:
    message = fix = ""
    missing: tuple[str, ...] = ()
    if outcome == "violated":
        single = Judgement(judgement.book, judgement.env, traced.outcomes)
        finding = findings_of(single)[0]
        message, fix = finding.message, finding.fix
    elif outcome == "undetermined":
        wanting = missing_of(judgement, number, subject)
        missing = wanting.facts
        message = f"Cannot be decided without {', '.join(missing)}."
        fix = supply(judgement.book, missing, wanting.tables)
    steps = tuple(Telling(judgement.book, places).rule(data, traced))
    _, day = place_of(data, judgement.env.claim, subject)
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
    )


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


def _subjects(judgement: Judgement, data: RuleData) -> list[Any]:
    claim, env = judgement.env.claim, judgement.env
    if data.record == "":
        return [None]
    if data.record == "line":
        return list(claim.lines)
    twin = Environment(claim, env.history, env.given, env.applies, judgement.book.traced.makers)
    groups = _list_of(data, twin)
    if groups is UNKNOWN:
        return [UNKNOWN]
    return list(groups or ())


def _list_of(data: RuleData, env: Environment) -> Any:
    if data.group >= 0:
        return env.groups(data.group)
    value: Any = env.claim
    for name in data.path:
        value = getattr(value, name)
    return value


def _outcome(outcomes: Outcomes) -> str:
    if outcomes.violations:
        return "violated"
    if outcomes.undecided:
        return "undetermined"
    if outcomes.met:
        return "met"
    return "not applicable" if outcomes.not_applicable else ""


def _name(data: RuleData, subject: Any) -> str:
    if data.record == "":
        return "claim"
    if data.record == "line":
        return f"line {subject.line}"
    keys = getattr(subject, "keys", ())
    words = ", ".join(say(k, "") for k in keys)
    return f"{data.subject} {words}".strip()


def _places(claim: Claim, history: History) -> dict[int, str]:
    """Which line or earlier claim a record is, by identity."""
    found: dict[int, str] = {id(claim): ""}
    for line in claim.lines:
        found[id(line)] = f"line {line.line}"
    for earlier in history.earlier:
        found[id(earlier)] = f"claim {earlier.claim_id}"
        for line in earlier.lines:
            found[id(line)] = f"claim {earlier.claim_id}, line {line.line}"
    return found
