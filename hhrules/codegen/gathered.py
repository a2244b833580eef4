"""Groupings that the walk over the lines can make on its way."""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.codegen.definite import is_costly
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.knowing import asked_of
from hhrules.codegen.switches import claim_conditions
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key


def gathered(
    emitter: Emitter,
    groupings: tuple[ir.Grouping | ir.RunGrouping, ...],
    rules: tuple[ir.Rule, ...],
) -> Iterator[tuple[int, ir.Grouping, tuple[ir.Expr, ...]]]:
    """The groupings of the claim's own lines for rules that the same conditions switch on."""
    for number, grouping in enumerate(groupings):
        users = [claim_conditions(r) for r in rules if _is_on(r, grouping.name)]
        if (
            isinstance(grouping, ir.Grouping)
            and _is_own(grouping.loop)
            and len({key(u) for u in users}) == 1
            and not any(
                is_costly(emitter, c) for c in (*grouping.loop.conditions, *grouping.keys)
            )
        ):
            yield number, grouping, users[0]


def roots_on(rules: tuple[ir.Rule, ...], grouping: str) -> Iterator[tuple[ir.Expr, str]]:
    """What rules ask of the groups of a grouping, with the variable of the group."""
    for rule in rules:
        if rule.loop is not None and _is_on(rule, grouping):
            yield from ((root, rule.loop.var) for root in asked_of(rule))


def _is_on(rule: ir.Rule, grouping: str) -> bool:
    source = rule.loop.source if rule.loop is not None else None
    return isinstance(source, ir.Grouped) and source.grouping == grouping


def _is_own(loop: ir.Loop) -> bool:
    return (
        loop.scope == "own"
        and isinstance(loop.source, ir.Records)
        and loop.source.path == ("lines",)
    )
