"""Where an imported table goes: to the rulebook that reads it, one's own or a copy of a shipped one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, frozen
from msgspec.structs import replace

from hhrules.engine.texts import Text, ids_of, inside, shipped, usable
from hhrules.reference.sheets import ImportProblem
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse

_SHOWN = 3
"""Mistakes that are told before it is said how many more there are."""


@frozen
class Place:
    """The file of a table, and what its rulebook says of it.

    `book` is None for a table that no rulebook reads yet; `shipped_in` is the folder of the shipped
    rulebook that has to be copied for the table, and `old` the file with its rows so far.
    """

    file: Path
    old: Path
    keys: tuple[str, ...] = ()
    book: Text | None = None
    shipped_in: Path | None = None

    def copy(self) -> Path | None:
        """Copy the shipped rulebook where one is needed; the folder it went to."""
        if self.shipped_in is None:
            return None
        folder = self.file.parents[1]
        shutil.copytree(self.shipped_in, folder)
        return folder


def place_of(name: str, into: Path) -> Place:
    """Where the table goes below a folder: to the rulebook that reads it, or a shipped one's copy."""
    own = inside(into) if into.is_dir() else []
    found = _readers(own, name)
    if len(found) > 1:
        books = ", ".join(text.path for text, _ in found)
        raise ImportProblem(f"`{name}` is read by several rulebooks ({books}); say one: --into")
    if found:
        return _in(*found[0])
    theirs = _readers(shipped(), name)
    if not theirs:
        file = into / "tables" / f"{name.replace(' ', '_')}.csv"
        return Place(file, file)
    text, block = theirs[0]
    (book_id,) = ids_of([text])
    folder = into / book_id
    if folder.exists():
        raise ImportProblem(f"{folder} is there already, without a table `{name}`")
    theirs_in = _in(text, block)
    file = folder / "tables" / theirs_in.file.name
    return evolve(theirs_in, file=file, shipped_in=Path(text.path).parent)


def _readers(texts: Sequence[Text], name: str) -> list[tuple[Text, nodes.TableBlock]]:
    """The rulebooks whose table of this name stands in a file, each with its block."""
    found = []
    for text in texts:
        if f"table {name}" not in text.source.text:
            continue
        book = parse(text.source, Diagnostics())
        found += [
            (text, block)
            for block in (book.blocks if book else ())
            if isinstance(block, nodes.TableBlock) and block.name.text == name and block.file
        ]
    return found


def _in(text: Text, block: nodes.TableBlock) -> Place:
    file = Path(text.path).parent / "tables" / str(block.file)
    return Place(file, file, tuple(k.text for k in block.keys), text)


def must_compile(place: Place, table: str) -> None:
    """Refuse a table with which its rulebook does not compile; `table` is the text of the file."""
    if place.book is None:
        return
    from hhrules.engine.compiling.whole_set import checked  # noqa: PLC0415 - only where a rulebook reads it
    from hhrules.engine.errors import RulebookError  # noqa: PLC0415

    files = {**place.book.files, place.file.name: table}
    try:
        checked((replace(place.book, files=files),), tuple(usable((place.book,))))
    except RulebookError as error:
        found = [d.message for d in error.diagnostics]
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise ImportProblem(
            "the rulebook does not compile with these rows, so nothing was written: "
            f"{'; '.join(found[:_SHOWN])}{more}"
        ) from None
