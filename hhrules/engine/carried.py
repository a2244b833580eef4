"""A set of rules on its way to another process, as `pickle` carries it.

It goes as data, and is put together again by the same version of hhrules on the same Python.
"""

from __future__ import annotations

import sys
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any

from hhrules.engine import cache
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.wanted import program_version

if TYPE_CHECKING:
    from hhrules.engine.ruleset import Rules


def carried(rules: Rules) -> tuple[Any, ...]:
    """What `pickle` makes the same rules of."""
    data, bundle = cache.encode(rules.data), rules.engine.bundle_sha256
    return _again, (_program(), data, bundle, rules.wanted, rules.unwanted)


def _program() -> str:
    return f"hhrules {program_version()} on {sys.implementation.name} {sys.version}"


def _again(
    program: str,
    data: bytes,
    bundle: str,
    wanted: frozenset[str] | None,
    unwanted: frozenset[str],
) -> Rules:
    from hhrules.engine.ruleset import Rules  # noqa: PLC0415 - the rules ask for this module

    if program != _program():
        raise UnpicklingError(f"the rules were pickled by {program}, and this is {_program()}")
    found = cache.decode(data)
    books = tuple(LoadedBook(book) for book in found.books)
    return Rules(books, found.facts, wanted, unwanted, bundle)
