"""Warnings about tables: a case between two rows, and days between two rows of one case."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hhrules.reference.table import Row, Table
from hhrules.runtime.words import say
from hhrules.semantics.coverage import between_rows
from hhrules.semantics.symbols import Book, TableSymbol
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes

_DAY = dt.timedelta(days=1)


def tables(book: Book, diagnostics: Diagnostics) -> None:
    """Warn of what the tables of a rulebook leave out between their rows."""
    names = {
        b.name.text: b.name.span for b in book.tree.blocks if isinstance(b, nodes.TableBlock)
    }
    for symbol in book.own.values():
        if isinstance(symbol, TableSymbol):
            place = names.get(symbol.name, symbol.span)
            _cases(symbol, place, diagnostics)
            _days(symbol.table, place, diagnostics)


def _cases(symbol: TableSymbol, place: Span, diagnostics: Diagnostics) -> None:
    table = symbol.table
    if table.no_row == "none":
        return
    gap = between_rows(table.rows, symbol.key_types)
    if gap is None:
        return
    told = ", ".join(
        f"{name} is {say(value, str(ty))}"
        for name, value, ty in zip(table.keys, gap, symbol.key_types, strict=True)
    )
    diagnostics.warning(
        "W208",
        f"table `{table.name}` has no row for: {told}",
        place,
        label="rows stand on both sides of it",
        note="in such a case the table gives no answer, and its rules are undetermined",
        help="move the edge of a row, add a row, or say `no row means …`",
    )


def _days(table: Table, place: Span, diagnostics: Diagnostics) -> None:
    """Warn of the first days between two rows that say the same case."""
    cases: dict[object, list[Row]] = {}
    for row in table.rows:
        if row.start or row.end:
            cases.setdefault(row.keys, []).append(row)
    for rows in cases.values():
        for a, b in pairwise(sorted(rows, key=lambda r: r.start or dt.date.min)):
            if a.end is None or b.start is None or a.end + _DAY >= b.start:
                continue
            case = ", ".join(say(sorted(map(str, c.codes)), "") or "any" for c in b.keys)
            diagnostics.warning(
                "W138",
                f"table `{table.name}` says nothing of {case} from {a.end + _DAY} "
                f"to {b.start - _DAY}",
                place,
                label="days without a row",
                note="on these days the table gives no answer",
                help="mend a date, or add a row for these days",
            )
            return
