"""Where a target gets its name, and all places that name it, over all rulebooks that can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import define, field, frozen

from hhrules.lsp.analysis import Analysis
from hhrules.lsp.index import Index
from hhrules.lsp.mentions import index_of
from hhrules.lsp.session import Session
from hhrules.lsp.targets import Mention, Target
from hhrules.semantics.symbols import Book, singular
from hhrules.source.text import SourceFile, Span
from hhrules.syntax import nodes


@frozen
class Found:
    """The name at a place of a text, and the analysis that it was found in."""

    analysis: Analysis
    mention: Mention


@define(eq=False)
class Finder:
    """Finds names in the rulebooks of a session; the index of a text is made once."""

    session: Session
    _indexes: dict[str, tuple[Analysis, Index]] = field(factory=dict)

    def index(self, analysis: Analysis) -> Index:
        """The names of an analysed text."""
        known = self._indexes.get(analysis.name)
        if known is None or known[0] is not analysis:
            known = self._indexes[analysis.name] = (analysis, index_of(analysis))
        return known[1]

    async def at(self, name: str, offset: int) -> Found | None:
        """The name that stands at a place."""
        analysis = await self.session.analysis(name)
        mention = self.index(analysis).at(offset) if analysis else None
        return Found(analysis, mention) if analysis and mention else None

    # ------------------------------------------------------------------ definitions

    def declared(self, analysis: Analysis, target: Target) -> list[Span]:
        """Where a target gets its name; nothing for facts of the vocabulary."""
        books = list(analysis.work.books.values()) if analysis.work else []
        match target.kind:
            case "let":
                return [m.span for m in self.index(analysis).of(target) if m.defines]
            case "rulebook":
                found = [b.source for b in books if b.name == target.name]
                known = self.session.shelf.known_to(analysis.name).get(target.name)
                source = found[0] if found else known.source if known else None
                return [_id_in(source, target.name)] if source else []
            case "rule":
                return [r.id_span for b in books for r in _rules(b, target.name)]
            case "fact":
                return [
                    block.name.span
                    for book in books
                    for block in book.tree.blocks
                    if isinstance(block, nodes.FactBlock) and block.name.text == target.name
                ]
            case "definition" | "table" | "value" | "column":
                home, _, table = target.home.partition("/")
                wanted = table or target.name
                blocks = [x for b in books if b.name == home for x in _named(b, wanted)]
                if target.kind == "column":
                    return [s for b in blocks for s in _heads(b, target.name)]
                return [_name_of(b) for b in blocks]
            case "record" | "word":
                return []

    # ------------------------------------------------------------------ uses

    async def uses(self, found: Found) -> list[Mention]:
        """All places that name what stands at a place, in every rulebook that can say it."""
        target = found.mention.target
        if target.kind in ("let", "word"):
            return self.index(found.analysis).of(target)
        mentions: dict[Span, Mention] = {}
        for name in self._candidates(found.analysis, target):
            analysis = await self.session.analysis(name)
            if analysis is not None:
                mentions |= {m.span: m for m in self.index(analysis).of(target)}
        return sorted(mentions.values(), key=lambda m: (m.span.name, m.span.start))

    def _candidates(self, analysis: Analysis, target: Target) -> Iterator[str]:
        """The sources whose text has the name's words at all, and that can see what it names."""
        words = "|".join(
            r"\s+".join(map(re.escape, n.split())) for n in self._forms(analysis, target)
        )
        said = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")
        home = target.home.partition("/")[0]
        seers = self.session.shelf.seers_of(home) if _is_defined(target) else None
        for text in self.session.shelf.texts():
            name = text.source.name
            if said.search(text.source.text) and (seers is None or name in seers):
                yield name

    def _forms(self, analysis: Analysis, target: Target) -> set[str]:
        forms = {target.name}
        if target.kind == "definition" and analysis.work is not None:
            home = analysis.work.books.get(target.home)
            symbol = home.own.get(target.name) if home else None
            forms.add(getattr(symbol, "singular", singular(target.name)))
        if target.kind == "record" and analysis.work is not None:
            kind = analysis.work.vocabulary.records[target.name]
            forms.add(kind.plural)
        return forms


def _is_defined(target: Target) -> bool:
    return target.kind in ("definition", "table", "value", "column", "rule")


def _named(book: Book, name: str) -> Iterator[nodes.Block]:
    for block in book.tree.blocks:
        ref = getattr(block, "name", None)
        if (
            isinstance(ref, nodes.Ref)
            and ref.text == name
            and not isinstance(block, nodes.FactBlock)
        ):
            yield block


def _name_of(block: nodes.Block) -> Span:
    ref = getattr(block, "name", None)
    return ref.span if isinstance(ref, nodes.Ref) else block.span


def _heads(block: nodes.Block, column: str) -> Iterator[Span]:
    """Where a column is named; for a table in a file, the table itself."""
    if isinstance(block, nodes.TableBlock) and block.grid is not None:
        yield from (h.name.span for h in block.grid.header if h.name.text == column)
    elif isinstance(block, nodes.TableBlock):
        yield block.name.span


def _rules(book: Book, rule: str) -> Iterator[nodes.Rule]:
    for block in book.tree.blocks:
        if isinstance(block, nodes.Rule) and block.id == rule:
            yield block


def _id_in(source: SourceFile, name: str) -> Span:
    match = re.search(rf"^rulebook[ \t]+({re.escape(name)})", source.text, re.MULTILINE)
    return Span(source.name, *(match.span(1) if match else (0, 0)))
