"""All the mistakes that one block of a rulebook can hold, each once."""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.syntax.walk import children
from hhrules.testing.mutants.edit import Edit, cut, without_item
from hhrules.testing.mutants.figures import figure_edits
from hhrules.testing.mutants.sentences import literal_edits, sentence_edits, steps_of
from hhrules.testing.mutants.tables import table_edits, value_edits

MUTATOR = 1
"""Raised when other mistakes are made: results that were found before then no longer count."""


def edits_of(source: SourceFile, block: n.Block | n.RulebookHeader) -> list[Edit]:
    """The mistakes to make in a block, in the order of the text, no two with the same result."""
    found: dict[tuple[tuple[int, int, str], ...], Edit] = {}
    for edit in _all(source, block):
        if edit.applied(source.text) != source.text:
            found.setdefault(edit.parts, edit)
    return sorted(found.values(), key=lambda e: (e.start, e.end))


def _all(source: SourceFile, block: n.Block | n.RulebookHeader) -> Iterator[Edit]:
    match block:
        case n.RulebookHeader(applies=applies) if applies is not None:
            yield from _within(source, applies)
        case n.TableBlock():
            yield from table_edits(source, block)
        case n.ValueBlock():
            yield from value_edits(block)
        case n.Rule():
            yield from _rule(source, block)
        case n.DefineGroups(keys=keys, members=members):
            yield from _within(source, members)
            for number in range(len(keys)):
                dropped = without_item("a dropped key", (k.span for k in keys), number)
                yield from () if dropped is None else (dropped,)
        case n.DefineCondition() | n.DefineExpression() | n.DefineSet() | n.DefineRuns():
            for child in children(block):
                yield from _within(source, child)
        case _:
            return


def _rule(source: SourceFile, rule: n.Rule) -> Iterator[Edit]:
    yield from _period(rule)
    for step in rule.steps:
        if isinstance(step, n.When):
            kind = "a dropped exception" if step.negated else "a dropped condition"
            yield cut(kind, source, step.span.start, step.span.end)
            yield from _within(source, step.condition)
        else:
            yield from _within(source, step.value)
    for assumed in rule.assumes:
        yield cut("a dropped stand-in", source, assumed.span.start, assumed.span.end)
        if isinstance(assumed.value, n.Lit):
            yield from steps_of(assumed.value, (1,), "another stand-in")
    for check in rule.checks:
        if len(rule.checks) > 1:
            yield cut("a dropped check", source, check.span.start, check.span.end)
        yield from _within(source, check.condition)
        if check.action.amount is not None:
            yield from _within(source, check.action.amount)


def _period(rule: n.Rule) -> Iterator[Edit]:
    """The days on which a rule begins and ends, one day either way."""
    if rule.effective is not None:
        for day in (rule.effective.start, rule.effective.end):
            if day is not None:
                yield from steps_of(day, (1, -1))


def _within(source: SourceFile, node: object) -> Iterator[Edit]:
    """The mistakes in a node and in all below it; messages and look-up days are left alone."""
    yield from sentence_edits(source, node)
    yield from figure_edits(source, node)
    match node:
        case n.Compare(left=left, right=right):
            # The bound itself was dealt with; what it is made of was not.
            yield from _within(source, left)
            yield from () if isinstance(right, n.Lit) else _within(source, right)
        case n.Between(operand=operand, low=low, high=high):
            yield from _within(source, operand)
            for end in (low, high):
                yield from () if isinstance(end, n.Lit) else _within(source, end)
        case n.OneOf(left=left):
            yield from _within(source, left)
        case n.Include(operand=operand):
            yield from _within(source, operand)
        case n.Holds() | n.Not(operand=n.Holds()):
            return
        case n.Lit():
            yield from literal_edits(node)
        case _:
            for child in children(node):
                yield from _within(source, child)
