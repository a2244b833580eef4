"""Comparisons to IR: both sides of one type, each order in its own words."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frames
from hhrules.ir.names import find_name
from hhrules.ir.operands import check_type, lower_pair
from hhrules.ir.scope import Context
from hhrules.semantics.literals import is_numeric, same_kind
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import CODE, DATE, MONEY, TEXT, YESNO, ListOf, SetTy, Ty

_ORDER = {
    "more than": "gt",
    "less than": "lt",
    "at least": "ge",
    "at most": "le",
    "after": "gt",
    "before": "lt",
    "on or after": "ge",
    "on or before": "le",
}


_DATE_WORDS = ("before", "after", "on or before", "on or after")


_OTHER = {
    "more than": "after",
    "less than": "before",
    "at least": "on or after",
    "at most": "on or before",
    "after": "more than",
    "before": "less than",
    "on or after": "at least",
    "on or before": "at most",
}


def compare(ctx: Context, node: nodes.Compare, frames: Frames) -> ir.Expr:
    """`A is B`, `A is more than B`: a yes or no."""
    whole = _name_with_is(ctx, node, frames)
    if whole is not None:
        return whole
    pattern = _pattern(ctx, node, frames)
    if pattern is not None:
        return pattern
    left, right = lower_pair(ctx, node.left, node.right, frames)
    if node.op in ("", "not"):
        check_comparable(ctx, left, right, node.span, "is")
        op = "eq" if node.op == "" else "ne"
        return ir.Op(id=ctx.id(), ty=YESNO, span=node.span, op=op, args=(left, right))
    before = len(ctx.diagnostics)
    check_comparable(ctx, left, right, node.span, node.op)
    if len(ctx.diagnostics) == before:
        _right_words(ctx, node, left)
    return ir.Op(id=ctx.id(), ty=YESNO, span=node.span, op=_ORDER[node.op], args=(left, right))


def _name_with_is(ctx: Context, node: nodes.Compare, frames: Frames) -> ir.Expr | None:
    """A fact whose name holds `is`: `leaving home is contraindicated`."""
    if node.op == "" and isinstance(node.left, nodes.Ref) and isinstance(node.right, nodes.Ref):
        return find_name(ctx, f"{node.left.text} is {node.right.text}", node.span, frames)
    return None


def _pattern(ctx: Context, node: nodes.Compare, frames: Frames) -> ir.Expr | None:
    right = node.right
    if (
        node.op not in ("", "not")
        or not isinstance(right, nodes.Lit)
        or right.kind != "pattern"
    ):
        return None
    operand = ctx.expression(ctx, node.left, frames)
    check_type(ctx, operand, CODE, f"is {right.text}")
    return ir.Matches(
        id=ctx.id(),
        ty=YESNO,
        span=node.span,
        operand=operand,
        codes=(),
        patterns=(right.text,),
        spans=(),
        negated=node.op == "not",
    )


def check_comparable(
    ctx: Context, left: ir.Expr, right: ir.Expr, span: Span, word: str
) -> None:
    """Report two values that cannot be compared, each in the author's words."""
    if isinstance(left, ir.Unstated) or isinstance(right, ir.Unstated):
        return
    if isinstance(left.ty, ListOf | SetTy):
        ctx.diagnostics.error(
            "E107",
            f"this is {left.ty}, not one value",
            left.span,
            label=f"this is {left.ty}",
            note="a list includes values; it is not one",
            help=f"write `{said(ctx, left)} include {said(ctx, right)}`",
        )
        return
    if not same_kind(left.ty, right.ty):
        ctx.diagnostics.error(
            "E107",
            f"{left.ty} cannot be compared with {right.ty}",
            span,
            label=f"{left.ty} on the left of `{word}`, {right.ty} on the right",
            note="both sides of a comparison are of one type",
            help=_advice(left.ty, right),
        )


def said(ctx: Context, value: ir.Expr) -> str:
    """The rulebook's words for a value."""
    return ctx.book.source.slice(value.span) if value.span.name == ctx.book.source.name else "…"


def _advice(ty: Ty, right: ir.Expr) -> str:
    if ty == MONEY and isinstance(right, ir.Const) and is_numeric(right.ty):
        amount = f"{right.value:,}" if isinstance(right.value, int) else "1,980.00"
        return f"write the amount with a dollar sign: `${amount}`"
    if ty == DATE:
        return "write a date such as 2026-01-01, or `30 days after D`"
    if ty == CODE:
        return "write the code as it stands on the claim"
    return f"write {ty} on the right"


def _right_words(ctx: Context, node: nodes.Compare, left: ir.Expr) -> None:
    dates = left.ty == DATE
    if isinstance(left, ir.Unstated) or dates == (node.op in _DATE_WORDS):
        return
    if left.ty in (CODE, TEXT, YESNO):
        ctx.diagnostics.error(
            "E107",
            f"{left.ty} has no order",
            node.span,
            label=f"`is {node.op}` asks for an order",
            help="write `is` or `is one of`",
        )
        return
    ctx.diagnostics.error(
        "E108",
        f"{'dates' if dates else 'amounts'} are compared with `is {_OTHER[node.op]}`",
        node.span,
        label=f"this is {left.ty}",
        note="one way to say each thing",
        help=f"write `is {_OTHER[node.op]}`",
    )
