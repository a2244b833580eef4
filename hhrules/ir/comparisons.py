"""Comparisons to IR: both sides of one type, each order in its own words."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.families import check_family
from hhrules.ir.frames import Frames
from hhrules.ir.names import find_name
from hhrules.ir.operands import check_type, lower_pair
from hhrules.ir.scope import Context
from hhrules.ir.unknown import report_code
from hhrules.semantics.converted import converted
from hhrules.semantics.literals import is_numeric, same_kind
from hhrules.source.diagnostic import Edit, Fix
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
    if (asked := _asks_nothing(ctx, node)) is not None:
        report_code(ctx, asked, frames)
        return ir.Unstated(id=ctx.id(), ty=YESNO, span=node.span, label="")
    left, right = lower_pair(ctx, node.left, node.right, frames)
    if node.op in ("", "not"):
        for code, beside in ((node.right, left), (node.left, right)):
            if isinstance(code, nodes.Lit) and beside.ty == CODE:
                check_family(ctx, beside, code.text, code.span)
        check_comparable(ctx, left, right, node.span, "is")
        op = "eq" if node.op == "" else "ne"
        return ir.Op(id=ctx.id(), ty=YESNO, span=node.span, op=op, args=(left, right))
    before = len(ctx.diagnostics)
    check_comparable(ctx, left, right, node.span, node.op)
    if len(ctx.diagnostics) == before:
        _right_words(ctx, node, left)
    return ir.Op(id=ctx.id(), ty=YESNO, span=node.span, op=_ORDER[node.op], args=(left, right))


def _asks_nothing(ctx: Context, node: nodes.Compare) -> nodes.Lit | None:
    """The code that is compared with a literal, so that nothing of the claim is asked."""
    left = node.left
    if ctx.free or not isinstance(left, nodes.Lit) or not isinstance(node.right, nodes.Lit):
        return None
    return left if left.kind == "code" else None


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
    check_family(ctx, operand, right.text, right.span)
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
            replacement=f"{said(ctx, left)} include {said(ctx, right)}",
            at=left.span.to(right.span),
        )
        return
    if not same_kind(left.ty, right.ty):
        if _solid_date(ctx, left.ty, right):
            return
        literal, wanted = (left, right.ty) if _is_literal(ctx, left) else (right, left.ty)
        instead = converted(said(ctx, literal), wanted) if _is_literal(ctx, literal) else None
        plain = _plain_yes(ctx, left, right)
        ctx.diagnostics.error(
            "E107",
            f"{left.ty} cannot be compared with {right.ty}",
            span,
            label=f"{left.ty} on the left of `{word}`, {right.ty} on the right",
            note="both sides of a comparison are of one type",
            help=_written(said(ctx, literal), instead) if instead else _advice(left.ty, right),
            fixes=plain,
            replacement=instead,
            at=literal.span,
        )


def said(ctx: Context, value: ir.Expr) -> str:
    """The rulebook's words for a value."""
    return ctx.book.source.slice(value.span) if value.span.name == ctx.book.source.name else "…"


def _is_literal(ctx: Context, value: ir.Expr) -> bool:
    """Whether a value is written as a literal here."""
    return isinstance(value, ir.Const) and value.span.name == ctx.book.source.name


def _plain_yes(ctx: Context, left: ir.Expr, right: ir.Expr) -> tuple[Fix, ...]:
    """`A is yes` said as `A`."""
    word = said(ctx, right).strip().strip('"').lower()
    if left.ty != YESNO or word not in ("yes", "true", "y", "no", "false", "n"):
        return ()
    name = said(ctx, left)
    new = name if word in ("yes", "true", "y") else f"not {name}"
    return (Fix(f"write `{new}`", (Edit(left.span.to(right.span), new),)),)


def _solid_date(ctx: Context, ty: Ty, right: ir.Expr) -> bool:
    """Report `20231231` beside a date."""
    text = said(ctx, right).strip()
    instead = converted(text, DATE) if ty == DATE and text.isdigit() else None
    if instead is None:
        return False
    ctx.diagnostics.error(
        "E010",
        f"`{text}` is not how a date is written",
        right.span,
        note="A date is written YYYY-MM-DD, which nobody can read two ways.",
        help=f"write `{instead}`",
        replacement=instead,
    )
    return True


def _written(text: str, instead: str) -> str:
    if instead.startswith("$"):
        return f"write the amount with a dollar sign: `{instead}`"
    if text.startswith('"'):
        return f"write it without quotes: `{instead}`"
    if text.startswith("$"):
        return f"write it without a dollar sign: `{instead}`"
    return f"write `{instead}`"


def _advice(ty: Ty, right: ir.Expr) -> str:
    if ty == MONEY and isinstance(right, ir.Const) and is_numeric(right.ty):
        amount = f"{right.value:,}" if isinstance(right.value, int) else "1,980.00"
        return f"write the amount with a dollar sign: `${amount}`"
    if ty == DATE and isinstance(right, ir.Const) and is_numeric(right.ty):
        return f"a year alone is no date: write the day too, such as `{right.value}-01-01`"
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
    between = Span(node.span.name, node.left.span.end, node.right.span.start)
    gap = ctx.book.source.slice(between)
    start = between.start + len(gap) - len(gap.lstrip())
    ctx.diagnostics.error(
        "E108",
        f"{'dates' if dates else 'amounts'} are compared with `is {_OTHER[node.op]}`",
        node.span,
        label=f"this is {left.ty}",
        note="one way to say each thing",
        help=f"write `is {_OTHER[node.op]}`",
        replacement=f"is {_OTHER[node.op]}",
        at=Span(between.name, start, between.start + len(gap.rstrip())),
    )
