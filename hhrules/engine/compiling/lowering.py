"""A book to its program: rules of its own and of those that it extends, examples and messages checked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from attrs import evolve

from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.example_checks import check_examples
from hhrules.engine.compiling.message_checks import check_messages
from hhrules.engine.compiling.pricing import lower_payment, rules_within
from hhrules.engine.compiling.unread import check_definitions
from hhrules.engine.texts import Text
from hhrules.ir import nodes as ir
from hhrules.ir.conditions import lower_condition
from hhrules.ir.expressions import lower_expression
from hhrules.ir.names import find_name, find_ref
from hhrules.ir.rules import CLAIM, check_dated_by, lower_rule
from hhrules.ir.scope import Context
from hhrules.ir.sets import lower_set
from hhrules.semantics.stated import NOTHING_STATED, StatedSet, table_with
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import Book
from hhrules.semantics.versions import check_versions
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes


def new_context(work: Compilation, book: Book, given: StatedSet = NOTHING_STATED) -> Context:
    """What lowering a book starts with."""
    tables = (table_with(book, r.table, r.grid, Diagnostics()) for r in given.tables)
    return Context(
        book=book,
        diagnostics=work.diagnostics,
        expression=lower_expression,
        condition=lower_condition,
        find_ref=find_ref,
        find_name=find_name,
        lower_set=lower_set,
        anchor=book.tree.header.dated_by,
        given=given.names,
        stated=dict(pair for pair in tables if pair is not None),
        resolved=work.resolved if work.resolved is not None else {},
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
    given: StatedSet = NOTHING_STATED,
    only: frozenset[str] | None = None,
) -> ir.BookProgram:
    """The program of a book (of some of its rules, with what an example states in place of its own)."""
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
            lowered = lower_rule(ctx, rule)
            rules.append(evolve(lowered, version=len(same)) if len(same) > 1 else lowered)
    for same in versions.values():
        check_versions(same, work.diagnostics)
    _check_references(work, book, versions)
    if given == NOTHING_STATED and only is None:
        check_examples(book, work.diagnostics)
        check_messages(ctx, book)
        check_dated_by(ctx)
        lower_payment(ctx, CLAIM)
        check_definitions(ctx, book)
    return ir.BookProgram(
        name=book.name,
        title=header.title,
        version=header.version,
        sha256=_sha256_of(text),
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
            near = suggestions(block.rule, rules)
            place = _id_in(book, block.span, block.rule)
            work.diagnostics.error(
                "E122",
                f"there is no rule {block.rule} for this example",
                place,
                label="of which rule?",
                help=did_you_mean(near, "name a rule of this rulebook"),
                fixes=renamed(place, near),
            )
        match block:
            case nodes.SwitchOff(id=name) | nodes.Rule(id=name, replaces=True):
                pass
            case _:
                continue
        if name not in base:
            near = suggestions(name, base)
            place = _id_in(book, block.span, name)
            advice = "mend the id" if base else "name the rulebook that has it: `extends …`"
            work.diagnostics.error(
                "E123",
                f"there is no rule {name} to {_CHANGES[isinstance(block, nodes.Rule)]}",
                place,
                label="no rule of that id to change",
                note="`replace` and `switch off` speak of rules of a rulebook that this one extends",
                help=did_you_mean(near, advice),
                fixes=renamed(place, near),
            )


def _id_in(book: Book, block: Span, name: str) -> Span:
    """The place of a rule's id in the first line of its block."""
    line = book.source.slice(block).split("\n")[0]
    at = line.find(name)
    if at < 0:
        return Span(block.name, block.start, block.start + len(line))
    return Span(block.name, block.start + at, block.start + at + len(name))


def _sha256_of(text: Text) -> str:
    """The hash over a rulebook's text and its tables."""
    digest = hashlib.sha256(text.source.text.encode())
    for name in sorted(text.files):
        digest.update(f"\0{name}\0{text.files[name]}".encode())
    return digest.hexdigest()
