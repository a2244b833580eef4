"""Documents as JSON readers give them: places in them, nulls, numbers that JSON has no form for."""

from __future__ import annotations

import math
import re

import msgspec

from hhrules.claims.fields import Json

Path = tuple[str | int, ...]


def path_text(path: Path) -> str:
    """Give the place as people write it: `$.lines[2].units`."""
    return "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path)


def without_nulls(raw: Json) -> Json:
    """Give the document as one whose sender writes null for what is not known.

    A null among the members of a list stays, and is a mistake: it leaves a list that is not whole.
    """
    if isinstance(raw, dict):
        return {k: without_nulls(v) for k, v in raw.items() if v is not None}
    if isinstance(raw, list):
        return [without_nulls(v) for v in raw]
    return raw


def endless_numbers(raw: Json, path: Path = ()) -> list[str]:
    """Give the places of numbers that JSON would turn to null: not a number, or infinite."""
    if isinstance(raw, float):
        return [] if math.isfinite(raw) else [path_text(path)]
    inner = (
        raw.items()
        if isinstance(raw, dict)
        else enumerate(raw)
        if isinstance(raw, list)
        else ()
    )
    return [place for step, value in inner for place in endless_numbers(value, (*path, step))]


_ENDLESS = re.compile(rb"\xcb[\x7f\xff][\xf0-\xff]")
"""How MessagePack writes a number that is none, or infinite; seldom another stretch of its bytes."""


def may_have_endless_number(data: Json) -> bool:
    """Whether JSON may turn a number of a document to null: told quickly where there is none."""
    try:
        return _ENDLESS.search(msgspec.msgpack.encode(data)) is not None
    except (OverflowError, TypeError, ValueError):
        return True
