"""Fields that stand twice in one object: JSON readers keep the last without a word, we don't.

The quick test counts: a document written anew from what was read has as many keys as the text
has, unless one was dropped. Only where the counts differ is the text read again, key by key.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

_UNCOUNTABLE = (b" :", b"\t:", b"\n:", b"\r:", b"\\u")


def _is_countable(text: bytes) -> bool:
    """Whether each key of the text is followed by its colon, and none is written in escapes."""
    if not any(mark in text for mark in (b"\n", b"\t", b"\r", b"\\")) and b'" ' not in text:
        return True  # one byte each, quickly found: a document in one line
    return not any(mark in text for mark in _UNCOUNTABLE)


def duplicate_keys(text: bytes, raw: dict[str, Any]) -> tuple[str, ...]:
    """Give the names of fields that stand twice in one object."""
    if _is_countable(text):
        written = msgspec.json.encode(raw)
        if text.count(b'":') == written.count(b'":'):
            return ()
    found: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> None:
        names = Counter(name for name, _ in items)
        found.extend(name for name, count in names.items() if count > 1)

    import json  # noqa: PLC0415 - slow to load; only a document in which something may stand twice

    json.loads(text, object_pairs_hook=pairs, parse_int=str)
    return tuple(f"$..{name}" for name in dict.fromkeys(found))
