"""In which order rules ask their questions: rules that ask the same stand under one question.

A rule asks its gates one after another and then its checks. Rules on the same subjects are put
into a tree: each gate is asked once for all rules below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from attrs import define, field, frozen

from hhrules.ir import nodes as ir
from hhrules.ir.keys import key

Numbered = tuple[int, ir.Rule]


@frozen(eq=False)
class Gate:
    """A condition for going on; `counted`: a no makes the rule not applicable."""

    condition: ir.Expr
    counted: bool


@frozen(eq=False)
class Flag:
    """What was asked of the claim before its lines were walked, by the number of its variable."""

    number: int


Step: TypeAlias = Gate | Flag | ir.Bind


@frozen(eq=False)
class Leaf:
    """A rule whose gates are all behind it."""

    number: int
    rule: ir.Rule


@define(eq=False)
class Branch:
    """A step, and the rules that go on after it."""

    step: Step
    below: list[Branch | Leaf] = field(factory=list)


def steps_of(rule: ir.Rule, *, switches: bool, force: bool = True) -> Iterator[Step]:
    """The steps of a rule once its subject is at hand."""
    if switches:
        for guard in rule.switches:
            yield from _gates(guard.condition, counted=True)
    if rule.in_force is not None and force:
        yield from _gates(rule.in_force, counted=False)
    for step in rule.steps:
        if isinstance(step, ir.Bind):
            yield step
        else:
            yield from _gates(step.condition, counted=True)


def members_of(rule: ir.Rule) -> Iterator[Step]:
    """The conditions that make a subject one of the rule's."""
    if rule.loop is not None:
        for condition in rule.loop.conditions:
            yield from _gates(condition, counted=False)


def _gates(condition: ir.Expr, *, counted: bool) -> Iterator[Gate]:
    """A condition in parts that all have to hold: the first that does not settles it."""
    if isinstance(condition, ir.Junction) and condition.op == "and":
        for item in condition.items:
            yield from _gates(item, counted=counted)
    else:
        yield Gate(condition, counted)


def tree(paths: list[tuple[list[Step], Leaf]], *, together: bool) -> list[Branch | Leaf]:
    """The rules under their steps; `together`: equal steps are one."""
    top: list[Branch | Leaf] = []
    for steps, leaf in paths:
        level = top
        for step in steps:
            found = _find(level, step) if together else None
            if found is None:
                found = Branch(step)
                level.append(found)
            level = found.below
        level.append(leaf)
    return top


def _find(level: list[Branch | Leaf], step: Step) -> Branch | None:
    for entry in level:
        if isinstance(entry, Branch) and _same(entry.step, step):
            return entry
    return None


def _same(one: Step, other: Step) -> bool:
    match one, other:
        case Gate(), Gate():
            return one.counted == other.counted and key(one.condition) == key(other.condition)
        case Flag(), Flag():
            return one.number == other.number
        case ir.Bind(), ir.Bind():
            return one.name == other.name and key(one.value) == key(other.value)
        case _:
            return False


def leaves(entries: list[Branch | Leaf]) -> Iterator[Leaf]:
    """The rules below, in order."""
    for entry in entries:
        if isinstance(entry, Leaf):
            yield entry
        else:
            yield from leaves(entry.below)
