"""One claim under one rulebook: its outcomes, and the findings that they make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.claims.nulls import holds_none
from hhrules.engine.bookdata import RuleData
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.wants import Wanting
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes, Violation
from hhrules.runtime.record import NoneFinder, Recorder, Step
from hhrules.runtime.report import (
    Finding,
    Payment,
    RulebookRef,
)
from hhrules.runtime.words import fill, fraction_words
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
    _twin: Environment | None = None
    _wants: Environment | None = None
    _finder: NoneFinder | None = None

    def __repr__(self) -> str:
        return f"Judgement({self.book.name!r}, {self.env!r})"

    def twin(self) -> Environment:
        """The surroundings of the traced twin, so that its groups are made once for a claim."""
        if self._twin is None:
            env = self.env
            self._twin = Environment(
                env.claim, env.history, env.given, env.applies, self.book.traced.makers
            )
        return self._twin

    def wants(self) -> Environment:
        """The surroundings of the functions that say what rules lack."""
        if self._wants is None:
            env = self.env
            makers = self.book.wants.makers
            self._wants = Environment(env.claim, env.history, env.given, env.applies, makers)
        return self._wants

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


def trace(judgement: Judgement, rule: int, subject: Any) -> Trace:
    """Work one rule out again for one subject, step by step."""
    book = judgement.book
    data = book.data.rules[rule]
    env = judgement.twin()
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


# ------------------------------------------------------------------------------ findings


def place_of(data: RuleData, claim: Claim, subject: Any) -> tuple[int | None, dt.date | None]:
    """The line and the day that a finding speaks of."""
    if subject is None or data.record == "":
        return None, None
    if data.record == "line":
        return _line(subject.line), _day(subject.service_date)
    if data.record == "record":
        value: Any = subject
        for name in data.date_path:
            value = getattr(value, name)
        return None, _day(value)
    day = subject.keys[data.date_key] if data.date_key >= 0 else UNKNOWN
    members = {id(m) for m in subject.members}
    lines = [m.line for m in claim.lines if id(m) in members and isinstance(m.line, int)]
    if data.level not in ("visit", "discipline", "line"):
        return None, _day(day)
    return (min(lines) if lines else None), _day(day)


def _line(number: Any) -> int | None:
    return number if isinstance(number, int) else None


def _day(value: Any) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _violated(
    judgement: Judgement, data: RuleData, violation: Violation, ref: RulebookRef
) -> Finding:
    check = data.checks[violation.check]
    line, day = place_of(data, judgement.env.claim, violation.subject)
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
    env = judgement.env
    if rule.from_document and not (
        holds_none(env.claim) or any(map(holds_none, env.history.earlier))
    ):
        return ()
    finder = judgement.finder()
    finder.found = set()
    twin = judgement.twin()
    function = judgement.book.sifted.namespace[rule.function]
    function(twin.claim, twin, Outcomes(), finder.seen, violation.subject)
    return tuple(sorted(finder.found))


def missing_of(judgement: Judgement, rule: int, subject: Any) -> Wanting:
    """What would decide a rule for a subject on which it is open."""
    data = judgement.book.data.rules[rule]
    if subject is None and data.record:
        return Wanting((data.plural,))
    wants = judgement.book.wants
    wanting = wants.of_rule(judgement.wants(), rule, subject)
    if wanting.facts or not data.record:
        return wanting
    return wants.of_subject(rule, wanting.check)


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


def _undetermined(judgement: Judgement, rule: int, subject: Any, ref: RulebookRef) -> Finding:
    data = judgement.book.data.rules[rule]
    line, day = place_of(data, judgement.env.claim, subject)
    wanting = missing_of(judgement, rule, subject)
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


def findings_of(judgement: Judgement) -> list[Finding]:
    """The findings of one rulebook on one claim, unordered."""
    data = judgement.book.data
    ref = RulebookRef(data.name, data.version, data.version, data.sha256)
    outcomes, rules = judgement.outcomes, data.rules
    found = [_violated(judgement, rules[v.rule], v, ref) for v in outcomes.violations]
    found += [_undetermined(judgement, r, s, ref) for r, s in outcomes.undecided]
    return found
