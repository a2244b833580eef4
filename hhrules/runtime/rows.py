"""Answers kept by code: worked out when a code, or a pair of codes, is first met."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LIMIT = 8192
"""So many answers are kept; then all go, so that those to the codes that come now are kept.

Codes come from claims: a program that runs for long meets new ones without end.
"""

_COUNT = object()
"""Beside the answers to pairs of codes: how many there are."""

Row = tuple[Any, ...] | None


def new_row(rows: dict[Any, Any], make: Callable[..., Row], *codes: Any) -> Row:
    """Work a row out, and keep it for the next line with these codes unless it is open.

    `rows` holds rows by the first code and then the second, if there are two.
    """
    row = make(*codes)
    if row is None:
        return None
    *before, last = codes
    kept = rows.get(_COUNT, 0) if before else len(rows)
    if kept >= LIMIT:
        rows.clear()
        kept = 0
    if before:
        rows[_COUNT] = kept + 1
    for code in before:
        rows = rows.setdefault(code, {})
    rows[last] = row
    return row
