"""Claims to record batches of the documented schema: what `hhrules convert` writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pyarrow as pa

from hhrules.arrow.claims import Document
from hhrules.arrow.columns import batch_of
from hhrules.arrow.problems import Unwritable
from hhrules.arrow.schema import (
    KNOWN_NONE,
    NUMBER_DECIMALS,
    NUMBER_DIGITS,
    claim_schema,
    is_free,
    is_record,
)
from hhrules.claims.fields import Detail, Json, Record, Share, origin
from hhrules.claims.model import Claim
from hhrules.claims.vocabulary import shapes
from hhrules.values.money import Cents

BATCH = 2_000
"""Claims in a batch."""


_DIGITS = Context(prec=NUMBER_DIGITS)


def batches_of(
    claims: Iterable[Claim],
    claim_type: type[Claim] = Claim,
    refused: Callable[[Unwritable], None] | None = None,
) -> Iterator[pa.RecordBatch]:
    """The claims as batches of `claim_schema`.

    Where one does not fit, it is left out and `refused` is told; without, Unwritable is raised.
    """
    schema = claim_schema(claim_type)
    rows: list[Document] = []
    for claim in claims:
        try:
            rows.append(row_of(claim, claim_type))
        except Unwritable as problem:
            if refused is None:
                raise
            refused(problem)
        if len(rows) == BATCH:
            yield batch_of(rows, schema)
            rows = []
    if rows:
        yield batch_of(rows, schema)


def row_of(claim: Claim, claim_type: type[Claim] = Claim) -> Document:
    """The row of one claim."""
    try:
        row: Document = msgspec.to_builtins(
            claim, enc_hook=_exact, builtin_types=(dt.date, Decimal)
        )
    except Unwritable as problem:
        raise Unwritable(f"{claim.claim_id}: {problem}") from None
    none: list[str] = []
    _fit(claim_type, row, "", none, claim_type)
    row[KNOWN_NONE] = none or None
    return row


def _exact(value: Json) -> Json:
    """An amount, percentage or number as a decimal."""
    if isinstance(value, Cents):
        return Decimal(int(value)).scaleb(-2, _DIGITS)
    number = Fraction(value) * (100 if isinstance(value, Share) else 1)
    scaled = number * 10**NUMBER_DECIMALS
    if scaled.denominator != 1 or abs(scaled) >= 10**NUMBER_DIGITS:
        raise Unwritable("a number in it does not fit a column exactly")
    return Decimal(scaled.numerator).scaleb(-NUMBER_DECIMALS, _DIGITS)


def _fit(
    model: type[Record], record: Document, path: str, none: list[str], claim_type: type[Claim]
) -> None:
    """Change the record in place to what the columns hold, and note what is known to be none."""
    known = {shape.key: shape for shape in shapes(model)}
    for key, value in record.items():
        shape = known[key]
        place = f"{path}/{key}"
        item = shape.item
        if value is None:
            none.append(place)
        elif is_free(item):
            record[key] = msgspec.json.encode(value).decode()
        elif origin(item) is dict:
            record[key] = _pairs(value, place, none)
        elif item is Detail:
            record[key] = str(value).lower() if isinstance(value, bool) else value
        elif is_record(item):
            inner = claim_type if item is Claim else item
            members: Sequence[Document] = value if shape.many else (value,)
            for number, member in enumerate(members):
                if item is Claim:
                    member.get("history", {}).pop("claims", None)
                deeper = f"{place}/{number}" if shape.many else place
                _fit(inner, member, deeper, none, claim_type)


def _pairs(value: dict[str, Any], place: str, none: list[str]) -> list[tuple[str, str | None]]:
    for key, response in value.items():
        if response is None:
            step = key.replace("~", "~0").replace("/", "~1")
            none.append(f"{place}/{step}")
    return [(k, None if v is None else str(v)) for k, v in value.items()]
