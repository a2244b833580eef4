"""Code objects whose lines in the rulebook have moved: the same code with another table of places.

The table is written as Python's own compiler does (Objects/locations.md in its sources); what it
says comes from `co_positions`, so that nothing here reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from types import CodeType

_LONGEST = 8
_WITHOUT_COLUMNS, _LONG, _NOWHERE = 13, 14, 15
_SIX_BITS = 63


def moved(code: CodeType, lines: Mapping[int, int]) -> CodeType:
    """The code with each of its lines, and those of the code within it, become another.

    A place's last line is as far from its first as before. KeyError for a line that is not among
    `lines`.
    """
    table = bytearray()
    before = lines[code.co_firstlineno]
    for (line, last, column, stop), run in groupby(code.co_positions()):
        units = sum(1 for _ in run)
        step, rest, form = b"", b"", _NOWHERE
        if line is not None and last is not None:
            step, form = _signed(lines[line] - before), _WITHOUT_COLUMNS
            before = lines[line]
            if column is not None and stop is not None:
                rest, form = _ends(last - line, column, stop), _LONG
        for done in range(0, units, _LONGEST):
            size = min(units - done, _LONGEST)
            table.append(0x80 | form << 3 | size - 1)
            table += (b"\0" if step and done else step) + rest
    inner = (moved(c, lines) if isinstance(c, CodeType) else c for c in code.co_consts)
    return code.replace(
        co_firstlineno=lines[code.co_firstlineno],
        co_linetable=bytes(table),
        co_consts=tuple(inner),
    )


@lru_cache(maxsize=4096)
def _ends(more: int, column: int, stop: int) -> bytes:
    return _varint(more) + _varint(column + 1) + _varint(stop + 1)


@lru_cache(maxsize=4096)
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
