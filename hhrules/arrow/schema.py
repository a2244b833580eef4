"""The claim document as an Arrow schema, made from the claim model's own declarations.

One row is one claim. Parts that a document has once are structs, lists of records are lists of
structs, and fields keep the document's names and types: days are `date32`, amounts are
`decimal128(15, 2)` dollars, codes are strings. Two things have no type of their own in Arrow:

- a value that is *known to be none*. A null says "not sent" and no more, so `known_none` lists
  such fields, as JSON Pointers (`/chart/oasis/0/accepted_date`);
- what has no fixed shape: `extra` is JSON text, the items of an assessment are a map of text.

Earlier claims stand in `history.claims` with all their fields but earlier claims of their own.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, Literal, get_args

import pyarrow as pa

from hhrules.claims.fields import Detail, Record, Share, origin
from hhrules.claims.model import Claim
from hhrules.claims.vocabulary import FieldShape, shapes
from hhrules.values.money import Cents

KNOWN_NONE = "known_none"
"""The column that lists fields known to be none."""

NUMBER_DIGITS, NUMBER_DECIMALS = 38, 12

_SCALARS: dict[Any, pa.DataType] = {
    str: pa.string(),
    Detail: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    dt.date: pa.date32(),
    Cents: pa.decimal128(15, 2),
    Share: pa.decimal128(18, 4),
    Fraction: pa.decimal128(NUMBER_DIGITS, NUMBER_DECIMALS),
}


def is_record(item: Any) -> bool:
    """Whether a field holds a record of the model."""
    return isinstance(item, type) and issubclass(item, Record)


def is_free(item: Any) -> bool:
    """Whether a field holds what has no fixed shape, such as `extra`."""
    return origin(item) is dict and get_args(item)[1] is Any


def claim_schema(claim_type: type[Claim] = Claim) -> pa.Schema:
    """Give the schema of a table of claims; with site facts, that of the site's claims."""
    return pa.schema(
        [*_fields(claim_type, claim_type), pa.field(KNOWN_NONE, pa.list_(pa.string()))]
    )


def _fields(
    model: type[Record], claim_type: type[Claim], *, inner: bool = False
) -> list[pa.Field]:
    return [
        pa.field(shape.key, _type(shape, claim_type, inner=inner))
        for shape in shapes(model)
        if not (inner and shape.item is Claim)
    ]


def _type(shape: FieldShape, claim_type: type[Claim], *, inner: bool) -> pa.DataType:
    item = shape.item
    if item is Claim:
        one = pa.struct(_fields(claim_type, claim_type, inner=True))
    elif is_record(item):
        one = pa.struct(_fields(item, claim_type, inner=inner))
    elif origin(item) is Literal or is_free(item):
        one = pa.string()
    elif origin(item) is dict:
        one = pa.map_(pa.string(), pa.string())
    else:
        one = _SCALARS[item]
    return pa.list_(one) if shape.many else one
