"""The entry point: how the command line is started, and how it ends."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from contextlib import suppress
from pathlib import Path

from hhrules.cli.interrupts import INTERRUPTED
from hhrules.cli.output import say


def run() -> None:
    """Run the command line and leave with its code."""
    gc.set_threshold(_SELDOM, 20, 20)
    code: object = None
    _open_what_is_closed()
    _wait_for_others()
    _write_whole()
    stdout = sys.stdout
    try:
        if sys.argv[1:2] == ["check"]:
            from hhrules.cli.plain import plain_check  # noqa: PLC0415 - only for this command

            code = plain_check(sys.argv[1:])
        if code is None:
            from hhrules.cli.main import cli  # noqa: PLC0415 - takes long to load

            cli(prog_name="hhrules")
    except SystemExit as ended:
        # Where nobody reads on, click puts something else in the place of standard output.
        code = ended.code if sys.stdout is stdout else UNHEARD
    except BrokenPipeError:
        code = UNHEARD
    except KeyboardInterrupt:
        say("\nAborted!")
        code = INTERRUPTED
    except OSError as error:  # a full disk, a folder that may not be written to
        _silence_stdout()
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"hhrules: error: {where}{error.strerror or error}\n")
        code = 2
    except Exception as error:
        if not _is_of_store(error):
            raise
        _silence_stdout()
        sys.stderr.write(f"hhrules: error: {error}\n")
        code = 2
    _leave(code)


def _is_of_store(error: Exception) -> bool:
    """Whether a history store cannot be read or written; without one its module is not loaded."""
    shelves = sys.modules.get("hhrules.history.shelves")
    return shelves is not None and isinstance(error, shelves.HistoryStoreError)


UNHEARD = 141
"""The exit code where the reader of the output stopped reading, as `| head` does.

It is what shells say of a program that SIGPIPE ended: most of the output was not asked for, and
0 and 1 would say something about all claims.
"""

_SELDOM = 50_000
"""New objects between two searches for cyclic garbage: starting makes many that all stay."""


def _open_what_is_closed() -> None:
    """Have something to read from and write to where the caller closed it, as `>&-` does."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - stays open


def _wait_for_others() -> None:
    """Wait for who reads and writes where the caller, or another that shares a pipe, does not.

    Where nothing more has come yet, a pipe that nobody waits for looks as if it had ended.
    """
    for number in range(_STANDARD):
        with suppress(OSError):
            os.set_blocking(number, True)


_STANDARD = 3
"""Standard input, standard output and standard error have the first numbers."""


def _write_whole() -> None:
    """Write through buffers where the caller wants none, as PYTHONUNBUFFERED says.

    A bare file may take a part of what it is given, when a signal comes in between or a disk is
    full, and whoever writes to it is not told: some of the results would be missing.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream.buffer, io.RawIOBase):
            whole = io.BufferedWriter(stream.buffer)
            text = io.TextIOWrapper(whole, stream.encoding, stream.errors, line_buffering=True)
            setattr(sys, name, text)


def _leave(code: object) -> None:
    """End the process; where nobody waits for its end, without taking it apart piece by piece."""
    if code == UNHEARD:
        _silence_stdout()
    alone = len(sys._current_frames()) == 1 and atexit._ncallbacks() == 0  # noqa: SLF001 - there is no other way to ask
    if not alone or not isinstance(code, int | None):
        sys.exit(code)  # type: ignore[arg-type]  # what it was given by others
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = UNHEARD
    os._exit(code or 0)


def _silence_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush stays quiet."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
