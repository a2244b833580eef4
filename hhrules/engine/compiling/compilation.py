"""Rulebooks compiled together, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from hhrules.claims.model import Claim
from hhrules.claims.standard import VOCABULARY
from hhrules.claims.vocabulary import Vocabulary
from hhrules.engine.compiling.elsewhere import with_homes
from hhrules.engine.compiling.follow import without_followers
from hhrules.engine.compiling.second_look import looked_again
from hhrules.engine.texts import Text
from hhrules.ir import nodes as ir
from hhrules.ir.scope import Context
from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Diagnostic, Diagnostics
from hhrules.source.text import SourceFile


@define(eq=False)
class Compilation:
    """Rulebooks compiled together: their books, programs, and all that is wrong with them."""

    texts: tuple[Text, ...]
    vocabulary: Vocabulary = VOCABULARY
    claim_type: type[Claim] = Claim
    books: dict[str, Book] = field(factory=dict)
    programs: dict[str, ir.BookProgram] = field(factory=dict)
    contexts: dict[str, Context] = field(factory=dict)
    diagnostics: Diagnostics = field(factory=Diagnostics)
    known: Mapping[str, Text] = field(factory=dict)  # others that could be used
    resolved: dict[object, bool] | None = None  # kept from one lowering to the next, where set

    @property
    def sources(self) -> dict[str, SourceFile]:
        """The sources by name, for messages."""
        return {t.source.name: t.source for t in self.texts}

    @property
    def all_sources(self) -> dict[str, SourceFile]:
        """The sources of all books, those too that are only used."""
        return {b.source.name: b.source for b in self.books.values()}

    def found(self) -> list[Diagnostic]:
        """All diagnostics by place, each once, without what only follows from a text that is not read."""
        seen: dict[tuple[str, str, int], Diagnostic] = {}
        sources = {**self.all_sources, **self.sources}
        said = looked_again(without_followers(self.diagnostics.sorted(), sources), sources)
        for d in with_homes(said, self.known, sources):
            seen.setdefault((d.code, d.span.name, d.span.start), d)
        return list(seen.values())
