"""Expressions to IR: literals by their place, arithmetic, days, figures over sets."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frames
from hhrules.ir.members import Lowered
from hhrules.ir.names import find_name, lower_ref, report_unknown
from hhrules.ir.scope import Context
from hhrules.ir.sets import is_set, lower_set
from hhrules.ir.windows import item_conditions
from hhrules.semantics.literals import (
    NATURAL,
    WrongType,
    is_numeric,
    months_of,
    same_kind,
    value_of,
)
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import (
    CODE,
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    WHOLE,
    YESNO,
    ListOf,
    Ty,
)

_EXPRESSIONS = (
    nodes.Lit,
    nodes.Ref,
    nodes.RangeLit,
    nodes.Arith,
    nodes.Shift,
    nodes.Aggregate,
    nodes.Pick,
    nodes.WholePart,
    nodes.YearOf,
    nodes.MonthEnd,
    nodes.IfNone,
)


def lower_expression(
    ctx: Context, node: nodes.Expr | nodes.Condition, frames: Frames, expected: Ty | None = None
) -> ir.Expression:
    """An expression in a place of type `expected` (None: any)."""
    match node:
        case nodes.Lit():
            return _literal(ctx, node, expected)
        case nodes.Ref():
            return lower_ref(ctx, node, frames)
        case nodes.Arith():
            return _arith(ctx, node, frames)
        case nodes.Shift():
            return _shift(ctx, node, frames)
        case nodes.Aggregate():
            return _aggregate(ctx, node, frames)
        case nodes.Pick(op=op, left=left, right=right, span=span):
            return _two(ctx, op, left, right, frames, span)
        case nodes.WholePart(operand=operand, span=span):
            value = _of_type(ctx, operand, frames, NUMBER, "whole part of")
            return ir.Op(id=ctx.id(), ty=WHOLE, span=span, op="floor", args=(value,))
        case nodes.YearOf(operand=operand, span=span):
            value = _of_type(ctx, operand, frames, DATE, "year of")
            return ir.Op(id=ctx.id(), ty=WHOLE, span=span, op="year_of", args=(value,))
        case nodes.MonthEnd(operand=operand, span=span):
            value = _of_type(ctx, operand, frames, DATE, "last day of the month of")
            return ir.Op(id=ctx.id(), ty=DATE, span=span, op="month_end", args=(value,))
        case nodes.IfNone():
            return _if_none(ctx, node, frames, expected)
        case nodes.RangeLit():
            raise TypeError(node)  # Invariant: the grammar has ranges in lists and cells alone
        case _:
            return ctx.condition(ctx, node, frames)


def is_expression(node: object) -> bool:
    """Whether a node is an expression rather than a condition."""
    return isinstance(node, _EXPRESSIONS)


def _literal(ctx: Context, lit: nodes.Lit, expected: Ty | None) -> ir.Expression:
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


def check_type(ctx: Context, value: ir.Expression, wanted: Ty, where: str) -> None:
    """Report a value of a type that cannot stand where it stands."""
    if isinstance(value, ir.Unstated) or same_kind(value.ty, wanted):
        return
    ctx.diagnostics.error(
        "E104",
        f"`{where}` takes {wanted}, and this is {value.ty}",
        value.span,
        label=f"this is {value.ty}",
        note="values of different types are never turned into one another",
        help=f"name a fact that is {wanted}",
    )


def _of_type(
    ctx: Context, node: nodes.Expr, frames: Frames, wanted: Ty, where: str
) -> ir.Expression:
    value = lower_expression(ctx, node, frames, wanted)
    check_type(ctx, value, wanted, where)
    return value


def lower_pair(
    ctx: Context, left: nodes.Expr, right: nodes.Expr, frames: Frames
) -> tuple[ir.Expression, ir.Expression]:
    """Both sides of an operator; a literal or a code's word takes the type of the other side."""
    if isinstance(left, nodes.Lit) and not isinstance(right, nodes.Lit):
        second = lower_expression(ctx, right, frames)
        return as_value(ctx, left, second, frames), second
    first = lower_expression(ctx, left, frames)
    return first, as_value(ctx, right, first, frames)


def as_value(
    ctx: Context, node: nodes.Expr, beside: ir.Expression, frames: Frames
) -> ir.Expression:
    """An expression beside a value: a literal takes its type, a word of its codes is that code."""
    expected = beside.ty.item if isinstance(beside.ty, ListOf) else beside.ty
    if isinstance(node, nodes.Ref) and not node.keys and expected in (CODE, TEXT):
        words = ctx.words.get(beside.id, frozenset())
        for text in (node.text.replace(" ", "_"), node.text):
            if text in words:
                return ir.Const(
                    id=ctx.id(), ty=expected, span=node.span, value=text, uncertain=False
                )
        if words and find_name(ctx, node.text, node.span, frames) is None:
            return _unknown_word(ctx, node, words, expected, frames)
    return lower_expression(ctx, node, frames, expected)


def _unknown_word(
    ctx: Context, node: nodes.Ref, words: frozenset[str], expected: Ty, frames: Frames
) -> ir.Expression:
    from_words = ", ".join(sorted(w.replace("_", " ") for w in words)[:12])
    found = ctx.diagnostics
    before = len(found)
    value = lower_ref(ctx, node, frames)
    if len(found) > before:
        found.found[-1:] = []
        found.error(
            "E101",
            f"`{node.text}` is not one of its values",
            node.span,
            label="not a value that it can have",
            note=f"it is one of: {from_words}",
            help=_near(node.text, words),
        )
    return value


def _near(word: str, words: frozenset[str]) -> str:
    from_words = {w.replace("_", " ") for w in words}
    from difflib import get_close_matches  # noqa: PLC0415 - only on an error

    close = get_close_matches(word, sorted(from_words), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else "write one of these words"


# ------------------------------------------------------------------------------ arithmetic

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


def _arith(ctx: Context, node: nodes.Arith, frames: Frames) -> ir.Expression:
    left, right = _operands(ctx, node, frames)
    one, two = _plain(left.ty), _plain(right.ty)
    result: Ty | None = None
    if one == two == NUMBER:
        whole = left.ty == right.ty == WHOLE and node.op != "/"
        result = WHOLE if whole else NUMBER
    for a, b, c in _SUMS[node.op]:
        if (one, two) == (a, b):
            result = c
    if result is None:
        if not isinstance(left, ir.Unstated) and not isinstance(right, ir.Unstated):
            _bad_arithmetic(ctx, node, left, right)
        result = left.ty
    return ir.Op(id=ctx.id(), ty=result, span=node.span, op=_NAMES[node.op], args=(left, right))


def _operands(
    ctx: Context, node: nodes.Arith, frames: Frames
) -> tuple[ir.Expression, ir.Expression]:
    if node.op in "+-":
        return lower_pair(ctx, node.left, node.right, frames)
    return lower_expression(ctx, node.left, frames), lower_expression(ctx, node.right, frames)


def _bad_arithmetic(
    ctx: Context, node: nodes.Arith, left: ir.Expression, right: ir.Expression
) -> None:
    help_text = "use values of one kind"
    if node.op in "+-" and DATE in (left.ty, right.ty):
        direction = "after" if node.op == "+" else "before"
        date, other = (node.left, node.right) if left.ty == DATE else (node.right, node.left)
        amount = getattr(other, "text", "30")
        help_text = f"write `{amount} days {direction} {getattr(date, 'text', 'D')}`"
    first, second = (right, left) if node.op == "-" else (left, right)
    ctx.diagnostics.error(
        "E105",
        f"{first.ty} cannot be {_SAID[node.op]} {second.ty}",
        node.span,
        label=f"{left.ty} on the left, {right.ty} on the right",
        note="money, days and numbers are kept apart",
        help=help_text,
    )


def _shift(ctx: Context, node: nodes.Shift, frames: Frames) -> ir.Expression:
    date = _of_type(ctx, node.date, frames, DATE, f"… {node.direction}")
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
    amount = lower_expression(ctx, node.amount, frames, DURATION)
    check_type(ctx, amount, DURATION, f"… {node.direction}")
    op = "days_after" if sign > 0 else "days_before"
    return ir.Op(id=ctx.id(), ty=DATE, span=node.span, op=op, args=(date, amount))


def _months(ctx: Context, node: nodes.Shift, date: ir.Expression, months: int) -> ir.Expression:
    exact = False
    if node.rounding is None and isinstance(date, ir.Const):
        exact = date.value.day <= 28 or _has_day(date.value, months)  # type: ignore[attr-defined]
    if node.rounding is None and not exact:
        ctx.diagnostics.error(
            "E116",
            "this month may have no such day",
            node.span,
            label="which day is meant?",
            note="31 January plus one month is no day of the calendar",
            help="add `rounded down` (the month's last day) or `rounded up` (the first of the next)",
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


def _has_day(date: object, months: int) -> bool:
    from hhrules.values.calendar import add_months  # noqa: PLC0415 - one use

    try:
        add_months(date, months)  # type: ignore[arg-type]
    except ValueError:
        return False
    return True


def _two(
    ctx: Context, op: str, left: nodes.Expr, right: nodes.Expr, frames: Frames, span: Span
) -> ir.Expression:
    first, second = lower_pair(ctx, left, right, frames)
    if op in ("earlier", "later"):
        check_type(ctx, first, DATE, f"{op} of")
        check_type(ctx, second, DATE, f"{op} of")
    else:
        check_type(ctx, second, first.ty, f"{op} of")
    name = "least" if op in ("earlier", "smaller") else "greatest"
    return ir.Op(id=ctx.id(), ty=first.ty, span=span, op=name, args=(first, second))


def _if_none(
    ctx: Context, node: nodes.IfNone, frames: Frames, expected: Ty | None
) -> ir.Expression:
    value = lower_expression(ctx, node.value, frames, expected)
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


# ------------------------------------------------------------------------------ figures over sets


def _aggregate(ctx: Context, node: nodes.Aggregate, frames: Frames) -> ir.Expression:
    parts, spans = node.over.parts, node.over.part_spans
    field: nodes.Ref | None = None
    name = node.over
    if node.op != "count":
        for split in range(1, len(parts)):
            if is_set(ctx, " of ".join(parts[split:])):
                field = nodes.Ref(parts[:split], spans[:split], spans[0].to(spans[split - 1]))
                name = nodes.Ref(parts[split:], spans[split:], spans[split].to(spans[-1]))
                break
        else:
            report_set(ctx, node)
            return ir.Unstated(id=ctx.id(), ty=NUMBER, span=node.span, label=node.over.text)
    members = nodes.SetExpr(name, node.windows, None, node.span)
    lowered = lower_set(ctx, members, frames, dated_items=_lists_dates(ctx, name, field))
    if lowered is None:
        return ir.Unstated(id=ctx.id(), ty=WHOLE, span=node.span, label=node.over.text)
    if field is None:
        found: ir.Expression = ir.Aggregate(
            id=ctx.id(), ty=WHOLE, span=node.span, op="count", loop=lowered.loop, value=None
        )
    else:
        found = _over_field(ctx, node, field, lowered, frames)
    return bind(ctx, found, lowered)


def _lists_dates(ctx: Context, name: nodes.Ref, field: nodes.Ref | None) -> bool:
    """Whether the field of a set's members is a list of dates."""
    kind = ctx.kind_by_plural(name.text) or ctx.kind(name.text)
    fact = kind.facts.get(field.text) if kind is not None and field is not None else None
    return fact is not None and fact.ty == ListOf(DATE)


def report_set(ctx: Context, node: nodes.Aggregate) -> None:
    """Say that `sum of F of S` names no set."""
    last = nodes.Ref(node.over.parts[-1:], node.over.part_spans[-1:], node.over.part_spans[-1])
    if len(node.over.parts) == 1:
        ctx.diagnostics.error(
            "E103",
            f"`{node.op} of {last.text}` does not say of what",
            node.span,
            label="of which set?",
            help=f"write `{node.op} of {last.text} of lines`",
        )
    else:
        lower_set(ctx, nodes.SetExpr(last, (), None, last.span), ())


def bind(ctx: Context, value: ir.Expression, lowered: Lowered) -> ir.Expression:
    """Look the groups of a set up before its members are walked."""
    for binding in reversed(lowered.bindings):
        value = ir.With(
            id=ctx.id(),
            ty=value.ty,
            span=value.span,
            name=binding.name,
            value=binding.value,
            body=value,
        )
        ctx.words[value.id] = ctx.words.get(getattr(value.body, "id", 0), frozenset())
    return value


def _over_field(
    ctx: Context, node: nodes.Aggregate, field: nodes.Ref, lowered: Lowered, frames: Frames
) -> ir.Expression:
    inside = (*frames, lowered.frame)
    value = lower_expression(ctx, field, inside)
    flat = isinstance(value.ty, ListOf)
    ty: Ty = value.ty.item if isinstance(value.ty, ListOf) else value.ty
    item = ""
    conditions: tuple[ir.Expression, ...] = ()
    if flat:
        item = ctx.var("item")
        local = ir.Local(id=ctx.id(), ty=ty, span=node.span, name=item, uncertain=False)
        conditions = item_conditions(ctx, lowered, frames, local)
    allowed = {
        "sum": (MONEY, NUMBER, WHOLE, DURATION),
        "earliest": (DATE,),
        "latest": (DATE,),
        "largest": (MONEY, NUMBER, WHOLE, DURATION, PERCENT),
        "smallest": (MONEY, NUMBER, WHOLE, DURATION, PERCENT),
    }.get(node.op)
    if allowed is not None and ty not in allowed and not isinstance(value, ir.Unstated):
        ctx.diagnostics.error(
            "E104",
            f"`{node.op} of` takes {allowed[0]}, and `{field.text}` is {ty}",
            field.span,
            label=f"this is {ty}",
            help=_other_words(node.op, ty),
        )
    result = WHOLE if node.op == "count distinct" else ty
    found = ir.Aggregate(
        id=ctx.id(),
        ty=result,
        span=node.span,
        op=node.op,
        loop=lowered.loop,
        value=value,
        flat=flat,
        item=item,
        item_conditions=conditions,
    )
    ctx.words[found.id] = ctx.words.get(value.id, frozenset())
    return found


def _other_words(op: str, ty: Ty) -> str:
    if ty == DATE:
        return f"write `{'earliest' if op in ('smallest', 'sum') else 'latest'} of`"
    if op in ("earliest", "latest"):
        return f"write `{'smallest' if op == 'earliest' else 'largest'} of`"
    return "write `count of`"


__all__ = [
    "NATURAL",
    "YESNO",
    "as_value",
    "bind",
    "check_type",
    "find_name",
    "is_expression",
    "lower_expression",
    "lower_pair",
    "report_unknown",
]
