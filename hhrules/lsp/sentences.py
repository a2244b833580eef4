"""The names and codes of sentences and values, with what they stand for."""

from __future__ import annotations

from attrs import define

from hhrules.lsp.index import Index
from hhrules.lsp.resolve import Scope, target_of
from hhrules.lsp.targets import CodeMention, Mention, Target
from hhrules.semantics.symbols import Book, TableSymbol, ValueSymbol
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.syntax.walk import children

_CODES = ("number", "code", "pattern")


@define(eq=False)
class Sentences:
    """Goes through what is said in one rulebook, and notes the names in an index."""

    index: Index
    book: Book

    # ------------------------------------------------------------------ what is noted

    def note(
        self,
        span: Span,
        targets: tuple[Target, ...] | Target | None,
        *,
        defines: bool = False,
        singular: bool = False,
    ) -> None:
        """A name at a place, if it stands for something."""
        found = targets if isinstance(targets, tuple) else (targets,) if targets else ()
        if found:
            first, *also = found
            self.index.mentions.append(Mention(span, first, defines, singular, tuple(also)))

    def word(self, span: Span, text: str) -> Span:
        """The place of a word inside a longer one."""
        start = self.book.source.text.find(text, span.start, span.end)
        return span if start < 0 else Span(span.name, start, start + len(text))

    def code(self, node: object, family: str) -> None:
        """A code beside a fact."""
        match node:
            case nodes.Lit(kind=kind, text=text, span=span) if kind in _CODES and family:
                self.index.codes.append(CodeMention(span, family, text))
            case nodes.RangeLit(low=low, high=high):
                self.code(low, family)
                self.code(high, family)
            case _:
                pass

    def cell(self, cell: nodes.Cell, family: str) -> None:
        """The codes of a cell under a head."""
        if isinstance(cell, nodes.ListCell):
            for item in cell.items:
                self.code(item, family)
                if isinstance(item, nodes.Ref):
                    self.note(item.span, Target("word", item.text, family))

    # ------------------------------------------------------------------ sentences and values

    def inside(self, node: object, scope: Scope) -> None:
        """What stands below a node."""
        for child in children(node):
            self.node(child, scope)

    def node(self, node: object, scope: Scope) -> None:
        """A node of a sentence or value, and what stands below it."""
        match node:
            case nodes.Ref():
                self.ref(node, scope)
            case nodes.SetExpr(name=name):
                self.set_name(name, scope)
                for window in node.windows:
                    self.node(window, scope)
                if node.where is not None:
                    self.node(node.where, scope.within(scope.kind_of(name.text)))
            case nodes.Aggregate(over=over):
                self.over(over, scope)
                for window in node.windows:
                    self.node(window, scope)
            case nodes.InThis(group=group):
                self.set_name(group, scope)
            case nodes.RelativeTo(subject=subject):
                self.set_name(subject, scope)
            case nodes.Compare(op="", left=nodes.Ref() as left, right=nodes.Ref() as right) if (
                self.is_fact(left, right)
            ):
                pass
            case nodes.Compare(left=left, right=right):
                self.node(left, scope)
                self.beside(left, (right,), scope)
            case nodes.OneOf(left=left, items=items) | nodes.Include(operand=left, items=items):
                self.node(left, scope)
                self.beside(left, items, scope)
            case _:
                self.inside(node, scope)

    def is_fact(self, left: nodes.Ref, right: nodes.Ref | nodes.Cell) -> bool:
        """Note a fact whose own name holds `is`, as `leaving home is contraindicated` does."""
        if isinstance(right, nodes.ListCell) and len(right.items) == 1:
            right = right.items[0] if isinstance(right.items[0], nodes.Ref) else right
        if not isinstance(right, nodes.Ref):
            return False
        name = f"{left.text} is {right.text}"
        known = name in self.book.vocabulary.claim.facts
        if known:
            self.note(left.span.to(right.span), Target("fact", name, "claim"))
        return known

    def beside(self, left: object, items: tuple[nodes.Expr, ...], scope: Scope) -> None:
        """What a fact is compared with: codes, code words, or other values."""
        family = self.family(left, scope) if isinstance(left, nodes.Ref) else ""
        words = self._words(left, scope) if isinstance(left, nodes.Ref) else frozenset[str]()
        for item in items:
            self.code(item, family)
            if isinstance(item, nodes.Ref) and item.text.replace(" ", "_") in words:
                self.note(item.span, Target("word", item.text, family))
            else:
                self.node(item, scope)

    def set_name(self, ref: nodes.Ref, scope: Scope) -> None:
        """The name of a set, in the plural or of one member."""
        target = scope.set_name(ref.text)
        symbol = self.book.find_set(ref.text)
        singular = symbol is not None and ref.text != symbol.name
        self.note(ref.span, target, singular=singular)

    def over(self, ref: nodes.Ref, scope: Scope) -> None:
        """`FIELD of SET` after `sum of` and the like, or the set alone."""
        for split in range(len(ref.parts)):
            rest = " of ".join(ref.parts[split:])
            if scope.set_name(rest) is None:
                continue
            span = ref.part_spans[split].to(ref.part_spans[-1])
            self.set_name(nodes.Ref(ref.parts[split:], ref.part_spans[split:], span), scope)
            if split:
                head = " of ".join(ref.parts[:split])
                place = ref.part_spans[0].to(ref.part_spans[split - 1])
                inner = scope.within(scope.kind_of(rest))
                self.note(place, inner.name(head, place))
            return

    def ref(self, ref: nodes.Ref, scope: Scope) -> None:
        """A name, or names joined by `of`, with its keys; a head may be a code without a name."""
        if not ref.parts:
            return
        self.chain(ref, scope)
        plural = ref.parts[-1]
        for key in ref.keys:
            kind = self.book.vocabulary.record(plural)
            self.code(
                key, f"{kind.name} {kind.keys[0]}" if kind and kind.keys else self._key_of(ref)
            )
            self.node(key, scope)
        if ref.as_of is not None:
            self.node(ref.as_of, scope)

    def chain(self, ref: nodes.Ref, scope: Scope) -> None:
        """The words of a name, whole or split at an `of`."""
        whole = Span(ref.span.name, ref.part_spans[0].start, ref.part_spans[-1].end)
        found = scope.name(ref.text, ref.span) if not ref.keys else ()
        if found or len(ref.parts) == 1:
            self.note(whole, found or scope.name(ref.text, ref.span))
            return
        for split in range(1, len(ref.parts)):
            head, rest = " of ".join(ref.parts[:split]), " of ".join(ref.parts[split:])
            left = ref.part_spans[0].to(ref.part_spans[split - 1])
            right = ref.part_spans[split].to(ref.part_spans[-1])
            symbol = self.book.find(rest)
            if isinstance(symbol, TableSymbol | ValueSymbol):
                self.note(right, target_of(symbol))
                self.note(left, _column(symbol, head))
                return
            target = Target("record", "claim") if rest == "claim" else scope.set_name(rest)
            if target is not None:
                self.set_name(nodes.Ref((rest,), (right,), right), scope)
                kind = (
                    self.book.vocabulary.records["claim"]
                    if rest == "claim"
                    else scope.kind_of(rest)
                )
                self.note(left, scope.fact_in(head, kind))
                return

    # ------------------------------------------------------------------ codes

    def family(self, ref: nodes.Ref, scope: Scope, *, keyed: bool = False) -> str:
        """What kind of code stands beside a fact: its name, with its record where it is `code`."""
        text = ref.text
        if keyed or text == "code":
            kind = (
                self.book.vocabulary.record(ref.parts[-1])
                if keyed
                else next(iter(scope.records), None)
            )
            return f"{kind.name} code" if kind else text
        return text

    def _key_of(self, ref: nodes.Ref) -> str:
        symbol = self.book.find(ref.text) or self.book.find(ref.parts[-1])
        return (
            symbol.table.keys[0]
            if isinstance(symbol, TableSymbol) and symbol.table.keys
            else ""
        )

    def _words(self, ref: nodes.Ref, scope: Scope) -> frozenset[str]:
        """The code words that a fact takes."""
        for target in scope.name(ref.text, ref.span):
            fact = (
                self.book.vocabulary.fact(target.name, target.home)
                if target.kind == "fact"
                else None
            )
            if fact is not None:
                return frozenset(code.casefold() for code in fact.codes)
        return frozenset()


def _column(symbol: TableSymbol | ValueSymbol, head: str) -> Target | None:
    if isinstance(symbol, TableSymbol) and head in symbol.table.columns:
        own = target_of(symbol)
        return (
            own if head == symbol.name else Target("column", head, f"{own.home}/{symbol.name}")
        )
    return None
