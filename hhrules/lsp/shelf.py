"""The rulebooks that an editor can see: open buffers, files of its folders, shipped ones.

An open buffer stands before the file of its path, and a file of a workspace before a shipped
rulebook of the same id. Files are read again when their time or size changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from attrs import define, field, frozen
from msgspec.structs import replace
from pygls import uris

from hhrules.engine.texts import SUFFIX, Text, at, ids_of, shipped
from hhrules.source.text import SourceFile

_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "build", "dist"})

_TAKEN = re.compile(r"^[ \t]+(?:uses|extends)[ \t]+([^\s#]+)", re.MULTILINE)

#: Folders below an opened one that are looked through before giving up on the rest.
_MOST_FOLDERS = 20_000


_Stamp: TypeAlias = tuple[tuple[str, int, int], ...]


@frozen(eq=False)
class _Read:
    """A file as it was read, with what tells whether it changed since."""

    stamp: object
    text: Text


@define(eq=False)
class Shelf:
    """All rulebook texts by the name of their source: a path, or the URI of what is no file."""

    folders: list[Path] = field(factory=list)
    _open: dict[str, Text] = field(factory=dict)
    _uris: dict[str, str] = field(factory=dict)
    _files: dict[str, _Read] = field(factory=dict)
    _tables: dict[str, tuple[_Stamp, dict[str, str]]] = field(factory=dict)
    _shipped: dict[str, Text] | None = None

    # ------------------------------------------------------------------ names

    @staticmethod
    def name_of(uri: str) -> str:
        """The name under which the text of a URI is kept."""
        parts = urlsplit(uri)
        path = uris.to_fs_path(uri) if parts.scheme == "file" else None
        return os.path.normpath(path) if path else unquote(uri)

    def uri_of(self, name: str) -> str:
        """The URI of a source: the client's own spelling for what is open."""
        known = self._uris.get(name)
        if known is not None:
            return known
        return (uris.from_fs_path(name) or name) if Path(name).is_absolute() else name

    # ------------------------------------------------------------------ buffers

    def put(self, uri: str, text: str) -> Text:
        """Take the text of a buffer; the same text object comes back while it is unchanged."""
        name = self.name_of(uri)
        self._uris[name] = uri
        before = self._open.get(name)
        files = self._tables_beside(name)
        if before is not None and before.source.text == text and before.files == files:
            return before
        self._open[name] = found = Text(SourceFile(name, text), files, name)
        return found

    def close(self, uri: str) -> None:
        """Forget a buffer; its file counts again."""
        self._open.pop(self.name_of(uri), None)

    def is_open(self, name: str) -> bool:
        """Whether a source is an open buffer."""
        return name in self._open

    def open_names(self) -> list[str]:
        """The sources that are open buffers."""
        return list(self._open)

    def _tables_beside(self, name: str) -> dict[str, str]:
        """The tables beside a file, read again when one of them changed."""
        path = Path(name)
        if not path.is_absolute():
            return {}
        stamp = _tables_stamp(path.parent)
        known = self._tables.get(name)
        if known is None or known[0] != stamp:
            files = {
                table: (path.parent / "tables" / table).read_text("utf-8", errors="replace")
                for table, *_ in stamp
            }
            known = self._tables[name] = (stamp, files)
        return known[1]

    # ------------------------------------------------------------------ files

    def refresh(self, *, scan: bool = True) -> None:
        """Look for files that are changed or gone, and with `scan` in all folders for new ones."""
        wanted = dict.fromkeys(self._files)
        if scan:
            found = (p for folder in self._roots() for p in _rulebooks_below(folder))
            wanted = dict.fromkeys(os.path.normpath(p) for p in found)
        for gone in self._files.keys() - wanted.keys():
            del self._files[gone]
        for name in wanted:
            self._read(name)
        for name, text in list(self._open.items()):
            self._open[name] = self._with_tables(text, name)

    def _with_tables(self, text: Text, name: str) -> Text:
        files = self._tables_beside(name)
        return text if files == text.files else replace(text, files=files)

    def _roots(self) -> list[Path]:
        """The opened folders, and those around open files that stand outside of them."""
        roots = list(self.folders)
        for name in self._open:
            path = Path(name)
            if path.is_absolute() and not any(r in path.parents for r in roots):
                alone = path.parent.name == path.stem  # `x/x.hhr`: its siblings stand one up
                roots.append(path.parents[1] if alone else path.parent)
        return roots

    def _read(self, name: str) -> None:
        stamp = _stamp(Path(name))
        known = self._files.get(name)
        if stamp is None:
            self._files.pop(name, None)
        elif known is None or known.stamp != stamp:
            try:
                (text,) = at([Path(name)])
            except (OSError, UnicodeDecodeError):
                self._files.pop(name, None)
            else:
                source = SourceFile(name, text.source.text)
                self._files[name] = _Read(stamp, Text(source, text.files, name))

    # ------------------------------------------------------------------ what there is

    def text(self, name: str) -> Text | None:
        """The text of a source as it stands now."""
        found = self._open.get(name)
        if found is None and name in self._files:
            found = self._files[name].text
        return found or self._shipped_texts().get(name)

    def texts(self) -> list[Text]:
        """Every text that can be seen, each path once; buffers before files before shipped."""
        found = dict(self._open)
        for name, read in self._files.items():
            found.setdefault(name, read.text)
        for name, text in self._shipped_texts().items():
            found.setdefault(name, text)
        return list(found.values())

    def is_own(self, name: str) -> bool:
        """Whether a source may be changed: it is open, or stands in an opened folder."""
        return name in self._open or name in self._files

    def known_to(self, name: str) -> dict[str, Text]:
        """The other rulebooks that the one of this source may use, by id; the nearest of several."""
        home = Path(name).parts

        def distance(text: Text) -> tuple[bool, int, str]:
            other = text.source.name
            return not self.is_own(other), -_shared(home, Path(other).parts), other

        others = (t for t in self.texts() if t.source.name != name)
        return ids_of(sorted(others, key=distance))

    def users_of(self, name: str) -> list[Text]:
        """The texts that use or extend the rulebook of a source, as far as their first lines tell."""
        text = self.text(name)
        ids = set(ids_of([text] if text else []))
        return [t for t in self.texts() if ids & set(_TAKEN.findall(t.source.text))]

    def seers_of(self, book: str) -> set[str]:
        """The sources that see the names of the rulebook `book`: its own, and its users' users."""
        taken: dict[str, set[str]] = {}
        own: dict[str, set[str]] = {}
        for text in self.texts():
            name = text.source.name
            for used in _TAKEN.findall(text.source.text):
                taken.setdefault(used, set()).add(name)
            for mine in ids_of([text]):
                own.setdefault(mine, set()).add(name)
        ids = {name: mine for mine, names in own.items() for name in names}
        seen = set(own.get(book, ()))
        queue = [book]
        while queue:
            for name in taken.get(queue.pop(), set()) - seen:
                seen.add(name)
                if name in ids:
                    queue.append(ids[name])
        return seen

    def _shipped_texts(self) -> dict[str, Text]:
        if self._shipped is None:
            self._shipped = {}
            for text in shipped():
                name = os.path.normpath(text.path)
                source = SourceFile(name, text.source.text)
                self._shipped[name] = Text(source, text.files, name)
        return self._shipped


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many folders two paths have in common."""
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )


def _stamp(path: Path) -> object:
    """What changes when a rulebook or a table beside it does; None where there is no file."""
    try:
        own = path.stat()
    except OSError:
        return None
    return own.st_mtime_ns, own.st_size, _tables_stamp(path.parent)


def _tables_stamp(folder: Path) -> _Stamp:
    """Names, times and sizes of the tables of a folder."""
    try:
        with os.scandir(folder / "tables") as entries:
            return tuple(
                sorted(
                    (e.name, e.stat().st_mtime_ns, e.stat().st_size)
                    for e in entries
                    if e.name.endswith(".csv") and e.is_file()
                )
            )
    except OSError:
        return ()


def _rulebooks_below(root: Path) -> Iterator[str]:
    """The rulebook files of a folder; what editors and package tools keep is passed over."""
    for seen, (folder, inner, files) in enumerate(os.walk(root)):
        if seen > _MOST_FOLDERS:
            return
        inner[:] = sorted(d for d in inner if not d.startswith(".") and d not in _SKIPPED)
        yield from (str(Path(folder, f)) for f in sorted(files) if f.endswith(SUFFIX))
