"""What a run writes, kept apart from what it reads: results never take the place of claims."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from stat import S_ISREG

from hhrules.cli.paths import STDIN

_File = tuple[int, int]
_RESULTS = ("", ".part", ".run")
"""How the names of files of results end (see `parts`)."""


def apart(paths: Sequence[Path], out: Path | None) -> list[Path]:
    """The files of claims without those that the run itself writes, which stand in folders."""
    own = _written(out)
    return [path for path in paths if _file(path) not in own] if own else list(paths)


def written_onto(words: Iterable[str], out: Path | None) -> str:
    """The first file of claims that is named and would be written to; "" where none is."""
    own = _written(out)
    return next((word for word in words if _file(Path(word)) in own), "") if own else ""


def refuse_own(words: Iterable[str], out: Path | None) -> None:
    """UsageError where results would be written onto claims."""
    word = written_onto(words, out)
    if word:
        import click  # noqa: PLC0415 - takes long to load

        said = f"results would be written onto the claims of {word}; name another file"
        raise click.UsageError(said)


def _written(out: Path | None) -> frozenset[_File]:
    """The files that are there already of those that a run writes."""
    if out is not None:
        found = [_file(out.with_name(f"{out.name}{end}")) for end in _RESULTS if out.name]
        return frozenset(file for file in found if file is not None)
    try:
        state = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):
        return frozenset()
    return frozenset({(state.st_dev, state.st_ino)}) if S_ISREG(state.st_mode) else frozenset()


def _file(path: Path) -> _File | None:
    if path == STDIN:
        return None
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_dev, state.st_ino) if S_ISREG(state.st_mode) else None
