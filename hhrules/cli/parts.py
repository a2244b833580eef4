"""The result file of a long run: written as a part, renamed when whole, gone on with when cut off.

`FILE.part` holds one report a line, in the order of the claims, so what it holds says how far
the run came; a line that was cut off is no report. `FILE.run` says which claims were judged by
which rules, so that a run only goes on with what it began itself.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from msgspec import DecodeError, Struct, json

from hhrules.cli.output import placed
from hhrules.cli.paths import STDIN
from hhrules.engine.blocks import Tally, tally_of
from hhrules.runtime.report import Engine


class Run(Struct, frozen=True):
    """What a run judges by what: only a run with the same words goes on with its part."""

    engine: Engine
    claims: list[tuple[str, int, int]]
    options: dict[str, str]


def run_of(engine: Engine, paths: Sequence[Path], options: dict[str, object]) -> Run:
    """The words for a run over the files at some paths."""
    claims = [(str(path), *_state(path)) for path in paths]
    return Run(engine, claims, {name: str(value) for name, value in options.items()})


def _state(path: Path) -> tuple[int, int]:
    """Size and time of the last change of a file; of what is none, nothing can be said."""
    if path == STDIN or not path.is_file():
        return 0, 0
    found = path.stat()
    return found.st_size, found.st_mtime_ns


class Part:
    """The unfinished results beside `out`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out.with_name(f"{out.name}.part")
        self._run = out.with_name(f"{out.name}.run")

    @contextmanager
    def begun(self, run: Run, *, resume: bool) -> Iterator[tuple[IO[bytes], Tally]]:
        """Open the part at its end, with the counts of what stands in it.

        It becomes `out` when all went well, and stays where it is when not.
        """
        if not self.out.parent.is_dir():
            parent = str(self.out.parent)
            raise FileNotFoundError(errno.ENOENT, "there is no such folder", parent)
        goes_on = resume and self.path.exists()
        with placed(str(self.path)), self.path.open("a+b") as stream:
            self._take(stream)
            done = Tally()
            if goes_on:
                self._check(run)
                done = _whole(stream)
            else:
                stream.truncate(0)
                self._run.write_bytes(json.encode(run))
            yield stream, done
            stream.flush()
            self.path.replace(
                self.out
            )  # while it is still ours: another run might begin it anew
            self._run.unlink(missing_ok=True)

    def _take(self, stream: IO[bytes]) -> None:
        """Keep other runs from writing here; workers do not hold on to it when this process ends."""
        try:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            is_ours = False
        except OSError:  # a file system without locks
            is_ours = True
        else:  # the other run may have ended since it was opened here
            is_ours = self.path.exists() and os.path.samestat(
                os.fstat(stream.fileno()), self.path.stat()
            )
        if not is_ours:
            raise click.UsageError(f"another run is writing {self.path}; wait for its end")

    def _check(self, run: Run) -> None:
        try:
            before = json.decode(self._run.read_bytes(), type=Run)
        except (OSError, DecodeError):
            before = None
        if before == run:
            return
        raise click.UsageError(
            f"{self.path} was begun with other claims, rules or options, so it cannot be gone "
            "on with; leave out --resume to begin anew"
        )


def _whole(stream: IO[bytes]) -> Tally:
    """Count the whole reports of a part, and cut off what comes after them."""
    done = Tally()
    whole = 0
    stream.seek(0)
    for line in stream:
        try:
            tally = tally_of(line) if line.endswith(b"\n") else None
        except DecodeError:
            tally = None
        if tally is None:
            break
        done.add(tally)
        whole += len(line)
    stream.seek(whole)
    stream.truncate()
    return done
