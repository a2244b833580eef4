"""Files that are packed by gzip, as clearing houses send them, read as what they hold."""

from __future__ import annotations

import errno
import gzip
import io
import zlib
from typing import NoReturn

_ROOM = 65_536


class _Packed(gzip.GzipFile):
    """What a packed file holds; OSError, as of a file that cannot be read, where it is damaged."""

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, or fewer at the end."""
        try:
            return super().read(size)
        except EOFError:
            said = "its packed data (gzip) is cut off; what came before was read"
        except (zlib.error, gzip.BadGzipFile):
            said = "its packed data (gzip) is damaged; what came before was read"
        raise OSError(errno.EIO, said)

    def fileno(self) -> NoReturn:
        """There is none: what stands in the file is not what is read."""
        raise io.UnsupportedOperation("a packed file is read from its beginning to its end")


def unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    """A stream of what a packed stream holds."""
    return io.BufferedReader(_Packed(fileobj=stream), _ROOM)
