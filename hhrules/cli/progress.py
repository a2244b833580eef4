"""How far a long run has come, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
_FIRST_WORD_AFTER = 2.0
_PAUSE = 0.5


def counted_by(items: Iterable[Item]) -> Iterator[Item]:
    """Pass items on; a run of more than two seconds says how many there were and how fast."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    started = time.monotonic()
    due = started + _FIRST_WORD_AFTER
    said = False
    for number, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if now >= due:
            rate = number / (now - started)
            sys.stderr.write(f"\r{number:,} claims, {rate:,.0f} a second ")
            sys.stderr.flush()
            due = now + _PAUSE
            said = True
    if said:
        sys.stderr.write("\r\033[K")
