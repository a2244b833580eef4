"""Files that are packed by gzip, as clearing houses send them, read as what they hold."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_ROOM = 65_536


class Packed(io.RawIOBase):
    """What a packed file holds; where it is damaged it ends, and `fault` says so.

    So all that came before is read, however much at a time. It has no number of a file: what
    stands in that is not what is read.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        self.fault = ""
        self._file = gzip.GzipFile(fileobj=stream)

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, room: WriteableBuffer) -> int:
        """Read what comes at once."""
        if self.fault:
            return 0
        view = memoryview(room).cast("B")
        try:
            found = self._file.read1(len(view))
        except EOFError:
            self.fault = "its packed data (gzip) is cut off; what came before was read"
        except (zlib.error, gzip.BadGzipFile):
            self.fault = "its packed data (gzip) is damaged; what came before was read"
        else:
            view[: len(found)] = found
            return len(found)
        return 0


def unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    """A stream of what a packed stream holds; its `raw` is a Packed."""
    return io.BufferedReader(Packed(stream), _ROOM)
