"""Conditions to IR: yes, no or unknown."""

from __future__ import annotations

from attrs import evolve

from hhrules.ir import nodes as ir
from hhrules.ir.comparisons import check_comparable, compare
from hhrules.ir.frames import Frames
from hhrules.ir.membership import include, one_of
from hhrules.ir.names import lower_ref
from hhrules.ir.operands import as_value
from hhrules.ir.scope import Context
from hhrules.ir.sets import bind, lower_set
from hhrules.ir.text_checks import text_check
from hhrules.semantics.ranges import check_ends
from hhrules.syntax import nodes
from hhrules.values.types import YESNO


def lower_condition(ctx: Context, node: nodes.Condition, frames: Frames) -> ir.Expr:
    """A condition: yes, no or unknown."""
    match node:
        case nodes.Junction(op=op, items=items, span=span):
            parts = tuple(lower_condition(ctx, i, frames) for i in items)
            return ir.Junction(id=ctx.id(), ty=YESNO, span=span, op=op, items=parts)
        case nodes.Not(operand=operand, span=span):
            inner = lower_condition(ctx, operand, frames)
            return ir.Not(id=ctx.id(), ty=YESNO, span=span, operand=inner)
        case nodes.Holds(name=name):
            return _holds(ctx, name, frames)
        case nodes.Compare():
            return compare(ctx, node, frames)
        case nodes.OneOf():
            return one_of(ctx, node, frames)
        case nodes.Between(operand=operand, low=low, high=high, span=span):
            value = ctx.expression(ctx, operand, frames)
            ends = tuple(as_value(ctx, e, value, frames) for e in (low, high))
            for end in ends:
                check_comparable(ctx, value, end, span, "between")
            _check_ends(ctx, node, ends)
            return ir.Op(id=ctx.id(), ty=YESNO, span=span, op="between", args=(value, *ends))
        case nodes.Presence(operand=operand, test=test, span=span):
            value = ctx.expression(ctx, operand, frames)
            return ir.Presence(
                id=ctx.id(),
                ty=YESNO,
                span=span,
                operand=value,
                test=test,
                uncertain=test in ("none", "not none"),
            )
        case nodes.Include():
            return include(ctx, node, frames)
        case nodes.Exists(positive=positive, members=members, span=span):
            lowered = lower_set(ctx, members, frames)
            if lowered is None:
                return ir.Unstated(id=ctx.id(), ty=YESNO, span=span, label=members.name.text)
            found = ir.Exists(
                id=ctx.id(), ty=YESNO, span=span, loop=lowered.loop, negated=not positive
            )
            return bind(ctx, found, lowered)
        case nodes.Mentions(operand=operand, negated=negated, phrases=phrases, span=span):
            return text_check(ctx, operand, phrases, frames, span, "mentions", negated=negated)
        case nodes.SaysMore(operand=operand, phrases=phrases, span=span):
            return text_check(ctx, operand, phrases, frames, span, "says_more", negated=False)


def _check_ends(ctx: Context, node: nodes.Between, ends: tuple[ir.Expr, ...]) -> None:
    """Warn of a range whose first end lies after its last, so that nothing is in it."""
    (low, high), first, last = ends, node.low, node.high
    if not (isinstance(low, ir.Const) and isinstance(high, ir.Const)):
        return
    if isinstance(first, nodes.Lit) and isinstance(last, nodes.Lit):
        check_ends(ctx.diagnostics, (first, low.value), (last, high.value), "and")


def _yes_or_no(ctx: Context, value: ir.Expr) -> ir.Expr:
    if value.ty != YESNO and not isinstance(value, ir.Unstated):
        ctx.diagnostics.error(
            "E106",
            f"this is {value.ty}, not a yes or no",
            value.span,
            label=f"this is {value.ty}",
            note="a condition is a sentence that is true or not",
            help="say something of it: `… is …`, `… is more than …`, `… is known`",
        )
    return value


def _holds(ctx: Context, name: nodes.Ref, frames: Frames) -> ir.Expr:
    value = lower_ref(ctx, name, frames)
    if isinstance(value, ir.Call):  # it stands here, and is defined elsewhere
        value = evolve(value, span=name.span)
    if isinstance(value, ir.Unstated) and ctx.free:
        return ir.Unstated(id=ctx.id(), ty=YESNO, span=value.span, label=value.label)
    return _yes_or_no(ctx, value)
