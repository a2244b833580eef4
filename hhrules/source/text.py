"""Rulebook text: files, half-open ranges of characters, and their lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct


class Span(Struct, frozen=True):
    """Characters `start` (included) to `end` (excluded) of the source called `name`."""

    name: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The range from the start of this one to the end of `other`."""
        return Span(self.name, min(self.start, other.start), max(self.end, other.end))


@lru_cache(maxsize=256)
def _line_starts(source: SourceFile) -> tuple[int, ...]:
    ends = accumulate(len(line) + 1 for line in source.text.split("\n")[:-1])
    return (0, *ends)


class SourceFile(Struct, frozen=True, eq=False):
    """The text of one rulebook and its name: a path, or a label for text that is no file."""

    name: str
    text: str

    def __repr__(self) -> str:
        return f"SourceFile({self.name!r})"

    @property
    def starts(self) -> tuple[int, ...]:
        """Offsets at which the lines begin."""
        return _line_starts(self)

    def position(self, offset: int, starts: tuple[int, ...] | None = None) -> tuple[int, int]:
        """Line and column, both from 1, of a character offset."""
        table = starts or self.starts
        line = bisect_right(table, offset)
        return line, offset - table[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of line `line` (from 1) without its line end."""
        return self.text.split("\n")[line - 1]

    def slice(self, span: Span) -> str:
        """The characters that a span covers."""
        return self.text[span.start : span.end]


_REMARK = re.compile(r"(?:^|\s)#[^\"]*$")
_LIST_HEAD = re.compile(r"\b(?:any|all|none) of$")


def one_line(text: str) -> str:
    """Put text of a rulebook on one line without remarks: `any of: a; b`."""
    out = ""
    listed = False
    for line in text.splitlines():
        words = " ".join(_REMARK.sub("", line).split())
        if not words:
            continue
        if out:
            out += (": " if out.endswith(" of") else "; ") if listed else " "
        out += words
        listed = listed or _LIST_HEAD.search(words) is not None
    return out


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

UNREAD = "\ufffd"
"""Stands where bytes of a file are no character of UTF-8."""


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark; UNREAD for what is neither."""
    return data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8", "replace")


def encoded(text: str, before: bytes) -> bytes:
    """The bytes of a text in the encoding that the file had `before`."""
    if not before.startswith(_UTF_16):
        return text.encode()
    mark, order = (_UTF_16[0], "le") if before.startswith(_UTF_16[0]) else (_UTF_16[1], "be")
    return mark + text.encode(f"utf-16-{order}")


def read_lines(data: bytes) -> str:
    """The same with plain line ends, however the file was saved."""
    return decoded(data).replace("\r\n", "\n").replace("\r", "\n")
