"""How far a long run has come, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
_FIRST_WORD_AFTER = 2.0
_PAUSE = 0.5


class Progress:
    """Says how many claims there were, how fast, and how long the rest takes where that is known.

    `share` gives the part of the input that was read, None where nobody can tell.
    """

    def __init__(self, share: Callable[[], float | None] = lambda: None) -> None:
        self._share = share
        self._shown = sys.stderr.isatty() and not sys.stdout.isatty()
        self._started = time.monotonic()
        self._due = self._started + _FIRST_WORD_AFTER
        self._began_at: float | None = None
        self._count = 0
        self._said = False

    def add(self, count: int) -> None:
        """Count claims that are done."""
        if self._began_at is None:
            self._began_at = self._share() or 0.0
        self._count += count
        if not self._shown:
            return
        now = time.monotonic()
        if now >= self._due:
            sys.stderr.write(f"\r{self.words(now - self._started)}\033[K")
            sys.stderr.flush()
            self._due = now + _PAUSE
            self._said = True

    def words(self, seconds: float) -> str:
        """What there is to say after so many seconds."""
        said = f"{self._count:,} claims, {self._count / seconds:,.0f} a second"
        share = self._share()
        done = 0.0 if share is None else share - (self._began_at or 0.0)
        if share is None or done <= 0:
            return said
        return f"{said}, {_clock(seconds * (1 - share) / done)} left"

    def close(self) -> None:
        """Take the words away again."""
        if self._said:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._said = False

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """Pass items on and count each."""
        try:
            for item in items:
                yield item
                self.add(1)
        finally:
            self.close()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
