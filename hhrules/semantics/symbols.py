"""The names that a rulebook defines or takes from the rulebooks that it uses.

After this pass: `Book.symbols` holds each definition, table and value by its name and, for
sets, by its singular; a name defined twice has been reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from attrs import define, field, frozen

from hhrules.claims.vocabulary import Vocabulary
from hhrules.reference.table import Table, Value
from hhrules.source.diagnostic import Diagnostics, Label
from hhrules.source.text import SourceFile, Span
from hhrules.syntax import nodes
from hhrules.values.types import Ty


@frozen(eq=False)
class Definition:
    """A `define`: its text and the rulebook that holds it."""

    name: str
    block: (
        nodes.DefineCondition
        | nodes.DefineExpression
        | nodes.DefineSet
        | nodes.DefineGroups
        | nodes.DefineRuns
    )
    book: Book

    @property
    def singular(self) -> str:
        """What one member of the set is called."""
        called = getattr(self.block, "called", None)
        return called or singular(self.name)


@frozen(eq=False)
class TableSymbol:
    """A `table` with its rows and the types of its columns; a list of phrases has no keys."""

    name: str
    table: Table
    key_types: tuple[Ty, ...]
    column_types: tuple[Ty, ...]
    words: tuple[frozenset[str], ...]
    span: Span
    book: Book
    used: list[bool] = field(factory=list)


@frozen(eq=False)
class PhraseSymbol:
    """A `table` without keys: phrases or codes."""

    name: str
    items: tuple[str, ...]
    span: Span
    book: Book


@frozen(eq=False)
class ValueSymbol:
    """A `value`: a dated figure, with the type of its figures and of its key."""

    name: str
    value: Value
    ty: Ty
    key: str | None
    span: Span
    book: Book


Symbol: TypeAlias = Definition | TableSymbol | PhraseSymbol | ValueSymbol


@define(eq=False)
class Book:
    """A rulebook between parsing and lowering."""

    tree: nodes.Rulebook
    source: SourceFile
    vocabulary: Vocabulary
    uses: dict[str, Book] = field(factory=dict)
    extends: dict[str, Book] = field(factory=dict)
    own: dict[str, Symbol] = field(factory=dict)
    singulars: dict[str, str] = field(factory=dict)
    files: Mapping[str, str] = field(factory=dict)

    @property
    def name(self) -> str:
        """The rulebook's id."""
        return self.tree.header.name

    def find(self, name: str) -> Symbol | None:
        """The symbol of that name, here or in a rulebook that this one uses or extends."""
        if name in self.own:
            return self.own[name]
        for other in self.taken():
            found = other.find(name)
            if found is not None:
                return found
        return None

    def find_set(self, name: str) -> Definition | None:
        """The set of that plural or singular name."""
        symbol = self.find(name)
        if symbol is None:
            plural = self.plural_of(name)
            symbol = self.find(plural) if plural else None
        if isinstance(symbol, Definition) and not isinstance(
            symbol.block, nodes.DefineCondition
        ):
            return symbol
        return None

    def plural_of(self, name: str) -> str | None:
        """The plural of a defined set's singular."""
        if name in self.singulars:
            return self.singulars[name]
        for other in self.taken():
            found = other.plural_of(name)
            if found is not None:
                return found
        return None

    def taken(self) -> tuple[Book, ...]:
        """The rulebooks whose names this one sees."""
        return (*self.uses.values(), *self.extends.values())

    def names(self) -> set[str]:
        """All names that can be said here, for suggestions."""
        found = set(self.own) | set(self.singulars)
        for other in self.taken():
            found |= other.names()
        return found


def singular(plural: str) -> str:
    """`therapy visits` -> `therapy visit`, `visits made` -> `visit made`, `bodies` -> `body`."""
    words = plural.split(" ")
    for i in range(len(words) - 1, -1, -1):
        word = words[i]
        if word.endswith("ies") and len(word) > 4:
            words[i] = word[:-3] + "y"
        elif word.endswith("s") and not word.endswith("ss"):
            words[i] = word[:-1]
        else:
            continue
        return " ".join(words)
    return plural


def declare(book: Book, symbol: Symbol, span: Span, diagnostics: Diagnostics) -> None:
    """Add a symbol, or say that the name is taken."""
    earlier = book.own.get(symbol.name)
    if earlier is not None:
        where = earlier.block.span if isinstance(earlier, Definition) else earlier.span
        diagnostics.error(
            "E110",
            f"`{symbol.name}` is defined twice",
            span,
            label="defined again here",
            others=(Label(where, "defined first here"),),
            note="a name says one thing in a rulebook",
            help="give one of them another name, or remove it",
        )
        return
    book.own[symbol.name] = symbol
    if isinstance(symbol, Definition) and isinstance(
        symbol.block, nodes.DefineSet | nodes.DefineGroups | nodes.DefineRuns
    ):
        book.singulars[symbol.singular] = symbol.name
