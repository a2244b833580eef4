"""Processes that judge blocks: twins of this one, or programs of their own.

A twin has the rules at once, with all that was loaded and made of them. But a process with several
threads cannot be split in two without harm: what another thread holds at that moment would stay
locked in the twin. There a worker is a program of its own, which is sent the rules.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, NoReturn

from msgspec import Struct

from hhrules.engine.blocks import Stretch
from hhrules.engine.frames import RULES, Evaluate, receive, send, serve
from hhrules.runtime.report import Report
from hhrules.values.lazy import lazy_property

PAGE = 1 << 12
"""Pipes hold pages, full or not."""

_STANDARD = 3
_ROOM = 1 << 20
"""Bytes that a pipe holds, where the system allows it."""


class Judging(Struct, frozen=True, dict=True):
    """How claims are judged: here, by a program that is sent the rules, or by none at all."""

    evaluate: Evaluate
    lost: Callable[[Any], Report]
    """Makes the report of a claim that no process lives through."""

    @lazy_property
    def packed(self) -> bytes:
        """What a program is sent."""
        return pickle.dumps(self.evaluate)


class Process:
    """A process that answers frames; it ends with the one that it works for."""

    def __init__(self, judging: Judging) -> None:
        (source, self._stdin), (self._stdout, answers) = _pipe(), _pipe()
        alone = _is_alone()
        if alone:
            self._pid = _twin(source, answers, (self._stdin, self._stdout), judging)
        else:
            self._pid = _program(source, answers)
        source.close()
        answers.close()
        # What it holds waits in the pipes, so neither side stops for the other's reading.
        self.pages = min(_room(self._stdin), _room(self._stdout)) // PAGE
        if not alone:
            self.send(RULES, judging.packed)

    def send(self, kind: bytes, body: bytes | Stretch) -> None:
        """Send a frame; where the process died, that is noticed when it should answer."""
        with contextlib.suppress(BrokenPipeError):
            send(self._stdin, kind, body)

    def receive(self) -> bytes | None:
        """The body of the next answer; None where the process died."""
        found = receive(self._stdout)
        return None if found is None else found[1]

    def fileno(self) -> int:
        """What answers are read from."""
        return self._stdout.fileno()

    def end(self) -> None:
        """End it, whatever it is doing."""
        # Where somebody else here waits for every child, one that ended is gone, and its number
        # may be another's.
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(self._pid, os.WNOHANG) == (0, 0):
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
        self._stdin.close()
        self._stdout.close()


def _pipe() -> list[IO[bytes]]:
    """The two ends of a pipe, to read and to write, which keep nothing back."""
    ends: list[IO[bytes]] = []
    for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True):
        # Not where standard streams stand, which may be closed here.
        own = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _STANDARD)
        ends.append(os.fdopen(own, mode, buffering=0))
        os.close(end)
    return ends


def _room(end: IO[bytes]) -> int:
    """How many bytes a pipe holds; 0 where nobody can tell."""
    try:
        return fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, _ROOM)
    except (OSError, AttributeError):  # too many pipes are wide, or another system
        return 0


def _is_alone() -> bool:
    """Whether this process is known to have one thread alone, those of libraries counted."""
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


def _twin(
    source: IO[bytes], answers: IO[bytes], others: Iterable[IO[bytes]], judging: Judging
) -> int:
    # Being broken off waits meanwhile: in the twin it is another matter than here.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _BREAKS)
    try:
        if pid := os.fork():
            return pid
        _live(source, answers, others, judging)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_BREAKS = (signal.SIGINT, signal.SIGTERM)


def _live(
    source: IO[bytes], answers: IO[bytes], others: Iterable[IO[bytes]], judging: Judging
) -> NoReturn:
    """What a twin does, from beginning to end; nothing of this process's past runs on in it."""
    try:
        os.setpgid(0, 0)  # an interrupt from the terminal is the parent's to answer
        for number in _BREAKS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _BREAKS)
        os.dup2(2, 1)
        # Were its own kept open, it would never end; those of others are held by twins that were
        # made later, and end sooner.
        for end in others:
            end.close()
        serve(source, answers, judging.evaluate)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent learns that the twin ended
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(1)


def _program(source: IO[bytes], answers: IO[bytes]) -> int:
    # Modules come from where this program's come from, and not from the folder it stands in.
    words = [sys.executable, "-P", "-c", "from hhrules.engine.worker import main; main()"]
    path = os.pathsep.join(p or str(Path.cwd()) for p in sys.path)
    ends = (os.POSIX_SPAWN_DUP2, source.fileno(), 0), (os.POSIX_SPAWN_DUP2, answers.fileno(), 1)
    told = {**os.environ, "PYTHONPATH": path}
    return os.posix_spawn(sys.executable, words, told, file_actions=ends, setpgroup=0)
