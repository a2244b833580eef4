"""The one function that judges a claim by all rules of a rulebook."""

from __future__ import annotations

from hhrules.codegen.case_walks import choose_at_once
from hhrules.codegen.definite import surely
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.plan import Numbered
from hhrules.codegen.rules import is_line_rule
from hhrules.codegen.switches import all_of, switched_off
from hhrules.codegen.walks import Walk
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.ir.walk import walk as walk_over


def by_source(rules: list[Numbered]) -> list[list[Numbered]]:
    """Rules on records or groups, put together by what they walk over."""
    found: dict[object, list[Numbered]] = {}
    for number, rule in rules:
        if rule.loop is not None:
            found.setdefault(key(rule.loop.source), []).append((number, rule))
    return sorted(found.values(), key=lambda rules: not is_line_rule(rules[0][1]))


def emit_entry(emitter: Emitter, first: list[str], walks: list[Walk]) -> str:
    """The function that judges a claim by all rules; walks that are switched off are not entered."""
    writer = emitter.writer
    with writer.block("def judge(claim, env, report):"):
        asked = (c for w in walks for c in (*w.entry, *(c for cs in w.conditions for c in cs)))
        conditions = (n for c in asked for n in walk_over(c))
        if any(isinstance(n, ir.Fact) and n.record == "given" for n in conditions):
            writer.line("given = env.given")
        for name in first:
            writer.line(f"{name}(claim, env, report)")
        for walk in (w for w in walks if w.cases):
            choose_at_once(walk)
        together: dict[object, list[Walk]] = {}
        for walk in (w for w in walks if not w.cases):
            together.setdefault(key(walk.entry) if walk.entry else walk.name, []).append(walk)
        for number, same in enumerate(together.values(), 1):
            _enter_walks(emitter, number, same)
    writer.line()
    return "judge"


def _enter_walks(emitter: Emitter, number: int, walks: list[Walk]) -> None:
    writer, conditions = emitter.writer, walks[0].entry
    calls = [f"each_{walk.name}(claim, env, report)" for walk in walks]
    if not conditions:
        for call in calls:
            writer.line(call)
        return
    rule = walks[0].rules[0][1]
    whole = all_of(rule, conditions)
    doubtful = emitter.doubtful(whole)
    writer.line(f"on_{number} = {surely(emitter, whole, want=True)}", whole.span)
    with writer.block(f"if on_{number}:"):
        for call in calls:
            writer.line(call)
    count = sum(len(walk.rules) for walk in walks)
    unclear = [f"asking_{walk.name}(claim, env, report)" for walk in walks]
    with writer.block("else:"):
        counted = f"report.not_applicable += {count}"
        switched_off(emitter, rule, counted, unclear, doubtful=doubtful)
