"""Every name and code of a rulebook's tree, with what it stands for, in the order of the text."""

from __future__ import annotations

from attrs import define, evolve

from hhrules.claims.vocabulary import RecordKind
from hhrules.lsp.analysis import Analysis
from hhrules.lsp.index import Index
from hhrules.lsp.resolve import Scope, kind_of_set, target_of
from hhrules.lsp.sentences import Sentences
from hhrules.lsp.targets import Target
from hhrules.semantics.remarks import REMARKS
from hhrules.semantics.stated import is_table
from hhrules.semantics.symbols import Book, Definition, TableSymbol
from hhrules.syntax import nodes
from hhrules.syntax.walk import children


def index_of(analysis: Analysis) -> Index:
    """The names and codes of an analysed text, as far as it could be read."""
    book = analysis.book
    index = Index()
    if book is None or analysis.work is None:
        return index
    context = analysis.work.contexts.get(book.name)
    _Blocks(index, book).rulebook(Scope(book, context.meant if context else {}))
    index.sort()
    return index


@define(eq=False)
class _Blocks(Sentences):
    """Goes through the blocks of one rulebook."""

    def rulebook(self, scope: Scope) -> None:
        """The whole tree."""
        header = self.book.tree.header
        self.note(
            self.word(header.span, header.name), Target("rulebook", header.name), defines=True
        )
        for use in (*header.uses, *header.extends):
            self.note(self.word(use.span, use.rulebook), Target("rulebook", use.rulebook))
        self.inside(header, scope)
        for block in self.book.tree.blocks:
            self.block(block, scope)

    def block(self, block: nodes.Block, scope: Scope) -> None:
        """One block: the name that it defines, and what it says."""
        home = self.book.name
        match block:
            case nodes.TableBlock() | nodes.ValueBlock():
                self.table(block, scope)
            case nodes.FactBlock(name=name):
                self.note(name.span, Target("fact", name.text, "claim"), defines=True)
            case nodes.Rule():
                self.rule(block, scope)
            case nodes.SwitchOff(id=rule, span=span):
                self.note(self.word(span, rule), self.rule_of(rule))
            case nodes.Example(rule=rule, span=span) | nodes.ExampleTable(rule=rule, span=span):
                self.note(self.word(span, rule), self.rule_of(rule))
                self.example(block, scope)
            case nodes.DefineGroups(members=members, keys=keys):
                self.note(
                    block.name.span, Target("definition", block.name.text, home), defines=True
                )
                inner = scope.within(scope.kind_of(members.name.text))
                self.node(members, scope)
                for key in keys:
                    self.node(key, inner)
            case _:
                self.note(
                    block.name.span, Target("definition", block.name.text, home), defines=True
                )
                body = (c for c in children(block) if c is not block.name)
                for child in body:
                    self.node(child, scope)

    def table(self, block: nodes.TableBlock | nodes.ValueBlock, scope: Scope) -> None:
        """A table or value: its keys, its columns, the codes under them."""
        name = block.name.text
        kind = "table" if isinstance(block, nodes.TableBlock) else "value"
        own = Target(kind, name, self.book.name)  # type: ignore[arg-type]
        self.note(block.name.span, own, defines=True)
        refs = block.keys if isinstance(block, nodes.TableBlock) else (block.key,)
        keys = {r.text: scope.name(r.text, r.span) for r in refs if r is not None}
        for ref in refs:
            if ref is not None:
                self.note(ref.span, keys[ref.text])
        if block.grid is None:
            return
        for number, head in enumerate(block.grid.header):
            text = head.name.text
            if text in keys:
                self.note(head.span, keys[text])
            elif kind == "table" and text not in REMARKS:
                column = own if text == name else Target("column", text, f"{own.home}/{name}")
                self.note(head.name.span, column, defines=column is not own)
            for row in block.grid.rows:
                if number < len(row.cells):
                    self.cell(row.cells[number], text)

    def rule(self, rule: nodes.Rule, scope: Scope) -> None:
        """A rule: its subject, then its own names."""
        self.note(rule.id_span, self.rule_of(rule.id), defines=not rule.replaces)
        home = f"{self.book.name}/{rule.id}@{rule.span.start}"
        lets = {
            s.name.text: Target("let", s.name.text, home)
            for s in rule.steps
            if isinstance(s, nodes.Let)
        }
        kind: RecordKind | None = None
        if rule.subject is not None:
            self.set_name(rule.subject, scope)
            kind = scope.kind_of(rule.subject.text)
        inner = evolve(scope.within(kind), lets=lets)
        for step in rule.steps:
            if isinstance(step, nodes.Let):
                self.note(step.name.span, lets[step.name.text], defines=True)
                self.node(step.value, inner)
            else:
                self.node(step.condition, inner)
        for child in children(rule):
            if child is not rule.subject and not isinstance(child, nodes.Let | nodes.When):
                self.node(child, inner)

    def rule_of(self, rule: str) -> Target:
        """A rule by its id: that of the rulebook that has it first, which others may replace."""
        return Target("rule", rule, _home_of(self.book, rule) or self.book.name)

    # ------------------------------------------------------------------ examples

    def example(self, block: nodes.Example | nodes.ExampleTable, scope: Scope) -> None:
        """The facts that an example states, by the rule's subject."""
        kind = self._subject_of(block.rule)
        inner = scope.within(kind)
        for given in block.givens:
            self.given(given, inner)
        if isinstance(block, nodes.ExampleTable):
            claims = block.earlier
            self.records(block.records, scope)
            self.grid(block.grid, inner)
        else:
            claims = (*block.earlier, block.claim)
            for expect in block.expects:
                for ref in expect.without:
                    found = scope.set_name(ref.text) or scope.name(ref.text, ref.span)
                    self.note(ref.span, found)
        for claim in claims:
            for given in claim.givens:
                self.given(given, inner)
            self.records(claim.records, scope)

    def records(self, records: tuple[nodes.WithRows, ...], scope: Scope) -> None:
        """Lists of the claim, and tables, under `with`."""
        for rows in records:
            if is_table(rows, self.book):
                self.ref(rows.records, scope)
                continue
            self.set_name(rows.records, scope)
            self.grid(rows.grid, scope.within(scope.kind_of(rows.records.text)))

    def _subject_of(self, rule: str) -> RecordKind | None:
        for book in (self.book, *self.book.extends.values()):
            for block in book.tree.blocks:
                if isinstance(block, nodes.Rule) and block.id == rule and block.subject:
                    return kind_of_set(book, block.subject.text)
        return None

    def grid(self, grid: nodes.Grid, scope: Scope) -> None:
        """The heads of an example's rows, and the codes below them."""
        for number, head in enumerate(grid.header):
            self.head(head, scope)
            for row in grid.rows:
                if number < len(row.cells):
                    self.cell(row.cells[number], self.family(head.name, scope))

    def given(self, given: nodes.Given, scope: Scope) -> None:
        """`given F is V`."""
        if isinstance(given, nodes.GivenValue) and self.is_fact(given.fact.name, given.cell):
            return
        self.head(given.fact, scope)
        if isinstance(given, nodes.GivenValue):
            self.cell(given.cell, self.family(given.fact.name, scope))

    def head(self, head: nodes.Header, scope: Scope) -> None:
        """A fact or definition that an example states: a definition comes first."""
        text = head.name.text
        symbol = self.book.find(text)
        if isinstance(symbol, Definition | TableSymbol) and head.key is None:
            self.note(head.name.span, target_of(symbol))
        elif text != "expect":
            self.ref(head.name, scope)
        if head.key is not None and head.name.parts:
            self.code(head.key, self.family(head.name, scope, keyed=True))


def _home_of(book: Book, rule: str) -> str | None:
    """The id of the rulebook that a rule comes from: this one, or one that it extends."""
    for block in book.tree.blocks:
        if isinstance(block, nodes.Rule) and block.id == rule and not block.replaces:
            return book.name
    homes = (_home_of(base, rule) for base in book.extends.values())
    return next((home for home in homes if home), None)
