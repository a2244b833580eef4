"""The one function that judges a claim by all rules of a rulebook."""

from __future__ import annotations

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.definite import surely
from hhrules.codegen.walks.cases import ask_at_once, choose_at_once
from hhrules.codegen.walks.claim_rules import emit_at_once
from hhrules.codegen.walks.plan import Numbered
from hhrules.codegen.walks.rules import is_line_rule
from hhrules.codegen.walks.switches import all_of, switched_off
from hhrules.codegen.walks.walk import Walk
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


def emit_entry(
    emitter: Emitter, whole: list[Numbered], walks: list[Walk], without: frozenset[str]
) -> str:
    """The function that judges a claim by all rules; walks that are switched off are not entered.

    What switches the walks over the lines is asked first, for the rules on the claim ask it too.
    """
    writer = emitter.writer
    emitter.steady.clear()
    with writer.block("def judge(claim, env, report):"):
        asked = (c for w in walks for c in (*w.entry, *(c for cs in w.conditions for c in cs)))
        conditions = (n for c in asked for n in walk_over(c))
        if any(isinstance(n, ir.Fact) and n.record == "given" for n in conditions):
            writer.line("given = env.given")
        in_cases = [w for w in walks if w.cases]
        for walk in in_cases:
            ask_at_once(walk)
        if whole:
            emit_at_once(emitter, whole, without, last=not in_cases)
        for walk in in_cases:
            choose_at_once(walk)
        together: dict[object, list[Walk]] = {}
        for walk in (w for w in walks if not w.cases):
            together.setdefault(key(walk.entry) if walk.entry else walk.name, []).append(walk)
        for same in together.values():
            _enter_walks(emitter, same)
    writer.line()
    return "judge"


def _enter_walks(emitter: Emitter, walks: list[Walk]) -> None:
    writer, conditions = emitter.writer, walks[0].entry
    calls = [f"each_{walk.name}(claim, env, report)" for walk in walks]
    if not conditions:
        for call in calls:
            writer.line(call)
        return
    rule = walks[0].rules[0][1]
    whole = all_of(rule, conditions)
    doubtful = emitter.doubtful(whole)
    with writer.block(f"if {surely(emitter, whole, want=True)}:", whole.span):
        for call in calls:
            writer.line(call)
    count = sum(len(walk.rules) for walk in walks)
    unclear = [f"asking_{walk.name}(claim, env, report)" for walk in walks]
    with writer.block("else:"):
        counted = f"report.not_applicable += {count}"
        switched_off(emitter, rule, counted, unclear, doubtful=doubtful)
