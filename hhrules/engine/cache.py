"""Compiled rulebook sets, kept between runs: a file for each set of paths that was asked for.

What a file holds is found again by content: each rulebook in it carries the hash of all that it
was made from, so an edit costs the rulebooks that the edit can change and no others. While no
file or folder of the texts was touched, not even they are read. An entry is data with
checksums, written by rename; a damaged or foreign one is as good as none, the oldest go when
there are too many, and the folder may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import zlib
from _thread import get_ident
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, msgpack

from hhrules.engine.bookdata import BookData
from hhrules.engine.setdata import Facts, Stamp
from hhrules.engine.stored import SetFile, opened
from hhrules.values.decoders import prepared

MOST_BYTES = 64 << 20
"""How much all entries may take; the set of shipped rulebooks takes some six million bytes."""
MOST_SETS = 40
_KINDS = (".set", ".mutants")
_DAY = 86_400
_UNSURE = 2_000_000_000
"""Nanoseconds after a change in which a second one may carry the same time."""


class SetData(Struct, frozen=True):
    """A compiled set of rulebooks, with the declarations of its site facts."""

    books: tuple[BookData, ...]
    facts: Facts


def program(version: str) -> str:
    """What tells this program from another: its version and, in a checkout, its newest file."""
    root = Path(__file__).resolve().parent.parent
    newest = max(
        (entry.stat().st_mtime_ns for name in _COMPILER for entry in os.scandir(root / name)),
        default=0,
    )
    return f"{version}/{newest}/{sys.version}/{sys.implementation.cache_tag}"


_COMPILER = (
    "codegen",
    "codegen/expressions",
    "codegen/figures",
    "codegen/lacking",
    "codegen/text",
    "codegen/walks",
    "engine",
    "engine/compiling",
    "engine/explaining",
    "engine/lint",
    "ir",
    "semantics",
    "syntax",
    "syntax/mistakes",
    "syntax/slips",
    "reference",
    "runtime",
    "claims",
    "values",
    "source",
)
"""The folders whose files decide what a rulebook compiles to; named, since looking takes time."""


def key_of(parts: Iterable[bytes], version: str) -> str:
    """The hash over these texts, this program and this Python, to name other entries by."""
    import hashlib  # noqa: PLC0415 - slow to load; a check has no use for it

    digest = hashlib.sha256(program(version).encode())
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def folder() -> Path:
    """Where entries are kept: HHRULES_CACHE_DIR, else the user's cache folder."""
    named = os.environ.get("HHRULES_CACHE_DIR")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        home = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:  # a user without a home, as in some containers: nothing can be kept
        home = Path(os.devnull)
    return home / "hhrules"


def _entry(place: str) -> Path:
    raw = place.encode()
    return folder() / f"{zlib.crc32(raw):08x}{zlib.adler32(raw):08x}.set"


def find(place: str) -> SetFile | None:
    """The entry of the set that is called `place`, whatever its texts were."""
    return opened(_entry(place), place)


def stamps_of(paths: Iterable[str]) -> dict[str, Stamp]:
    """The state of files and folders, as far as they are there."""
    found: dict[str, Stamp] = {}
    for path in paths:
        with contextlib.suppress(OSError):
            found[path] = _stamp(path)
    return found


def _stamp(path: str) -> Stamp:
    state = os.stat(path)  # noqa: PTH116 - hundreds of them; a Path for each takes longer
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino


def is_current(file: SetFile) -> bool:
    """Whether nothing was touched of what the entry was made from."""
    stamps = file.head.stamps
    try:
        return bool(stamps) and all(_stamp(path) == stamp for path, stamp in stamps.items())
    except OSError:
        return False


def sure(stamps: dict[str, Stamp]) -> dict[str, Stamp]:
    """The same, if the next change will show in it; else none."""
    since = time.time_ns() - _UNSURE
    return {} if any(max(s[0], s[1]) > since for s in stamps.values()) else stamps


def save(place: str, raw: bytes) -> None:
    """Keep an entry; a folder that cannot be written to only costs time."""
    target = folder()
    written = target / f"{os.getpid()}-{get_ident()}.part"  # as readable as new files are here
    with contextlib.suppress(OSError):
        target.mkdir(parents=True, exist_ok=True)
        try:
            written.write_bytes(raw)
            written.replace(_entry(place))
        except OSError:
            written.unlink(missing_ok=True)  # a full disk is not to be filled further
            raise
        _prune(target, _entry(place))


def drop(place: str) -> None:
    """Delete the entry of a set."""
    with contextlib.suppress(OSError):
        _entry(place).unlink()


def touch(place: str) -> None:
    """Note once a day that an entry is in use, so that it outlives others."""
    with contextlib.suppress(OSError):
        entry = _entry(place)
        if time.time() - entry.stat().st_mtime > _DAY:
            os.utime(entry)


def _prune(target: Path, newest: Path) -> None:
    """Delete what was not used for longest, until the rest is not too much."""
    entries: list[tuple[float, int, Path]] = []
    for path in target.iterdir():
        with contextlib.suppress(OSError):  # another process may delete it first
            state = path.stat()
            if path.suffix == ".part" and time.time() - state.st_mtime > _DAY:
                path.unlink()
            elif path.suffix in _KINDS and path != newest:
                entries.append((state.st_mtime, state.st_size, path))
    size = newest.stat().st_size
    sets = 1
    for _, length, path in sorted(entries, reverse=True):
        size += length
        sets += path.suffix == ".set"
        if size > MOST_BYTES or sets > MOST_SETS:
            with contextlib.suppress(OSError):
                path.unlink()


def encode(data: SetData) -> bytes:
    """A set as bytes, to hand to another process."""
    return msgpack.encode(data)


def decode(raw: bytes) -> SetData:
    """The set that `encode` made bytes of."""
    return msgpack.decode(raw, type=prepared(SetData))
