"""Being broken off: by Ctrl-C or by a polite request to end, never in the middle of a write."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT
"""The exit code after Ctrl-C, as shells say it."""

_KINDS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """While in use, SIGINT and SIGTERM raise KeyboardInterrupt, but not while they are held."""

    def __init__(self) -> None:
        self.signal = 0
        self._held = False

    def _came(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self.signal:  # asked twice: at once
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        self.signal = number
        if not self._held:
            raise KeyboardInterrupt

    @property
    def exit_code(self) -> int:
        """What a shell expects of a program that was ended by a signal."""
        return 128 + (self.signal or signal.SIGINT)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Listen for both signals; outside the main thread nobody can."""
        try:
            before = {kind: signal.signal(kind, self._came) for kind in _KINDS}
        except ValueError:  # as Python says it there
            yield
            return
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Finish what is begun here before being broken off."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self.signal:
            raise KeyboardInterrupt
