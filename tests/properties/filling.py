"""Records of the claim document filled by chance, whatever fields the model has."""

from __future__ import annotations

import datetime as dt
import typing
from fractions import Fraction
from random import Random
from typing import Any

import msgspec

from hhrules.claims.fields import About, Share
from hhrules.claims.model import Claim
from hhrules.values.money import Cents
from tests.properties.strategies import POOLS, Document, _alternatives

_TEXTS = ("A", "note of the visit", "Example Doctor")


def filled(
    record: type[msgspec.Struct], chance: Random, start: dt.date, share: float
) -> Document:
    """A record with about a share of its fields; dates lie around a day."""
    hints = typing.get_type_hints(record, include_extras=True)
    document: Document = {}
    for field in msgspec.structs.fields(record):
        if chance.random() < share:
            value = _value(field.encode_name, hints[field.name], chance, start, share)
            if value is not msgspec.UNSET:
                document[field.encode_name] = value
    return document


def _value(name: str, hint: Any, chance: Random, start: dt.date, share: float) -> Any:
    about = None
    if typing.get_origin(hint) is typing.Annotated:
        hint, *extras = typing.get_args(hint)
        about = next((extra for extra in extras if isinstance(extra, About)), None)
    pool = POOLS.get(name) or (about.codes if about else ()) or _TEXTS
    kinds = _alternatives(hint)
    if type(None) in kinds and chance.random() < 0.1:
        return None
    known = [kind for kind in kinds if kind not in (type(None), msgspec.UnsetType)]
    return _of_kind(chance.choice(known), pool, chance, start, share)


def _of_kind(
    kind: Any, pool: tuple[str, ...], chance: Random, start: dt.date, share: float
) -> Any:
    match typing.get_origin(kind), typing.get_args(kind):
        case typing.Literal, words:
            return chance.choice(words)
        case origin, (item,) if origin is list:
            if item is Claim:
                return msgspec.UNSET
            many = range(chance.choice((0, 1, 1, 2)))
            return [_of_kind(item, pool, chance, start, share) for _ in many]
        case origin, _ if origin is dict:
            return {"M1800": chance.randint(0, 3), "M1860": chance.randint(0, 6)}
    if issubclass(kind, msgspec.Struct):
        return filled(kind, chance, start, share)
    return _scalar(kind, pool, chance, start)


def _scalar(kind: Any, pool: tuple[str, ...], chance: Random, start: dt.date) -> Any:
    if kind is dt.date:
        span = chance.choice((2, 10, 40))
        return (start + dt.timedelta(days=chance.randint(-span, span))).isoformat()
    if kind is Cents:
        return chance.choice(("0.00", "20.00", "415.00"))
    if kind is bool:
        return chance.random() < 0.5
    if kind in (int, Fraction, Share):
        return chance.choice((0, 1, 2, 5, 30, 100))
    return chance.choice(pool)
