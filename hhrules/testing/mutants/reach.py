"""Which rules a block of a rulebook can change: those that read it, directly or through others.

Names are looked for as words of the text. That may find too many, which costs time, and never
too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from attrs import define, evolve, field, frozen

from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.lowering import rules_of
from hhrules.ir import nodes as ir
from hhrules.ir.edges import deciding
from hhrules.ir.walk import all_nodes, loop_of
from hhrules.semantics.symbols import Book, Definition, PhraseSymbol, Symbol, TableSymbol
from hhrules.source.text import SourceFile, Span

Place = tuple[str, int]
"""A block by the name of its source and the offset at which it begins."""


def consulted(program: ir.BookProgram) -> dict[str, set[int]]:
    """The tables and values that decide outcomes and payments, and which of their results do."""
    found: dict[str, set[int]] = {}
    silent = without_messages(program)
    for rule in silent.rules:
        for node in _deciding(silent, rule):
            match node:
                case ir.Lookup(table=name, column=column):
                    found.setdefault(name, set()).add(column)
                case ir.InTable(table=name) | ir.Dated(value=name):
                    found.setdefault(name, set())
                case _:
                    pass
    return found


def _deciding(program: ir.BookProgram, rule: ir.Rule) -> Iterator[ir.Expr]:
    """What decides whether a rule is asked, its outcome, and its payment."""
    paid = [c.payment for c in rule.checks if c.payment is not None]
    shares = [e for p in paid for e in (p.numerator, p.denominator) if e is not None]
    asked = [e for e in (program.applies, rule.in_force, rule.date) if e is not None]
    runs = [g for g in program.groupings if not isinstance(g, ir.Grouping)]
    steps = [e for g in runs for e in (g.date, g.gap)]
    return deciding(program, rule, [*shares, *asked, *steps])


def rows_consulted(program: ir.BookProgram) -> str:
    """What these tables and values say, without what only messages read."""
    said: list[object] = []
    for name, columns in sorted(consulted(program).items()):
        value = program.values.get(name)
        if value is not None:
            said += [name, *((r.start, r.end, r.figures, r.certainty) for r in value.rows)]
            continue
        table = program.tables[name]
        said += [name, table.no_row]
        for r in table.rows:
            results = [r.results[c] for c in sorted(columns)]
            said.append((r.keys, results, r.otherwise, r.start, r.end, r.certainty))
    return repr(said)


def without_messages(program: ir.BookProgram) -> ir.BookProgram:
    """The program without its messages, and without what nothing else reads."""
    silent = evolve(program, rules=tuple(map(_silent, program.rules)))
    read: set[str] = set()
    for node in (n for rule in silent.rules for n in _deciding(silent, rule)):
        if isinstance(node, ir.Call):
            read.add(node.function)
        read |= _groupings(node)
    for rule in silent.rules:
        if rule.loop is not None and isinstance(rule.loop.source, ir.Grouped):
            read.add(rule.loop.source.grouping)
    while True:
        kept = [g for g in silent.groupings if g.name in read]
        more = {g.loop.source.grouping for g in kept if isinstance(g.loop.source, ir.Grouped)}
        if more <= read:
            break
        read |= more
    return evolve(
        silent,
        functions=tuple(f for f in silent.functions if f.name in read),
        groupings=tuple(g for g in silent.groupings if g.name in read),
    )


def _groupings(node: ir.Expr) -> set[str]:
    """The groupings whose groups an expression walks or looks up."""
    if isinstance(node, ir.GroupOf):
        return {node.grouping}
    loop = loop_of(node)
    return {loop.source.grouping} if loop and isinstance(loop.source, ir.Grouped) else set()


def _silent(rule: ir.Rule) -> ir.Rule:
    checks = tuple(evolve(c, message=None, fix=None) for c in rule.checks)
    silent = evolve(rule, checks=checks)
    while True:
        read = {n.name for n in all_nodes(silent) if isinstance(n, ir.Local)}
        steps = tuple(s for s in silent.steps if not isinstance(s, ir.Bind) or s.name in read)
        if len(steps) == len(silent.steps):
            return silent
        silent = evolve(silent, steps=steps)


@frozen
class Reader:
    """A rule that reads a block, and the rulebook in which it stands."""

    book: str
    rule: str


def _place(symbol: Symbol) -> Span:
    return symbol.block.span if isinstance(symbol, Definition) else symbol.span


def _names(symbol: Symbol) -> set[str]:
    """The words by which a text can mean a symbol."""
    found = {symbol.name}
    match symbol:
        case Definition():
            found.add(symbol.singular)
        case TableSymbol(table=table):
            found |= {*table.columns, *table.keys}
        case PhraseSymbol() | _:
            pass
    return found


@define(eq=False)
class Reach:
    """Reads the names in all blocks once, and answers for each block who reads it."""

    work: Compilation
    _texts: dict[Place, str] = field(factory=dict)

    @cached_property
    def _sources(self) -> dict[str, SourceFile]:
        return self.work.all_sources

    def _text(self, source: SourceFile, start: int) -> str:
        """The text of the block that begins there, without the comments of the next."""
        found = self._texts.get((source.name, start))
        if found is None:
            tree = next(b.tree for b in self.work.books.values() if b.source is source)
            ends = [b.span.start for b in tree.blocks if b.span.start > start]
            raw = source.text[start : min(ends, default=len(source.text))]
            found = " ".join(re.sub(r"#[^\n]*", "", raw).split())
            self._texts[source.name, start] = found
        return found

    def _reads(self, book: Book, place: Place) -> set[Place]:
        """The blocks that a block names, and those that these name."""
        seen: set[Place] = set()
        waiting = [(book, place)]
        while waiting:
            here, (name, start) = waiting.pop()
            text = self._text(self._sources[name], start)
            for symbol in self._visible(here):
                span = _place(symbol)
                target = (span.name, span.start)
                if target in seen or target == (name, start):
                    continue
                if any(_says(text, n) for n in _names(symbol)):
                    seen.add(target)
                    waiting.append((symbol.book, target))
        return seen

    def _visible(self, book: Book) -> list[Symbol]:
        found = list(book.own.values())
        for other in book.taken():
            found += self._visible(other)
        return found

    @cached_property
    def readers(self) -> dict[Place, tuple[Reader, ...]]:
        """For each block, the rules that read it; a rule reads itself."""
        found: dict[Place, dict[Reader, None]] = {}
        for book in self.work.books.values():
            for rule in rules_of(book):
                place = (rule.span.name, rule.span.start)
                reader = Reader(book.name, rule.id)
                for target in (place, *self._reads(book, place)):
                    found.setdefault(target, {})[reader] = None
        return {place: tuple(readers) for place, readers in found.items()}

    def of(self, book: Book, span: Span, *, header: bool = False) -> tuple[Reader, ...]:
        """The rules that a block can change, those of its own rulebook first."""
        if header:
            return tuple(Reader(book.name, r.id) for r in rules_of(book))
        found = self.readers.get((span.name, span.start), ())
        return tuple(sorted(found, key=lambda r: r.book != book.name))


def _says(text: str, name: str) -> bool:
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not _in_word(text, start - 1) and not _in_word(text, end):
            return True
        start = text.find(name, start + 1)
    return False


def _in_word(text: str, place: int) -> bool:
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] in "-_")
