"""Which rulebooks a program asks for, before any of them is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from hhrules.resources import rulebook_dir

if TYPE_CHECKING:
    from hhrules.engine.texts import Text


class Wanted(Struct, frozen=True):
    """Rulebooks at paths, with the shipped ones or only beside them; and who asks."""

    own: tuple[Path, ...]
    with_shipped: bool
    program: str

    @property
    def place(self) -> str:
        """What the set is called in the cache."""
        named = [part for p in self.own for part in (p.as_posix(), str(p.absolute()))]
        return "\n".join((self.program, str(rulebook_dir()), str(self.with_shipped), *named))

    def roots(self) -> tuple[Path, ...]:
        """The files and folders to look into; none where the shipped ones stand in an archive."""
        shipped = rulebook_dir()
        if not isinstance(shipped, Path):
            return ()
        if not self.own:
            return (shipped,)
        from hhrules.engine.texts import beside, places  # noqa: PLC0415 - only for one's own

        mine = (Path(place) for place in places(self.own) if place.endswith(".hhr"))
        return (*self.own, *beside(mine), shipped)

    def texts(self) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
        """The rulebooks of the set, and the others that they may use.

        A rulebook of one's own takes the place of the shipped one of its id. Raises
        FileNotFoundError for a path where there is none.
        """
        from hhrules.engine.texts import at, known_to, usable  # noqa: PLC0415 - not while all is kept

        mine = at(self.own)
        others = usable(mine)
        if not self.with_shipped:
            return tuple(mine), tuple(others)
        return (*mine, *known_to(mine, others).values()), ()


def bundle_of(books: Iterable[tuple[str, str]]) -> str:
    """The hash over rulebooks, given by their ids and hashes."""
    import hashlib  # noqa: PLC0415 - slow to load; a kept set has its own

    digest = hashlib.sha256()
    for name, sha256 in sorted(books):
        digest.update(f"{name} {sha256}\n".encode())
    return digest.hexdigest()


def program_version() -> str:
    """The version of hhrules."""
    from hhrules import __version__  # noqa: PLC0415 - the package's own, known once it is loaded

    return __version__
