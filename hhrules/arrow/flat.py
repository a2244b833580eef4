"""A claim table and a line table, one row a line, as one table of claims with their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from hhrules.arrow.files import read_table
from hhrules.arrow.problems import UnfitTables
from hhrules.arrow.tables import BATCH

LINES = "lines"


def nested(
    claims: pa.Table,
    lines: pa.Table,
    *,
    claim_key: str = "claim_id",
    line_key: str = "claim_id",
) -> pa.Table:
    """The claims with a column `lines` of the rows of `lines` that have their key.

    Lines keep their order. The key must be unique among the claims, and each line must have a
    claim: UnfitTables otherwise. A claim that has no line gets a null, so that it is an
    unreadable claim and not one that is known to have no lines. Both tables are held in memory.
    """
    keys = _key_of(claims, claim_key, "claim table")
    theirs = _key_of(lines, line_key, "line table")
    if LINES in claims.schema.names:
        raise UnfitTables("the claim table has a column `lines` already")
    if pc.count_distinct(keys).as_py() != len(keys):
        raise UnfitTables(
            f"`{claim_key}` is not unique in the claim table; name a column that is"
        )
    places = pc.index_in(theirs, value_set=keys)
    if places.null_count:
        raise UnfitTables(f"{places.null_count:,} lines belong to no claim of the claim table")
    numbers = pa.array(range(len(places)), pa.int64())
    order = pc.sort_indices(
        pa.table({"claim": places, "line": numbers}),
        sort_keys=[("claim", "ascending"), ("line", "ascending")],
    )
    members = _members(lines.drop_columns([line_key]).take(order))
    return claims.append_column(
        LINES, pa.LargeListArray.from_arrays(_offsets(places, len(keys)), members)
    )


def nested_batches(
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    lines: Path,
    claim_key: str,
    line_key: str,
) -> Iterator[pa.RecordBatch]:
    """The claims of these batches with their lines out of a file; see `nested`."""
    claims = pa.Table.from_batches(batches, schema)
    whole = nested(claims, read_table(lines), claim_key=claim_key, line_key=line_key)
    yield from whole.to_batches(max_chunksize=BATCH)


def _key_of(table: pa.Table, key: str, what: str) -> pa.Array:
    if key not in table.schema.names:
        raise UnfitTables(f"the {what} has no column `{key}`")
    column = table.column(key)
    if column.null_count:
        raise UnfitTables(f"`{key}` of the {what} is null in {column.null_count:,} rows")
    return _whole(column.cast(pa.large_string()))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    return joined if isinstance(joined, pa.Array) else pa.concat_arrays(joined.chunks)


def _members(lines: pa.Table) -> pa.StructArray:
    names = lines.schema.names
    return pa.StructArray.from_arrays([_whole(lines.column(n)) for n in names], names=names)


def _offsets(places: pa.Array, count: int) -> pa.Array:
    """Where each claim's lines begin; a null makes a null of the list that begins there."""
    counts = [0] * count
    for found in pc.value_counts(places).to_pylist():
        counts[found["values"]] = found["counts"]
    offsets: list[int | None] = []
    so_far = 0
    for number in counts:
        offsets.append(so_far if number else None)
        so_far += number
    return pa.array([*offsets, so_far], pa.int64())
