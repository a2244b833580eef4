"""Parts of an object that are worked out when first asked for, by any number of threads.

`functools.cached_property` of Python 3.11 holds one lock for all objects of a class meanwhile: a
thread waits for what another asks of another object, and in a process that is split off (fork) the
lock of a thread that is not there stays locked for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

_T = TypeVar("_T")


class lazy_property(Generic[_T]):  # noqa: N801 - a decorator
    """A property that is worked out once and kept.

    Threads that ask at once may each work it out, and all are given the same.
    """

    def __init__(self, work_out: Callable[[Any], _T]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any]) -> _T: ...

    def __get__(self, instance: object | None, owner: type[Any]) -> Self | _T:
        if instance is None:
            return self
        found: _T = instance.__dict__.setdefault(self._name, self._work_out(instance))
        return found
