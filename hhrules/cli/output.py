"""Where results go: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def results(out: Path | None) -> Iterator[IO[bytes]]:
    """Open the place for results; a file is written beside its name and then renamed."""
    with placed("standard output" if out is None else str(out)):
        yield from _results(out)


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Say of a fault in writing where it was: the system does not say it of a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = where
        raise


def _results(out: Path | None) -> Iterator[IO[bytes]]:
    if out is None:
        stream = sys.stdout.buffer
        yield stream
        stream.flush()
        return
    if goes_straight_to(out):
        with out.open("wb") as stream:
            yield stream
        return
    if not out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(out.parent))
    import tempfile  # noqa: PLC0415 - slow to load; only for a file of results

    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        written.chmod(0o666 & ~_umask())
        written.replace(out)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def goes_straight_to(out: Path) -> bool:
    """Whether `out` is a device or a pipe: nothing can stand beside it and take its place."""
    return out.exists() and not out.is_file()


def say(message: str) -> None:
    """Write a remark to standard error."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def difference(name: str, old: str, new: str, what: str) -> str:
    """What changes from `old` to `new`, as lines with `-` and `+`; `what` was done is said above."""
    import difflib  # noqa: PLC0415 - only for those who ask what changes

    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), name, f"{name} ({what})"
    )
    return "".join(lines)
