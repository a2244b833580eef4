"""Fields that stand twice in one object: JSON readers keep the last without a word, we don't.

The quick test counts: a document written anew from what was read has as many keys as the text
has, unless one was dropped. Only where the counts differ is the text read again, key by key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from hhrules.claims.fields import Json
from hhrules.claims.raw import Path, path_text

_UNCOUNTABLE = (b" :", b"\t:", b"\n:", b"\r:", b"\\u")


def _is_countable(text: bytes) -> bool:
    """Whether each key of the text is followed by its colon, and none is written in escapes."""
    if not any(mark in text for mark in (b"\n", b"\t", b"\r", b"\\")) and b'" ' not in text:
        return True  # one byte each, quickly found: a document in one line
    return not any(mark in text for mark in _UNCOUNTABLE)


def duplicate_keys(text: bytes, raw: dict[str, Any]) -> tuple[str, ...]:
    """Give the places of fields that stand twice in one object."""
    if _is_countable(text):
        written = msgspec.json.encode(raw)
        if text.count(b'":') == written.count(b'":'):
            return ()
    import json  # noqa: PLC0415 - slow to load; only a document in which something may stand twice

    raw = json.loads(text, object_pairs_hook=_Pairs)
    return tuple(path_text(path) for path in dict.fromkeys(_twice(raw)))


class _Pairs(list[tuple[str, Any]]):
    """The fields of an object as they were written, each as often as it stands there."""


def _twice(value: Json, path: Path = ()) -> Iterator[Path]:
    """Give the place of each field that stands more than once, in the document's order."""
    if isinstance(value, _Pairs):
        names = Counter(name for name, _ in value)
        yield from ((*path, name) for name, count in names.items() if count > 1)
        for name, inner in value:
            yield from _twice(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _twice(inner, (*path, at))
