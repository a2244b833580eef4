"""Rows of many columns, of which each holds few, as record batches.

Arrow's own reading of rows looks for every column in every row. A claim has hundreds of
columns and fills some dozens: here a column is made from the rows that have it, and one that
no row has is made at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import pyarrow as pa


def batch_of(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """The rows as a batch; a key that the schema lacks is passed over."""
    return pa.RecordBatch.from_arrays(_columns(rows, schema), schema=schema)


def _columns(rows: Sequence[Mapping[str, Any]], fields: Sequence[pa.Field]) -> list[pa.Array]:
    present = set(chain.from_iterable(rows))
    return [
        _column(rows, name, field.type)
        if (name := field.name)
        in present  # made anew at each question, so not asked for each row
        else pa.nulls(len(rows), field.type)
        for field in fields
    ]


def _column(rows: Sequence[Mapping[str, Any]], name: str, kind: pa.DataType) -> pa.Array:
    return _array([row.get(name) for row in rows], kind)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_struct(kind):
        fields = [kind.field(n) for n in range(kind.num_fields)]
        columns = _columns([{} if v is None else v for v in values], fields)
        absent = pa.array([v is None for v in values], pa.bool_())
        return pa.StructArray.from_arrays(columns, fields=fields, mask=absent)
    if pa.types.is_list(kind):
        members = [member for v in values if v is not None for member in v]
        inner = _array(members, kind.value_type)
        return pa.ListArray.from_arrays(_offsets(values), inner, type=kind)
    return pa.array(values, kind)


def _offsets(values: list[Any]) -> pa.Array:
    """Where each list begins, null for a null."""
    offsets: list[int | None] = []
    end = 0
    for value in values:
        offsets.append(None if value is None else end)
        end += 0 if value is None else len(value)
    return pa.array([*offsets, end], pa.int32())
