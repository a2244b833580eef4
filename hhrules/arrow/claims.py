"""Record batches to claims: a row is a claim, and its columns are the fields of the document.

Columns are turned into values a column at a time, those that hold nothing not at all. A column
`patient.id` is the field `id` of `patient`, so a table without structs has a place for every
part that a document has once. What a null means, the caller says; `known_none` says it for
single fields, see `schema`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define

from hhrules.arrow.scalars import plain, scalar_values
from hhrules.arrow.schema import KNOWN_NONE, is_free, is_record
from hhrules.claims.fields import Json, Record, SubRecord, origin
from hhrules.claims.model import Claim
from hhrules.claims.reader import Nulls, Reading, known_nulls, reading, unknown_field
from hhrules.claims.vocabulary import FieldShape, shapes
from hhrules.engine.compiling.pausing import collecting_later

Document: TypeAlias = dict[str, Any]
Column: TypeAlias = tuple[str, pa.Array]


def read_batch(
    batch: pa.RecordBatch,
    *,
    nulls: Nulls = "unknown",
    claim_type: type[Claim] = Claim,
    first: int = 1,
) -> Iterator[Reading]:
    """One reading for each row, in order, `first` being the place of the first one.

    A row that is no claim is a reading with its problems; a column that the document has no
    place for is a warning of every claim. With `nulls="unknown"` a null is a
    fact that was not sent; with "none" it is known to be none.
    """
    known_nulls(nulls)
    documents = _Rows(claim_type, nulls).documents(batch)
    unread = tuple(unknown_field(f"$.{n}") for n in unread_columns(batch.schema, claim_type))
    for number, document in enumerate(documents, first):
        found = reading(document, number, claim_type=claim_type)
        if unread and found.claim is not None:
            found.claim.__dict__["warnings"] = unread
        yield found


def unread_columns(schema: pa.Schema, claim_type: type[Claim] = Claim) -> tuple[str, ...]:
    """The columns, and fields of structs, that a claim document has no place for."""
    fields = [(f.name, f.type) for f in schema if f.name != KNOWN_NONE]
    return tuple(_unread(fields, claim_type, claim_type, ""))


def _unread(
    fields: Iterable[tuple[str, pa.DataType]],
    model: type[Record],
    claim_type: type[Claim],
    path: str,
) -> Iterator[str]:
    known = {shape.key: shape for shape in shapes(model)}
    for name, kind in fields:
        head, _, rest = name.partition(".")
        shape = known.get(head)
        if shape is None or (rest and not _is_part(shape)):
            yield path + name
        elif rest:
            yield from _unread([(rest, kind)], shape.item, claim_type, f"{path}{head}.")
        elif is_record(shape.item):
            item = kind.value_type if shape.many and _is_list(kind) else kind
            if pa.types.is_struct(item):
                inner = [(f.name, f.type) for f in item]
                deeper = claim_type if shape.item is Claim else shape.item
                yield from _unread(inner, deeper, claim_type, f"{path}{name}.")


def _is_part(shape: FieldShape) -> bool:
    return is_record(shape.item) and issubclass(shape.item, SubRecord)


def _is_list(kind: pa.DataType) -> bool:
    return any(
        test(kind)
        for test in (
            pa.types.is_list,
            pa.types.is_large_list,
            pa.types.is_fixed_size_list,
            pa.types.is_list_view,
            pa.types.is_large_list_view,
        )
    )


@define
class _Rows:
    """Turns one batch into documents."""

    claim_type: type[Claim]
    nulls: Nulls

    @collecting_later()  # documents hold no cycle; the collector would look all of them over
    def documents(self, batch: pa.RecordBatch) -> list[Document]:
        columns = [(n, a) for n, a in zip(batch.schema.names, batch.columns, strict=True)]
        documents = self.records(
            self.claim_type, [c for c in columns if c[0] != KNOWN_NONE], batch.num_rows
        )
        for name, array in columns:
            if name == KNOWN_NONE and array.null_count < len(array):
                for document, pointers in zip(documents, array.to_pylist(), strict=True):
                    for pointer in pointers or ():
                        set_none(document, pointer)
        return documents

    def records(self, model: type[Record], columns: list[Column], count: int) -> list[Document]:
        """The records of a struct's columns; a part that has no column is not there."""
        known = {shape.key: shape for shape in shapes(model)}
        found: list[Document] = [{} for _ in range(count)]
        for name, inner in _by_head(columns).items():
            shape = known.get(name)
            if shape is None:
                continue
            values: list[Json] = (
                self.records(shape.item, _parts(inner), count)
                if _is_part(shape)
                else self.values(shape, inner[0][1])
            )
            keep = self.nulls == "none"
            for record, value in zip(found, values, strict=True):
                if value is not None or keep:
                    record[name] = value
        return found

    def values(self, shape: FieldShape, array: pa.Array) -> list[Json]:
        """The values of a field, one for each row."""
        if array.null_count == len(array):
            return [None] * len(array)
        array = plain(array)
        if not shape.many:
            return self.single(shape, array)
        if not _is_list(array.type):
            return scalar_values(None, array)
        offsets, inner = _taken_apart(array)
        members = self.single(shape, inner)
        if self.nulls == "unknown" and not is_record(shape.item) and inner.null_count:
            lists = [[m for m in members[a:b] if m is not None] for a, b in offsets]
        else:
            lists = [members[a:b] for a, b in offsets]
        return _masked(lists, array)

    def single(self, shape: FieldShape, array: pa.Array) -> list[Json]:
        """The values of a field that holds one, or of the members of one that holds many."""
        item = shape.item
        if is_record(item):
            if not pa.types.is_struct(array.type):
                return scalar_values(None, array)
            model = self.claim_type if item is Claim else item
            inner = _parts([("", array)])
            return list(self.records(model, inner, len(array)))
        if is_free(item):
            return [_from_text(v) for v in array.to_pylist()]
        if origin(item) is dict:
            return self.mapping(array)
        return scalar_values(item, array)

    def mapping(self, array: pa.Array) -> list[Json]:
        """Maps of text to text or whole number; a struct is a map too."""
        found: list[Json] = []
        for value in array.to_pylist():
            pairs = value.items() if isinstance(value, dict) else value
            if not isinstance(pairs, list) and not isinstance(value, dict):
                found.append(value)
                continue
            found.append(
                {k: _whole(v) for k, v in pairs if v is not None or self.nulls == "none"}
            )
        return found


def _by_head(columns: list[Column]) -> dict[str, list[Column]]:
    """The columns by the first step of their names; the rest of the name stays."""
    found: dict[str, list[Column]] = {}
    for name, array in columns:
        head, _, rest = name.partition(".")
        found.setdefault(head, []).append((rest, array))
    return found


def _parts(columns: list[Column]) -> list[Column]:
    """Columns below a part: the fields of its struct, and those that have a column of their own."""
    found: list[Column] = []
    for name, array in columns:
        if name:
            found.append((name, array))
        elif pa.types.is_struct(array.type):
            names = [f.name for f in array.type]
            found += zip(names, array.flatten(), strict=True)
    return found


def _taken_apart(array: pa.Array) -> tuple[list[tuple[int, int]], pa.Array]:
    """Where each list begins and ends, and the members of all of them."""
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        array = array.cast(pa.large_list(array.type.value_type))
    ends = array.offsets.to_pylist()
    base = ends[0]
    pairs = [(a - base, b - base) for a, b in pairwise(ends)]
    return pairs, array.values.slice(base, ends[-1] - base)


def _masked(values: list[Json], array: pa.Array) -> list[Json]:
    if array.null_count == 0:
        return values
    given = pc.is_valid(array).to_pylist()
    return [v if known else None for v, known in zip(values, given, strict=True)]


def _from_text(value: Any) -> Json:
    """What a JSON text holds; what is none is left for the checks to name."""
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value


def _whole(value: Any) -> Json:
    """A response that is a whole number, as the number."""
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit():
        number = int(value)
        return number if str(number) == value else value
    return value


def set_none(document: Document, pointer: str) -> None:
    """Make the field at a JSON Pointer none; a place that the document lacks is made."""
    steps = [s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]
    place: Any = document
    for step in steps[:-1]:
        if isinstance(place, list):
            if not (step.isdigit() and int(step) < len(place)):
                return
            place = place[int(step)]
        elif isinstance(place, dict):
            place = place.setdefault(step, {})
    if steps and isinstance(place, dict):
        place[steps[-1]] = None
