"""The order of a set's members: the date by which they stand, and lines by their number."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.facts import fact_of
from hhrules.ir.frames import Frame
from hhrules.ir.scope import Context
from hhrules.source.text import Span
from hhrules.values.types import DATE, WHOLE


def order_date(ctx: Context, frame: Frame, span: Span) -> ir.Expr | None:
    """The date by which members of this kind stand in order."""
    if frame.kind == "claim":
        return fact_of(
            ctx, frame.var, ctx.book.vocabulary.records["claim"].facts["statement from"], span
        )
    if frame.is_run:
        return ir.RunEnd(
            id=ctx.id(), ty=DATE, span=span, run=frame.var, end="first", label="first day"
        )
    if frame.keys:
        if frame.date_key is None:
            return None
        name, ty = frame.keys[frame.date_key]
        return ir.KeyOf(
            id=ctx.id(), ty=ty, span=span, group=frame.var, index=frame.date_key, label=name
        )
    kind = ctx.kind(frame.kind)
    if kind is None or kind.dated_by is None:
        return None
    return fact_of(ctx, frame.var, kind.facts[kind.dated_by], span)


def line_number(ctx: Context, frame: Frame, span: Span) -> ir.Expr:
    """The number of a line; 0 for what has none."""
    kind = ctx.kind(frame.kind)
    if frame.kind == "line" and kind is not None:
        return fact_of(ctx, frame.var, kind.facts["line number"], span)
    return ir.Const(id=ctx.id(), ty=WHOLE, span=span, value=0, uncertain=False)
