"""Code objects at other places than their text: generated code at those of its rulebook.

A code object has a table of places, which is written here as Python's own compiler does
(Objects/locations.md in its sources); what it says is asked of `co_positions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby
from types import CodeType
from typing import TypeAlias

Place: TypeAlias = tuple[int, int, int, int]
"""The line and byte where something begins, and those where it ends; lines from 1, bytes from 0."""

_LONG, _NOWHERE = 0x80 | 14 << 3, 0x80 | 15 << 3
_LONGEST = 8
_SIX_BITS = 63


def placed(code: CodeType, place_of: Callable[[int, int, int, int], Place]) -> CodeType:
    """The code, and the code within it, with other places.

    `place_of` is given the first line, the last line, the first byte and the last of a place.
    """
    first = before = place_of(code.co_firstlineno, code.co_firstlineno, 0, 0)[0]
    table = bytearray()
    for place, run in groupby(_places(code, place_of)):
        units = len([*run])
        head, said, again = _NOWHERE, b"", b""
        if place is not None:
            line, column, last, stop = place
            rest = _ends(last - line, column, stop)
            head, said, again = _LONG, _signed(line - before) + rest, _signed(0) + rest
            before = line
        while units > _LONGEST:
            table.append(head | _LONGEST - 1)
            table += said
            said, units = again, units - _LONGEST
        table.append(head | units - 1)
        table += said
    inner = (placed(c, place_of) if isinstance(c, CodeType) else c for c in code.co_consts)
    return code.replace(co_firstlineno=first, co_linetable=bytes(table), co_consts=tuple(inner))


def _places(
    code: CodeType, place_of: Callable[[int, int, int, int], Place]
) -> Iterator[Place | None]:
    """The new place of each unit of the code; None where it has none."""
    known: object = ()
    place: Place | None = None
    for position in code.co_positions():
        if position != known:
            known = position
            line, last, column, stop = position
            place = (
                None if line is None else place_of(line, last or line, column or 0, stop or 0)
            )
        yield place


@lru_cache(maxsize=1 << 12)
def _ends(more: int, column: int, stop: int) -> bytes:
    return _varint(more) + _varint(column + 1) + _varint(stop + 1)


@lru_cache(maxsize=1 << 12)
def _signed(number: int) -> bytes:
    return _varint(-number << 1 | 1 if number < 0 else number << 1)


def _varint(number: int) -> bytes:
    """A number of six bits a byte, the lowest first."""
    found = bytearray()
    while number > _SIX_BITS:
        found.append(_SIX_BITS + 1 | number & _SIX_BITS)
        number >>= 6
    found.append(number)
    return bytes(found)
