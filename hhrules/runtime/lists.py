"""Lists of a record, such as modifiers: what they include, and how a message says them."""

from __future__ import annotations

from typing import Any

from hhrules.runtime.operators import Value
from hhrules.values.truth import UNKNOWN, Truth


def contains(items: Value, value: Value) -> Truth:
    """Whether a list includes a value."""
    if items is UNKNOWN or value is UNKNOWN:
        return False if items == [] or items is None else UNKNOWN
    return items is not None and value in items


def _among(
    value: Any,
    codes: tuple[object, ...],
    patterns: tuple[str, ...],
    spans: tuple[tuple[Any, Any], ...],
) -> bool:
    if value in codes:
        return True
    text = str(value)
    if any(len(text) == len(p) and text.startswith(p[:-1]) for p in patterns):
        return True
    return any(low <= value <= high for low, high in spans if type(low) is type(value))


def includes_any(items: Value, codes: Any, patterns: Any, spans: Any) -> Truth:
    """Whether a list includes at least one of the codes."""
    if items is UNKNOWN:
        return UNKNOWN
    if patterns or spans:
        return any(_among(i, codes, patterns, spans) for i in items or ())
    if items:
        for code in codes:
            if code in items:
                return True
    return False


def includes_none(items: Value, codes: Any, patterns: Any, spans: Any) -> Truth:
    """Whether a list includes none of the codes."""
    got = includes_any(items, codes, patterns, spans)
    return UNKNOWN if got is UNKNOWN else not got


def includes_all(items: Value, codes: Any, patterns: Any, spans: Any) -> Truth:
    """Whether a list includes every one of the codes (and something of each pattern)."""
    if items is UNKNOWN:
        return UNKNOWN
    have = items or ()
    return (
        all(c in have for c in codes)
        and all(any(_among(i, (), (p,), ()) for i in have) for p in patterns)
        and all(any(_among(i, (), (), (s,)) for i in have) for s in spans)
    )


def listed(items: Value) -> Value:
    """A list as a message says it; an empty one is none."""
    if items is UNKNOWN or items is None:
        return items
    if isinstance(items, str | int):
        return items
    return ", ".join(str(i) for i in items) or None
