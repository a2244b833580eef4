"""Arithmetic to IR: money, days, dates and numbers are kept apart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frames
from hhrules.ir.operands import as_value, check_type, lower_pair, of_type
from hhrules.ir.scope import Context
from hhrules.semantics.literals import (
    is_numeric,
    months_of,
)
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.calendar import add_months
from hhrules.values.types import (
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    WHOLE,
    Ty,
)

_SUMS: dict[str, tuple[tuple[Ty, Ty, Ty], ...]] = {
    "+": ((MONEY, MONEY, MONEY), (DURATION, DURATION, DURATION), (PERCENT, PERCENT, PERCENT)),
    "-": (
        (MONEY, MONEY, MONEY),
        (DURATION, DURATION, DURATION),
        (DATE, DATE, DURATION),
        (PERCENT, PERCENT, PERCENT),
    ),
    "*": (
        (MONEY, NUMBER, MONEY),
        (NUMBER, MONEY, MONEY),
        (MONEY, PERCENT, MONEY),
        (PERCENT, MONEY, MONEY),
        (DURATION, NUMBER, DURATION),
        (NUMBER, DURATION, DURATION),
        (PERCENT, NUMBER, NUMBER),
        (NUMBER, PERCENT, NUMBER),
    ),
    "/": (
        (MONEY, MONEY, NUMBER),
        (DURATION, DURATION, NUMBER),
        (MONEY, NUMBER, MONEY),
        (DURATION, NUMBER, DURATION),
    ),
}


_NAMES = {"+": "add", "-": "sub", "*": "mul", "/": "div"}


_SAID = {"+": "added to", "-": "taken from", "*": "multiplied by", "/": "divided by"}


def _plain(ty: Ty) -> Ty:
    return NUMBER if is_numeric(ty) else ty


def arithmetic(ctx: Context, node: nodes.Arith, frames: Frames) -> ir.Expr:
    """A sum, difference, product or quotient of two values that go together."""
    left, right = _operands(ctx, node, frames)
    if isinstance(left, ir.Unstated) and isinstance(right, ir.Unstated):
        return left  # of any type, and reported already if it is a slip
    one, two = _plain(left.ty), _plain(right.ty)
    result: Ty | None = None
    if one == two == NUMBER:
        whole = left.ty == right.ty == WHOLE and node.op != "/"
        result = WHOLE if whole else NUMBER
    for a, b, c in _SUMS[node.op]:
        if (one, two) == (a, b):
            result = c
    if result is None:
        result = left.ty
        if isinstance(left, ir.Unstated):
            result = _only(c for _, b, c in _SUMS[node.op] if b == two) or right.ty
        elif isinstance(right, ir.Unstated):
            result = _only(c for a, _, c in _SUMS[node.op] if a == one) or left.ty
        else:
            _bad_arithmetic(ctx, node, left, right)
    return ir.Op(id=ctx.id(), ty=result, span=node.span, op=_NAMES[node.op], args=(left, right))


def _only(types: Iterable[Ty]) -> Ty | None:
    """The type, if all are one: a date less an unknown is a duration."""
    found = set(types)
    return found.pop() if len(found) == 1 else None


def _operands(ctx: Context, node: nodes.Arith, frames: Frames) -> tuple[ir.Expr, ir.Expr]:
    if node.op in "+-":
        return lower_pair(ctx, node.left, node.right, frames)
    return ctx.expression(ctx, node.left, frames), ctx.expression(ctx, node.right, frames)


def _bad_arithmetic(ctx: Context, node: nodes.Arith, left: ir.Expr, right: ir.Expr) -> None:
    help_text, instead = "use values of one kind", None
    if node.op in "+-" and DATE in (left.ty, right.ty):
        direction = "after" if node.op == "+" else "before"
        date, other = (node.left, node.right) if left.ty == DATE else (node.right, node.left)
        amount = getattr(other, "text", "30")
        if not re.search("[a-z]", amount):
            amount = f"{amount} days"
        said = f"{amount} {direction} {getattr(date, 'text', 'D')}"
        help_text = f"write `{said}`"
        instead = said if isinstance(other, nodes.Lit) and isinstance(date, nodes.Ref) else None
    first, second = (right, left) if node.op == "-" else (left, right)
    ctx.diagnostics.error(
        "E105",
        f"{first.ty} cannot be {_SAID[node.op]} {second.ty}",
        node.span,
        label=f"{left.ty} on the left, {right.ty} on the right",
        note="money, days and numbers are kept apart",
        help=help_text,
        replacement=instead,
    )


def shift(ctx: Context, node: nodes.Shift, frames: Frames) -> ir.Expr:
    """`N days after D`, `1 month before D rounded down`."""
    date = of_type(ctx, node.date, frames, DATE, f"… {node.direction}")
    sign = 1 if node.direction == "after" else -1
    if isinstance(node.amount, nodes.Lit):
        if "business" in node.amount.text:
            ctx.diagnostics.error(
                "E116",
                "business days need a list of holidays",
                node.amount.span,
                label="which days are holidays is not known",
                help="write calendar days",
            )
            return date
        months = months_of(node.amount)
        if months is not None:
            return _months(ctx, node, date, sign * months)
    amount = ctx.expression(ctx, node.amount, frames, DURATION)
    check_type(ctx, amount, DURATION, f"… {node.direction}")
    op = "days_after" if sign > 0 else "days_before"
    return ir.Op(id=ctx.id(), ty=DATE, span=node.span, op=op, args=(date, amount))


def _months(ctx: Context, node: nodes.Shift, date: ir.Expr, months: int) -> ir.Expr:
    if node.rounding is None and not _lands_on_a_day(date, months):
        ctx.diagnostics.error(
            "E116",
            "this month may have no such day",
            node.span,
            label="which day is meant?",
            note="29 February plus one year is no day of the calendar"
            if months % 12 == 0
            else "31 January plus one month is no day of the calendar",
            help=(
                "add `rounded down` (the month's last day) "
                "or `rounded up` (the first of the next)"
            ),
        )
    count = ir.Const(
        id=ctx.id(), ty=WHOLE, span=node.amount.span, value=months, uncertain=False
    )
    way = ir.Const(
        id=ctx.id(), ty=TEXT, span=node.span, value=node.rounding or "down", uncertain=False
    )
    return ir.Op(
        id=ctx.id(), ty=DATE, span=node.span, op="months_after", args=(date, count, way)
    )


def _lands_on_a_day(date: ir.Expr, months: int) -> bool:
    """Whether a stated date has its day in the other month too."""
    if not isinstance(date, ir.Const) or not isinstance(date.value, dt.date):
        return False
    try:
        add_months(date.value, months)
    except ValueError:
        return False
    return True


def least_or_greatest(
    ctx: Context, op: str, left: nodes.Expr, right: nodes.Expr, frames: Frames, span: Span
) -> ir.Expr:
    """The earlier, later, smaller or larger of two values."""
    first, second = lower_pair(ctx, left, right, frames)
    if op in ("earlier", "later"):
        check_type(ctx, first, DATE, f"{op} of")
        check_type(ctx, second, DATE, f"{op} of")
    else:
        check_type(ctx, second, first.ty, f"{op} of")
    name = "least" if op in ("earlier", "smaller") else "greatest"
    return ir.Op(id=ctx.id(), ty=first.ty, span=span, op=name, args=(first, second))


def if_none(ctx: Context, node: nodes.IfNone, frames: Frames, expected: Ty | None) -> ir.Expr:
    """`A if none B`, `A if missing or none B`."""
    value = ctx.expression(ctx, node.value, frames, expected)
    otherwise = as_value(ctx, node.otherwise, value, frames)
    check_type(ctx, otherwise, value.ty, "if none")
    return ir.IfNone(
        id=ctx.id(),
        ty=value.ty,
        span=node.span,
        value=value,
        otherwise=otherwise,
        missing=node.missing,
    )
