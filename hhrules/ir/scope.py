"""What lowering a rulebook carries along: its names, its numbers, what it has found so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from attrs import define, field

from hhrules.claims.vocabulary import RecordKind
from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frame, Frames
from hhrules.ir.members import Lowered
from hhrules.ir.variables import variable_of
from hhrules.reference.table import Table, Value
from hhrules.semantics.symbols import Book, Definition, TableSymbol
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes


@define(eq=False)
class Context:
    """What lowering one rulebook carries along."""

    book: Book
    diagnostics: Diagnostics
    expression: Callable[..., ir.Expr]
    condition: Callable[..., ir.Expr]
    find_ref: Callable[[Context, nodes.Ref, Frames], ir.Expr | None]
    find_name: Callable[[Context, str, Span, Frames], ir.Expr | None]
    lower_set: Callable[[Context, nodes.SetExpr, Frames], Lowered | None]
    anchor: nodes.Ref | None = None
    given: frozenset[str] = frozenset()
    stated: dict[TableSymbol, TableSymbol] = field(factory=dict)  # tables of an example
    free: bool = False  # `hhrules eval`: `unknown` is a literal, names need not exist
    lets: dict[str, ir.Local | ir.Unstated] = field(factory=dict)
    assumed: dict[str, nodes.Lit | nodes.NoneCell] = field(factory=dict)
    words: dict[int, frozenset[str]] = field(factory=dict)
    groupings: dict[str, ir.Grouping | ir.RunGrouping] = field(factory=dict)
    grouping_frames: dict[str, Frame] = field(factory=dict)
    functions: dict[object, ir.Function] = field(factory=dict)
    tables: dict[str, Table] = field(factory=dict)
    values: dict[str, Value] = field(factory=dict)
    used: set[str] = field(factory=set)
    inlining: list[str] = field(factory=list)
    resolved: dict[object, bool] = field(factory=dict)
    text_checks: list[Span] = field(factory=list)
    meant: dict[Span, list[ir.Expr]] = field(
        factory=dict
    )  # what each name came to, for editors
    next_id: int = 0
    next_var: dict[str, int] = field(factory=dict)
    trying: int = 0

    def id(self) -> int:
        """A new node number."""
        self.next_id += 1
        return self.next_id

    def var(self, stem: str) -> str:
        """A new variable name, from a word of the rulebook."""
        clean = variable_of(stem)
        count = self.next_var.get(clean, 0) + 1
        self.next_var[clean] = count
        return clean if count == 1 else f"{clean}_{count}"

    def kind(self, name: str) -> RecordKind | None:
        """The record kind of that singular name."""
        return self.book.vocabulary.records.get(name)

    def kind_by_plural(self, name: str) -> RecordKind | None:
        """The record kind of that plural name."""
        return self.book.vocabulary.by_plural.get(name)

    @contextmanager
    def attempt(self) -> Iterator[Diagnostics]:
        """Lower something only to see what is wrong with it; nothing is kept."""
        kept, self.diagnostics = self.diagnostics, Diagnostics()
        numbers = (self.next_id, dict(self.next_var), set(self.used), list(self.text_checks))
        groupings, frames = dict(self.groupings), dict(self.grouping_frames)
        functions = dict(self.functions)
        self.trying += 1
        try:
            yield self.diagnostics
        finally:
            self.trying -= 1
            self.diagnostics = kept
            self.next_id, self.next_var, self.used, self.text_checks = numbers
            self.groupings, self.grouping_frames = groupings, frames
            self.functions = functions

    @contextmanager
    def within(self, symbol: Definition) -> Iterator[None]:
        """Lower a definition's own text: its names are those of its own rulebook."""
        book, lets = self.book, self.lets
        self.inlining.append(symbol.name)
        self.book, self.lets = symbol.book, {}
        try:
            yield
        finally:
            self.inlining.pop()
            self.book, self.lets = book, lets

    @contextmanager
    def anchored(self, anchor: nodes.Ref | None) -> Iterator[None]:
        """Lower with another deciding date."""
        kept, self.anchor = self.anchor, anchor
        try:
            yield
        finally:
            self.anchor = kept
