"""A compiled set of rulebooks in one file, of which a run reads no more than it needs.

First stands a head: what the set was made from, and of each rulebook the test whether it may
apply to a claim. Then come the rulebooks in two parts each: what judges claims, and what tells
of findings. Each part is read when it is first asked for, and has a checksum. The file stays
open meanwhile, so that it may be replaced or deleted at any time.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from msgspec import DecodeError, Struct, ValidationError, msgpack
from msgspec.structs import replace

from hhrules.engine.bookdata import BookData, Core, ModuleData
from hhrules.engine.loaded import LoadedBook, columns_of
from hhrules.engine.setdata import BookHead, Part, SetHead
from hhrules.values.decoders import prepared

_MAGIC = b"hhrules set 10\n"
"""How such a file begins; the number is raised when files of another form are written."""
_COUNTS = 8
_FIRST = 1 << 17
"""Bytes of a file that are read at once: a head seldom has more."""


class Damaged(Exception):
    """A part of a file is not what was written."""


_NOTHING = ModuleData(b"", (), (), ())


class SetFile:
    """An open file of a compiled set."""

    def __init__(self, descriptor: int, head: SetHead, start: int) -> None:
        self._descriptor = descriptor
        self._start = start
        self.head = head

    _close = staticmethod(os.close)  # still at hand when the interpreter takes modules apart

    def __del__(self) -> None:
        self._close(self._descriptor)

    def __reduce__(self) -> NoReturn:
        # A copy would close the descriptor a second time, which may be another file by then.
        raise TypeError("an open file of rulebooks is not to be copied")

    def part(self, part: Part) -> bytes:
        """The bytes of a part; Damaged where they are not what was written."""
        try:
            raw = os.pread(self._descriptor, part.length, self._start + part.start)
        except OSError as error:  # on a disk of the network it may be gone after all
            raise Damaged from error
        if len(raw) != part.length or zlib.crc32(raw) != part.checksum:
            raise Damaged
        return raw


def opened(path: Path, place: str) -> SetFile | None:
    """The file, if it is whole and of the set that is called `place`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = _head(descriptor)
    except OSError:
        found = None
    if found is None or found[0].place != place:
        os.close(descriptor)
        return None
    return SetFile(descriptor, *found)


def _head(descriptor: int) -> tuple[SetHead, int] | None:
    """The head of an open file and where it ends; None where it or the length is wrong."""
    raw = os.pread(descriptor, _FIRST, 0)
    at = len(_MAGIC) + _COUNTS
    if not raw.startswith(_MAGIC) or len(raw) < at:
        return None
    length = int.from_bytes(raw[at - 8 : at - 4], "big")
    if len(raw) < at + length:
        raw = os.pread(descriptor, at + length, 0)
    body = raw[at : at + length]
    if len(body) != length or zlib.crc32(body) != int.from_bytes(raw[at - 4 : at], "big"):
        return None
    try:
        head = msgpack.decode(body, type=prepared(SetHead))
    except (DecodeError, ValidationError):
        return None
    end = at + length + sum(b.core.length + b.rest.length for b in head.books)
    return (head, at + length) if os.fstat(descriptor).st_size == end else None


class Entry(Struct, frozen=True):
    """A rulebook as it goes into a file."""

    head: BookHead
    core: bytes
    rest: bytes


def entry_of(data: BookData, key: str) -> Entry:
    """A rulebook that was just compiled, made from what `key` tells."""
    mine = columns_of(data.plain.objects)
    core = Core(data.plain, data.values, {k: v for k, v in data.columns.items() if k in mine})
    others = {k: v for k, v in data.columns.items() if k not in mine}
    rest = replace(data, plain=_NOTHING, values={}, columns=others)
    head = BookHead(
        data.name,
        data.version,
        data.sha256,
        key,
        data.payment,
        data.gate,
        not data.rules and data.payment is None,
        Part(0, 0, 0),
        Part(0, 0, 0),
        data.payers,
    )
    return Entry(head, msgpack.encode(core), msgpack.encode(rest))


def entry_from(file: SetFile, head: BookHead) -> Entry | None:
    """A rulebook of an older file; None where that is damaged."""
    try:
        return Entry(head, file.part(head.core), file.part(head.rest))
    except Damaged:
        return None


def packed(head: SetHead, entries: Iterable[Entry]) -> bytes:
    """The bytes of a file; the head's books are put in."""
    at = 0
    heads: list[BookHead] = []
    cores: list[bytes] = []
    rests: list[bytes] = []
    entries = list(entries)
    places: list[Part] = []
    for raw in (*(e.core for e in entries), *(e.rest for e in entries)):
        places.append(Part(at, len(raw), zlib.crc32(raw)))
        at += len(raw)
    for number, entry in enumerate(entries):
        core, rest = places[number], places[number + len(entries)]
        heads.append(replace(entry.head, core=core, rest=rest))
        cores.append(entry.core)
        rests.append(entry.rest)
    body = msgpack.encode(replace(head, books=tuple(heads)))
    counts = len(body).to_bytes(4, "big") + zlib.crc32(body).to_bytes(4, "big")
    return b"".join((_MAGIC, counts, body, *cores, *rests))


class StoredBook(LoadedBook):
    """A rulebook that is read when it is first needed."""

    def __init__(
        self, head: BookHead, file: SetFile, again: Callable[[str, str], BookData]
    ) -> None:
        self._head = head
        self._file = file
        self._again = again
        self._set(head.name, head.gate, head.payment, head.payers, idle=head.idle)

    def _read_core(self) -> Core:
        with contextlib.suppress(Damaged, DecodeError, ValidationError):
            return msgpack.decode(self._file.part(self._head.core), type=prepared(Core))
        return super()._read_core()

    def _read_data(self) -> BookData:
        with contextlib.suppress(Damaged, DecodeError, ValidationError):
            rest = msgpack.decode(self._file.part(self._head.rest), type=prepared(BookData))
            core = msgpack.decode(self._file.part(self._head.core), type=prepared(Core))
            columns = {**rest.columns, **core.columns}
            return replace(rest, plain=core.plain, values=core.values, columns=columns)
        return self._again(self._head.name, self._head.sha256)
