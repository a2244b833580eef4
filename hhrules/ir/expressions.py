"""Expressions to IR: each kind of them, in a place of some type."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.arithmetic import arithmetic, if_none, least_or_greatest, shift
from hhrules.ir.figures import figure
from hhrules.ir.frames import Frames
from hhrules.ir.names import lower_ref
from hhrules.ir.operands import of_type
from hhrules.ir.scope import Context
from hhrules.semantics.literals import (
    WrongType,
    value_of,
)
from hhrules.syntax import nodes
from hhrules.values.types import (
    DATE,
    DURATION,
    NUMBER,
    WHOLE,
    Ty,
)


def lower_expression(
    ctx: Context, node: nodes.Expr | nodes.Condition, frames: Frames, expected: Ty | None = None
) -> ir.Expr:
    """An expression in a place of type `expected` (None: any); a condition is one too."""
    if not isinstance(node, nodes.Expr):
        return ctx.condition(ctx, node, frames)
    match node:
        case nodes.Lit():
            return _literal(ctx, node, expected)
        case nodes.Ref():
            return lower_ref(ctx, node, frames)
        case nodes.Arith():
            return arithmetic(ctx, node, frames)
        case nodes.Shift():
            return shift(ctx, node, frames)
        case nodes.Aggregate():
            return figure(ctx, node, frames)
        case nodes.Pick(op=op, left=left, right=right, span=span):
            return least_or_greatest(ctx, op, left, right, frames, span)
        case nodes.WholePart(operand=operand, span=span):
            value = of_type(ctx, operand, frames, NUMBER, "whole part of")
            return ir.Op(id=ctx.id(), ty=WHOLE, span=span, op="floor", args=(value,))
        case nodes.YearOf(operand=operand, span=span):
            value = of_type(ctx, operand, frames, DATE, "year of")
            return ir.Op(id=ctx.id(), ty=WHOLE, span=span, op="year_of", args=(value,))
        case nodes.MonthEnd(operand=operand, span=span):
            value = of_type(ctx, operand, frames, DATE, "last day of the month of")
            return ir.Op(id=ctx.id(), ty=DATE, span=span, op="month_end", args=(value,))
        case nodes.IfNone():
            return if_none(ctx, node, frames, expected)
        case nodes.RangeLit():
            raise TypeError(node)  # Invariant: the grammar has ranges in lists and cells alone


def _literal(ctx: Context, lit: nodes.Lit, expected: Ty | None) -> ir.Expr:
    try:
        value, ty = value_of(lit, expected)
    except WrongType:
        try:
            value, ty = value_of(lit, None)
        except WrongType:
            ctx.diagnostics.error(
                "E116",
                f"`{lit.text}` cannot be counted in days",
                lit.span,
                label="months differ in length",
                note="months stand only in `N months after D`, with a rounding",
                help="write days, or `1 month after D rounded down`",
            )
            value, ty = 0, DURATION
    return ir.Const(id=ctx.id(), ty=ty, span=lit.span, value=value, uncertain=False)
