"""Rulebooks found, and compiled or taken from the cache.

Compiling is only imported when the cache has no entry for the texts.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hhrules.engine import cache
from hhrules.engine.bookdata import BookData
from hhrules.engine.errors import RulesLost
from hhrules.engine.ruleset import Rules
from hhrules.engine.stored import SetFile, StoredBook
from hhrules.engine.wanted import Wanted, program_version

if TYPE_CHECKING:
    from hhrules.engine.filling import Remade
    from hhrules.engine.texts import Text


def load(
    paths: Sequence[Path | str] | Path | str | None = None, *, use_cache: bool = True
) -> Rules:
    """The rulebooks at some paths (None, or `rulebooks/medicare`: the shipped set), compiled.

    Where the shipped set and other paths are named, a rulebook there takes the place of the
    shipped one of its id. Raises RulebookError with everything that is wrong; FileNotFoundError
    for a path where there is none.
    """
    wanted = wanted_at([paths] if isinstance(paths, Path | str) else paths or ())
    if not use_cache:
        return Rules.of(compile_set(*wanted.texts()))
    kept = cache.find(wanted.place)
    if kept is not None and cache.is_current(kept):
        cache.touch(wanted.place)
        return _rules_in(kept, wanted)
    from hhrules.engine.filling import filled  # noqa: PLC0415 - only for what is not kept

    found = filled(wanted, kept, compile_set)
    return Rules.of(found) if isinstance(found, cache.SetData) else _rules_in(found, wanted)


def kept_rules(wanted: Wanted, keys: Mapping[str, str]) -> Rules | None:
    """The set, if all its rulebooks are kept; `keys` tells what each of them is made from."""
    file = cache.find(wanted.place)
    if file is None or keys != {book.name: book.key for book in file.head.books}:
        return None
    return _rules_in(file, wanted)


def wanted_at(paths: Sequence[Path | str]) -> Wanted:
    """What `load` is asked for with these paths."""
    if "" in paths:
        raise FileNotFoundError(errno.ENOENT, "no rulebook file or folder is named", "")
    named = [Path(p) for p in paths]
    own = tuple(p for p in named if not is_shipped(p))
    with_shipped = len(own) < len(named) or not named
    return Wanted(own, with_shipped, cache.program(program_version()))


def is_shipped(path: Path) -> bool:
    """Whether a path names the shipped Medicare set: `medicare`, `rulebooks/medicare`."""
    return path.name == "medicare" and not path.exists()


def compile_set(mine: tuple[Text, ...], others: tuple[Text, ...]) -> cache.SetData:
    """Compile rulebooks that may use others; RulebookError with everything that is wrong."""
    from hhrules.engine.compiling.whole_set import compile_data  # noqa: PLC0415 - only without a cache entry

    return compile_data(mine, others)


def _rules_in(file: SetFile, wanted: Wanted) -> Rules:
    """The set of a file, of which each rulebook is read when it is needed."""
    remade: list[Remade] = []  # once for all its rulebooks: to compile a set takes seconds

    def once_more(name: str, sha256: str) -> BookData:
        """RulesLost where the text is no longer the one that the other rulebooks go with."""
        if not remade:
            from hhrules.engine.filling import again  # noqa: PLC0415 - only for a damaged entry

            remade.append(again(wanted, compile_set))
        found = remade[0].get((name, sha256))
        if found is None:
            said = "was changed since it was loaded, and what was kept of it cannot be read"
            raise RulesLost(f"rulebook {name} {said}: load the rules again")
        return found

    head = file.head
    books = tuple(StoredBook(b, file, once_more) for b in head.books)
    return Rules(books, head.facts, bundle=head.bundle)
