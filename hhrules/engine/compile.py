"""The life of a rulebook, on one page: text, tree, symbols, IR; Python is made in `build`.

A rulebook that does not parse and check in full never becomes a program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from attrs import define, evolve, field

from hhrules.claims.model import Claim
from hhrules.claims.schema import VOCABULARY, Vocabulary
from hhrules.engine.extend import with_site_facts
from hhrules.engine.follow import without_followers
from hhrules.engine.pricing import lower_payment, rules_within
from hhrules.engine.texts import Text
from hhrules.engine.unread import check_definitions
from hhrules.ir import nodes as ir
from hhrules.ir.conditions import lower_condition
from hhrules.ir.expressions import lower_expression
from hhrules.ir.names import find_name, find_ref
from hhrules.ir.rules import CLAIM, lower_rule
from hhrules.ir.scope import Context
from hhrules.ir.sets import lower_set
from hhrules.semantics.dated import build_value
from hhrules.semantics.symbols import (
    Book,
    Definition,
    Symbol,
    declare,
)
from hhrules.semantics.tables import build_table
from hhrules.semantics.versions import check_versions
from hhrules.source.diagnostic import Diagnostic, Diagnostics, Label, nearest
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse


@define(eq=False)
class Compilation:
    """Rulebooks compiled together: their books, programs, and all that is wrong with them."""

    texts: tuple[Text, ...]
    vocabulary: Vocabulary = VOCABULARY
    claim_type: type[Claim] = Claim
    books: dict[str, Book] = field(factory=dict)
    programs: dict[str, ir.BookProgram] = field(factory=dict)
    contexts: dict[str, Context] = field(factory=dict)
    diagnostics: Diagnostics = field(factory=Diagnostics)

    @property
    def sources(self) -> dict[str, SourceFile]:
        """The sources by name, for messages."""
        return {t.source.name: t.source for t in self.texts}

    @property
    def all_sources(self) -> dict[str, SourceFile]:
        """The sources of all books, those too that are only used."""
        return {b.source.name: b.source for b in self.books.values()}

    def found(self) -> list[Diagnostic]:
        """All diagnostics by place, each once, without what only follows from a text that is not read."""
        seen: dict[tuple[str, str, int], Diagnostic] = {}
        for d in without_followers(
            self.diagnostics.sorted(), {**self.all_sources, **self.sources}
        ):
            seen.setdefault((d.code, d.span.name, d.span.start), d)
        return list(seen.values())


def compile_texts(
    texts: tuple[Text, ...], *, known: Mapping[str, Text] | None = None
) -> Compilation:
    """Compile rulebooks together; `known` are others that they may use, found by id."""
    work = Compilation(texts)
    trees = _parse_all(work, texts, known or {})
    work.vocabulary, work.claim_type = with_site_facts(
        [b for _, t in trees for b in t.blocks if isinstance(b, nodes.FactBlock)],
        work.diagnostics,
    )
    for text, tree in trees:
        _declare_book(work, text, tree)
    _connect(work, known or {})
    for book in work.books.values():
        _build_tables(work, book)
    wanted = {t.source.name for t in texts}
    for book in work.books.values():
        if book.source.name in wanted:
            text = next(t for t, tree in trees if tree is book.tree)
            work.programs[book.name] = lower_book(work, book, text)
    return work


def sha256_of(text: Text) -> str:
    """The hash over a rulebook's text and its tables."""
    digest = hashlib.sha256(text.source.text.encode())
    for name in sorted(text.files):
        digest.update(f"\0{name}\0{text.files[name]}".encode())
    return digest.hexdigest()


def _parse_all(
    work: Compilation, texts: tuple[Text, ...], known: Mapping[str, Text]
) -> list[tuple[Text, nodes.Rulebook]]:
    trees: list[tuple[Text, nodes.Rulebook]] = []
    have: set[str] = set()
    queue = list(texts)
    while queue:
        text = queue.pop(0)
        tree = parse(text.source, work.diagnostics)
        if tree is None:
            continue
        trees.append((text, tree))
        have.add(tree.header.name)
        for use in (*tree.header.uses, *tree.header.extends):
            other = known.get(use.rulebook)
            waiting = {t.source.name for t in queue} | {t.source.name for t, _ in trees}
            if (
                use.rulebook not in have
                and other is not None
                and other.source.name not in waiting
            ):
                queue.append(other)
    return trees


def _declare_book(work: Compilation, text: Text, tree: nodes.Rulebook) -> None:
    name = tree.header.name
    if name in work.books:
        work.diagnostics.error(
            "E111",
            f"there are two rulebooks `{name}`",
            tree.header.span,
            label="this one",
            others=(Label(work.books[name].tree.header.span, "and this one"),),
            help="give one of them another id",
        )
        return
    book = Book(tree=tree, source=text.source, vocabulary=work.vocabulary, files=text.files)
    work.books[name] = book
    for block in tree.blocks:
        match block:
            case (
                nodes.DefineCondition()
                | nodes.DefineExpression()
                | nodes.DefineSet()
                | nodes.DefineGroups()
                | nodes.DefineRuns()
            ):
                symbol = Definition(block.name.text, block, book)
                declare(book, symbol, block.name.span, work.diagnostics)
            case _:
                pass


def _connect(work: Compilation, known: Mapping[str, Text]) -> None:
    for book in work.books.values():
        header = book.tree.header
        for use in (*header.uses, *header.extends):
            other = work.books.get(use.rulebook)
            if other is None:
                near = nearest(use.rulebook, {*work.books, *known} - {book.name})
                work.diagnostics.error(
                    "E113",
                    f"there is no rulebook `{use.rulebook}`",
                    use.span,
                    label="named here",
                    note="a rulebook uses others of the same folder, or shipped ones",
                    help=f"did you mean `{near}`?" if near else "mend the id",
                )
            elif use in header.extends:
                book.extends[use.rulebook] = other
            else:
                book.uses[use.rulebook] = other


def _build_tables(work: Compilation, book: Book) -> None:
    for block in book.tree.blocks:
        if not isinstance(block, nodes.TableBlock | nodes.ValueBlock):
            continue
        symbol: Symbol | None
        if isinstance(block, nodes.TableBlock):
            symbol = build_table(book, block, work.diagnostics)
        else:
            symbol = build_value(book, block, work.diagnostics)
        if symbol is not None:
            declare(book, symbol, block.name.span, work.diagnostics)


# ------------------------------------------------------------------------------ lowering a book


def new_context(work: Compilation, book: Book, given: frozenset[str] = frozenset()) -> Context:
    """What lowering a book starts with."""
    return Context(
        book=book,
        diagnostics=work.diagnostics,
        expression=lower_expression,
        condition=lower_condition,
        find_ref=find_ref,
        find_name=find_name,
        lower_set=lower_set,
        anchor=book.tree.header.dated_by,
        given=given,
    )


def rules_of(book: Book) -> list[nodes.Rule]:
    """The rules of a book: its own, and those that it takes from the ones it extends."""
    own = [b for b in book.tree.blocks if isinstance(b, nodes.Rule)]
    off = {b.id for b in book.tree.blocks if isinstance(b, nodes.SwitchOff)} | {
        r.id for r in own
    }
    return [*(r for r in _base_rules(book) if r.id not in off), *own]


def _base_rules(book: Book) -> list[nodes.Rule]:
    """The rules of the books that a book extends, each once."""
    found = [rule for base in book.extends.values() for rule in rules_of(base)]
    return list({id(rule): rule for rule in found}.values())


def lower_book(
    work: Compilation,
    book: Book,
    text: Text,
    *,
    given: frozenset[str] = frozenset(),
    only: frozenset[str] | None = None,
) -> ir.BookProgram:
    """The program of a book (of some of its rules, with some definitions given as facts)."""
    ctx = new_context(work, book, given)
    work.contexts[book.name] = ctx
    header = book.tree.header
    applies = ctx.condition(ctx, header.applies, (CLAIM,)) if header.applies else None
    rules: list[ir.Rule] = []
    versions: dict[str, list[nodes.Rule]] = {}
    for rule in rules_of(book):
        same = versions.setdefault(rule.id, [])
        same.append(rule)
        if only is None or rule.id in only:
            rules.append(evolve(lower_rule(ctx, rule), version=len(same)))
    for same in versions.values():
        check_versions(same, work.diagnostics)
    _check_references(work, book, versions)
    if not given and only is None:
        lower_payment(ctx, CLAIM)
        check_definitions(ctx, book)
    return ir.BookProgram(
        name=book.name,
        title=header.title,
        version=header.version,
        sha256=sha256_of(text),
        file=book.source.name,
        applies=applies,
        rules=tuple(rules),
        groupings=tuple(ctx.groupings.values()),
        functions=tuple(ctx.functions.values()),
        tables=dict(ctx.tables),
        values=dict(ctx.values),
        priced=rules_within(book),
    )


_CHANGES = {True: "replace", False: "switch off"}


def _check_references(work: Compilation, book: Book, rules: Collection[str]) -> None:
    base = {r.id for r in _base_rules(book)}
    for block in book.tree.blocks:
        if isinstance(block, nodes.Example | nodes.ExampleTable) and block.rule not in rules:
            near = nearest(block.rule, rules)
            work.diagnostics.error(
                "E122",
                f"there is no rule {block.rule} for this example",
                block.span,
                label="of which rule?",
                help=f"did you mean `{near}`?" if near else "name a rule of this rulebook",
            )
        match block:
            case nodes.SwitchOff(id=name) | nodes.Rule(id=name, replaces=True):
                pass
            case _:
                continue
        if name not in base:
            near = nearest(name, base)
            advice = "mend the id" if base else "name the rulebook that has it: `extends …`"
            work.diagnostics.error(
                "E123",
                f"there is no rule {name} to {_CHANGES[isinstance(block, nodes.Rule)]}",
                block.span,
                label="no rule of that id to change",
                note="`replace` and `switch off` speak of rules of a rulebook that this one extends",
                help=f"did you mean `{near}`?" if near else advice,
            )
