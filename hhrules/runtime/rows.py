"""Answers kept by code: worked out when a code, or a pair of codes, is first met."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LIMIT = 4096
"""So many codes are kept; what comes after is worked out each time."""

Row = tuple[Any, ...] | None


class Rows1(dict[Any, Row]):
    """Rows by one code."""

    def __init__(self, make: Callable[[Any], Row]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, code: Any) -> Row:
        """Work a row out."""
        row = self.make(code)
        if len(self) < LIMIT:
            self[code] = row
        return row


class Rows2(dict[Any, Rows1]):
    """Rows by a first code and then a second."""

    def __init__(self, make: Callable[[Any, Any], Row]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, code: Any) -> Rows1:
        """Make the rows of one first code."""
        make = self.make
        rows = Rows1(lambda other: make(code, other))
        if len(self) < LIMIT:
            self[code] = rows
        return rows
