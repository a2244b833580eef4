"""Which row of a table or of a dated figure a look-up took, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hhrules.engine.loaded import LoadedBook
from hhrules.reference.table import Row, ValueRow
from hhrules.runtime.record import Step as Seen
from hhrules.values.truth import UNKNOWN


def row_of(book: LoadedBook, label: str, step: Seen) -> str:
    """The row that gave a looked-up value: its days, its source, its place; empty if not known."""
    if step.value is UNKNOWN:
        return ""
    for value in book.values.values():
        if value.name == label:
            day = next((s.value for s in step.within if isinstance(s.value, dt.date)), None)
            found = value.row(day) if day is not None else None
            return _words(found) if found is not None else ""
    rows = list(_rows(book, label, step))
    return _words(rows[0]) if len(rows) == 1 else ""


def _rows(book: LoadedBook, label: str, step: Seen) -> Iterator[Row]:
    """The rows of the table that take the keys which the trace saw."""
    values = [s.value for s in step.within]
    day = next((v for v in reversed(values) if isinstance(v, dt.date)), None)
    for key in book.data.tables:
        if key.rsplit("/", 1)[-1] != label:
            continue
        table = book.table(key)
        keys = values[: len(table.keys)]
        if not table.keys or len(keys) < len(table.keys):
            continue
        plain = [r for r in table.rows if not r.otherwise]
        taken = [r for r in plain if r.holds(keys, day) is True]
        yield from taken or (r for r in table.rows if r.otherwise)


def _words(row: Row | ValueRow) -> str:
    days = ""
    if row.start is not None and row.end is not None:
        days = f"row of {row.start} to {row.end}"
    elif row.start is not None:
        days = f"row from {row.start}"
    parts = (days, row.cite, row.place.rsplit("/", 1)[-1])
    return ", ".join(part for part in parts if part)
