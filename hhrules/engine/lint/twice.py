"""What stands twice in one place: a condition, a code, a source, a row; one of them was meant otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span, one_line
from hhrules.syntax import nodes
from hhrules.syntax.walk import nodes_in, span_of

_Named = tuple[str, Span]


def twice(book: Book, diagnostics: Diagnostics) -> None:
    """Warn of what says the same a second time, and so nothing."""
    for what, places in _lists(book):
        seen: set[str] = set()
        for text, span in places:
            if text in seen:
                diagnostics.warning(
                    "W211",
                    f"this {what} stands twice",
                    span,
                    label="again here",
                    note="the second one says nothing; it may have been meant otherwise",
                    help="change one of them, or take it out",
                )
            seen.add(text)


def ids_twice(books: Iterable[Book], diagnostics: Diagnostics) -> None:
    """Warn of a rule's id that two rulebooks have: where both judge, its findings come twice."""
    homes: dict[str, str] = {}
    for book in books:
        for block in book.tree.blocks:
            if not isinstance(block, nodes.Rule) or block.replaces:
                continue
            home = homes.setdefault(block.id, book.name)
            if home != book.name:
                diagnostics.warning(
                    "W211",
                    f"rule {block.id} stands in {home} too",
                    block.id_span,
                    label="the same id",
                    note="a claim that both rulebooks judge has each of its findings twice",
                    help="give one of them another id, or take it out",
                )


def _lists(book: Book) -> Iterator[tuple[str, list[_Named]]]:
    """What must not repeat itself, list by list."""
    header = book.tree.header
    yield "rulebook", [(u.rulebook, u.span) for u in (*header.uses, *header.extends)]
    yield "source", _cites(header.cites)
    for block in book.tree.blocks:
        match block:
            case nodes.Rule(cites=cites, steps=steps):
                yield "source", _cites(cites)
                whens = [s for s in steps if isinstance(s, nodes.When)]
                yield "case", [(_words(book, w.span), w.span) for w in whens]
            case nodes.ExampleTable(grid=grid):
                yield "example", [(_words(book, r.span), r.span) for r in grid.rows]
            case nodes.TableBlock(keys=(), grid=nodes.Grid(rows=rows)):
                yield "row", [(_words(book, r.span), r.span) for r in rows]
            case _:
                pass
        for node in nodes_in(block):
            match node:
                case nodes.Junction(items=items):
                    yield "condition", _said(book, items)
                case nodes.OneOf(items=items) | nodes.Include(items=items):
                    yield "value", _said(book, items)
                case _:
                    pass


def _cites(cites: Iterable[nodes.Cite]) -> list[_Named]:
    return [(cite.text, cite.span) for cite in cites]


def _said(book: Book, items: Iterable[object]) -> list[_Named]:
    return [(_words(book, span_of(item)), span_of(item)) for item in items]


def _words(book: Book, span: Span) -> str:
    return one_line(book.source.slice(span))
