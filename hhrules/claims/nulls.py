"""What a sender gave as known to be none: null for a value, and for a list or a part."""

from __future__ import annotations

from functools import cache
from typing import get_args

from msgspec.structs import force_setattr

from hhrules.claims.encode import encode_claim, encode_keys
from hhrules.claims.fields import Json, Record, origin
from hhrules.claims.model import Claim
from hhrules.claims.plain import members, own_types

_KEPT = "names_of_none"
_ANY = "*"


def names_of_none(claim: Claim) -> frozenset[str] | None:
    """The names of the fields that may be none somewhere in the document; None: any may be."""
    known: frozenset[str] | None = claim.__dict__.get(_KEPT)
    if known is None:
        known = claim.__dict__[_KEPT] = _names_of_none(claim)
    return None if _ANY in known else known


def _names_of_none(claim: Claim) -> frozenset[str]:
    """The names of the fields that are none, and more where a text has `:null` in it.

    They are looked for in the document as it is written, which takes a fraction of a walk.
    """
    text = encode_claim(claim) if "unread" in claim.__dict__ else encode_keys(claim)
    known = _names(type(claim))
    found: set[str] = set()
    for head in text.split(b":null")[:-1]:
        key = head[head.rfind(b'"', 0, -1) + 1 : -1]
        found |= known.get(key, _SENDERS)
    return frozenset(found)


_SENDERS = frozenset({_ANY})
"""What a key of the sender's own may stand for."""


@cache
def _names(model: type[Record]) -> dict[bytes, frozenset[str]]:
    """The names of the fields of a class, and of those below it, by the keys they are written as."""
    found: dict[bytes, frozenset[str]] = {}
    waiting, seen = [model], {model}
    while waiting:
        one = waiting.pop()
        for key, name in zip(one.__struct_encode_fields__, one.__struct_fields__, strict=True):
            found[key.encode()] = found.get(key.encode(), frozenset()) | {name}
        held = {h for _, _, h, _ in _forms(one) if h is not None}
        waiting += held - seen
        seen |= held
    return found


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
