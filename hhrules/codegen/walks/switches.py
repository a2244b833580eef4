"""What rules ask of the claim alone, before they look at a line, a day or a notice."""

from __future__ import annotations

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.definite import surely
from hhrules.ir import nodes as ir
from hhrules.ir.keys import reads
from hhrules.values.types import YESNO


def claim_conditions(rule: ir.Rule) -> tuple[ir.Expr, ...]:
    """What a rule asks of the claim alone before it looks at a subject."""
    force = rule.in_force
    mine = (force,) if force is not None and reads(force) <= {"claim"} else ()
    return (*(s.condition for s in rule.switches), *mine)


def all_of(rule: ir.Rule, conditions: tuple[ir.Expr, ...]) -> ir.Expr:
    """Conditions that all have to hold, as one."""
    if len(conditions) == 1:
        return conditions[0]
    return ir.Junction(id=0, ty=YESNO, span=rule.span, op="and", items=conditions)


def switched_off(
    emitter: Emitter, rule: ir.Rule, counted: str, unclear: list[str], *, doubtful: bool
) -> None:
    """Count rules that are not applicable; one that is not in force is not counted."""
    writer = emitter.writer
    switches = tuple(s.condition for s in rule.switches)
    force = claim_conditions(rule)[len(switches) :]
    if not doubtful and not force:
        writer.line(counted, rule.span)
        return
    off = surely(emitter, all_of(rule, switches), want=False) if switches else ""
    idle = [
        *([surely(emitter, all_of(rule, switches), want=True)] if switches else []),
        *([surely(emitter, force[0], want=False)] if force else []),
    ]
    if off:
        with writer.block(f"if {off}:"):
            writer.line(counted, rule.span)
    if doubtful:
        test = " and ".join(f"({t})" for t in idle)
        head = "else:" if not force else f"{'elif' if off else 'if'} not ({test}):"
        with writer.block(head):
            for line in unclear:
                writer.line(line)
