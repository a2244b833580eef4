"""Lines of generated Python, with the place in the rulebook that each stretch came from.

Pieces of a line are marked by two private characters around them while it is put together;
writing a line takes the marks out and keeps the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from attrs import define, field
from msgspec import Struct

from hhrules.codegen.text.scope import Scope
from hhrules.source.text import SourceFile, Span

_OPEN, _MIDDLE, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile(f"({_OPEN}[0-9]+{_MIDDLE}|{_CLOSE})")


class Segment(Struct, frozen=True):
    """Columns `start` to `end` (end excluded) of generated line `line` stem from `span`."""

    line: int
    start: int
    end: int
    span: Span


@define(eq=False)
class Writer:
    """Collects the text of one module."""

    source: SourceFile
    lines: list[str] = field(factory=list)
    segments: list[Segment] = field(factory=list)
    depth: int = 0
    spans: list[Span] = field(factory=list)
    starts: tuple[int, ...] = ()
    temporaries: int = 0
    scope: Scope = field(factory=Scope)

    def __attrs_post_init__(self) -> None:
        """Find the line starts of the rulebook once."""
        self.starts = self.source.starts

    def mark(self, text: str, span: Span) -> str:
        """A piece of a line that stems from a place in the rulebook."""
        self.spans.append(span)
        return f"{_OPEN}{len(self.spans) - 1}{_MIDDLE}{text}{_CLOSE}"

    def line(self, text: str = "", span: Span | None = None) -> None:
        """Write a line; a statement says at its end which rulebook line it stands for."""
        if not text:
            self.lines.append("")
            return
        clean = self._strip("    " * self.depth + text, len(self.lines) + 1)
        if span is not None:
            self.segments.append(Segment(len(self.lines) + 1, 4 * self.depth, len(clean), span))
            if span.name == self.source.name:
                row = self.source.position(span.start, self.starts)[0]
                clean = f"{clean}  # {short_name(span.name)}:{row}"
            else:
                clean = f"{clean}  # {short_name(span.name)}"
        self.lines.append(clean)

    def _strip(self, text: str, row: int) -> str:
        if _OPEN not in text:
            return text
        out: list[str] = []
        size = 0
        opened: list[tuple[int, int]] = []
        for piece in _MARKS.split(text):
            if piece.startswith(_OPEN):
                opened.append((int(piece[1:-1]), size))
            elif piece == _CLOSE:
                number, start = opened.pop()
                self.segments.append(Segment(row, start, size, self.spans[number]))
            else:
                out.append(piece)
                size += len(piece)
        return "".join(out)

    @contextmanager
    def block(self, head: str, span: Span | None = None) -> Iterator[None]:
        """A compound statement: its head, and what is written meanwhile as its body."""
        self.line(head, span)
        self.depth += 1
        before = len(self.lines)
        outside, self.scope = self.scope, self.scope.copy()
        try:
            yield
        finally:
            self.scope = outside
            if len(self.lines) == before:
                self.line("pass")
            self.depth -= 1

    def place(self) -> tuple[int, int, int, int]:
        """Where the text ends now, for `back`."""
        return len(self.lines), len(self.segments), self.temporaries, len(self.spans)

    def back(self, place: tuple[int, int, int, int]) -> None:
        """Take back what was written since."""
        del self.lines[place[0] :]
        del self.segments[place[1] :]
        self.temporaries = place[2]
        del self.spans[place[3] :]

    def temporary(self) -> str:
        """A new name for a value in between."""
        self.temporaries += 1
        return f"t{self.temporaries}"

    def text(self) -> str:
        """The module's text."""
        return "\n".join(self.lines) + "\n"


@lru_cache(maxsize=256)
def short_name(name: str) -> str:
    """The last part of a path."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def plain(text: str) -> str:
    """The text without marks."""
    return _MARKS.sub("", text) if _OPEN in text else text
