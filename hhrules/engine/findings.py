"""What is found of a judged claim: its breaches and what is open, in words, with the place of each."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from hhrules.claims.care import Visit
from hhrules.claims.visit_lines import line_of_visit
from hhrules.engine.bookdata import RuleData
from hhrules.engine.evaluate import Judgement, missing_of
from hhrules.engine.lacking import Wanting
from hhrules.engine.loaded import LoadedBook
from hhrules.runtime.outcomes import Outcomes, Violation
from hhrules.runtime.record import AllFoundError
from hhrules.runtime.report import Finding, Payment, RulebookRef
from hhrules.runtime.words import fill, fraction_words
from hhrules.values.truth import UNKNOWN

Place = tuple[int | None, dt.date | None]
"""The line and the day that a finding speaks of."""

_WHOLE: Place = (None, None)
_ON_LINES = ("line", "visit", "discipline")
"""The levels of which a finding names a line."""


def place_of(judgement: Judgement, data: RuleData, subject: Any) -> Place:
    """The line and the day that a finding speaks of."""
    if subject is None or data.record == "":
        return _WHOLE
    if data.record == "line":
        number = _line(subject.line) if data.level in _ON_LINES else None
        return number, _day(subject.service_date)
    if data.record == "record":
        value: Any = subject
        for name in data.date_path:
            value = getattr(value, name)
        visit = data.level == "visit" and isinstance(subject, Visit)
        return line_of_visit(judgement.env.claim, subject) if visit else None, _day(value)
    day = _day(subject.keys[data.date_key] if data.date_key >= 0 else UNKNOWN)
    if data.level not in _ON_LINES:
        return None, day
    lines = judgement.numbers
    found = [lines[id(m)] for m in subject.members if id(m) in lines]
    return (min(found) if found else None), day


def _line(number: Any) -> int | None:
    return number if isinstance(number, int) else None


def _day(value: Any) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _violated(
    judgement: Judgement, data: RuleData, violation: Violation, ref: RulebookRef
) -> Finding:
    check = data.checks[violation.check]
    line, day = place_of(judgement, data, violation.subject)
    message = fill(check.message, violation.message) or data.title
    payment = None
    if violation.payment is not None:
        payment = Payment(fraction_words(violation.payment), message)
    return Finding(
        rule=data.id,
        outcome="violated",
        action=check.action,  # type: ignore[arg-type]  # the grammar knows no other
        level=data.level,  # type: ignore[arg-type]  # the grammar knows no other
        line=line,
        service_date=day,
        message=message,
        fix=fill(check.fix, violation.fix),
        citations=data.cites,
        nulls=_nulls(judgement, data, violation),
        payment=payment,
        rulebook=ref,
    )


def _nulls(judgement: Judgement, rule: RuleData, violation: Violation) -> tuple[str, ...]:
    """The facts of a violated rule that were given as none; a trace finds them."""
    most = judgement.may_find_none(violation.rule)
    if most is not None and not most:
        return ()
    finder, env = judgement.finder(), judgement.env
    function = judgement.book.sifted.namespace[rule.function]
    finder.begin(most)
    with suppress(AllFoundError):
        function(env.claim, env, Outcomes(), finder.seen, violation.subject)
    return tuple(sorted(finder.all_found))


def supply(book: LoadedBook, missing: tuple[str, ...], tables: tuple[str, ...] = ()) -> str:
    """What to do about missing facts; of a table, which one to import and where it is published.

    `tables` would do in place of the facts.
    """
    said: list[str] = []
    facts: list[str] = []
    for name in missing:
        if name not in book.published:
            facts.append(name)
        else:
            said.append(_figure(book, name))
    if facts or not said:
        said.insert(0, f"supply {', '.join(facts) or 'a fact'}")
    text = "; ".join(said)
    for name in tables:
        if name in book.filed:
            text += f"; or {_figure(book, name)}"
    return f"{text[0].upper()}{text[1:]}."


def _figure(book: LoadedBook, table: str) -> str:
    """How a figure that `table` lacks is got: by import where its rows stand in a file."""
    published = "; ".join(book.published.get(table, ()))
    if table in book.filed:
        where = f", published in {published}" if published else ""
        return f"import the rows of `{table}` for this case{where} (hhrules table import)"
    where = f" ({published})" if published else ""
    return f"ask the payer: policy{where} does not settle `{table}` for this case"


def findings_of(judgement: Judgement, *, merged: bool = False) -> list[Finding]:
    """The findings of one rulebook on one claim, unordered.

    With `merged`, of the subjects for which a rule lacks the same facts only the first has one.
    """
    data = judgement.book.data
    ref = RulebookRef(data.name, data.version, data.version, data.sha256)
    outcomes, rules = judgement.outcomes, data.rules
    found = [_violated(judgement, rules[v.rule], v, ref) for v in outcomes.violations]
    if outcomes.undecided:
        opened = [
            (rule, missing_of(judgement, rule, s), place_of(judgement, rules[rule], s))
            for rule, s in outcomes.undecided
        ]
        for rule, wanting, place in _firsts(opened) if merged else opened:
            found.append(_undetermined(judgement, rule, wanting, place, ref))
    return found


Open = tuple[int, Wanting, Place]
"""An open rule, what would decide it, where."""


def _firsts(opened: list[Open]) -> list[Open]:
    """Of those of a rule that lack the same facts the first, in the order of findings."""
    firsts: dict[tuple[int, tuple[str, ...]], int] = {}
    for number, (rule, wanting, place) in enumerate(opened):
        first = firsts.setdefault((rule, wanting.facts), number)
        if first != number and _order(place) < _order(opened[first][2]):
            firsts[rule, wanting.facts] = number
    return [opened[number] for number in sorted(firsts.values())]


def _order(place: Place) -> tuple[bool, int, dt.date]:
    line, day = place
    return line is not None, line or 0, day or dt.date.min


_MOST = 2_000
"""So many findings of a rulebook are kept: claims lack the same facts again and again."""


def _undetermined(
    judgement: Judgement, rule: int, wanting: Wanting, place: Place, ref: RulebookRef
) -> Finding:
    """The finding that a rule is open; one of the claim as a whole is made once."""
    if place != _WHOLE:
        return _opened(judgement, rule, wanting, place, ref)
    known = judgement.book.opened
    found = known.get((rule, wanting))
    if found is None:
        if len(known) >= _MOST:
            known.clear()
        found = known[rule, wanting] = _opened(judgement, rule, wanting, place, ref)
    return found


def _opened(
    judgement: Judgement, rule: int, wanting: Wanting, place: Place, ref: RulebookRef
) -> Finding:
    data = judgement.book.data.rules[rule]
    line, day = place
    words = ", ".join(wanting.facts) or "a fact"
    return Finding(
        rule=data.id,
        outcome="undetermined",
        action=data.checks[wanting.check].action,  # type: ignore[arg-type]  # the grammar knows no other
        level=data.level,  # type: ignore[arg-type]  # the grammar knows no other
        line=line,
        service_date=day,
        message=f"{data.title}: cannot be decided without {words}.",
        fix=supply(judgement.book, wanting.facts, wanting.tables),
        citations=data.cites,
        missing=wanting.facts,
        rulebook=ref,
    )
