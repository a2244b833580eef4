"""All rules on the same subjects (the lines, the days, the notices) in one walk over them.

Rules that a condition on the claim switches off are not entered. A walk that cannot be made in
the plain way, since the claim leaves open which rules or which subjects count, is made by the
function `asking_...`, rule by rule. Where conditions on the claim switch rules, the walk is written
for each case of them (`walk_cases`).
"""

from __future__ import annotations

from hhrules.codegen.expressions.definite import surely
from hhrules.codegen.walks.asking import emit_asking
from hhrules.codegen.walks.cases import cases_of, choose, emit_case
from hhrules.codegen.walks.gathered import gather, gathered
from hhrules.codegen.walks.loop import emit_subjects
from hhrules.codegen.walks.plan import Flag, Numbered
from hhrules.codegen.walks.rules import emit_alone, head
from hhrules.codegen.walks.switches import all_of, claim_conditions, switched_off
from hhrules.codegen.walks.tally import end_count
from hhrules.codegen.walks.walk import Walk
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key


def emit_walk(walk: Walk) -> str:
    """The functions of the walk; returns the name of the one that makes it."""
    if "clean" in walk.without:
        name = f"asking_{walk.name}"
    else:
        name = f"each_{walk.name}"
        _plainly(walk, name)
    emit_asking(walk)
    for number, rule in walk.rules:
        emit_alone(walk.emitter, number, rule)
    return name


def _plainly(walk: Walk, name: str) -> None:
    """The walk in plain tests, which leaves the unclear to the other functions."""
    emitter = walk.emitter
    emitter.steady.clear()
    found: dict[object, list[Numbered]] = {}
    for number, rule in walk.rules:
        switches = tuple(key(c) for c in claim_conditions(rule))
        found.setdefault(switches, []).append((number, rule))
    if walk.on_lines and "gather" not in walk.without:
        for number, grouping, users in gathered(emitter, walk.groupings, walk.everything):
            switches = tuple(key(c) for c in users)
            if switches not in found:
                found[switches] = []
                walk.conditions_of[len(found) - 1] = users
            flag = Flag(list(found).index(switches))
            alone = "tables" not in walk.without
            rules, var, into = walk.everything, walk.var, walk.gathers
            gather(emitter, rules, number, grouping, flag, var, into, alone=alone)
    walk.groups = list(found.values())
    if len(walk.groups) == 1 and walk.conditions[0] and "entry" not in walk.without:
        walk.entry = walk.conditions[0]
        walk.conditions_of[0] = ()
    cases = [] if "cases" in walk.without else cases_of(walk.conditions)
    if not cases or "entry" in walk.without or not (walk.on_lines and _at_once(walk)):
        _choosing(walk, name, cases)
    else:
        walk.cases = cases
        walk.goes_on = any(rule.loop is None for rule in walk.everything)
    for case in cases:
        if walk.part(case).rules:
            emit_case(walk, name, case)


def _at_once(walk: Walk) -> bool:
    """Whether what switches the rules is known, so that the entry can choose the case."""
    return not any(
        walk.emitter.doubtful(c) or group[0][1].in_force is not None
        for conditions, group in zip(walk.conditions, walk.groups, strict=True)
        for c in conditions
        if group
    )


def _choosing(walk: Walk, name: str, cases: list[frozenset[int]]) -> None:
    """The function that asks what the claim switches, and goes on with the walk."""
    emitter, writer = walk.emitter, walk.emitter.writer
    with writer.block(f"def {name}(claim, env, report):"):
        head(emitter, [r for _, r in walk.rules])
        for number, conditions in enumerate(walk.conditions):
            _switch(walk, number, conditions, walk.groups[number])
        if cases:
            choose(walk, name, cases)
        else:
            if any(walk.flags.values()):
                writer.line("met = not_applicable")
            if all(walk.flags.values()):
                with writer.block(f"if {' or '.join(walk.flags.values())}:"):
                    emit_subjects(walk)
            else:
                emit_subjects(walk)
            end_count(writer)
    writer.line()


def _switch(
    walk: Walk, number: int, conditions: tuple[ir.Expr, ...], group: list[Numbered]
) -> None:
    """Work out whether some rules are switched on; leave the walk where that is open."""
    emitter, writer = walk.emitter, walk.emitter.writer
    if not conditions:
        walk.flags[number] = ""
        return
    whole = all_of(walk.rules[0][1], conditions)
    doubtful = emitter.doubtful(whole)
    name = f"on_{number + 1}"
    writer.line(f"{name} = {surely(emitter, whole, want=True)}", whole.span)
    walk.flags[number] = name
    if not group:
        return
    rule = group[0][1]
    with writer.block(f"if not {name}:"):
        unclear = [f"asking_{walk.name}(claim, env, report)", "return"]
        counted = f"not_applicable += {len(group)}"
        switched_off(emitter, rule, counted, unclear, doubtful=doubtful)
