"""Compiled rulebook sets, kept between runs: found by the hash of all that they are made from.

An entry is data with a checksum, written by rename; a damaged or foreign one is as good as none,
and the folder may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, msgpack

from hhrules.engine.loaded import BookData

FORMAT = 7
"""Raised when entries of another form are written."""


class SetData(Struct, frozen=True):
    """A compiled set of rulebooks, with the declarations of its site facts."""

    books: tuple[BookData, ...]
    facts: tuple[tuple[str, str, str, str, str], ...]


_ENCODER = msgpack.Encoder()
_DECODER = msgpack.Decoder(SetData)


def _program(version: str) -> str:
    """What tells this program from another: its version and, in a checkout, its newest file."""
    root = Path(__file__).resolve().parent.parent
    newest = max(
        (entry.stat().st_mtime_ns for name in _COMPILER for entry in os.scandir(root / name)),
        default=0,
    )
    return f"{FORMAT}/{version}/{newest}/{sys.version}/{sys.implementation.cache_tag}"


_COMPILER = ("codegen", "engine", "ir", "semantics", "syntax", "reference", "runtime", "claims")
"""The folders whose files decide what a rulebook compiles to."""


def key_of(parts: Sequence[bytes], version: str) -> str:
    """The name of the entry for these texts, this program and this Python."""
    digest = hashlib.sha256(_program(version).encode())
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
    home = Path(base) if base else Path.home() / ".cache"
    return home / "hhrules"


def load(key: str) -> SetData | None:
    """The entry, if there is a whole one."""
    try:
        raw = (folder() / f"{key}.set").read_bytes()
    except OSError:
        return None
    checksum, payload = raw[:32], raw[32:]
    if hashlib.sha256(payload).digest() != checksum:
        return None
    try:
        return _DECODER.decode(payload)
    except (DecodeError, ValidationError):
        return None


def save(key: str, data: SetData) -> None:
    """Keep an entry; a folder that cannot be written to only costs time."""
    payload = _ENCODER.encode(data)
    import tempfile  # noqa: PLC0415 - slow to load; only once for each set

    target = folder()
    with contextlib.suppress(OSError):
        target.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(payload).digest() + payload)
        Path(name).replace(target / f"{key}.set")


def encode(data: SetData) -> bytes:
    """A set as bytes, to hand to another process."""
    return _ENCODER.encode(data)


def decode(raw: bytes) -> SetData:
    """The set that `encode` made bytes of."""
    return _DECODER.decode(raw)
