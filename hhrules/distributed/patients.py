"""Whose claim each row is, without reading the whole claim: what keeps patients together."""

from __future__ import annotations

from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from hhrules.arrow.scalars import plain


def patient_keys(batch: pa.RecordBatch) -> pa.Array:
    """The same key as `hhrules.claims.history.patient_key` for each row, null where there is none."""
    ids = _named("id:", _field(batch, "id"))
    numbers = _field(batch, "mbi")
    if numbers is not None:
        numbers = pc.replace_substring(numbers, "-", "")
    keys = [key for key in (ids, _named("mbi:", numbers)) if key is not None]
    nobody = pa.nulls(batch.num_rows, pa.string())
    return reduce(pc.coalesce, [*keys, nobody])


def _field(batch: pa.RecordBatch, name: str) -> pa.Array | None:
    """A field of the patient as text, from a struct or from a column of its own."""
    column = None
    if f"patient.{name}" in batch.schema.names:
        column = batch.column(f"patient.{name}")
    elif "patient" in batch.schema.names:
        patient = batch.column("patient")
        kind = patient.type
        if pa.types.is_struct(kind) and kind.get_field_index(name) >= 0:
            column = patient.flatten()[kind.get_field_index(name)]
    if column is None or not _is_text(plain(column).type):
        return None
    return plain(column).cast(pa.string())


def _is_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def _named(prefix: str, column: pa.Array | None) -> pa.Array | None:
    if column is None:
        return None
    given = pc.and_kleene(pc.is_valid(column), pc.not_equal(column, ""))
    nobody = pa.scalar(None, pa.string())
    return pc.if_else(given, pc.binary_join_element_wise(prefix, column, ""), nobody)
