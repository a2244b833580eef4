"""A compiled set on its way to another process, as `pickle` carries it.

It goes as data, and is put together again by the same version of hhrules on the same Python.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pickle import UnpicklingError
from typing import Any

from hhrules.engine import cache
from hhrules.engine.wanted import program_version

Make = Callable[..., Any]
"""Makes the rules of a set, and of what is selected of them."""


def carried(make: Make, data: cache.SetData, *selected: Any) -> tuple[Any, ...]:
    """What `pickle` makes the same rules of."""
    return _again, (_program(), make, cache.encode(data), *selected)


def _program() -> str:
    return f"hhrules {program_version()} on {sys.implementation.name} {sys.version}"


def _again(program: str, make: Make, data: bytes, *selected: Any) -> Any:
    if program != _program():
        raise UnpicklingError(f"the rules were pickled by {program}, and this is {_program()}")
    return make(cache.decode(data), *selected)
