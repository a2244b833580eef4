"""Files that are packed by gzip, as clearing houses send them, read as what they hold."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_ROOM = 65_536


class Packed(gzip.GzipFile):
    """What a packed file holds; where it is damaged it ends, and `fault` says so.

    So all that came before is read, however much at a time.
    """

    fault = ""

    def readinto(self, room: WriteableBuffer) -> int:
        """Read what comes at once."""
        if self.fault:
            return 0
        view = memoryview(room).cast("B")
        try:
            found = self.read1(len(view))
        except EOFError:
            self.fault = "its packed data (gzip) is cut off; what came before was read"
        except (zlib.error, gzip.BadGzipFile):
            self.fault = "its packed data (gzip) is damaged; what came before was read"
        else:
            view[: len(found)] = found
            return len(found)
        return 0

    def fileno(self) -> NoReturn:
        """There is none: what stands in the file is not what is read."""
        raise io.UnsupportedOperation("a packed file is read from its beginning to its end")


def unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    """A stream of what a packed stream holds; its `raw` is a Packed."""
    return io.BufferedReader(Packed(fileobj=stream), _ROOM)
