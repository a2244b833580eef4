"""Values worth trying for a fact: those that the rules speak of, and their neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import define, field

from hhrules.claims.vocabulary import Fact
from hhrules.ir import nodes as ir
from hhrules.ir.walk import loop_parts, program_nodes, walk
from hhrules.reference.table import Table, Value
from hhrules.syntax import nodes as n
from hhrules.testing.next_literal import stepped
from hhrules.testing.search.draft import HERE
from hhrules.values.codes import PATTERN_ENDINGS
from hhrules.values.types import CODE, DATE, MONEY, NUMBER, PERCENT, TEXT, WHOLE, YESNO, ListOf

_MOST = 24  # values of one fact
_DURATIONS = 6
_RECENT = 8  # rows of a dated value or table whose figures are tried


@define
class Values:
    """What a rule compares its facts with, by the facts' names."""

    codes: dict[str, dict[str, None]] = field(factory=dict)
    figures: dict[str, dict[Fraction, None]] = field(factory=dict)
    days: dict[dt.date, None] = field(factory=dict)
    steps: dict[int, None] = field(factory=dict)  # durations, in days
    labels: dict[str, None] = field(factory=dict)  # of the facts that are read

    def note(self, program: ir.BookProgram) -> None:
        """Take in what a program compares."""
        for node in all_expressions(program):
            match node:
                case ir.Fact(label=label) if node.record != "given":
                    self.labels[label] = None
                case ir.Matches(operand=operand):
                    self._codes(operand, node)
                case ir.Op(op=op, args=args):
                    self._operation(op, args)
                    self._looked_up(program, args)
                case ir.Lookup(table=table, keys=keys):
                    for number, key in enumerate(keys):
                        self._keys(key, program.tables[table], number)
                case ir.InTable(operand=operand, table=table):
                    self._keys(operand, program.tables[table], 0)
                case ir.Dated(value=value):
                    self._dated(program.values[value])
                case _:
                    pass

    def _operation(self, op: str, args: tuple[ir.Expr, ...]) -> None:
        for number, arg in enumerate(args):
            value = arg.value if isinstance(arg, ir.Const) else None
            if isinstance(value, tuple):
                for item in value:
                    self._listed(args[0], item)
                continue
            if op in ("days_after", "days_before") or number:
                self._step(value)
            for other in args:
                self._value(other, value)

    def _looked_up(self, program: ir.BookProgram, args: tuple[ir.Expr, ...]) -> None:
        """Figures that stand in tables and dated values: what they are compared with has them."""
        for arg in args:
            found: list[object] = []
            for node in walk(arg):
                match node:
                    case ir.Dated(value=name):
                        rows = program.values[name].rows
                        found += [f for r in rows[-_RECENT:] for f in r.figures]
                    case ir.Lookup(table=table, column=column):
                        results = [r.results[column] for r in program.tables[table].rows]
                        found += list(dict.fromkeys(results))[:_RECENT]
                    case _:
                        pass
            for value in found:
                for other in args:
                    self._value(other, value)

    def _step(self, value: object) -> None:
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            self.steps[int(value)] = None

    def _value(self, operand: ir.Expr, value: object) -> None:
        """Note that an operand is compared with a value."""
        if isinstance(value, dt.date):
            self.days[value] = None
        elif isinstance(value, str):
            self._code(operand, value)
        elif isinstance(value, int | Fraction) and not isinstance(value, bool):
            for label in _labels(operand):
                self.figures.setdefault(label, {})[Fraction(value)] = None

    def _listed(self, operand: ir.Expr, item: object) -> None:
        if isinstance(item, str):
            self._code(operand, item.replace("X", "1") if item.endswith("X") else item)
        elif isinstance(item, tuple):
            for end in item:
                self._listed(operand, end)

    def _code(self, operand: ir.Expr, code: str) -> None:
        for label in _labels(operand):
            self.codes.setdefault(label, {})[code] = None

    def _codes(self, operand: ir.Expr, node: ir.Matches) -> None:
        for code in node.codes:
            self._value(operand, code)
        for pattern in node.patterns:
            for ending in (PATTERN_ENDINGS[0], PATTERN_ENDINGS[-1]):
                self._code(operand, pattern[:-1] + ending)
        for low, high in node.spans:
            for end in (low, high):
                self._value(operand, end)

    def _keys(self, key: ir.Expr, table: Table, number: int) -> None:
        for row in table.rows[:80]:
            cell = row.keys[number]
            ends = (*sorted(cell.codes, key=str)[:3], *(e for s in cell.spans for e in s))
            bound = () if cell.bound is None else (cell.bound[1],)
            for value in (*ends, *bound):
                self._value(key, value)

    def _dated(self, value: Value) -> None:
        for row in value.rows:
            self.days[row.start] = None

    # ------------------------------------------------------------------ cells to try

    def cells(self, fact: Fact, now: n.Cell | None, others: Iterable[dt.date]) -> list[n.Cell]:
        """Cells to try for a fact whose cell is `now`, on a claim with other dates."""
        ty = fact.ty.item if isinstance(fact.ty, ListOf) else fact.ty
        found: dict[str, n.Cell] = {}
        for cell in self._of_type(fact, ty, now, others):
            found.setdefault(_key(cell), cell)
        found.pop(_key(now) if now is not None else "missing", None)
        plain: list[n.Cell] = [n.MissingCell(HERE), n.NoneCell(HERE)]
        return [*list(found.values())[:_MOST], *(c for c in plain if _key(c) != _key(now))]

    def _of_type(
        self, fact: Fact, ty: object, now: n.Cell | None, others: Iterable[dt.date]
    ) -> Iterator[n.Cell]:
        if ty == YESNO:
            yield from (_cell(n.Lit(w, w, HERE)) for w in ("yes", "no"))
        elif ty == DATE:
            yield from (day_cell(d) for d in self._near(now, others))
        elif ty in (CODE, TEXT):
            yield from self._codes_for(fact, now)
        elif ty in (WHOLE, NUMBER, MONEY, PERCENT):
            yield from self._figures_for(fact, ty, now)

    def _near(self, now: n.Cell | None, others: Iterable[dt.date]) -> Iterator[dt.date]:
        mine = day_in(now)
        days = [d for d in (mine,) if d is not None]
        around = dict.fromkeys([*others])
        if mine is not None:
            yield from (_moved(mine, s) for s in (1, -1))
        for day in around:
            yield from (_moved(day, s) for s in (0, 1, -1))
        for day in self.days:
            yield from (_moved(day, s) for s in (0, -1, 1))
        for step in list(self.steps)[:_DURATIONS]:
            for day in (*around, *days):
                yield from (_moved(day, s) for s in (step, step + 1, -step, -step - 1))

    def _codes_for(self, fact: Fact, now: n.Cell | None) -> Iterator[n.Cell]:
        named = list(self.codes.get(fact.name, ()))
        beside = [] if fact.closed else [b for c in named if (b := _beside(c)) not in named]
        known = [*named, *(beside[:2] + beside[-2:]), *fact.codes]
        listed = isinstance(fact.ty, ListOf)
        have = now.items if isinstance(now, n.ListCell) else ()
        for code in dict.fromkeys(known):
            item = code_item(code, fact)
            yield n.ListCell((item,), HERE)
            if listed and have:
                yield n.ListCell((*have, item), HERE)
        if listed:
            for number in range(len(have)):
                rest = (*have[:number], *have[number + 1 :])
                if rest:
                    yield n.ListCell(rest, HERE)

    def _figures_for(self, fact: Fact, ty: object, now: n.Cell | None) -> Iterator[n.Cell]:
        unit = Fraction(1, 100) if ty == PERCENT else Fraction(1)
        known = [*self.figures.get(fact.name, ())]
        mine = figure_in(now, ty)
        if mine is not None:
            known.append(mine)
        for value in dict.fromkeys((*known, Fraction(0), unit)):
            for step in (0, unit, -unit):
                if value + step >= 0:
                    cell = figure_cell(value + step, ty)
                    if cell is not None:
                        yield cell


def all_expressions(program: ir.BookProgram) -> Iterator[ir.Expr]:
    """Every expression of a program, those of its groupings too."""
    yield from program_nodes(program)
    if program.applies is not None:
        yield from walk(program.applies)
    for grouping in program.groupings:
        keys = grouping.keys if isinstance(grouping, ir.Grouping) else grouping.same
        more = () if isinstance(grouping, ir.Grouping) else (grouping.date, grouping.gap)
        for root in (*loop_parts(grouping.loop), *keys, *more):
            yield from walk(root)


def _labels(node: ir.Expr) -> Iterator[str]:
    """The names of the facts that a value is made of."""
    for inner in walk(node):
        if isinstance(inner, ir.Fact | ir.KeyOf):
            yield inner.label


def _moved(day: dt.date, step: int) -> dt.date:
    try:
        return day + dt.timedelta(days=step)
    except OverflowError:
        return day


def _cell(lit: n.Lit) -> n.ListCell:
    return n.ListCell((lit,), HERE)


def _key(cell: n.Cell | None) -> str:
    match cell:
        case n.ListCell(items=items):
            return ",".join(getattr(i, "text", str(i)) for i in items)
        case n.NoneCell():
            return "none"
        case _:
            return "missing"


def day_cell(day: dt.date) -> n.ListCell:
    """A cell that holds a day."""
    return _cell(n.Lit("date", day.isoformat(), HERE))


def day_in(cell: n.Cell | None) -> dt.date | None:
    """The day that a cell holds."""
    match cell:
        case n.ListCell(items=(n.Lit(kind="date", text=text),)):
            return dt.date.fromisoformat(text)
        case _:
            return None


def _beside(code: str) -> str:
    """The code after one, which is likely not listed with it."""
    lit = n.Lit("number" if code.isdigit() else "code", code, HERE)
    return stepped(lit, 1) or code


def code_item(code: str, fact: Fact) -> n.Lit | n.Ref:
    """A code as a rulebook writes it: a word of the vocabulary, or a code."""
    if code.islower() or (code in fact.codes and not code.replace("_", "").isupper()):
        words = code.replace("_", " ")
        return n.Ref((words,), (HERE,), HERE)
    if fact.ty == TEXT or not code.replace("_", "").replace(".", "").isalnum():
        return n.Lit("text", code, HERE)
    return n.Lit("number" if code.isdigit() else "code", code, HERE)


def figure_in(cell: n.Cell | None, ty: object) -> Fraction | None:
    """The figure that a cell holds: cents for money, a share for a percentage."""
    match cell:
        case n.ListCell(items=(n.Lit(kind="money" | "number" | "percent", text=text),)):
            bare = text.replace("$", "").replace(",", "").rstrip("%").strip()
            value = Fraction(bare)
            return value * 100 if ty == MONEY else value / 100 if ty == PERCENT else value
        case _:
            return None


def figure_cell(value: Fraction, ty: object) -> n.ListCell | None:
    """A cell that holds a figure, where it can be written down."""
    if ty == MONEY:
        if value.denominator != 1:
            return None
        cents = value.numerator
        return _cell(n.Lit("money", f"${cents // 100:,}.{cents % 100:02d}", HERE))
    if ty == PERCENT:
        share = value * 100
        return _cell(n.Lit("percent", f"{share}%", HERE)) if share.denominator == 1 else None
    if value.denominator != 1:
        return None
    return _cell(n.Lit("number", str(value.numerator), HERE))
