"""What a sender gave as known to be none: null for a value, and for a list or a part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import get_args

from msgspec import UnsetType
from msgspec.structs import astuple, force_setattr

from hhrules.claims.encode import encode_claim, encode_keys
from hhrules.claims.fields import Json, Record, origin
from hhrules.claims.model import Claim
from hhrules.claims.plain import members, own_types

_KEPT = "holds_none"
_NAMED = "names_of_none"
_ANY = "*"
_SINGLE = frozenset((UnsetType, str, int, bool, dt.date))
"""What most values are."""


def holds_none(claim: Claim) -> bool:
    """Whether null stands anywhere in the document (a text may say so too); kept with the claim."""
    known = claim.__dict__.get(_KEPT)
    if known is None:
        text = encode_claim(claim) if "unread" in claim.__dict__ else encode_keys(claim)
        known = claim.__dict__[_KEPT] = b"null" in text
    return bool(known)


def reads_none(claim: Claim, names: Iterable[str]) -> bool:
    """Whether a field of one of these names may be none somewhere in the document."""
    if not holds_none(claim):
        return False
    known: set[str] | None = claim.__dict__.get(_NAMED)
    if known is None:
        known = claim.__dict__[_NAMED] = set()
        _name_nones(claim, known)
    return _ANY in known or not known.isdisjoint(names)


def _name_nones(record: Json, known: set[str]) -> None:
    for name, value in zip(record.__struct_fields__, astuple(record), strict=True):
        if value is None:
            known.add(name)
        elif value.__class__ in _SINGLE:
            continue
        elif isinstance(value, Record):
            _name_nones(value, known)
        elif isinstance(value, list):
            for inner in value:
                if isinstance(inner, Record):
                    _name_nones(inner, known)
        elif isinstance(value, dict):
            known.add(_ANY)  # its keys are the sender's


@cache
def _forms(model: type[Record]) -> tuple[tuple[str, bool, type[Record] | None, Json], ...]:
    """The fields of a class that hold lists or parts.

    Of each: its name, whether it holds a list, the class of the records in it, and what stands for
    one that was not sent.
    """
    types: dict[str, Json] = {}
    for cls in reversed(model.__mro__):
        if issubclass(cls, Record):
            types |= own_types(cls)
    names, defaults = model.__struct_fields__, model.__struct_defaults__
    stand_ins = dict(zip(reversed(names), reversed(defaults), strict=False))
    found = []
    for name in names:
        for kind in members(types[name]):
            many = origin(kind) is list
            item = get_args(kind)[0] if many else kind
            held = item if isinstance(item, type) and issubclass(item, Record) else None
            if many or held is not None:
                found.append((name, many, held, stand_ins.get(name)))
    return tuple(found)


def settle_nulls(record: Record) -> None:
    """Put what null means in the place of each null for a list or a part, in a record just read."""
    for name, many, held, stand_in in _forms(type(record)):
        value = getattr(record, name)
        if value is None:
            force_setattr(record, name, [] if many or held is None else all_none(held))
        elif held is not None and value is not stand_in:
            for inner in value if many else (value,):
                settle_nulls(inner)


def all_none(model: type[Record]) -> Record:
    """A part that was sent as null: each of its fields is known to be none."""
    known: dict[str, Json] = dict.fromkeys(model.__struct_fields__)
    for name, many, held, _ in _forms(model):
        known[name] = [] if many or held is None else all_none(held)
    return model(**known)
