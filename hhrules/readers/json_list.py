"""The members of a JSON list, one after another: a file of any size takes the room of a piece.

The standard decoder finds where each member ends; its text is passed on as it stands, so what is
wrong within one is told by whoever reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 20
_CUT = 16
"""How near the end of a piece a fault may stand that is only the cut."""
_TAIL = 2
"""Characters of a number that the decoder leaves out where they are its last ones."""

_scan = json.JSONDecoder().raw_decode
_BLANKS = " \t\r\n"
_MARK = b"\xef\xbb\xbf"


def members(stream: BinaryIO, chunk: int = CHUNK) -> Iterator[bytes]:
    """Give the text of each member; ValueError with the place where the text is no JSON list."""
    text = _Text(stream, chunk)
    text.after("[")
    if text.next() == "]":
        text.after("]")
    else:
        while True:
            yield text.member()
            if text.next() != ",":
                text.after("]")
                break
            text.after(",")
    if text.next():
        raise text.fault("nothing more was expected", 0)


class _Text:
    """A stretch of the stream; a character stands for each byte, whatever the bytes mean."""

    def __init__(self, stream: BinaryIO, chunk: int) -> None:
        self._stream = stream
        self._chunk = chunk
        self._text = stream.read(max(chunk, len(_MARK))).decode("latin-1")
        self._at = len(_MARK) if self._text.startswith(_MARK.decode("latin-1")) else 0
        self._before = 0

    def next(self) -> str:
        """The next character that is no blank, or "" at the end of the stream."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in _BLANKS:
                at += 1
            self._at = at
            if at < len(text):
                return text[at]
            if not self._more(self._chunk):
                return ""

    def after(self, mark: str) -> None:
        """Pass over a mark that has to come next."""
        if self.next() != mark:
            raise self.fault(f"expected {mark}", 0)
        self._at += 1

    def member(self) -> bytes:
        """Give the text of the value that comes next."""
        size = self._chunk
        self.next()
        while True:
            try:
                end = _scan(self._text, self._at)[1]
            except json.JSONDecodeError as error:
                further = error.pos - self._at
                cut = error.pos >= len(self._text) - _CUT or error.msg.startswith("Unterm")
                if not cut or not self._more(size):
                    raise self.fault(error.msg.lower(), further) from error
            except RecursionError as error:
                raise self.fault("nested too deeply", 0) from error
            else:
                found = self._text[self._at : end]
                # A number that ends with the piece, be it before "e+", may go on.
                if end + _TAIL < len(self._text) or not self._more(size):
                    self._at += len(found)
                    return found.encode("latin-1")
            size *= 2

    def fault(self, said: str, further: int) -> ValueError:
        """An error that says where in the stream it is."""
        return ValueError(f"{said} (byte {self._before + self._at + further})")

    def _more(self, size: int) -> bool:
        data = self._stream.read(size)
        self._before += self._at
        self._text = self._text[self._at :] + data.decode("latin-1")
        self._at = 0
        return bool(data)
