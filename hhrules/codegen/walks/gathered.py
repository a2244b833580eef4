"""Groupings that the walk over the lines can make on its way."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.definite import is_costly
from hhrules.codegen.figures.quick import keys_alone, totals_in
from hhrules.codegen.figures.running import number_of
from hhrules.codegen.text.contents import key_name
from hhrules.codegen.walks.knowing import asked_of
from hhrules.codegen.walks.plan import Flag, Gather, Step, gates_of
from hhrules.codegen.walks.switches import claim_conditions
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, renamed


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


def gather(
    emitter: Emitter,
    rules: tuple[ir.Rule, ...],
    number: int,
    grouping: ir.Grouping,
    flag: Flag,
    var: str,
    taken: list[tuple[list[Step], Gather]],
    *,
    alone: bool,
) -> None:
    """Have lines taken into a grouping; of one that is only asked for keys, keep the keys alone.

    Then the figures by keys that its rules look up are kept as well. `taken` gets the steps.
    """
    roots = list(_roots_on(rules, grouping.name))
    alone = alone and all(keys_alone(emitter, [root], of) for root, of in roots)
    whole = Gather(number, grouping.keys, grouping.span, alone)
    taken.append(_taken(grouping.loop, grouping.loop.conditions, whole, flag, var))
    for running in totals_in(emitter, [root for root, _ in roots]):
        total = Gather(
            number_of(emitter, running),
            running.keys,
            running.loop.span,
            True,
            running.value or 1,
        )
        known = any(g.table == total.table for _, g in taken)
        if not known and not any(is_costly(emitter, c) for c in running.own):
            taken.append(_taken(running.loop, running.own, total, flag, var))


def _taken(
    loop: ir.Loop, conditions: tuple[ir.Expr, ...], whole: Gather, flag: Flag, var: str
) -> tuple[list[Step], Gather]:
    names = {loop.var: var}
    members = (renamed(c, names) for c in conditions)
    gates = [g for c in members for g in gates_of(c, counted=False)]
    amount = whole.amount
    own = evolve(
        whole,
        keys=tuple(renamed(k, names) for k in whole.keys),
        amount=renamed(amount, names) if isinstance(amount, ir.Expr) else amount,
    )
    return [*gates[:1], flag, *gates[1:]], own


def kept(whole: Gather) -> str:
    """The statement that hands over what the walk over the lines gathered."""
    if whole.amount is not None:
        own = key_name(f"running_{whole.number}")
        return f"env.memo[{own}] = {whole.table}"
    if whole.alone:
        keys = f"[(k, ) for k in {whole.table}]" if len(whole.keys) == 1 else whole.table
        return f"env.have_keys({whole.number}, {keys})"
    return f"env.have({whole.number}, list({whole.table}.values()))"


def _roots_on(rules: tuple[ir.Rule, ...], grouping: str) -> Iterator[tuple[ir.Expr, str]]:
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
