"""What cannot happen: rules that never apply, alternatives that never hold, rules at odds.

Works on conditions that stand together. Of each operand that they compare with what the rulebook
states, the values that are left are kept; where none is left, the conditions clash. Whatever
compares two facts is passed over, so nothing is said that a claim could refute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, TypeAlias

from attrs import define, evolve, field

from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.source.diagnostic import Diagnostics
from hhrules.values.types import DATE, MONEY, WHOLE

Bound: TypeAlias = Any
"""A day or a figure, None for no bound; bounds of one operand are of one kind."""

_ORDERED = {"ge": (1, False), "gt": (1, True), "le": (-1, False), "lt": (-1, True)}
_OPPOSITE = {"eq": "ne", "ne": "eq", "ge": "lt", "lt": "ge", "gt": "le", "le": "gt"}


@define
class _Left:
    """The values that are left of one operand."""

    only: frozenset[object] | None = None  # None: any
    never: frozenset[object] = frozenset()
    low: Bound = None
    low_open: bool = False
    high: Bound = None
    high_open: bool = False
    whole: bool = False  # one value follows another: days, cents, whole numbers

    def clash(self) -> str:
        """Why no value is left; empty where one is."""
        if self.only is not None:
            if not self.only - self.never:
                return "no value is in both"
            if all(not self._holds(v) for v in self.only - self.never):
                return "no value meets both"
        if self.low is None or self.high is None:
            return ""
        return "" if self._any_between() else f"no {self._noun()} lies between these"

    def _noun(self) -> str:
        return "day" if isinstance(self.low, dt.date) else "number"

    def _any_between(self) -> bool:
        low, high = self.low, self.high
        if self.whole:
            step = dt.timedelta(days=1) if isinstance(low, dt.date) else 1
            low = low + step if self.low_open else low
            high = high - step if self.high_open else high
            return bool(low <= high)
        if low == high:
            return not (self.low_open or self.high_open)
        return bool(low < high)

    def _holds(self, value: object) -> bool:
        if isinstance(value, str) or value is None:
            return self.low is None and self.high is None
        if self.low is not None and (value < self.low or (value == self.low and self.low_open)):
            return False
        return not (
            self.high is not None
            and (value > self.high or (value == self.high and self.high_open))
        )

    def bounded(self, op: str, limit: Bound) -> _Left:
        """What is left once a bound is taken in."""
        side, strict = _ORDERED[op]
        if side > 0:
            if self.low is None or (limit, strict) > (self.low, self.low_open):
                return evolve(self, low=limit, low_open=strict)
        elif self.high is None or (limit, not strict) < (self.high, not self.high_open):
            return evolve(self, high=limit, high_open=strict)
        return self


@define
class Together:
    """Conditions that hold together, and the values that they leave."""

    left: dict[object, _Left] = field(factory=dict)

    def take(self, condition: ir.Expr) -> tuple[ir.Expr, str] | None:
        """Add a condition: the part that clashes with what stood before, and why; None if none does."""
        for part in parts(condition):
            said = _said(part)
            if said is None:
                continue
            operand, change = said
            before = self.left.get(operand, _Left())
            after = _narrowed(before, change)
            if after.clash() and not before.clash():
                return part, after.clash()
            self.left[operand] = after
        return None

    def copy(self) -> Together:
        """The same, to try something with."""
        return Together(dict(self.left))


def parts(condition: ir.Expr) -> Iterator[ir.Expr]:
    """The conditions that all have to hold for one to hold."""
    if isinstance(condition, ir.Junction) and condition.op == "and":
        for item in condition.items:
            yield from parts(item)
    else:
        yield condition


_Change = tuple[str, object, bool]


def _narrowed(left: _Left, change: _Change) -> _Left:
    op, value, whole = change
    left = evolve(left, whole=left.whole or whole)
    match op, value:
        case "in", frozenset():
            return evolve(left, only=value if left.only is None else left.only & value)
        case "ne", _:
            return evolve(left, never=left.never | {value})
        case _, dt.date() | int() | Fraction():
            return left.bounded(op, value)
        case _:
            return left


def _said(part: ir.Expr, *, negated: bool = False) -> tuple[object, _Change] | None:
    """What a condition says of one operand: it is in a list, it is not a value, a bound."""
    match part:
        case ir.Not(operand=ir.Op() as inner):
            return _said(inner, negated=not negated)
        case ir.Not(operand=operand) | operand if not isinstance(operand, ir.Op | ir.Matches):
            if isinstance(operand, ir.Fact):
                holds = isinstance(part, ir.Not) == negated
                return key(operand), ("in", frozenset({holds}), False)
            return None
        case ir.Op(op=op, args=(operand, ir.Const(value=value))) if op in _OPPOSITE:
            op = _OPPOSITE[op] if negated else op
            whole = operand.ty in (DATE, WHOLE, MONEY)
            if op == "eq":
                return key(operand), ("in", frozenset({value}), whole)
            return key(operand), (op, value, whole)
        case ir.Matches(operand=operand, codes=codes, patterns=(), spans=(), negated=False):
            return None if negated else (key(operand), ("in", frozenset(codes), False))
        case _:
            return None


# ------------------------------------------------------------------------------ the warnings


def conditions(rule: ir.Rule) -> Iterator[ir.Expr]:
    """The conditions that all have to hold before a rule's checks are asked."""
    if rule.loop is not None:
        yield from rule.loop.conditions
    if rule.in_force is not None:
        yield rule.in_force
    for step in (*rule.switches, *rule.steps):
        if isinstance(step, ir.Guard):
            yield step.condition


def _all(program: ir.BookProgram, rule: ir.Rule) -> list[ir.Expr]:
    """The same, with what the rulebook asks of a claim."""
    applies = [program.applies] if program.applies is not None else []
    return [*applies, *conditions(rule)]


def unreachable(program: ir.BookProgram, diagnostics: Diagnostics) -> None:
    """Warn of rules that can never apply, and of alternatives that can never hold."""
    told: set[tuple[int, int]] = set()
    for rule in program.rules:
        together = Together()
        for condition in _all(program, rule):
            clash = together.take(condition)
            if clash is not None:
                _never_applies(rule, *clash, diagnostics)
                break
        else:
            checks = [c.condition for c in rule.checks]
            for condition in (*_all(program, rule), *checks):
                _alternatives(condition, together, told, diagnostics)
    for function in program.functions:
        _alternatives(function.body, Together(), told, diagnostics)


def _never_applies(rule: ir.Rule, part: ir.Expr, why: str, diagnostics: Diagnostics) -> None:
    diagnostics.warning(
        "W204",
        f"rule {rule.id} can never apply",
        part.span,
        label="this cannot hold together with what stands before it",
        note=why,
        help="mend one of the conditions, or take the rule out",
    )


def _alternatives(
    condition: ir.Expr,
    together: Together,
    told: set[tuple[int, int]],
    diagnostics: Diagnostics,
) -> None:
    """Warn of the items of an `or` that clash with what holds beside them."""
    if not isinstance(condition, ir.Junction) or condition.op == "none":
        return
    if condition.op == "and":
        beside = together.copy()
        beside.take(condition)
        for item in condition.items:
            _alternatives(item, beside, told, diagnostics)
        return
    for item in condition.items:
        trial = together.copy()
        clash = trial.take(item)
        place = (item.span.start, item.span.end)
        if clash is None:
            _alternatives(item, trial, told, diagnostics)
        elif place not in told:
            told.add(place)
            diagnostics.warning(
                "W206",
                "this alternative can never hold",
                item.span,
                label="no claim is like this",
                note=f"{clash[1]}; the other alternatives decide alone",
                help="mend it, or take it out",
            )


_Asked: TypeAlias = tuple[ir.Rule, ir.Check, object]
"""A check of a rule, with the key of its condition."""


def at_odds(program: ir.BookProgram, diagnostics: Diagnostics) -> None:
    """Warn of rules that ask the same with another end, or what cannot both be so."""
    seen: dict[object, list[_Asked]] = {}
    for rule in program.rules:
        asked = _all(program, rule)
        together = Together()
        for condition in asked:
            together.take(condition)
        gates = (rule.subject, tuple(key(c) for c in asked))
        before = seen.setdefault(gates, [])
        for check in rule.checks:
            here = (rule, check, key(check.condition))
            for one in before:
                if one[0] is not rule and _odd(one, here, together, diagnostics):
                    break
            before.append(here)


def _odd(one: _Asked, two: _Asked, together: Together, diagnostics: Diagnostics) -> bool:
    """Whether two checks are at odds where both are asked, with what holds `together` there."""
    (other, before, theirs), (rule, check, mine) = one, two
    if theirs == mine:
        if before.action != check.action:
            _ends_differ(other, before, rule, check, diagnostics)
        return before.action != check.action
    together = together.copy()
    together.take(before.condition)
    clash = together.take(check.condition)
    if clash is None:
        return False
    diagnostics.warning(
        "W207",
        f"no claim can meet both {other.id} and {rule.id}",
        clash[0].span,
        label=f"{other.id} asks for something else in the same cases",
        note=clash[1],
        help="mend one of them, or say in which cases each applies",
    )
    return True


def _ends_differ(
    other: ir.Rule, before: ir.Check, rule: ir.Rule, check: ir.Check, diagnostics: Diagnostics
) -> None:
    here, there = (c.action.replace("_", " ") for c in (check, before))
    diagnostics.warning(
        "W205",
        f"rules {other.id} and {rule.id} ask the same and end differently",
        check.span,
        label=f"here `{here}`, there `{there}`",
        note="one policy has one consequence",
        help="keep one of them, or say in which cases each applies",
    )
