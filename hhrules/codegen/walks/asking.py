"""The walk that asks everything, rule by rule."""

from __future__ import annotations

from contextlib import ExitStack

from hhrules.codegen.walks.rules import foot, function_name, gate, head, unknown_subjects
from hhrules.codegen.walks.walk import Walk
from hhrules.ir import nodes as ir


def emit_asking(walk: Walk) -> None:
    """The walk rule by rule, each asking everything."""
    emitter, writer = walk.emitter, walk.emitter.writer
    with writer.block(f"def asking_{walk.name}(claim, env, report):"):
        head(emitter, [r for _, r in walk.rules])
        for number, rule in walk.rules:
            outside = writer.scope
            writer.scope = outside.copy()
            with ExitStack() as nest:
                for switch in rule.switches:
                    gate(emitter, switch.condition, [], nest, counted=True)
                _each(walk, number, rule)
            writer.scope = outside
        foot(emitter)
    writer.line()


def _each(walk: Walk, number: int, rule: ir.Rule) -> None:
    writer = walk.emitter.writer
    call = f"{function_name(rule)}(claim, {walk.var}, env, report)"
    if walk.on_lines:
        with writer.block(f"for {walk.var} in claim.lines:"):
            writer.line(call, rule.span)
        return
    name = writer.temporary()
    writer.line(f"{name} = {walk.source}", walk.first.span)
    with writer.block(f"if {name} is UNKNOWN:"):
        unknown_subjects(walk.emitter, rule, number)
    with writer.block("else:"), writer.block(f"for {walk.var} in {name} or ():"):
        writer.line(call, rule.span)
