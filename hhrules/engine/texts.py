"""Rulebook files: where they are and what stands beside them."""

from __future__ import annotations

import errno
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

_USES = re.compile(r"^[ \t]+(?:uses|extends)[ \t]+(\S+)", re.MULTILINE)
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


def inside(folder: Path) -> list[Text]:
    """The rulebooks in a folder and below it, if there are any."""
    return _below(folder, folder.as_posix())


def at(paths: Sequence[Path]) -> list[Text]:
    """The rulebooks in files and folders; FileNotFoundError for a path where there is none."""
    found: list[Text] = []
    for path in paths:
        if path.is_dir():
            some = inside(path)
            if not some:
                raise FileNotFoundError(
                    errno.ENOENT, "there is no rulebook (*.hhr) in this folder", str(path)
                )
            found += some
        elif path.is_file():
            found.append(_one(path, path.parent, path.as_posix()))
        else:
            raise FileNotFoundError(
                errno.ENOENT, "there is no rulebook file or folder", str(path)
            )
    return found


def usable(mine: Iterable[Text]) -> list[Text]:
    """The rulebooks that `mine` may use by their ids: first those beside them, then the shipped.

    Beside a rulebook that has a folder of its own name stand the folders next to that, each with
    a rulebook of its name, as in a copy of the shipped set.
    """
    files = [Path(text.path) for text in mine if text.path]
    have = {file.resolve() for file in files}
    found = (file for file in beside(files) if file.is_file() and file not in have)
    return [_one(file, file.parent, _shown(file)) for file in found] + shipped()


def beside(files: Iterable[Path]) -> list[Path]:
    """Where rulebooks beside these may stand, whether or not they are there."""
    whole = {file.resolve() for file in files}
    shelves = {file.parent.parent for file in whole if file.parent.name == file.stem}
    inner = {shelf / SUFFIX for shelf in shelves}  # so that a new folder there is noticed
    inner |= {
        folder / f"{folder.name}{SUFFIX}"
        for shelf in shelves
        for folder in shelf.iterdir()
        if folder.is_dir()
    }
    return sorted(inner)


def users_of(mine: Iterable[Text], others: Iterable[Text]) -> list[Text]:
    """Those of `others` that use or extend rulebooks of `mine`, themselves or through others."""
    mine = list(mine)
    wanted = set(ids_of(mine))
    known = known_to(mine, others)
    found: dict[str, Text] = {}
    while True:
        more = {
            name: text
            for name, text in known.items()
            if name not in found and wanted & set(uses_in(text))
        }
        if not more:
            return list(found.values())
        found |= more
        wanted |= more.keys()


def uses_in(text: Text) -> list[str]:
    """The ids of rulebooks that a text says it uses or extends."""
    return _USES.findall(text.source.text)


def _shown(file: Path) -> str:
    """A file's name for messages: from the working folder, where it stands below it."""
    here = Path.cwd().resolve()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()


def ids_of(texts: Iterable[Text]) -> dict[str, Text]:
    """Texts by the id that they give themselves."""
    found: dict[str, Text] = {}
    for text in texts:
        match = _ID.search(text.source.text)
        if match:
            found.setdefault(match[1], text)
    return found


def known_to(mine: Iterable[Text], others: Iterable[Text]) -> dict[str, Text]:
    """The others that `mine` may use, by id: without those whose place one of `mine` takes."""
    have = ids_of(mine)
    return {name: text for name, text in ids_of(others).items() if name not in have}


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
