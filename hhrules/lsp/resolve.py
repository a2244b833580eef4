"""Names to what they stand for, as the compiler took them; by the words alone where it did not.

The compiler notes what each value's name came to (`Context.meant`). Names of sets, columns and
blocks, and all names of a text that does not compile, are resolved by the same order of search:
the innermost record's facts, the rule's own names, the rulebook's, the claim's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from hhrules.claims.vocabulary import RecordKind
from hhrules.ir import nodes as ir
from hhrules.lsp.targets import Target
from hhrules.semantics.symbols import (
    Book,
    Definition,
    PhraseSymbol,
    Symbol,
    TableSymbol,
    ValueSymbol,
)
from hhrules.source.text import Span
from hhrules.syntax import nodes

Meant = Mapping[Span, Sequence[ir.Expr]]


@frozen(eq=False)
class Scope:
    """Where a name stands: the rulebook, the records around it, the rule's own names."""

    book: Book
    meant: Meant
    records: tuple[RecordKind, ...] = ()  # innermost first, without the claim
    lets: Mapping[str, Target] = field(factory=dict)

    def within(self, kind: RecordKind | None) -> Scope:
        """The scope inside a set of records."""
        return self if kind is None else evolve(self, records=(kind, *self.records))

    # ------------------------------------------------------------------ names

    def name(self, text: str, span: Span) -> tuple[Target, ...]:
        """What a name stands for here; several where the compiler took it in several ways."""
        taken = (self._of_node(node) for node in self.meant.get(span, ()))
        said = dict.fromkeys(t for t in taken if t is not None and t.name == text)
        if said:  # others at this place are the keys of a table that is looked up here
            return tuple(said)
        found = self._by_words(text)
        return () if found is None else (found,)

    def _by_words(self, text: str) -> Target | None:
        if text in self.lets:
            return self.lets[text]
        for kind in self.records:
            if text in kind.facts:
                return Target("fact", text, kind.name)
        symbol = self.book.find(text)
        if symbol is not None:
            return target_of(symbol)
        claim = self.book.vocabulary.records["claim"]
        if text in claim.facts:
            return Target("fact", text, "claim")
        return self.set_name(text) or self._of_any_record(text)

    def _of_any_record(self, text: str) -> Target | None:
        """A fact of some kind of record, at best of one that is joined by its key."""
        kinds = self.book.vocabulary.records_with(text)
        best = [k for k in kinds if k.joins] or kinds
        return Target("fact", text, best[0].name) if best else None

    def set_name(self, text: str) -> Target | None:
        """What a set's plural or singular stands for."""
        symbol = self.book.find_set(text)
        if symbol is not None:
            return target_of(symbol)
        kind = self.book.vocabulary.record(text)
        return None if kind is None else Target("record", kind.name)

    def kind_of(self, text: str) -> RecordKind | None:
        """The kind of record that a set's members are, as far as it is one."""
        return kind_of_set(self.book, text)

    def fact_in(self, text: str, kind: RecordKind | None) -> Target | None:
        """A fact of this kind of record, or else what the name stands for inside of it."""
        if kind is not None and text in kind.facts:
            return Target("fact", text, kind.name)
        return self.within(kind)._by_words(text)  # noqa: SLF001 - the same class

    # ------------------------------------------------------------------ what the compiler took

    def _of_node(self, node: ir.Expr) -> Target | None:
        match node:
            case ir.Op(op="if_missing", args=(inner, _)):
                return self._of_node(inner)
            case ir.Call(label=label) | ir.Lookup(label=label) | ir.Dated(label=label):
                symbol = self.book.find(label)
                return None if symbol is None else target_of(symbol)
            case ir.Fact(record="given"):
                symbol = self.book.find(node.label)
                return None if symbol is None else target_of(symbol)
            case ir.Fact():
                return self._fact(node)
            case _:
                return None

    def _fact(self, node: ir.Fact) -> Target | None:
        """The fact of a node, by its name, its path and the variable that it is read from."""
        stem = node.record.rstrip("_0123456789")
        fitting = [
            kind.name
            for kind in self.book.vocabulary.records.values()
            if node.label in kind.facts and kind.facts[node.label].attr_path == node.path
        ]
        own = [name for name in fitting if name.replace(" ", "_").replace("-", "_") == stem]
        found = own or fitting
        return Target("fact", node.label, found[0]) if found else None


def target_of(symbol: Symbol) -> Target:
    """The target that a symbol is; a table and a list of phrases are both tables."""
    match symbol:
        case Definition():
            return Target("definition", symbol.name, symbol.book.name)
        case TableSymbol() | PhraseSymbol():
            return Target("table", symbol.name, symbol.book.name)
        case ValueSymbol():
            return Target("value", symbol.name, symbol.book.name)


def kind_of_set(book: Book, text: str, depth: int = 0) -> RecordKind | None:
    """The kind of record that the members of a set are; None for groups and runs."""
    symbol = book.find_set(text)
    if symbol is None or depth > _DEEPEST:
        return book.vocabulary.record(text)
    match symbol.block:
        case nodes.DefineSet(members=members):
            return kind_of_set(symbol.book, members.name.text, depth + 1)
        case nodes.DefineExpression(value=nodes.Ref() as ref):
            return kind_of_set(symbol.book, ref.text, depth + 1)
        case _:
            return None


_DEEPEST = 20
