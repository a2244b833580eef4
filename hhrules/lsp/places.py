"""Offsets in a text and the positions of the language server protocol.

Positions count lines from 0 and, within a line, units of the encoding on which client and server
agreed. Lines end at LF, CR LF or CR and nowhere else, whatever Python calls a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from attrs import field, frozen
from lsprotocol import types as lsp

from hhrules.source.text import Span

_ENDS = re.compile(r"\r\n|\r|\n")
_ASTRAL = 0xFFFF  # characters above it take two units of UTF-16


@frozen(eq=False)
class Lines:
    """The lines of one text, to go between its characters and positions."""

    text: str = field(repr=False)
    encoding: str = lsp.PositionEncodingKind.Utf16
    starts: tuple[int, ...] = field(init=False, repr=False)

    @starts.default
    def _find_starts(self) -> tuple[int, ...]:
        return (0, *(m.end() for m in _ENDS.finditer(self.text)))

    def position(self, offset: int) -> lsp.Position:
        """The position of a character; the end of the text for one beyond it."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset) - 1
        return lsp.Position(line, self._units(self.text[self.starts[line] : offset]))

    def offset(self, position: lsp.Position) -> int:
        """The character at a position; the line's end for one beyond it, as the protocol has it."""
        if position.line >= len(self.starts):
            return len(self.text)
        start = self.starts[position.line]
        stop = self.line_end(position.line)
        units = 0
        for place in range(start, stop):
            if units >= position.character:
                return place
            units += self._units(self.text[place])
        return stop

    def line_end(self, line: int) -> int:
        """The offset at which a line's text ends, without its line end."""
        last = line + 1 >= len(self.starts)
        stop = len(self.text) if last else self.starts[line + 1]
        while stop > self.starts[line] and self.text[stop - 1] in "\r\n":
            stop -= 1
        return stop

    def range(self, span: Span) -> lsp.Range:
        """The range of a span."""
        return self.between(span.start, span.end)

    def between(self, start: int, end: int) -> lsp.Range:
        """The range from one offset to another."""
        return lsp.Range(self.position(start), self.position(max(start, end)))

    def _units(self, text: str) -> int:
        if text.isascii() or self.encoding == lsp.PositionEncodingKind.Utf32:
            return len(text)
        if self.encoding == lsp.PositionEncodingKind.Utf8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(ord(c) > _ASTRAL for c in text)
