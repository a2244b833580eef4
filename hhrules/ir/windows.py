"""Windows of days to IR: before this line, after a date, between two dates."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frame, Frames
from hhrules.ir.members import DayWindow, Lowered
from hhrules.ir.order import line_number, order_date
from hhrules.ir.scope import Context
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import DATE, DURATION, YESNO


def day_condition(
    ctx: Context,
    window: DayWindow,
    day: ir.Expr,
    frames: Frames,
    member: Frame | None = None,
) -> ir.Expr:
    """What a window asks of a day: that of `member`, or (None) of an item that it lists."""
    span = window.span
    match window:
        case nodes.RelativeTo():
            return _relative(ctx, window, day, frames, member)
        case nodes.AfterDate(date=date):
            limit = ctx.expression(ctx, date, frames, DATE)
            return ir.Op(id=ctx.id(), ty=YESNO, span=span, op="gt", args=(day, limit))
        case nodes.DatedBetween(low=low, high=high):
            args = (
                day,
                ctx.expression(ctx, low, frames, DATE),
                ctx.expression(ctx, high, frames, DATE),
            )
            return ir.Op(id=ctx.id(), ty=YESNO, span=span, op="between", args=args)


def item_conditions(
    ctx: Context, lowered: Lowered, frames: Frames, item: ir.Expr
) -> tuple[ir.Expr, ...]:
    """The windows that a list's items meet by their own dates."""
    return tuple(day_condition(ctx, w, item, frames) for w in lowered.late)


def first_day(ctx: Context, window: DayWindow, frames: Frames) -> ir.Expr | None:
    """The first day that a window lets in; None where it has no first day."""
    match window:
        case nodes.AfterDate(date=date, span=span):
            day = ctx.expression(ctx, date, frames, DATE)
            one = ir.Const(id=ctx.id(), ty=DURATION, span=span, value=1, uncertain=False)
            return ir.Op(id=ctx.id(), ty=DATE, span=span, op="days_after", args=(day, one))
        case nodes.DatedBetween(low=low):
            return ctx.expression(ctx, low, frames, DATE)
        case nodes.RelativeTo():
            return None


def _relative(
    ctx: Context,
    window: nodes.RelativeTo,
    day: ir.Expr,
    frames: Frames,
    member: Frame | None,
) -> ir.Expr:
    """`before this S`, `up to this S`; lines of one day stand in the order of their numbers."""
    subject, span = window.subject, window.span
    target = _subject(ctx, subject, frames)
    theirs = order_date(ctx, target, span) if target is not None else None
    if target is not None and theirs is None:
        ctx.diagnostics.error(
            "E115",
            f"`{subject.text}` has no date of its own",
            subject.span,
            label="no day to compare",
            help="compare with a date: `after D`",
        )
    if target is None or theirs is None:
        return ir.Unstated(id=ctx.id(), ty=YESNO, span=span, label=subject.text)
    if member is not None and member.kind == target.kind == "line":
        args = (
            day,
            line_number(ctx, member, span),
            theirs,
            line_number(ctx, target, span),
            _claim_of(ctx, member, span),
            _claim_of(ctx, target, span),
        )
        name = "stands_before" if window.op == "before" else "stands_up_to"
        return ir.Op(id=ctx.id(), ty=YESNO, span=span, op=name, args=args)
    op = "lt" if window.op == "before" else "le"
    return ir.Op(id=ctx.id(), ty=YESNO, span=span, op=op, args=(day, theirs))


def _claim_of(ctx: Context, frame: Frame, span: Span) -> ir.Local:
    return ir.Local(id=ctx.id(), ty=DATE, span=span, name=frame.claim, uncertain=False)


def _subject(ctx: Context, subject: nodes.Ref, frames: Frames) -> Frame | None:
    """The frame that `this S` names; None where there is no such frame (reported)."""
    for outer in reversed(frames):
        if subject.text == outer.kind or subject.text in outer.names:
            return outer
    ctx.diagnostics.error(
        "E102",
        f"there is no `{subject.text}` to compare with here",
        subject.span,
        label="not the subject",
        note="`before this …` and `up to this …` name the subject",
        help=f"did you mean `this {frames[-1].kind}`?",
        replacement=frames[-1].kind,
    )
    return None
