"""In which order rules ask their questions: rules that ask the same stand under one question.

A rule asks its gates one after another and then its checks. Rules on the same subjects are put
into a tree: each gate is asked once for all rules below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile
from typing import TypeAlias

from attrs import define, field, frozen

from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads
from hhrules.source.text import Span
from hhrules.values.types import YESNO

Numbered = tuple[int, ir.Rule]


@frozen(eq=False)
class Gate:
    """A condition for going on; `counted`: a no makes the rule not applicable.

    `noted`: what the line's codes say has that in its count already.
    """

    condition: ir.Expr
    counted: bool
    noted: bool = False


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


@frozen(eq=False)
class Gather:
    """A grouping that takes a line that is surely its member; `alone`: no more than its keys.

    With an `amount` it is no grouping but a figure by keys, to which the line adds that much.
    """

    number: int
    keys: tuple[ir.Expr, ...]
    span: Span
    alone: bool = False
    amount: ir.Expr | int | None = None

    @property
    def table(self) -> str:
        """The variable that it is kept in."""
        kind = "groups" if self.amount is None else "totals"
        return f"{kind}_{self.number}"


End: TypeAlias = Leaf | Gather


@define(eq=False)
class Branch:
    """A step, and the rules that go on after it."""

    step: Step
    below: list[Branch | End] = field(factory=list)


def steps_of(rule: ir.Rule, *, switches: bool, force: bool = True) -> Iterator[Step]:
    """The steps of a rule once its subject is at hand."""
    if switches:
        for guard in rule.switches:
            yield from gates_of(guard.condition, counted=True)
    if rule.in_force is not None and force:
        yield from gates_of(rule.in_force, counted=False)
    spare = spare_binds(rule)
    for step in rule.steps:
        if isinstance(step, ir.Bind):
            if step not in spare:
                yield step
        else:
            yield from gates_of(step.condition, counted=True)


def spare_binds(rule: ir.Rule) -> list[ir.Bind]:
    """What a rule names for its messages alone."""
    needed = {name for check in rule.checks for name in reads(check.condition)}
    spare: list[ir.Bind] = []
    for step in reversed(rule.steps):
        if not isinstance(step, ir.Bind):
            needed |= reads(step.condition)
        elif step.name in needed:
            needed |= reads(step.value)
        else:
            spare.insert(0, step)
    return spare


def members_of(rule: ir.Rule) -> Iterator[Step]:
    """The conditions that make a subject one of the rule's."""
    if rule.loop is not None:
        for condition in rule.loop.conditions:
            yield from gates_of(condition, counted=False)


def gates_of(condition: ir.Expr, *, counted: bool) -> Iterator[Gate]:
    """A condition in parts that all have to hold: the first that does not settles it."""
    if isinstance(condition, ir.Junction) and condition.op == "and":
        for item in condition.items:
            yield from gates_of(item, counted=counted)
    else:
        yield Gate(condition, counted)


def tree(paths: list[tuple[list[Step], End]], *, together: bool) -> list[Branch | End]:
    """The rules under their steps; `together`: equal steps are one."""
    top: list[Branch | End] = []
    branches: dict[object, Branch] = {}
    for steps, leaf in paths:
        level, above = top, 0
        for step in steps:
            place = (above, asked(step)) if together else None
            found = branches.get(place)
            if found is None:
                found = Branch(step)
                level.append(found)
                if together:
                    branches[place] = found
            level, above = found.below, id(found)
        level.append(leaf)
    return top


def asked(step: Step) -> object:
    """What a step asks or names: equal for steps that are the same."""
    match step:
        case Gate(condition=condition, counted=counted, noted=noted):
            return "gate", counted, noted, key(condition)
        case Flag(number=number):
            return "flag", number
        case ir.Bind(name=name, value=value):
            return "bind", name, key(value)


def head_of(steps: Sequence[Step]) -> tuple[object, ...]:
    """What is asked before the claim's switches."""
    return tuple(asked(s) for s in takewhile(lambda s: not isinstance(s, Flag), steps))


def flagged_as(steps: list[Step], heads: Collection[tuple[object, ...]]) -> list[Step]:
    """The way to a gathering, with its switch where rules have theirs that ask the same so far."""
    flags = [s for s in steps if isinstance(s, Flag)]
    others = [s for s in steps if not isinstance(s, Flag)]
    for place in range(len(others), 0, -1):
        if head_of(others[:place]) in heads:
            return [*others[:place], *flags, *others[place:]]
    return steps


def joined(gates: list[Gate]) -> Gate:
    """A gate behind which all of some gates lie."""
    if len(gates) == 1:
        return gates[0]
    items = tuple(gate.condition for gate in gates)
    noted = any(gate.noted for gate in gates)
    whole = ir.Junction(id=0, ty=YESNO, span=items[-1].span, op="and", items=items)
    return Gate(whole, counted=noted, noted=noted)


def implied(leaf: Leaf, found: Sequence[Branch | End]) -> Branch | None:
    """The gates beside a rule that ask just what the rule checks: behind them, it is met."""
    if len(leaf.rule.checks) != 1:
        return None
    asked = [key(g.condition) for g in gates_of(leaf.rule.checks[0].condition, counted=True)]
    for entry in found:
        branch: Branch | End = entry
        for place, asks in enumerate(asked):
            if (
                not isinstance(branch, Branch)
                or not isinstance(branch.step, Gate)
                or not branch.step.counted
                or branch.step.noted
                or key(branch.step.condition) != asks
            ):
                break
            if place == len(asked) - 1:
                return branch
            if len(branch.below) != 1:
                break
            branch = branch.below[0]
    return None


def leaves(entries: Sequence[Branch | End]) -> Iterator[Leaf]:
    """The rules below, in order."""
    return (end for end in ends(entries) if isinstance(end, Leaf))


def ends(entries: Sequence[Branch | End]) -> Iterator[End]:
    """All that stands below, in order."""
    for entry in entries:
        if isinstance(entry, Branch):
            yield from ends(entry.below)
        else:
            yield entry
