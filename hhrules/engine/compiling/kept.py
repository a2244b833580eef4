"""What was made of rulebooks before, stage by stage, so that a small change costs a small part.

Each result is kept under all that it was made from: a tree under its text; a rulebook with its
tables under the texts of all rulebooks that it sees and under the site's facts; a program under
its rulebook. Nothing kept is ever changed, so what is taken over is what would be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from attrs import define, field, frozen

from hhrules.claims.model import Claim
from hhrules.claims.vocabulary import Vocabulary
from hhrules.engine.texts import Text
from hhrules.ir import nodes as ir
from hhrules.ir.scope import Context
from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Diagnostic, Diagnostics
from hhrules.syntax import nodes
from hhrules.syntax.parser import Built, parse

Made = TypeVar("Made")

DEPTH = 3
"""How many versions of one rulebook are kept: what is edited is often edited back."""


@frozen(eq=False)
class Parsed:
    """A text with its tree (None where it has no `rulebook` line) and what parsing said."""

    text: Text
    tree: nodes.Rulebook | None
    found: tuple[Diagnostic, ...]

    @property
    def name(self) -> str:
        """The id that the rulebook gives itself; "" where it has no `rulebook` line."""
        return self.tree.header.name if self.tree is not None else ""

    def links(self) -> tuple[str, ...]:
        """The ids of the rulebooks that this one uses or extends."""
        if self.tree is None:
            return ()
        header = self.tree.header
        return tuple(u.rulebook for u in (*header.uses, *header.extends))


@frozen(eq=False)
class Declared:
    """A rulebook with its symbols and tables, and what making them said."""

    book: Book
    found: tuple[Diagnostic, ...]


@frozen(eq=False)
class LoweredBook:
    """A rulebook's program, what lowering it carried along, and what it said."""

    context: Context
    program: ir.BookProgram
    found: tuple[Diagnostic, ...]


@define(eq=False)
class Recent(Generic[Made]):
    """The last few results for each name."""

    entries: dict[str, list[tuple[Hashable, Made]]] = field(factory=dict)

    def get(self, name: str, key: Hashable) -> Made | None:
        """The result made from `key`, if it is still kept; it counts as used again."""
        mine = self.entries.get(name, [])
        for place, (made_from, made) in enumerate(mine):
            if made_from == key:
                mine.insert(0, mine.pop(place))
                return made
        return None

    def put(self, name: str, key: Hashable, made: Made) -> Made:
        """Keep a result; the oldest of that name goes."""
        mine = self.entries.setdefault(name, [])
        mine.insert(0, (key, made))
        del mine[DEPTH:]
        return made


Extended = tuple[Vocabulary, type[Claim], tuple[Diagnostic, ...]]


@define(eq=False)
class Kept:
    """The results of all stages; one of these is for one thread at a time."""

    texts: Recent[Parsed] = field(factory=Recent)
    blocks: dict[str, Built] = field(factory=dict)
    facts: Recent[Extended] = field(factory=Recent)
    books: Recent[Declared] = field(factory=Recent)
    programs: Recent[LoweredBook] = field(factory=Recent)

    def parsed(self, text: Text) -> Parsed:
        """The tree of a text."""
        key = (text.source.text, *sorted(text.files.items()))
        known = self.texts.get(text.source.name, key)
        if known is not None:
            return known
        said = Diagnostics()
        tree = parse(text.source, said, self.blocks.setdefault(text.source.name, {}))
        return self.texts.put(text.source.name, key, Parsed(text, tree, tuple(said.found)))

    def extended(
        self,
        blocks: Iterable[nodes.FactBlock],
        extend: Callable[
            [tuple[nodes.FactBlock, ...], Diagnostics], tuple[Vocabulary, type[Claim]]
        ],
    ) -> Extended:
        """The vocabulary and the claim model with the site's facts."""
        key = tuple(blocks)
        known = self.facts.get("", key)
        if known is not None:
            return known
        said = Diagnostics()
        vocabulary, claim_type = extend(key, said)
        return self.facts.put("", key, (vocabulary, claim_type, tuple(said.found)))
