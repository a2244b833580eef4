"""What an example of a rule may state: the facts that it reads, and values worth trying.

Worth trying is what stands on an edge: a figure that the rule names and the ones beside it, a
code that it lists and one that it does not, each day on which an answer can change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise

from attrs import frozen

from hhrules.claims.vocabulary import Fact, RecordKind, Vocabulary
from hhrules.ir import nodes as ir
from hhrules.ir.edges import Edges, deciding, edges_of
from hhrules.semantics.forms import fits, form_of
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
    read = kinds_read(
        program, vocabulary
    )  # groups and runs among them, of no facts of their own
    kinds = [vocabulary.records[k] for k in read if k in vocabulary.records]
    day = default_day(rule)[0]
    tried = _Values(edges_of(program, rule, day), day)
    found: dict[str, Column] = {}
    for node in deciding(program, rule):
        if not isinstance(node, ir.Fact):
            continue
        head, known = _head(node, kinds, vocabulary)
        if head and head not in found:
            cells = tried.cells(node.ty, known, node.label)
            found[head] = Column(head, tuple(dict.fromkeys(cells))[:_MOST])
    return list(found.values())


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


def _other(fact: Fact, named: Iterable[str]) -> str:
    """A code that the fact can hold and the rule does not name."""
    form = form_of(fact)
    free = ("Z9", "0999", "Z9999", "99", "999")
    return next((c for c in free if c not in named and (not form or fits(form, c))), "Z9")


@frozen
class _Values:
    """Cells on the edges of a rule, by type."""

    edges: Edges
    day: dt.date

    def cells(self, ty: Ty, fact: Fact | None, label: str) -> list[str]:
        """Cells worth trying for a fact."""
        if isinstance(ty, ListOf):
            return [*self.cells(ty.item, fact, label), "is none"]
        if ty == YESNO:
            return ["yes", "no"]
        if ty == DATE:
            return [*self._dates(), "is none"]
        if ty in (MONEY, WHOLE, NUMBER, PERCENT, DURATION):
            return self._numbers(ty)
        if ty == CODE:
            return self._codes(fact, label)
        return ['"seen by the nurse"', '""', "is none"]

    def _codes(self, fact: Fact | None, label: str) -> list[str]:
        named = self.edges.codes.get(label, ())[:6]
        others = [c for c in (fact.codes if fact else ()) if c not in named][:2]
        plain = [_code(c) for c in (*named, *others)]
        if fact is not None and fact.name == "type of bill":
            return [*plain, "-"]  # left out it is a bill to which the rulebook applies
        free = [] if fact is None or fact.codes else [_other(fact, named), "is none"]
        return [*plain, *free] or ["Z9", "is none"]

    def _dates(self) -> list[str]:
        spans = {n for n in self._figures(DURATION) if 0 < abs(n) < _FAR}
        around = {self.day + dt.timedelta(days=s * n) for n in spans for s in (1, -1)}
        days = {*self.edges.days, self.day}
        around |= {d for day in (*around, *days) for d in (day - _DAY, day + _DAY)}
        named = sorted(around | days, key=lambda d: (abs((d - self.day).days), d))
        return [d.isoformat() for d in sorted(named[:_MOST])]

    def _numbers(self, ty: Ty) -> list[str]:
        same = (WHOLE, NUMBER) if ty in (WHOLE, NUMBER) else (ty,)
        named = sorted({n for t in same for n in self._figures(t)})
        edges = {n + d for n in named for d in (-1, 0, 1)} or {1, 2}
        gaps = {(a + b) // 2 for a, b in pairwise(named)}
        return [_figure(n, ty) for n in sorted(edges | gaps) if n >= 0]

    def _figures(self, ty: Ty) -> tuple[int, ...]:
        return self.edges.figures.get(str(ty), ())


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
