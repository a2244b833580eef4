"""The types of the claim model's fields without what is said of them, for quick decoders.

The modules of the model leave their annotations as text. A decoder wants the types alone; to
evaluate each field's whole description for it takes ten times as long, and every start pays.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import get_annotations

from hhrules.claims import fields
from hhrules.claims.fields import Json, Record

_OPENING, _DESCRIPTION = "Annotated[", ", About("


described = threading.RLock()
"""Held while annotations are not as they were written; whoever reads them takes it too."""


@contextmanager
def plain_types() -> Iterator[None]:
    """While this lasts, the records of the model are annotated with types alone."""
    with described:
        yield from _swapped()


def _swapped() -> Iterator[None]:
    before: list[tuple[type[Record], dict[str, Json]]] = []
    known: dict[tuple[str, str], Json] = {}
    try:
        for record in _records(Record):
            annotations = get_annotations(record)
            before.append((record, annotations))
            record.__annotations__ = {
                name: _plain(hint, record.__module__, known)
                for name, hint in annotations.items()
                if name in record.__struct_fields__
            }
        yield
    finally:
        for record, annotations in before:
            record.__annotations__ = annotations


def _records(record: type[Record]) -> Iterator[type[Record]]:
    yield record
    for below in record.__subclasses__():
        yield from _records(below)


def _plain(hint: Json, module: str, known: dict[tuple[str, str], Json]) -> Json:
    """The type that an annotation names; the annotation itself where it has no description."""
    if not isinstance(hint, str) or not hint.startswith(_OPENING) or _DESCRIPTION not in hint:
        return hint
    said = hint[len(_OPENING) : hint.index(_DESCRIPTION)]
    if said.isidentifier() and said in _SHARED:
        return _SHARED[said]
    key = (module, said)
    if key not in known:
        known[key] = eval(said, vars(sys.modules[module]))  # noqa: S307 - the text of our own module
    return known[key]


_SHARED = {
    name: getattr(fields, name)
    for name in ("Text", "Texts", "Day", "Days", "Flag", "Whole", "Exact", "Money", "Percent")
}
