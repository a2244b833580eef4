"""X12 text as segments, in big pieces.

Separators are taken from each interchange's own header.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 20
LONGEST_SEGMENT = 1 << 22
_HEADER_ROOM = 400
_SEPARATORS_IN_HEADER = 16
_GROUP = re.compile(r"GS([^A-Za-z0-9\s])")


class SegmentReader:
    """The segments of a stream, one text each, without terminator and blanks around.

    `element` and `component` are the separators in force for the segment last given, `number`
    is its place from 1 and `offset` where its text began. `has_header` is no where the file
    begins with a group and its separators had to be read off that.
    """

    def __init__(self, stream: BinaryIO, chunk: int = CHUNK) -> None:
        self._stream = stream
        self._chunk = chunk
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._buffer = ""
        self._done = False
        self._terminator = ""
        self.element = "*"
        self.component = ":"
        self.number = 0
        self.has_header = True
        self._next_offset = 0
        self._parts: list[str] = []
        self._place = 0

    @property
    def offset(self) -> int:
        """Where the text of the segment last given began; worked out only when it is asked for."""
        return self._next_offset + sum(len(p) + 1 for p in self._parts[: self._place])

    def __iter__(self) -> Iterator[str]:
        for parts in self._blocks():
            self._parts = parts
            for self._place, part in enumerate(parts):
                segment = part.strip()
                if segment:
                    self.number += 1
                    yield segment
            self._next_offset += sum(map(len, parts)) + len(parts)
            self._parts = []

    def _blocks(self) -> Iterator[list[str]]:
        """The texts between terminators, many at a time."""
        while self._more():
            if not self._terminator and not self._start():
                return
            yield from self._block()
        if self._buffer.strip() and self._terminator:
            yield [self._buffer]

    def _more(self) -> bool:
        """Read on; no when the stream is at its end and all whole segments were given."""
        if self._done:
            return False
        data = self._stream.read(self._chunk)
        self._done = not data
        self._buffer += self._decode(data, final=self._done)
        return True

    def _fill(self, at: int) -> None:
        """Have the whole header that begins at `at` in the buffer.

        As far as the stream goes.
        """
        while len(self._buffer) < at + _HEADER_ROOM and not self._done:
            self._more()

    def _start(self) -> bool:
        """Find the first header; without one, take the separators of the first group."""
        self._fill(0)
        text = self._buffer
        at = text.find("ISA")
        if at >= 0 and self._header(at):
            self._skip(at)
            return True
        group = _GROUP.search(text)
        if group is None:
            return False
        element = group.group(1)
        transaction = text.find("ST" + element, group.end())
        before = text[:transaction].rstrip() if transaction > 0 else ""
        if not before or before[-1].isalnum():
            return False
        self.has_header = False
        self.element, self.component, self._terminator = element, ":", before[-1]
        self._skip(group.start())
        return True

    def _skip(self, count: int) -> None:
        self._buffer = self._buffer[count:]
        self._next_offset += count

    def _header(self, at: int) -> bool:
        """Take the separators of the interchange header at `at`."""
        self._fill(at)
        text = self._buffer
        element = text[at + 3 : at + 4]
        if not element or element.isalnum() or element.isspace():
            return False
        place = at + 2
        for _ in range(_SEPARATORS_IN_HEADER):
            place = text.find(element, place + 1, at + _HEADER_ROOM)
            if place < 0:
                return False
        component, terminator = text[place + 1 : place + 2], text[place + 2 : place + 3]
        if not terminator or terminator.isalnum():
            return False
        self.element, self.component, self._terminator = element, component, terminator
        return True

    def _block(self) -> Iterator[list[str]]:
        """Give the whole segments in the buffer; separators change where a header begins."""
        at = self._next_header()
        while at > 0:
            block, self._buffer = self._buffer[:at], self._buffer[at:]
            parts = block.split(self._terminator)
            yield parts
            self._next_offset -= 1  # the last text ends without a terminator
            self._header(0)
            at = self._next_header()
        parts = self._buffer.split(self._terminator)
        self._buffer = parts.pop() if not self._done else ""
        if len(self._buffer) > LONGEST_SEGMENT:
            parts.append(self._buffer)
            self._buffer = ""
        yield parts

    def _next_header(self) -> int:
        """Where the next interchange header begins, behind the end of a segment; else -1."""
        at = self._buffer.find("ISA", 1)
        while at > 0:
            if self._ends_segment(at) and not self._buffer[at + 3 : at + 4].isalnum():
                self._fill(at)
                return at
            at = self._buffer.find("ISA", at + 1)
        return -1

    def _ends_segment(self, at: int) -> bool:
        """Whether nothing but blanks stands between the last terminator and `at`."""
        before = self._buffer[max(0, at - _HEADER_ROOM) : at]
        bare = before.rstrip()
        return bare.endswith(self._terminator) or self._terminator in before[len(bare) :]
