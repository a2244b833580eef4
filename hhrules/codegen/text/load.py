"""Generated text to code that points at the rulebook.

The text is compiled under the rulebook's name, and each place in the code becomes that of the
innermost stretch which covers it; a traceback then names the rulebook's own line. The code is
made functions of by `runtime.namespace`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from types import CodeType
from typing import TypeAlias, TypeGuard

from attrs import define, field

from hhrules.codegen.text.moving import Place, placed
from hhrules.codegen.text.writer import Segment, short_name
from hhrules.source.text import SourceFile, Span

_Rows: TypeAlias = tuple[int, ...]
_UNPLACED: Place = (1, 0, 1, 0)


@define(eq=False)
class KeptCode:
    """The functions of a module as it was last compiled, each with its lines in the rulebook."""

    functions: dict[object, tuple[_Rows, CodeType]] = field(factory=dict)


def compile_text(
    text: str,
    segments: tuple[Segment, ...],
    source: SourceFile,
    kept: KeptCode | None = None,
) -> CodeType:
    """The code object of a module, at the rulebook's positions.

    With `kept`, functions that are what they were, on whatever lines, are taken over.
    """
    places = _Places(text, segments, source)
    if kept is None:
        return _compiled(text, places, 0)
    remark = re.compile(rf"  # {re.escape(short_name(source.name))}:[0-9]+$", re.MULTILINE)
    skeleton = text.split("\n")
    functions: dict[str, CodeType] = {}
    now: dict[object, tuple[_Rows, CodeType]] = {}
    for first, end in places.functions:
        body = remark.sub("", "\n".join(skeleton[first:end]))
        columns, rows = places.of_lines(first, end)
        key = (body, columns)
        code = _taken_over(kept.functions.get(key), rows) or _function(body, places, first)
        now[key] = rows, code
        functions[code.co_name] = code
        skeleton[first + 1 : end] = ["    pass", *[""] * (end - first - 2)]
    kept.functions = now
    whole = _compiled("\n".join(skeleton), places, 0)
    consts = (functions[c.co_name] if _is_code(c) else c for c in whole.co_consts)
    return whole.replace(co_consts=tuple(consts))


def _is_code(value: object) -> TypeGuard[CodeType]:
    return isinstance(value, CodeType)


def _function(text: str, places: _Places, above: int) -> CodeType:
    """The code of one function, `above` lines of its module standing before it."""
    return next(filter(_is_code, _compiled(text, places, above).co_consts))


def _taken_over(kept: tuple[_Rows, CodeType] | None, rows: _Rows) -> CodeType | None:
    """A function's code, for other lines of the rulebook; None where they are not one for one."""
    if kept is None or kept[0] == rows:
        return kept and kept[1]
    lines: dict[int, int] = {}
    for was, row in zip(kept[0], rows, strict=True):
        if lines.setdefault(was, row) != row:
            return None
    if len({*lines.values()}) != len(lines):
        return None

    def place_of(line: int, last: int, column: int, stop: int) -> Place:
        return lines[line], column, lines[line] + last - line, stop

    return placed(kept[1], place_of)


def _compiled(text: str, places: _Places, above: int) -> CodeType:
    """A text compiled, `above` lines of its module standing before it."""
    row = places.row
    code = compile(text, places.name, "exec", dont_inherit=True)
    return placed(code, lambda line, _last, column, _stop: row(max(line, 1) + above)[column])


class _Places:
    """Where in the rulebook each place of a module's text comes from."""

    def __init__(self, text: str, segments: tuple[Segment, ...], source: SourceFile) -> None:
        self.name = source.name
        self._lines = text.split("\n")
        self._source = source
        self._starts = source.starts
        self._by_line: dict[int, list[Segment]] = {}
        for segment in segments:
            if segment.span.name == source.name:
                self._by_line.setdefault(segment.line, []).append(segment)
        self._of_span: dict[Span, Place] = {}
        self._rows: dict[int, list[Place]] = {}
        self._homes: dict[int, Place] = {}
        self.functions = [*self._functions()]

    def _functions(self) -> Iterator[tuple[int, int]]:
        """The first line of each function of the module, and the one after its last, from 0."""
        heads = [n for n, line in enumerate(self._lines) if line and not line.startswith(" ")]
        for first, end in pairwise([*heads, len(self._lines)]):
            if self._lines[first].startswith("def "):
                home = next((s.span for s in self._by_line.get(first + 1, ())), None)
                if home is not None:
                    self._homes.update(
                        dict.fromkeys(range(first + 1, end + 1), self._place_of(home))
                    )
                yield first, end

    def row(self, line: int) -> list[Place]:
        """The rulebook's places for the bytes of a line: each that of the innermost stretch."""
        found = self._rows.get(line)
        if found is None:
            found = self._rows[line] = self._row(line)
        return found

    def _row(self, line: int) -> list[Place]:
        said = self._lines[line - 1]
        found = [self._homes.get(line, _UNPLACED)] * (len(said) + 1)
        segments = self._by_line.get(line, ())
        for s in sorted(segments, key=lambda s: s.start - s.end):  # the widest first
            end = max(s.end, s.start + 1)
            found[s.start : end] = [self._place_of(s.span)] * (end - s.start)
        if said.isascii():
            return found
        return [p for p, sign in zip(found, said, strict=False) for _ in sign.encode()]

    def of_lines(self, first: int, end: int) -> tuple[object, _Rows]:
        """Where the stretches of some lines, from 0, come from: columns and lines apart."""
        columns: list[int] = []
        rows: list[int] = []
        if first + 1 not in self._homes:
            rows.append(_UNPLACED[0])
        for row in range(first, end):
            for s in self._by_line.get(row + 1, ()):
                line, column, last, stop = self._place_of(s.span)
                columns += (row - first, s.start, s.end, column, last - line, stop)
                rows += (line, last)
        return tuple(columns), tuple(rows)

    def _place_of(self, span: Span) -> Place:
        place = self._of_span.get(span)
        if place is None:
            place = (*self._position(span.start), *self._position(span.end))
            self._of_span[span] = place
        return place

    def _position(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset)
        return row, len(self._source.text[self._starts[row - 1] : offset].encode())
