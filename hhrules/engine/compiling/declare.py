"""Parsed rulebooks to books: their symbols, their tables, and the rulebooks that they see.

After this pass: each book holds its definitions, tables and dated values, and is linked to
those that it uses or extends, as far as there are such; what is missing has been reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hhrules.claims.vocabulary import Vocabulary
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.kept import Declared, Kept, Parsed
from hhrules.engine.texts import Text
from hhrules.semantics.dated import build_value
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import Book, Definition, Symbol, declare
from hhrules.semantics.tables import build_table
from hhrules.source.diagnostic import Diagnostics, Label
from hhrules.source.text import Span
from hhrules.syntax import nodes


def declare_books(
    work: Compilation, parsed: Sequence[Parsed], kept: Kept, only: set[str] | None
) -> list[Parsed]:
    """Fill `work.books`; with `only` (names of sources) just those and what they see.

    What was declared, in order.
    """
    by_id = _by_id(work, parsed)
    sights = {name: _sight(name, by_id) for name in by_id}
    if only is not None:
        needed: set[str] = set()
        for name, text in by_id.items():
            if text.text.source.name in only:
                needed |= sights[name]
        by_id = {name: text for name, text in by_id.items() if name in needed}
    keys = {
        name: (work.vocabulary, frozenset(by_id[other] for other in sights[name]))
        for name in by_id
    }
    known = _taken_over(by_id, keys, kept)
    said = {name: Diagnostics(list(found.found)) for name, found in known.items()}
    for name, text in by_id.items():
        if name in known:
            work.books[name] = known[name].book
        else:
            said[name] = Diagnostics()
            work.books[name] = _declared(text, work.vocabulary, said[name])
    fresh = [name for name in by_id if name not in known]
    for name in fresh:
        _link(work, work.books[name])
    for name in fresh:
        book = work.books[name]
        _build_tables(book, said[name])
        kept.books.put(book.source.name, keys[name], Declared(book, tuple(said[name].found)))
    for found in said.values():
        work.diagnostics.found += found.found
    return list(by_id.values())


def report_links(work: Compilation, parsed: Parsed, known: Mapping[str, Text]) -> None:
    """Say which rulebooks that one names are not there."""
    book = work.books[parsed.name]
    header = book.tree.header
    for use in (*header.uses, *header.extends):
        if use.rulebook in work.books:
            continue
        near = suggestions(use.rulebook, {*work.books, *known} - {book.name})
        place = _id_in(book, use)
        work.diagnostics.error(
            "E113",
            f"there is no rulebook `{use.rulebook}`",
            place,
            label="named here",
            note="a rulebook uses others of the same folder, or shipped ones",
            help=did_you_mean(near, "mend the id"),
            fixes=renamed(place, near),
        )


def _id_in(book: Book, use: nodes.Use) -> Span:
    """The place of the id in `uses ID`."""
    said = book.source.slice(use.span).rstrip()
    start = use.span.end - len(said.split()[-1]) if said else use.span.start
    return Span(use.span.name, start, use.span.end)


def _by_id(work: Compilation, parsed: Sequence[Parsed]) -> dict[str, Parsed]:
    """The rulebooks by their id; of two with one id the first."""
    found: dict[str, Parsed] = {}
    for text in parsed:
        if text.tree is None:
            continue
        header = text.tree.header
        first = found.setdefault(header.name, text)
        if first is not text and first.tree is not None:
            work.diagnostics.error(
                "E111",
                f"there are two rulebooks `{header.name}`",
                header.span,
                label="this one",
                others=(Label(first.tree.header.span, "and this one"),),
                help="give one of them another id",
            )
    return found


def _sight(name: str, by_id: Mapping[str, Parsed]) -> set[str]:
    """A rulebook and all that it sees, directly or through others."""
    seen = {name}
    queue = [name]
    while queue:
        for other in by_id[queue.pop()].links():
            if other in by_id and other not in seen:
                seen.add(other)
                queue.append(other)
    return seen


def _taken_over(
    by_id: Mapping[str, Parsed],
    keys: Mapping[str, tuple[Vocabulary, frozenset[Parsed]]],
    kept: Kept,
) -> dict[str, Declared]:
    """The books that are still as they were, linked to none but each other."""
    found: dict[str, Declared] = {}
    for name, text in by_id.items():
        made = kept.books.get(text.text.source.name, keys[name])
        if made is not None:
            found[name] = made
    while True:
        loose = [
            name
            for name, made in found.items()
            if any(
                other.name not in found or found[other.name].book is not other
                for other in made.book.taken()
            )
        ]
        if not loose:
            return found
        for name in loose:
            del found[name]


def _declared(parsed: Parsed, vocabulary: Vocabulary, said: Diagnostics) -> Book:
    if parsed.tree is None:
        raise TypeError(parsed)  # Invariant: a rulebook found by its id has a tree
    book = Book(
        tree=parsed.tree,
        source=parsed.text.source,
        vocabulary=vocabulary,
        files=parsed.text.files,
    )
    for block in parsed.tree.blocks:
        match block:
            case (
                nodes.DefineCondition()
                | nodes.DefineExpression()
                | nodes.DefineSet()
                | nodes.DefineGroups()
                | nodes.DefineRuns()
            ):
                if _is_of_claim(block.name, vocabulary, said):
                    continue
                declare(book, Definition(block.name.text, block, book), block.name.span, said)
            case _:
                pass
    return book


def _is_of_claim(name: nodes.Ref, vocabulary: Vocabulary, said: Diagnostics) -> bool:
    """Report a definition that has the name of a fact of the claim, and would hide it."""
    fact = vocabulary.records["claim"].facts.get(name.text)
    if fact is None or "=" in name.text:
        return False
    said.error(
        "E110",
        f"`{name.text}` is a fact of the claim",
        name.span,
        label="defined again here",
        note="a name says one thing; the fact would be hidden wherever it is read",
        help=f"give the definition a name of its own, such as `{name.text} that counts`",
    )
    return True


def _link(work: Compilation, book: Book) -> None:
    header = book.tree.header
    for uses, linked in ((header.uses, book.uses), (header.extends, book.extends)):
        for use in uses:
            other = work.books.get(use.rulebook)
            if other is not None:
                linked[use.rulebook] = other


def _build_tables(book: Book, said: Diagnostics) -> None:
    for block in book.tree.blocks:
        if not isinstance(block, nodes.TableBlock | nodes.ValueBlock):
            continue
        symbol: Symbol | None
        if isinstance(block, nodes.TableBlock):
            symbol = build_table(book, block, said)
        else:
            symbol = build_value(book, block, said)
        if symbol is not None:
            declare(book, symbol, block.name.span, said)
