"""The types of the claim model's fields without what is said of them, for quick decoders.

The modules of the model leave their annotations as text. A decoder wants the types alone; to
evaluate each field's whole description for it takes ten times as long, and every start pays.
A list or a part may be null here too: `nulls` says afterwards what that means.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from inspect import get_annotations
from types import UnionType
from typing import Annotated, Union, get_args

from hhrules.claims import fields
from hhrules.claims.fields import Json, Record, SubRecord, origin
from hhrules.values.decoders import making

_OPENING, _DESCRIPTION = "Annotated[", ", About("


@contextmanager
def plain_types() -> Iterator[None]:
    """While this lasts, the records of the model are annotated with types alone."""
    with making:  # annotations are not as they were written; whoever reads them takes it too
        yield from _swapped()


def _swapped() -> Iterator[None]:
    before: list[tuple[type[Record], dict[str, Json]]] = []
    try:
        for record in _records(Record):
            before.append((record, get_annotations(record)))
            record.__annotations__ = own_types(record)
        yield
    finally:
        for record, annotations in before:
            record.__annotations__ = annotations


def _records(record: type[Record]) -> Iterator[type[Record]]:
    yield record
    for below in record.__subclasses__():
        yield from _records(below)


@cache
def own_types(record: type[Record]) -> dict[str, Json]:
    """The types of the fields that a class itself declares."""
    return {
        name: _plain(hint, record.__module__)
        for name, hint in get_annotations(record).items()
        if name in record.__struct_fields__
    }


def members(hint: Json) -> tuple[Json, ...]:
    """The types of which a value may be."""
    return get_args(hint) if origin(hint) in (Union, UnionType) else (hint,)


def _or_null(hint: Json) -> Json:
    """The type of a list that may be absent, or of a part, with null; any other as it is."""
    kinds = members(hint)
    is_list = len(kinds) > 1 and any(origin(kind) is list for kind in kinds)
    is_part = isinstance(hint, type) and issubclass(hint, SubRecord)
    return hint | None if is_list or is_part else hint


def _plain(hint: Json, module: str) -> Json:
    """The type that an annotation names; the annotation itself where it has no description."""
    if not isinstance(hint, str):
        return _or_null(get_args(hint)[0] if origin(hint) is Annotated else hint)
    if not hint.startswith(_OPENING) or _DESCRIPTION not in hint:
        return hint
    said = hint[len(_OPENING) : hint.index(_DESCRIPTION)]
    return _shared(said) if said.isidentifier() and said in _SHARED else _named(module, said)


@cache
def _shared(said: str) -> Json:
    return _or_null(getattr(fields, said))


@cache
def _named(module: str, said: str) -> Json:
    return _or_null(eval(said, vars(sys.modules[module])))  # noqa: S307 - the text of our own module


_SHARED = frozenset(
    ("Text", "Texts", "Day", "Days", "Flag", "Whole", "Exact", "Money", "Percent")
)
