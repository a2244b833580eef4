"""What a caller is told of a loaded rulebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from hhrules.engine.bookdata import BookData


class RulebookInfo(Struct, frozen=True):
    """A loaded rulebook: what it is called, where it stands, its text and the ids of its rules."""

    id: str
    title: str
    version: str
    sha256: str
    path: str
    text: str
    rules: tuple[str, ...] = ()

    @classmethod
    def of(cls, book: BookData) -> RulebookInfo:
        """What is told of a rulebook; its ids stand in the order of the text, each once."""
        rules = tuple(dict.fromkeys(r.id for r in book.rules))
        return cls(
            book.name, book.title, book.version, book.sha256, book.file, book.text, rules
        )

    def __repr__(self) -> str:
        return f"RulebookInfo({self.id!r}, {self.title!r}, {self.version!r}, {self.path!r})"
