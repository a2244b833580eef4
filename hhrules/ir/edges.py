"""The values at which a rule's answer can change, as far as its text names them.

Codes are kept by the fact that they are compared with, days and figures by their type: what a
sentence compares may be worked out from several of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from attrs import define, field, frozen

from hhrules.ir import nodes as ir
from hhrules.ir.walk import loop_of, walk

_ROWS = 4


@frozen
class Edges:
    """What a rule's text names: codes by fact, days, whole figures by the name of their type."""

    codes: dict[str, tuple[str, ...]]
    days: tuple[dt.date, ...]
    figures: dict[str, tuple[int, ...]]


def edges_of(program: ir.BookProgram, rule: ir.Rule, on: dt.date | None = None) -> Edges:
    """The edges of a rule and of the definitions that it reads; of dated figures those of a day."""
    seen = _Seen(program, on)
    for node in deciding(program, rule):
        seen.note(node)
    return Edges(
        {label: tuple(dict.fromkeys(codes)) for label, codes in seen.codes.items()},
        tuple(sorted(seen.days)),
        {name: tuple(sorted(numbers)) for name, numbers in seen.figures.items()},
    )


def deciding(
    program: ir.BookProgram, rule: ir.Rule, more: Iterable[ir.Expr] = ()
) -> Iterator[ir.Expr]:
    """The expressions that decide a rule, and `more`, without those that only its messages read."""
    roots: list[ir.Expr] = [*more, *(rule.loop.conditions if rule.loop is not None else ())]
    roots += [s.condition for s in rule.switches]
    for step in rule.steps:
        roots.append(step.value if isinstance(step, ir.Bind) else step.condition)
    roots += [c.condition for c in rule.checks]
    if rule.loop is not None and isinstance(rule.loop.source, ir.Grouped):
        roots += _grouped(program, rule.loop.source.grouping)
    bodies = {f.name: f.body for f in program.functions}
    done: set[str] = set()
    while roots:
        for node in walk(roots.pop(0)):
            yield node
            match node:
                case ir.Call(function=name) if name not in done:
                    done.add(name)
                    roots.append(bodies[name])
                case ir.GroupOf(grouping=name) if name not in done:
                    done.add(name)
                    roots += _grouped(program, name)
                case _:
                    loop = loop_of(node)
                    if loop is None or not isinstance(loop.source, ir.Grouped):
                        continue
                    if loop.source.grouping not in done:
                        done.add(loop.source.grouping)
                        roots += _grouped(program, loop.source.grouping)


def _grouped(program: ir.BookProgram, name: str) -> list[ir.Expr]:
    for grouping in program.groupings:
        if grouping.name == name:
            keys = grouping.keys if isinstance(grouping, ir.Grouping) else grouping.same
            return [*grouping.loop.conditions, *keys]
    return []


@define
class _Seen:
    program: ir.BookProgram
    on: dt.date | None
    codes: dict[str, list[str]] = field(factory=dict)
    figures: dict[str, set[int]] = field(factory=dict)
    days: set[dt.date] = field(factory=set)

    def note(self, node: ir.Expr) -> None:
        """Keep what one expression names."""
        match node:
            case ir.Matches(operand=operand):
                codes = [*node.codes, *(f"{p[:-1]}1" for p in node.patterns)]
                self._codes_of(operand, [*codes, *(low for low, _ in node.spans)])
            case ir.Op(args=(operand, ir.Const(value=str() | tuple() as value), *_)):
                self._codes_of(operand, [value] if isinstance(value, str) else value)
            case ir.Lookup(keys=keys, table=table):
                rows = self.program.tables[table].rows[:_ROWS]
                for number, operand in enumerate(keys):
                    self._codes_of(operand, [c for r in rows for c in r.keys[number].codes])
            case ir.InTable(operand=operand, table=table):
                rows = self.program.tables[table].rows[:_ROWS]
                self._codes_of(operand, [c for r in rows for c in r.keys[0].codes])
            case ir.Const(value=dt.date() as value):
                self.days.add(value)
            case ir.Const(value=int() as value, ty=ty) if not isinstance(value, bool):
                self.figures.setdefault(str(ty), set()).add(value)
            case ir.Dated(value=name, ty=ty) if self.on is not None:
                row = self.program.values[name].row(self.on)
                whole = {f for f in (row.figures if row else ()) if isinstance(f, int)}
                self.figures.setdefault(str(ty), set()).update(whole)
            case _:
                pass

    def _codes_of(self, operand: ir.Expr, codes: Iterable[object]) -> None:
        """Codes that a sentence compares: of each fact that it reads."""
        words = [c for c in sorted(codes, key=str) if isinstance(c, str)]
        for node in walk(operand):
            if isinstance(node, ir.Fact):
                self.codes.setdefault(node.label, []).extend(words)
            elif isinstance(node, ir.Call):
                body = next(f.body for f in self.program.functions if f.name == node.function)
                if not isinstance(body, ir.Lookup):
                    self._codes_of(body, words)
