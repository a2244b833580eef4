"""Answers kept by code: worked out when a code, or a pair of codes, is first met."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LIMIT = 4096
"""So many codes are kept; what comes after is worked out each time."""

Row = tuple[Any, ...] | None


def new_row(rows: dict[Any, Any], make: Callable[..., Row], *codes: Any) -> Row:
    """Work a row out, and keep it for the next line with these codes unless it is open.

    `rows` holds rows by the first code and then the second, if there are two.
    """
    row = make(*codes)
    if row is None:
        return None
    for code in codes[:-1]:
        if code not in rows and len(rows) >= LIMIT:
            return row
        rows = rows.setdefault(code, {})
    if len(rows) < LIMIT:
        rows[codes[-1]] = row
    return row
