"""Files of claims as they are opened: how far they were read, packed ones unpacked."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG

from hhrules.cli.paths import STDIN

HEAD = 65_536
"""Bytes that are looked at to tell what a file holds."""
_GZIP = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"


class Sizes:
    """How many bytes there are to read, and how many were."""

    def __init__(self, paths: Iterable[Path]) -> None:
        sizes = [p.stat().st_size if p != STDIN and p.is_file() else None for p in paths]
        known = [size for size in sizes if size is not None]
        self._all = sum(known) if len(known) == len(sizes) else 0
        self._before = 0
        self._now: io.FileIO | None = None

    def share(self) -> float | None:
        """The part that was read; None where there are other things than files."""
        if not self._all:
            return None
        now = self._now.tell() if self._now is not None and not self._now.closed else 0
        return min(1.0, (self._before + now) / self._all)

    @contextmanager
    def opened(self, path: Path) -> Iterator[io.BufferedReader]:
        """Open a file, or standard input; OSError, at the end, for one that was cut meanwhile."""
        if path == STDIN:
            with _whole(_begun(_unpacked(_standard_input()))) as stream:
                yield stream
            return
        with path.open("rb", buffering=0) as raw:
            self._now = raw
            before = size_of(raw)
            with _whole(_begun(_unpacked(io.BufferedReader(raw, HEAD)))) as stream:
                yield stream
            if before and not raw.closed:  # of a pipe with a name nobody can tell
                self._before += raw.tell()
                if size_of(raw) < raw.tell():
                    said = "it became shorter while it was read: claims may be missing"
                    raise OSError(errno.EIO, said)
            self._now = None


def size_of(stream: io.IOBase) -> int:
    """The bytes of a file of which any place can be read; 0 of all else.

    Files that a system makes up have no size either.
    """
    try:
        state = os.fstat(stream.fileno())
    except OSError:
        return 0
    return state.st_size if S_ISREG(state.st_mode) else 0


def _unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    if not stream.peek(len(_GZIP)).startswith(_GZIP):
        return stream
    from hhrules.readers.packed import unpacked  # noqa: PLC0415 - only for such files

    return unpacked(stream)


def _begun(stream: io.BufferedReader) -> io.BufferedReader:
    """A stream without what stands before its first word: of a pipe that may come alone."""
    while (head := stream.peek(1)) and not head.removeprefix(_MARK).strip():
        stream.read(len(head))
    return stream


@contextmanager
def _whole(stream: io.BufferedReader) -> Iterator[io.BufferedReader]:
    """OSError, at the end, for a packed stream that was not whole."""
    yield stream
    fault = getattr(stream.raw, "fault", "")
    if fault:
        raise OSError(errno.EIO, fault)


def _standard_input() -> io.BufferedReader:
    stream = sys.stdin.buffer
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(io.BytesIO(stream.read()))
