"""A rulebook with one block changed, compiled just far enough to judge by it.

Only the changed block is parsed anew, and only the rule that is asked for is compiled: there
are thousands of mistakes to try, and each would else cost the whole rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hhrules.codegen.emit import PyModule
from hhrules.engine.compiling.compilation import Compilation
from hhrules.runtime.namespace import Evaluators, run_code
from hhrules.semantics.dated import build_value
from hhrules.semantics.symbols import Book, Definition, Symbol, declare
from hhrules.semantics.tables import build_table
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse
from hhrules.syntax.walk import with_fields
from hhrules.testing.mutants.edit import Edit

HEADER = -1
"""The number of the header, where blocks are counted from 0."""


class Refused(Exception):
    """The compiler does not take the changed text: the mistake cannot be made unseen."""


def block_of(tree: nodes.Rulebook, number: int) -> nodes.Block | nodes.RulebookHeader:
    """A block of a rulebook by its number, or its header."""
    return tree.header if number == HEADER else tree.blocks[number]


def _stretch(source: SourceFile, tree: nodes.Rulebook, number: int) -> tuple[int, int]:
    starts = [tree.header.span.start, *(b.span.start for b in tree.blocks), len(source.text)]
    return starts[number + 1], starts[number + 2]


def reparsed(
    source: SourceFile, tree: nodes.Rulebook, number: int, edit: Edit
) -> tuple[nodes.Rulebook, SourceFile]:
    """The changed block with the header, parsed; Refused where it does not parse."""
    first, last = _stretch(source, tree, HEADER)
    head = source.text[first:last]
    start, end = _stretch(source, tree, number)
    said = edit.applied(source.text[start:end], start)
    text = said if number == HEADER else f"{head}\n{said}"
    changed = SourceFile(source.name, text)
    diagnostics = Diagnostics()
    found = parse(changed, diagnostics)
    wanted = 0 if number == HEADER else 1
    if found is None or diagnostics.has_errors or len(found.blocks) != wanted:
        raise Refused
    return found, changed


@contextmanager
def changed(work: Compilation, book: Book, number: int, edit: Edit) -> Iterator[None]:
    """The compilation with one block of a book changed; Refused where that is an error."""
    found, source = reparsed(book.source, book.tree, number, edit)
    kept = (book.tree, book.source, dict(book.own), dict(book.singulars), work.diagnostics)
    work.diagnostics = Diagnostics()
    try:
        book.source = source
        if number == HEADER:
            book.tree = with_fields(book.tree, header=found.header)
        else:
            block = found.blocks[0]
            blocks = list(book.tree.blocks)
            blocks[number] = block
            book.tree = with_fields(book.tree, blocks=tuple(blocks))
            _declare(work, book, block)
        if work.diagnostics.has_errors:
            raise Refused
        yield
    finally:
        book.tree, book.source, book.own, book.singulars, work.diagnostics = kept


def _declare(work: Compilation, book: Book, block: nodes.Block) -> None:
    symbol: Symbol | None
    match block:
        case nodes.TableBlock():
            symbol = build_table(book, block, work.diagnostics)
        case nodes.ValueBlock():
            symbol = build_value(book, block, work.diagnostics)
        case (
            nodes.DefineCondition()
            | nodes.DefineExpression()
            | nodes.DefineSet()
            | nodes.DefineGroups()
            | nodes.DefineRuns()
        ):
            symbol = Definition(block.name.text, block, book)
        case _:
            return
    if symbol is None:
        raise Refused
    book.own.pop(symbol.name, None)
    if isinstance(symbol, Definition):
        book.singulars.pop(symbol.singular, None)
    declare(book, symbol, block.name.span, work.diagnostics)


def evaluators(module: PyModule) -> Evaluators:
    """The functions of a module that is not kept: no places, no traces."""
    code = compile(module.text, module.name, "exec", dont_inherit=True)
    return run_code(code, module.objects, module.evaluators, module.makers)
