"""What an example of a rule may state: the facts that it reads, and values worth trying.

Worth trying is what stands on an edge: a figure that the rule names and the ones beside it, a
code that it lists and one that it does not, each day on which an answer can change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise

from attrs import frozen

from hhrules.claims.schema import Fact, RecordKind, Vocabulary
from hhrules.ir import nodes as ir
from hhrules.ir.walk import walk
from hhrules.testing.defaults import default_day, kinds_read
from hhrules.values.money import format_money
from hhrules.values.types import (
    CODE,
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    WHOLE,
    YESNO,
    ListOf,
    Ty,
)

_DAY = dt.timedelta(days=1)
_MOST = 14
_FAR = 4_000  # days; a longer duration is no distance between two days of a claim


@frozen
class Column:
    """A fact that examples can state: its head in a table, and cells worth trying."""

    head: str
    cells: tuple[str, ...]


def columns_of(program: ir.BookProgram, vocabulary: Vocabulary) -> list[Column]:
    """The facts that the program's last rule reads, each with values on its edges."""
    rule = program.rules[-1]
    kinds = [vocabulary.records[k] for k in kinds_read(program, vocabulary)]
    nodes = list(_read(program, rule))
    tried = _Values(nodes, program, default_day(rule)[0])
    found: dict[str, Column] = {}
    for node in nodes:
        for fact in (node,) if isinstance(node, ir.Fact) else ():
            head, known = _head(fact, kinds, vocabulary)
            if head and head not in found:
                cells = tried.cells(fact.ty, known, fact.id)
                found[head] = Column(head, tuple(dict.fromkeys(cells))[:_MOST])
    return list(found.values())


def _read(program: ir.BookProgram, rule: ir.Rule) -> Iterator[ir.Expr]:
    """The expressions that decide a rule, without those that only its messages read."""
    roots: list[ir.Expr] = []
    for grouping in program.groupings:
        keys = grouping.keys if isinstance(grouping, ir.Grouping) else grouping.same
        roots += [*grouping.loop.conditions, *keys]
    if rule.loop is not None:
        roots += rule.loop.conditions
    roots += [s.condition for s in rule.switches]
    for step in rule.steps:
        roots.append(step.value if isinstance(step, ir.Bind) else step.condition)
    roots += [c.condition for c in rule.checks]
    roots += [f.body for f in program.functions]
    for root in roots:
        yield from walk(root)


def _head(
    fact: ir.Fact, kinds: list[RecordKind], vocabulary: Vocabulary
) -> tuple[str, Fact | None]:
    """How a table of examples names a fact; nothing where it cannot."""
    label, claim = fact.label, vocabulary.claim
    if fact.record == "given":
        return ("", None) if label == "today" else (label, None)
    if fact.record == "claim" and label in claim.facts:
        return label, claim.facts[label]
    for kind in kinds:
        own = kind.facts.get(label)
        if own is not None and own.attr_path[-len(fact.path) :] == fact.path:
            first = next(k for k in kinds if label in k.facts)
            plain = first is kind and label not in claim.facts
            return (label if plain else f"{label} of {kind.name}"), own
    return "", None


class _Values:
    """The values that a rule's text names, by type."""

    def __init__(self, nodes: list[ir.Expr], program: ir.BookProgram, day: dt.date) -> None:
        self.day = day
        self.codes: dict[int, list[str]] = {}
        self.numbers: dict[Ty, set[int]] = {}
        self.days: set[dt.date] = {day}
        for node in nodes:
            self._note(node, program)

    def _note(self, node: ir.Expr, program: ir.BookProgram) -> None:
        match node:
            case ir.Matches(operand=operand):
                codes = [*node.codes, *(f"{p[:-1]}1" for p in node.patterns)]
                codes += [low for low, _ in node.spans]
                self._codes_of(operand, codes)
            case ir.Op(args=(operand, ir.Const(value=str() | tuple() as value), *_)):
                self._codes_of(operand, [value] if isinstance(value, str) else value)
            case ir.Lookup(keys=keys, table=table):
                for number, operand in enumerate(keys):
                    rows = program.tables[table].rows[:4]
                    self._codes_of(operand, [c for r in rows for c in r.keys[number].codes])
            case ir.InTable(operand=operand, table=table):
                rows = program.tables[table].rows[:3]
                self._codes_of(operand, [c for r in rows for c in r.keys[0].codes])
            case ir.Const(value=dt.date() as value):
                self.days.add(value)
            case ir.Const(value=int() as value, ty=ty) if not isinstance(value, bool):
                self.numbers.setdefault(ty, set()).add(value)
            case ir.Dated(value=name, ty=ty):
                dated = [r for r in program.values[name].rows if r.start <= self.day]
                figures = [f for r in dated[-1:] for f in r.figures]
                whole = {f for f in figures if isinstance(f, int)}
                self.numbers.setdefault(ty, set()).update(whole)
            case _:
                pass

    def _codes_of(self, operand: ir.Expr, codes: Iterable[object]) -> None:
        """Codes that a sentence compares: tried for each fact that it reads."""
        words = [str(c) for c in sorted(codes, key=str) if isinstance(c, str)]
        for node in walk(operand):
            self.codes.setdefault(node.id, []).extend(words)

    def cells(self, ty: Ty, fact: Fact | None, number: int) -> list[str]:
        """Cells worth trying for a fact."""
        if isinstance(ty, ListOf):
            return [*self.cells(ty.item, fact, number), "is none"]
        if ty == YESNO:
            return ["yes", "no"]
        if ty == DATE:
            return [*self._dates(), "is none"]
        if ty in (MONEY, WHOLE, NUMBER, PERCENT, DURATION):
            return self._numbers(ty)
        if ty == CODE:
            return self._codes(fact, number)
        return ['"seen by the nurse"', '""', "is none"]

    def _codes(self, fact: Fact | None, number: int) -> list[str]:
        named = list(dict.fromkeys(self.codes.get(number, [])))[:6]
        others = [c for c in (fact.codes if fact else ()) if c not in named][:2]
        plain = [_code(c) for c in (*named, *others)]
        free = [] if fact is None or fact.codes else ["Z9", "is none"]
        return [*plain, *free] or ["Z9", "is none"]

    def _dates(self) -> list[str]:
        spans = {n for n in self.numbers.get(DURATION, ()) if 0 < abs(n) < _FAR}
        around = {self.day + dt.timedelta(days=s * n) for n in spans for s in (1, -1)}
        around |= {d for day in (*around, *self.days) for d in (day - _DAY, day + _DAY)}
        named = sorted(around | self.days, key=lambda d: (abs((d - self.day).days), d))
        return [d.isoformat() for d in sorted(named[:_MOST])]

    def _numbers(self, ty: Ty) -> list[str]:
        step = 1
        same = {WHOLE, NUMBER} if ty in (WHOLE, NUMBER) else {ty}
        named = sorted({n for t in same for n in self.numbers.get(t, ())})
        edges = {n + d for n in named for d in (-step, 0, step)} or {1, 2}
        gaps = {(a + b) // 2 for a, b in pairwise(named)}
        return [_figure(n, ty) for n in sorted(edges | gaps) if n >= 0]


def _figure(number: int, ty: Ty) -> str:
    if ty == MONEY:
        return format_money(number)
    if ty == PERCENT:
        return f"{number}%"
    if ty == DURATION:
        return f"{number} day" if number == 1 else f"{number} days"
    return str(number)


def _code(code: str) -> str:
    """A code as a cell writes it; documents join the words of a lower-case one."""
    return code.replace("_", " ") if code.islower() else code
