"""Types that msgspec reads, taken in by one thread at a time.

msgspec prepares a type when it is first read. A thread that reads it meanwhile is given the half of
the preparation that is there, and the process goes down. So types that are not read when their
module is loaded, where one thread is alone, are prepared here.
"""

from __future__ import annotations

import os
from _thread import RLock  # `threading` takes long to load
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from msgspec import msgpack

_T = TypeVar("_T")
making = RLock()
"""Held while something is made of types that others must not see half made, nor a process be split.

One lock for all such things, so that no two threads wait for each other; and a process that is
split off (fork) has it free, with everything whole.
"""
os.register_at_fork(
    before=making.acquire, after_in_parent=making.release, after_in_child=making.release
)
_prepared: set[type[Any]] = set()


def prepared(
    kind: type[_T], within: Callable[[], AbstractContextManager[None]] = nullcontext
) -> type[_T]:
    """The type, which any thread may read from now on; `within` holds while it is prepared."""
    if kind not in _prepared:
        with making, within():
            msgpack.Decoder(kind)
            _prepared.add(kind)
    return kind
