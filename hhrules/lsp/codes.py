"""What codes mean: from the list that comes with the package, and from the tables of rulebooks.

A code belongs to a family, the fact that it stands beside: `revenue code`, `modifiers`,
`occurrence code`. A row such as `042X` speaks for all codes that it covers, unless one has a row
of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from weakref import WeakKeyDictionary

from attrs import define, field, frozen

from hhrules.engine.compiling.compilation import Compilation
from hhrules.resources import rulebook_dir
from hhrules.semantics.remarks import REMARKS
from hhrules.semantics.symbols import Book
from hhrules.site.sheets import sheet_of, sheet_of_file
from hhrules.syntax import nodes

#: Heads of tables that hold codes of a family under another name.
_HEADS = {"modifier": "modifiers", "condition code": "condition codes", "hcpcs code": "hcpcs"}


@frozen
class Meaning:
    """What one source says of a code; `table` is "" for the package's own list."""

    text: str
    table: str = ""


@define(eq=False)
class Codes:
    """The codes of each family with their meanings, the package's first."""

    families: dict[str, dict[str, list[Meaning]]] = field(factory=dict)

    def add(self, family: str, code: str, meaning: Meaning) -> None:
        """Note a meaning of a code, once."""
        said = self.families.setdefault(family, {}).setdefault(code, [])
        if meaning not in said:
            said.append(meaning)

    def of(self, family: str) -> dict[str, list[Meaning]]:
        """All codes of a family."""
        return self.families.get(family, {})

    def meanings(self, family: str, code: str) -> list[Meaning]:
        """What a code means: by its own rows, then by a row such as `042X`."""
        known = self.of(family)
        return [
            *known.get(code, ()),
            *(known.get(code[:-1] + "X", ()) if code[-1:] != "X" else ()),
        ]


def codes_of(work: Compilation | None) -> Codes:
    """The package's codes, and those of the tables of compiled rulebooks."""
    if work is None:
        return _codes_of(())
    known = _KNOWN.get(work)
    if known is None:
        known = _KNOWN[work] = _codes_of(work.books.values())
    return known


def _codes_of(books: Iterable[Book]) -> Codes:
    found = Codes()
    for family, code, meaning in _shipped():
        found.add(family, code, Meaning(meaning))
    for book in books:
        if book not in _READ:  # a rulebook never changes; one that was edited is another
            _READ[book] = list(_of_book(book))
        for family, code, said in _READ[book]:
            found.add(family, code, said)
    return found


_KNOWN: WeakKeyDictionary[Compilation, Codes] = WeakKeyDictionary()
_READ: WeakKeyDictionary[Book, list[tuple[str, str, Meaning]]] = WeakKeyDictionary()


@cache
def _shipped() -> tuple[tuple[str, str, str], ...]:
    text = rulebook_dir().joinpath("codes", "meanings.csv").read_text(encoding="utf-8")
    _, *rows = csv.reader(text.splitlines())
    return tuple((family, code, meaning) for family, code, meaning in rows)


def _of_book(book: Book) -> Iterator[tuple[str, str, Meaning]]:
    for block in book.tree.blocks:
        if not isinstance(block, nodes.TableBlock):
            continue
        if block.grid is not None:
            sheet = sheet_of(block.grid, book.source)
        elif block.file is not None and block.file in book.files:
            sheet = sheet_of_file(book.files[block.file])
        else:
            continue
        for number, head in enumerate(sheet.heads):
            family = _HEADS.get(head, head)
            if family not in _FAMILIES or (
                block.keys and head not in {k.text for k in block.keys}
            ):
                continue
            for row in sheet.rows:
                meaning = Meaning(_row_words(sheet.heads, row, number), block.name.text)
                for code in row[number].text.split(", "):
                    yield family, code, meaning


def _row_words(heads: tuple[str, ...], row: Iterable[object], key: int) -> str:
    """What the other cells of a row say: `discipline PT, service therapy visit`."""
    cells = [str(getattr(cell, "text", "")) for cell in row]
    said = [
        f"{head} {cell}"
        for number, (head, cell) in enumerate(zip(heads, cells, strict=False))
        if number != key and head not in REMARKS and cell
    ]
    return ", ".join(said)


_FAMILIES = frozenset(
    {
        "hcpcs",
        "revenue code",
        "modifiers",
        "condition codes",
        "type of bill",
        "patient status",
        "occurrence code",
        "occurrence span code",
        "value code",
        "reason code",
        "hipps",
        "hipps code",
    }
)
"""Facts whose values are codes of a list."""
