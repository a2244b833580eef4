"""Types that msgspec reads, taken in by one thread at a time.

msgspec prepares a type when it is first read. A thread that reads it meanwhile is given the half of
the preparation that is there, and the process goes down. So types that are not read when their
module is loaded, where one thread is alone, are prepared here.
"""

from __future__ import annotations

from _thread import RLock  # `threading` takes long to load
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from msgspec import msgpack

_T = TypeVar("_T")
_preparing = RLock()
_prepared: set[type[Any]] = set()


def prepared(
    kind: type[_T], within: Callable[[], AbstractContextManager[None]] = nullcontext
) -> type[_T]:
    """The type, which any thread may read from now on; `within` holds while it is prepared."""
    if kind not in _prepared:
        with _preparing, within():
            msgpack.Decoder(kind)
            _prepared.add(kind)
    return kind
