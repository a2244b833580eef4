"""Columns of single values, as the values that a JSON document would hold for the field.

Numbers, days and amounts may come in any Arrow type that holds them exactly. A value that does
not fit the field is handed on as it is, or as an empty object where JSON has no such value, so
that the claim's own checks name its place: one bad value is one claim's problem, never a batch's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hhrules.claims.fields import Detail, Json, Share
from hhrules.values.money import Cents

_PLAIN_SCALE = 6
"""Up to this scale Arrow writes decimals without an exponent."""


def plain(array: pa.Array) -> pa.Array:
    """The column without encodings that only save room."""
    if pa.types.is_dictionary(array.type):
        return array.dictionary_decode()
    if pa.types.is_run_end_encoded(array.type):
        return pc.run_end_decode(array)
    return array


def scalar_values(item: Any, array: pa.Array) -> list[Json]:
    """The values of a column for a field of this type; None stands for null."""
    array = plain(array)
    if array.null_count == len(array):
        return [None] * len(array)
    return _READ.get(item, _as_it_is)(array)


def _as_it_is(array: pa.Array) -> list[Json]:
    if pa.types.is_string(array.type) or pa.types.is_boolean(array.type):
        return array.to_pylist()  # type: ignore[no-any-return]
    return [_foreign_out(v) for v in array.to_pylist()]


def _foreign_out(value: Any) -> Json:
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value) if isinstance(value, Decimal) else {}


def _days(array: pa.Array) -> list[Json]:
    if pa.types.is_date(array.type):
        return array.cast(pa.date32()).cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
    return [_day(v) for v in array.to_pylist()]


def _day(value: Any) -> Json:
    """A time of day on a day is no day, unless it is midnight of no zone: how pandas writes days."""
    if not isinstance(value, dt.datetime):
        return _foreign_out(value)
    whole = value.time() == dt.time() and value.tzinfo is None
    return value.date().isoformat() if whole else value.isoformat()


def _counts(array: pa.Array) -> list[Json]:
    if pa.types.is_integer(array.type):
        return array.to_pylist()  # type: ignore[no-any-return]
    return [_count(v) for v in array.to_pylist()]


def _count(value: Any) -> Json:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(value)
    return _foreign_out(value)


def _decimals(array: pa.Array) -> list[Json]:
    if pa.types.is_decimal(array.type) and 0 <= array.type.scale <= _PLAIN_SCALE:
        return array.cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
    return [
        format(v, "f") if isinstance(v, Decimal) else _foreign_out(v) for v in array.to_pylist()
    ]


def _shortest(array: pa.Array) -> list[Json]:
    """Decimals without the zeros that a wide column adds."""
    return [
        v.rstrip("0").rstrip(".") if isinstance(v, str) and "." in v else v
        for v in _decimals(array)
    ]


def _details(array: pa.Array) -> list[Json]:
    words = {"true": True, "false": False}
    return [words.get(v, v) if isinstance(v, str) else v for v in _as_it_is(array)]


_READ: dict[Any, Callable[[pa.Array], list[Json]]] = {
    dt.date: _days,
    int: _counts,
    Cents: _decimals,
    Share: _shortest,
    Fraction: _shortest,
    Detail: _details,
}
