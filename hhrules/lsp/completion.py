"""Completion: what the grammar takes next, filled with names, codes and words that fit there.

For each beginning of what was typed (`after`, `or after`, `on or after`) the grammar is asked what
it takes at that place; whatever begins with the words typed since is offered in their stead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import define
from lsprotocol import types as lsp

from hhrules.lsp.analysis import Analysis
from hhrules.lsp.codes import codes_of
from hhrules.lsp.cursor import Cursor, cursor_at
from hhrules.lsp.offers import Offer, Offers, rulebook_offers
from hhrules.lsp.places import Lines
from hhrules.lsp.session import Session
from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes
from hhrules.syntax.continuations import continuations
from hhrules.syntax.parser import parse
from hhrules.syntax.phrases import phrases
from hhrules.syntax.pieces import Start
from hhrules.syntax.rules import LEVELS
from hhrules.syntax.words import BLOCK_WORDS, CLAUSES, SHAPES

TRIGGERS = (" ", "{", "|", '"', "$")

_Kind = lsp.CompletionItemKind
_MOST_WORDS = 6
_WORD_STARTS = re.compile(r"(?<![^\s(])\S")
_CODES_HERE = frozenset({"CODE", "NUMBER"})
_PADDED = 12
_SHORTEST_WORD = 3

Typed = tuple[str, int, Offer]
"""The words typed of it, where they begin, and what is offered in their stead."""


@define(eq=False)
class Completion:
    """Answers what could be written at the cursor."""

    session: Session

    async def complete(self, params: lsp.CompletionParams) -> lsp.CompletionList:
        """The offers for a place; asked again at each letter, as what is typed decides."""
        name = self.session.shelf.name_of(params.text_document.uri)
        text, lines = self.session.shelf.text(name), self.session.lines_of(name)
        if text is None or lines is None:
            return lsp.CompletionList(is_incomplete=False, items=[])
        analysis = self.session.latest(name) or await self.session.analysis(name)
        offset = lines.offset(params.position)
        cursor = cursor_at(text.source.text, offset)
        book = _book_of(analysis, text.source)
        found = _Place(self.session, name, book, analysis, cursor).offers() if book else []
        if cursor.where in ("block", "clause"):
            found = [*found, *_first_words(cursor)]
        return lsp.CompletionList(is_incomplete=True, items=_items(found, lines, offset))


def _book_of(analysis: Analysis | None, source: SourceFile) -> Book | None:
    """The rulebook as last understood; for a text without one, an empty rulebook."""
    book = analysis.book if analysis else None
    if book is not None or analysis is None or analysis.work is None:
        return book
    tree = parse(SourceFile(source.name, "rulebook new"), Diagnostics())
    return Book(tree, source, analysis.work.vocabulary) if tree else None


def _items(found: list[Typed], lines: Lines, offset: int) -> list[lsp.CompletionItem]:
    """Offers for the editor, each text once: the one that continues most of what was typed."""
    best: dict[str, Typed] = {}
    for one in found:
        before = best.get(one[2].text)
        if before is None or len(one[0]) > len(before[0]):
            best[one[2].text] = one
    items = []
    for typed, base, offer in best.values():
        if offer.text.strip() == typed.strip():
            continue
        spot = lines.between(base, offset)
        by_meaning = not offer.text.casefold().startswith(typed.casefold())
        items.append(
            lsp.CompletionItem(
                label=offer.text.strip(),
                kind=offer.kind,
                detail=offer.detail or None,
                documentation=(
                    lsp.MarkupContent(lsp.MarkupKind.Markdown, offer.about)
                    if offer.about
                    else None
                ),
                filter_text=f"{typed} {offer.text}" if by_meaning else offer.text,
                sort_text=f"{_MOST_WORDS - _fitting_words(typed, offer)}{offer.rank}{offer.text}",
                text_edit=lsp.TextEdit(spot, offer.text),
            )
        )
    return sorted(items, key=lambda item: item.sort_text or "")


def _first_words(cursor: Cursor) -> Iterator[Typed]:
    """The words that may begin a block, or a clause of this block."""
    typed = cursor.piece.strip()
    words = BLOCK_WORDS if cursor.where == "block" else CLAUSES.get(cursor.block, ())
    for number, word in enumerate(words):
        if word.startswith(typed.casefold()):
            said = f"{word} " if cursor.where == "block" else f"{word:<{_PADDED - 1}} "
            offer = Offer(said, _Kind.Keyword, SHAPES[word], rank=min(number // 10, 9))
            yield typed, cursor.base, offer


@define(eq=False)
class _Place:
    """Gathers what fits at one place."""

    session: Session
    name: str
    book: Book
    analysis: Analysis | None
    cursor: Cursor

    def offers(self) -> list[Typed]:
        """What fits, with what was typed of it."""
        cursor = self.cursor
        match cursor.where:
            case "piece":
                return list(self._within("clause"))
            case "message":
                return list(self._within("template"))
            case "head":
                return list(self._typed(self._offers().heads()))
            case "cell":
                start: Start = "outcome" if cursor.column == "expect" else "cell"
                return [*self._typed(self._offers().cells()), *self._within(start)]
            case "quoted":
                return list(self._quoted())
            case _:
                return []

    def _offers(self) -> Offers:
        work = self.analysis.work if self.analysis else None
        return Offers(self.book, codes_of(work), self.cursor)

    def _within(self, start: Start) -> Iterator[Typed]:
        """What the grammar takes after each beginning of the words typed last."""
        piece = self.cursor.piece
        line = piece.rfind("\n") + 1
        cuts = [m.start() for m in _WORD_STARTS.finditer(piece, line)][-_MOST_WORDS:]
        if not piece or piece[-1] in " ,(\n":
            cuts.append(len(piece))
        offers = self._offers()
        for cut in cuts:
            accepted = continuations(piece[:cut], start)
            typed = piece[cut:]
            for offer in self._fitting(offers, piece[:cut], accepted, start):
                if _fits(offer, typed):
                    yield typed, self.cursor.base + cut, offer

    def _fitting(
        self, offers: Offers, before: str, accepted: frozenset[str], start: Start
    ) -> Iterator[Offer]:
        known = phrases()
        if before.strip() or start != "clause":  # else the clause word itself would be offered
            for terminal in accepted & known.keys():
                yield from (Offer(phrase, _Kind.Keyword, rank=5) for phrase in known[terminal])
        if accepted & _CODES_HERE and start == "clause":
            yield from offers.beside(before)
        if "RULE_ID" in accepted:
            yield from self._rule_ids()
        if "NAME" in accepted and start != "cell":
            yield from self._names(offers, before)

    def _names(self, offers: Offers, before: str) -> Iterator[Offer]:
        match self.cursor.clause:
            case "uses" | "extends":
                known = self.session.shelf.known_to(self.name)
                yield from rulebook_offers(known.keys() - {self.book.name}, {})
            case "level":
                yield from (
                    Offer(level, _Kind.EnumMember, "level of the findings") for level in LEVELS
                )
            case "certainty":
                for word, means in _CERTAINTIES.items():
                    yield Offer(word, _Kind.EnumMember, means)
            case "dated by":
                yield from offers.dates()
            case "fact" if "has type" in before:
                yield from offers.types()
            case "define" | "table" | "value" | "fact" | "let" | "rulebook" if _naming(before):
                return
            case _:
                yield from offers.lets(self._rule())
                yield from offers.names(before)
                yield from offers.columns(before)

    def _rule(self) -> nodes.Rule | None:
        """The rule that the cursor stands in, as last understood."""
        found: nodes.Rule | None = None
        for block in self.book.tree.blocks:
            if isinstance(block, nodes.Rule) and block.span.start <= self.cursor.base:
                found = block
        return found if self.cursor.block in ("rule", "replace") else None

    def _rule_ids(self) -> Iterator[Offer]:
        rules = {b.id: b.title for b in self.book.tree.blocks if isinstance(b, nodes.Rule)}
        if self.cursor.clause in ("replace", "switch off"):
            bases = self.book.extends.values()
            rules = {
                b.id: b.title for o in bases for b in o.tree.blocks if isinstance(b, nodes.Rule)
            }
        elif self.cursor.clause == "rule":
            rules = _next_id(list(rules))
        yield from (Offer(rule, _Kind.Event, title) for rule, title in rules.items())

    def _typed(self, found: Iterator[Offer]) -> Iterator[Typed]:
        """Offers that fit the whole of a cell, or its last part after a comma."""
        piece = self.cursor.piece
        cut = piece.rfind(",") + 1
        cut += len(piece[cut:]) - len(piece[cut:].lstrip())
        for offer in found:
            if _fits(offer, piece[cut:]):
                yield piece[cut:], self.cursor.base + cut, offer

    def _quoted(self) -> Iterator[Typed]:
        """Sources that are cited already; files that stand beside the rulebook."""
        cursor = self.cursor
        said: set[str] = set()
        if cursor.clause == "cite" and self.analysis and self.analysis.work:
            for book in self.analysis.work.books.values():
                said |= set(_cites(book))
        elif cursor.clause in ("table", "value"):
            said = set(self.book.files)
        for text in sorted(said):
            if text.casefold().startswith(cursor.piece.casefold()):
                yield cursor.piece, cursor.base, Offer(text, _Kind.Reference)


def _fitting_words(typed: str, offer: Offer) -> int:
    """How many words an offer goes on from; a value that the place asks for goes before all."""
    if offer.kind is _Kind.EnumMember and not offer.rank:
        return _MOST_WORDS
    return min(len(typed.split()), _MOST_WORDS)


def _fits(offer: Offer, typed: str) -> bool:
    """Whether an offer begins with the words typed, or means what they say."""
    wanted = typed.casefold()
    if " ".join(offer.text.casefold().split()).startswith(" ".join(wanted.split())):
        return True
    return (
        len(wanted) >= _SHORTEST_WORD and wanted.isalpha() and wanted in offer.words.casefold()
    )


def _naming(before: str) -> bool:
    """Whether the name comes that a block or clause gives to something new."""
    return len(before.split()) <= 1


def _next_id(rules: list[str]) -> dict[str, str]:
    """The number after the last rule's."""
    if not rules:
        return {}
    stem, _, number = rules[-1].rpartition("-")
    digits = re.sub(r"\D", "", number)
    return {f"{stem}-{int(digits) + 1:0{len(digits)}d}": "the next number"} if digits else {}


def _cites(book: Book) -> Iterator[str]:
    yield from (c.text for c in book.tree.header.cites)
    for block in book.tree.blocks:
        yield from (c.text for c in getattr(block, "cites", ()))


_CERTAINTIES = {
    "verified": "read in the source",
    "recalled": "from memory, not yet read in the source",
    "conflict": "sources say different things",
    "unknown": "nobody knows",
}
