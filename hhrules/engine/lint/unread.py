"""What stands in rulebooks and nobody reads: definitions, figures, tables, a site's own facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.compile import compile_texts
from hhrules.engine.compiling.pricing import WITHIN
from hhrules.engine.texts import Text, ids_of, users_of
from hhrules.ir import nodes as ir
from hhrules.ir.walk import program_nodes, walk
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import Book, Definition, Symbol
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax import nodes

Read = Mapping[str, AbstractSet[str]]
"""By rulebook: the names that it, or one that takes from it, reads; under "" facts of the site."""


def names_read(work: Compilation, others: tuple[Text, ...]) -> Read:
    """What the rulebooks of a compilation read, and those among `others` that take from them."""
    found: dict[str, set[str]] = {"": set()}
    _note(work, found)
    if users := tuple(users_of(work.texts, others)):
        _note(compile_texts((*work.texts, *users), known=ids_of(others)), found)
    return found


def _note(work: Compilation, found: dict[str, set[str]]) -> None:
    for ctx in work.contexts.values():
        for name in _taken(ctx.book):
            found.setdefault(name, set()).update(ctx.used)
    for program in work.programs.values():
        heading = walk(program.applies) if program.applies is not None else ()
        reading = (*heading, *program_nodes(program))
        found[""] |= {n.label for n in reading if isinstance(n, ir.Fact)}


def _taken(book: Book) -> set[str]:
    """The rulebook itself and all whose names it sees."""
    return {book.name}.union(*(_taken(other) for other in book.taken()))


def unread(book: Book, read: Read, diagnostics: Diagnostics) -> None:
    """Warn of what a rulebook states and nothing reads."""
    used = read.get(book.name, frozenset())
    for symbol in book.own.values():
        if symbol.name in used or symbol.name == WITHIN:
            continue
        if isinstance(symbol, Definition):
            _definition(symbol, diagnostics)
        else:
            _figure(book, symbol, diagnostics)
    for block in book.tree.blocks:
        if isinstance(block, nodes.FactBlock) and block.name.text not in read[""]:
            _warn(block.name, (), "declared here and read nowhere", diagnostics)


def _definition(symbol: Definition, diagnostics: Diagnostics) -> None:
    diagnostics.warning(
        "W201",
        f"nobody uses `{symbol.name}`",
        symbol.block.name.span,
        label="defined here and read nowhere",
        note="what no rule reads says nothing, and goes stale unseen",
        help="use it, or take it out",
    )


def _figure(book: Book, symbol: Symbol, diagnostics: Diagnostics) -> None:
    """A cited figure of policy may stand for itself; one in the place of another may not."""
    block = next(
        b
        for b in book.tree.blocks
        if isinstance(b, nodes.ValueBlock | nodes.TableBlock) and b.name.text == symbol.name
    )
    theirs = set().union(*(other.names() for other in book.taken()))
    near = suggestions(symbol.name, theirs)
    cited = bool(book.tree.header.cites) or _is_cited(block)
    if near or symbol.name in theirs or book.extends or not cited:
        _warn(block.name, near, "stated here and read nowhere", diagnostics)


def _is_cited(block: nodes.ValueBlock | nodes.TableBlock) -> bool:
    grid = block.grid
    return bool(block.cites) or (
        grid is not None and any(h.name.text == "cite" for h in grid.header)
    )


def _warn(name: nodes.Ref, near: Iterable[str], label: str, diagnostics: Diagnostics) -> None:
    near = tuple(near)
    diagnostics.warning(
        "W210",
        f"nothing reads `{name.text}`",
        name.span,
        label=label,
        note="a figure takes the place of another one only under that one's very name"
        if near
        else "what no rule reads decides nothing",
        help=did_you_mean(near, "use it, cite where policy states it, or take it out"),
        fixes=renamed(name.span, near),
    )
