"""Tables and dated values as plain data, for the cache, and back."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from msgspec import msgpack

from hhrules.reference.table import Cell, Row, Table, Value, ValueRow
from hhrules.values.truth import UNKNOWN


def pack(value: object) -> Any:
    """One value of a table as data."""
    match value:
        case None | bool() | int() | str():
            return value
        case dt.date():
            return {"d": value.isoformat()}
        case Fraction():
            return {"f": [value.numerator, value.denominator]}
        case tuple():
            return {"t": [pack(v) for v in value]}
        case _ if value is UNKNOWN:
            return {"u": True}
        case _:
            raise TypeError(type(value).__name__)


def unpack(data: Any) -> Any:
    """The value that `pack` made data of."""
    if not isinstance(data, dict):
        return data
    if "d" in data:
        return dt.date.fromisoformat(data["d"])
    if "f" in data:
        return Fraction(*data["f"])
    if "t" in data:
        return tuple(unpack(v) for v in data["t"])
    return UNKNOWN


def cells_data(cells: list[Any]) -> bytes:
    """Keys of a table, or pairs of them and values, as bytes."""
    packed = [[pack(part) for part in c] if isinstance(c, list) else pack(c) for c in cells]
    return msgpack.encode([packed == cells, packed])


def cells_of(raw: bytes) -> Any:
    """The keys or pairs that `cells_data` made bytes of; most need no more than to be read."""
    plain, cells = msgpack.decode(raw)
    if plain:
        return cells
    return [[unpack(part) for part in c] if isinstance(c, list) else unpack(c) for c in cells]


def _cell(cell: Cell) -> Any:
    codes = [pack(c) for c in sorted(cell.codes, key=str)]
    spans = [[pack(a), pack(b)] for a, b in cell.spans]
    bound = [cell.bound[0], pack(cell.bound[1])] if cell.bound else None
    return [codes, spans, bound]


def _cell_of(data: Any) -> Cell:
    codes, spans, bound = data
    return Cell(
        frozenset(unpack(c) for c in codes),
        tuple((unpack(a), unpack(b)) for a, b in spans),
        (bound[0], unpack(bound[1])) if bound else None,
    )


def table_data(table: Table) -> Any:
    """A reference table as data."""
    rows = [
        [
            [_cell(c) for c in r.keys],
            [pack(v) for v in r.results],
            r.otherwise,
            pack(r.start),
            pack(r.end),
            r.place,
            r.cite,
            r.certainty,
        ]
        for r in table.rows
    ]
    return [
        table.name,
        table.keys,
        table.columns,
        rows,
        table.no_row,
        table.complete,
        table.cites,
    ]


def table_of(data: Any) -> Table:
    """The table that `table_data` made data of."""
    name, keys, columns, rows, no_row, complete, cites = data
    return Table(
        name,
        tuple(keys),
        tuple(columns),
        tuple(
            Row(
                tuple(_cell_of(c) for c in cells),
                tuple(unpack(v) for v in results),
                otherwise,
                unpack(start),
                unpack(end),
                place,
                cite,
                certainty,
            )
            for cells, results, otherwise, start, end, place, cite, certainty in rows
        ),
        no_row,
        complete,
        tuple(cites),
    )


def value_data(value: Value) -> Any:
    """A dated value as data."""
    rows = [
        [pack(r.start), pack(r.end), [pack(f) for f in r.figures], r.cite, r.certainty, r.place]
        for r in value.rows
    ]
    return [value.name, value.key, [pack(c) for c in value.columns], rows]


def value_of(data: Any) -> Value:
    """The value that `value_data` made data of."""
    name, key, columns, rows = data
    return Value(
        name,
        key,
        tuple(unpack(c) for c in columns),
        tuple(
            ValueRow(
                unpack(start),
                unpack(end),
                tuple(unpack(f) for f in figures),
                cite,
                certainty,
                place,
            )
            for start, end, figures, cite, certainty, place in rows
        ),
    )
