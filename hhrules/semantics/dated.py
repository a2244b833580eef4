"""Dated figures: a `value` block's rows made into a value, each day said once."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hhrules.reference.table import Value, ValueRow
from hhrules.semantics.cell_values import result_of
from hhrules.semantics.cells import RawCell, RawGrid, as_date, as_text, column_type
from hhrules.semantics.remarks import REMARKS, check_remarks
from hhrules.semantics.symbols import Book, ValueSymbol
from hhrules.semantics.tables import grid_of
from hhrules.source.diagnostic import Diagnostics, Edit, Fix, Label
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import Ty


def build_value(
    book: Book, block: nodes.ValueBlock, diagnostics: Diagnostics
) -> ValueSymbol | None:
    """The dated figure that a `value` block states."""
    name = block.name.text
    raw = grid_of(book, block.grid, block.file, block.span, diagnostics)
    if raw is None:
        return None
    columns = {head: i for i, (head, _) in enumerate(raw.heads)}
    if "effective from" not in columns:
        wrong = next((h for h in raw.heads if _is_first_day(h[0])), None)
        diagnostics.error(
            "E136",
            f"value `{name}` has no column `effective from`",
            wrong[1] if wrong else block.name.span,
            label="a dated figure",
            note="each row says from which day it holds",
            help="write `effective from`" if wrong else "| effective from | … |",
            replacement="effective from" if wrong else None,
        )
        return None
    raw = check_remarks(raw, diagnostics, days=("effective to",))
    columns = {head: i for i, (head, _) in enumerate(raw.heads)}
    figures = [h for h, _ in raw.heads if h not in REMARKS]
    cells = [r[columns[f]] for r in raw.rows for f in figures]
    ty = column_type(cells)
    rows = _rows(raw, columns, figures, ty, diagnostics)
    _check_days(name, rows, diagnostics)
    key = block.key.text if block.key else None
    return ValueSymbol(
        name,
        Value(
            name,
            key,
            tuple(f.replace(" ", "_") if f.islower() else f for f in figures),
            tuple(r for r, _ in rows),
        ),
        ty,
        key,
        block.span,
        book,
    )


def _is_first_day(head: str) -> bool:
    """Whether a column's name is another word for the first day."""
    return head.partition(" ")[0] in (
        "effective",
        "from",
        "start",
        "begin",
        "begins",
        "date",
        "valid",
        "since",
    )


def _rows(
    raw: RawGrid,
    columns: dict[str, int],
    figures: list[str],
    ty: Ty,
    diagnostics: Diagnostics,
) -> list[tuple[ValueRow, Span]]:
    """The rows by their first day, each with the place of that day."""
    rows: list[tuple[ValueRow, Span]] = []
    for cells_of_row, place in zip(raw.rows, raw.places, strict=True):
        start = as_date(cells_of_row[columns["effective from"]])
        if start is None:
            diagnostics.error(
                "E137",
                f"this row has no first day{cells_of_row[columns['effective from']].where}",
                cells_of_row[columns["effective from"]].span,
                label="not a date",
                help="write a date such as 2026-01-01",
            )
            continue
        end = (
            as_date(cells_of_row[columns["effective to"]])
            if "effective to" in columns
            else None
        )
        if end is not None and end < start:
            _ends_early(
                cells_of_row[columns["effective from"]],
                cells_of_row[columns["effective to"]],
                start,
                end,
                diagnostics,
            )
            continue
        rows.append(
            (
                ValueRow(
                    start,
                    end,
                    tuple(
                        result_of(cells_of_row[columns[f]], ty, diagnostics) for f in figures
                    ),
                    as_text(cells_of_row[columns["cite"]]) if "cite" in columns else "",
                    as_text(cells_of_row[columns["certainty"]])
                    if "certainty" in columns
                    else "",
                    place,
                ),
                cells_of_row[columns["effective from"]].span,
            )
        )
    return sorted(rows, key=lambda r: r[0].start)


def _ends_early(
    first: RawCell, last: RawCell, start: dt.date, end: dt.date, diagnostics: Diagnostics
) -> None:
    swapped = (Edit(first.span, end.isoformat()), Edit(last.span, start.isoformat()))
    diagnostics.error(
        "E119",
        "this row ends before it begins",
        first.span.to(last.span),
        label="no day lies in this period",
        help=f"write {end} as the first day and {start} as the last",
        fixes=(Fix(f"write {end} as the first day and {start} as the last", swapped),),
    )


def _check_days(name: str, rows: list[tuple[ValueRow, Span]], diagnostics: Diagnostics) -> None:
    for (a, first), (b, second) in pairwise(rows):
        if a.start == b.start or (a.end is not None and a.end >= b.start):
            diagnostics.error(
                "E138",
                f"two rows of value `{name}` hold on {b.start}",
                second,
                label="this row",
                others=(Label(first, "and this one"),),
                note="on each day one row holds",
                help=f"end the earlier row on {b.start - dt.timedelta(days=1)}, or mend a date",
            )
        elif a.end is not None and a.end + dt.timedelta(days=1) < b.start:
            diagnostics.warning(
                "W138",
                f"value `{name}` says nothing from {a.end + dt.timedelta(days=1)} "
                f"to {b.start - dt.timedelta(days=1)}",
                second,
                label="the next row begins here",
                note="on these days the value is unknown",
                help=f"end the earlier row on {b.start - dt.timedelta(days=1)}, or add a row",
            )
