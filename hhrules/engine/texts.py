"""Rulebook files: where they are and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from hhrules.resources import rulebook_dir
from hhrules.source.text import SourceFile, read_lines

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SUFFIX = ".hhr"

_ID = re.compile(r"^rulebook[ \t]+(\S+)", re.MULTILINE)


class Text(Struct, frozen=True, eq=False):
    """A rulebook as found: its source and the table files beside it."""

    source: SourceFile
    files: Mapping[str, str] = {}
    path: str = ""

    def parts(self) -> list[bytes]:
        """All that the rulebook is made from, for its hash."""
        found = [self.source.name.encode(), self.source.text.encode()]
        for name in sorted(self.files):
            found += [name.encode(), self.files[name].encode()]
        return found


def _tables(folder: Traversable) -> dict[str, str]:
    tables = folder.joinpath("tables")
    if not tables.is_dir():
        return {}
    return {
        f.name: read_lines(f.read_bytes())
        for f in sorted(tables.iterdir(), key=lambda f: f.name)
        if f.name.endswith(".csv")
    }


def _one(file: Traversable, folder: Traversable, name: str) -> Text:
    return Text(SourceFile(name, read_lines(file.read_bytes())), _tables(folder), str(file))


def _below(folder: Traversable, name: str) -> list[Text]:
    found: list[Text] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        inner = f"{name}/{entry.name}" if name else entry.name
        if entry.is_dir() and not entry.name.startswith("."):
            found += _below(entry, inner)
        elif entry.name.endswith(SUFFIX):
            found.append(_one(entry, folder, inner))
    return found


def shipped() -> list[Text]:
    """The rulebooks that come with the package."""
    return _below(rulebook_dir(), "")


def at(paths: Sequence[Path]) -> list[Text]:
    """The rulebooks in files and folders; FileNotFoundError for a path that is not there."""
    found: list[Text] = []
    for path in paths:
        if path.is_dir():
            found += _below(path, path.as_posix())
        elif path.is_file():
            found.append(_one(path, path.parent, path.as_posix()))
        else:
            raise FileNotFoundError(path)
    return found


def ids_of(texts: Iterable[Text]) -> dict[str, Text]:
    """Texts by the id that they give themselves."""
    found: dict[str, Text] = {}
    for text in texts:
        match = _ID.search(text.source.text)
        if match:
            found.setdefault(match[1], text)
    return found


def places(roots: Iterable[Path]) -> list[str]:
    """All files and folders that rulebooks below these are read from, or may come to be."""
    found: list[str] = []
    for root in roots:
        if root.is_dir():
            found += _places_below(root)
        else:
            folder = root.parent
            tables = folder / "tables"
            beside = _places_below(tables) if tables.is_dir() else ()
            found += (str(root), str(folder), *beside)
    return list(dict.fromkeys(found))


def _places_below(folder: Path) -> list[str]:
    found = [str(folder)]
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith("."):
            found += _places_below(entry)
        elif entry.name.endswith((SUFFIX, ".csv")):
            found.append(str(entry))
    return found
