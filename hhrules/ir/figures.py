"""Figures over sets to IR: counts, sums, earliest and largest."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frames
from hhrules.ir.members import Lowered
from hhrules.ir.scope import Context
from hhrules.ir.sets import bind, is_set, lower_set
from hhrules.ir.windows import item_conditions
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import (
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    WHOLE,
    ListOf,
    Ty,
)


def figure(ctx: Context, node: nodes.Aggregate, frames: Frames) -> ir.Expr:
    """A count, a sum, or an extreme of a fact of the members of a set."""
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
        found: ir.Expr = ir.Aggregate(
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
            replacement=f"{node.op} of {last.text} of lines",
        )
    else:
        lower_set(ctx, nodes.SetExpr(last, (), None, last.span), ())


def _over_field(
    ctx: Context, node: nodes.Aggregate, field: nodes.Ref, lowered: Lowered, frames: Frames
) -> ir.Expr:
    inside = (*frames, lowered.frame)
    value = ctx.expression(ctx, field, inside)
    if isinstance(value, ir.Unstated):
        return value  # of any type, and reported already if it is a slip
    flat = isinstance(value.ty, ListOf)
    ty: Ty = value.ty.item if isinstance(value.ty, ListOf) else value.ty
    item = ""
    conditions: tuple[ir.Expr, ...] = ()
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
    if allowed is not None and ty not in allowed:
        ctx.diagnostics.error(
            "E104",
            f"`{node.op} of` takes {allowed[0]}, and `{field.text}` is {ty}",
            field.span,
            label=f"this is {ty}",
            help=_other_words(node.op, ty),
            replacement=_written(_other_words(node.op, ty)),
            at=Span(node.span.name, node.span.start, field.span.start - 1),
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


def _written(advice: str) -> str:
    """The words in an advice as a rulebook has them: `smallest` stands without `of`."""
    words = advice.split("`")[1]
    return words if words.startswith(("sum", "count")) else words.removesuffix(" of")


def _other_words(op: str, ty: Ty) -> str:
    if ty == DATE:
        return f"write `{'earliest' if op in ('smallest', 'sum') else 'latest'} of`"
    if op in ("earliest", "latest"):
        return f"write `{'smallest' if op == 'earliest' else 'largest'} of`"
    return "write `count of`"
