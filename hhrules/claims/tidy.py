"""A good document but for what it may have besides: fields that nobody knows.

Such documents come by the million from one sender, so they are put in order at little cost: the
fields nobody knows are laid aside, and a count that is written 3.0 becomes whole. Nothing else is
looked at; whether the document is good is found when it is converted, and if it is not, `walk`
says what is wrong.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hhrules.claims.fields import Json, Record
from hhrules.claims.model import Claim
from hhrules.claims.raw import Path
from hhrules.claims.vocabulary import FieldShape, shapes

Unread = list[tuple[Path, Any]]


@cache
def _fields(model: type[Record]) -> dict[str, FieldShape | None]:
    """The fields of a model by their keys; None for those that are left as they stand."""
    return {s.key: s if _is_part(s) or s.item is int else None for s in shapes(model)}


@cache
def _counts(model: type[Record]) -> tuple[str, ...] | None:
    """The keys of a model's counts; None for a model of records with others in them."""
    own = shapes(model)
    return None if any(map(_is_part, own)) else tuple(s.key for s in own if s.item is int)


def _is_part(shape: FieldShape) -> bool:
    return isinstance(shape.item, type) and issubclass(shape.item, Record)


def tidied(
    model: type[Record], raw: Json, claim_type: type[Claim], unread: Unread, path: Path = ()
) -> Json:
    """Give the record as it can be converted, and add its unknown fields to `unread`.

    The document itself is not changed.
    """
    if not isinstance(raw, dict):
        return raw
    known = _fields(model)
    counts = _counts(model)
    if counts is not None and raw.keys() <= known.keys():  # most lines, told in few steps
        for key in counts:
            if raw.get(key).__class__ is float:
                break
        else:
            return raw
    clean = raw
    for key, value in raw.items():
        shape = known.get(key, _UNKNOWN)
        if shape is None:
            continue
        if shape is _UNKNOWN:
            clean = dict(raw) if clean is raw else clean
            del clean[key]
            unread.append(((*path, key), value))
            continue
        better = _tidied_value(shape, value, claim_type, unread, (*path, key))
        if better is not value:
            clean = dict(raw) if clean is raw else clean
            clean[key] = better
    return clean


_UNKNOWN: Any = object()


def _tidied_value(
    shape: FieldShape, value: Json, claim_type: type[Claim], unread: Unread, path: Path
) -> Json:
    if not _is_part(shape):
        whole = shape.item is int and isinstance(value, float) and value.is_integer()
        return int(value) if whole else value
    model = claim_type if shape.item is Claim else shape.item
    if not shape.many:
        return tidied(model, value, claim_type, unread, path)
    if not isinstance(value, list):
        return value
    better = [
        tidied(model, member, claim_type, unread, (*path, place))
        for place, member in enumerate(value)
    ]
    return better if any(map(_differ, better, value)) else value


def _differ(one: object, other: object) -> bool:
    return one is not other
