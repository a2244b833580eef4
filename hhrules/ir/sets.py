"""Sets to IR: whose members count, under which conditions, back to which day."""

from __future__ import annotations

from attrs import evolve

from hhrules.ir import nodes as ir
from hhrules.ir.definitions import body_of, report_circle
from hhrules.ir.frames import Frame, Frames
from hhrules.ir.group_windows import in_this_group, on_other_claims
from hhrules.ir.groups import across_in, lower_groups
from hhrules.ir.members import DayWindow, Lowered, Members
from hhrules.ir.order import order_date
from hhrules.ir.scope import Context
from hhrules.ir.windows import day_condition, first_day
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import Definition
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import DATE, YESNO


def is_set(ctx: Context, name: str) -> bool:
    """Whether a name, plural or singular, is a set's."""
    if ctx.kind_by_plural(name) or (ctx.kind(name) and name != "claim"):
        return True
    symbol = ctx.book.find_set(name)
    if symbol is None:
        return False
    block = symbol.block
    if isinstance(block, nodes.DefineExpression):
        return (
            isinstance(block.value, nodes.Ref)
            and not block.value.keys
            and is_set(ctx, block.value.text)
        )
    return True


def lower_set(
    ctx: Context, named: nodes.SetExpr, frames: Frames, *, dated_items: bool = False
) -> Lowered | None:
    """The loop over a set; None where there is no such set (reported).

    With `dated_items`, what counts are dates that a member lists: windows of days are theirs.
    """
    members = _base(ctx, named.name, frames, across_in(named))
    if members is None:
        return None
    members = _narrow(ctx, members, named, frames, dated_items=dated_items)
    since = _latest_day(ctx, members.since, named.span)
    loop = ir.Loop(
        id=ctx.id(),
        var=members.frame.var,
        claim_var=members.frame.claim,
        source=members.source,
        conditions=members.conditions,
        scope=members.scope,
        every_provider=members.every_provider,
        since=since,
        span=named.span,
    )
    return Lowered(loop, members.frame, members.bindings, members.late)


def _latest_day(ctx: Context, days: tuple[ir.Expr, ...], span: Span) -> ir.Expr | None:
    found: ir.Expr | None = None
    for day in days:
        found = (
            day
            if found is None
            else ir.Op(id=ctx.id(), ty=DATE, span=span, op="known_later", args=(found, day))
        )
    return found


def _report_unknown(ctx: Context, name: nodes.Ref) -> None:
    records = ctx.book.vocabulary.records.values()
    known = {r.plural for r in records} | {r.name for r in records}
    known |= {name for name in ctx.book.names() if ctx.book.find_set(name) is not None}
    near = suggestions(name.text, known - {name.text})
    ctx.diagnostics.error(
        "E103",
        f"there is no set `{name.text}`",
        name.span,
        label="not a set of records that is known here",
        note=(
            "a set is a list of the claim document, "
            "or a definition with `where` or `grouped by`"
        ),
        help=did_you_mean(near, "see `hhrules schema --dictionary` for all lists"),
        fixes=renamed(name.span, near),
    )


def _base(
    ctx: Context, name: nodes.Ref, frames: Frames, across: nodes.Across | None
) -> Members | None:
    """What a set starts from; None where there is no such set (reported)."""
    text = name.text
    symbol = ctx.book.find_set(text)
    kind = ctx.kind_by_plural(text) or (ctx.kind(text) if text != "claim" else None)
    if symbol is not None and is_set(ctx, text):
        return _defined_set(ctx, symbol, frames, across)
    if symbol is not None or kind is None:
        _report_unknown(ctx, name)
        return None
    claim = frames[-1].claim if across is None else ctx.var("other claim")
    frame = Frame(
        kind=kind.name,
        var=ctx.var(kind.name),
        claim=claim,
        scope=across.scope if across else "own",
        every_provider=across is not None and across.every_provider,
    )
    source = ir.Records(claim=claim, path=kind.attr_path, label=kind.plural)
    return Members(source, frame, frame.scope, frame.every_provider)


def _defined_set(
    ctx: Context, symbol: Definition, frames: Frames, across: nodes.Across | None
) -> Members | None:
    """What a definition makes of the set that it starts from."""
    block = symbol.block
    if isinstance(block, nodes.DefineGroups | nodes.DefineRuns):
        return lower_groups(ctx, symbol, block, frames, across)
    ctx.used.add(symbol.name)
    if symbol.name in ctx.inlining:
        report_circle(ctx, symbol, "lists")
        return None
    with ctx.within(symbol):
        members = _start(ctx, block, frames, across)
    if members is None:
        return None
    names = members.frame.names | {symbol.singular, symbol.name}
    return evolve(members, frame=evolve(members.frame, names=names))


def _start(
    ctx: Context,
    block: nodes.DefineCondition | nodes.DefineExpression | nodes.DefineSet,
    frames: Frames,
    across: nodes.Across | None,
) -> Members | None:
    """The members of a set's own text: `define N as S where ...`, or another name for a set."""
    match block:
        case nodes.DefineSet(members=named):
            members = _base(ctx, named.name, frames, across or across_in(named))
            return None if members is None else _narrow(ctx, members, named, frames)
        case nodes.DefineExpression(value=nodes.Ref() as ref):
            return _base(ctx, ref, frames, across)
        case nodes.DefineExpression() | nodes.DefineCondition():
            return None


def _narrow(
    ctx: Context,
    members: Members,
    named: nodes.SetExpr,
    frames: Frames,
    *,
    dated_items: bool = False,
) -> Members:
    """The members that the windows and the `where` of a set leave."""
    for window in named.windows:
        match window:
            case nodes.Across():
                pass  # where members stand was settled at the start
            case nodes.InTheSame():
                members = _in_the_same(ctx, members, window, frames)
            case nodes.InThis():
                members = in_this_group(ctx, members, window, frames)
            case nodes.RelativeTo() | nodes.AfterDate() | nodes.DatedBetween():
                members = _by_day(ctx, members, window, frames, dated_items=dated_items)
    members = on_other_claims(ctx, members, frames)
    if named.where is None:
        return members
    more = _where(ctx, named.where, (*frames, members.frame))
    return evolve(members, conditions=(*members.conditions, *more))


def _in_the_same(
    ctx: Context, members: Members, window: nodes.InTheSame, frames: Frames
) -> Members:
    """Members that share a value with the subject; one year of all claims begins on a day."""
    span = window.span
    mine = ctx.expression(ctx, window.key, (*frames, members.frame))
    theirs = ctx.expression(ctx, window.key, frames)
    same = ir.Op(id=ctx.id(), ty=YESNO, span=span, op="eq", args=(mine, theirs))
    since = members.since
    meant = body_of(ctx, mine)
    if isinstance(meant, ir.Op) and meant.op == "year_of" and members.scope != "own":
        start = ir.Op(id=ctx.id(), ty=DATE, span=span, op="year_start", args=(theirs,))
        since = (*since, start)
    return evolve(members, conditions=(*members.conditions, same), since=since)


def _by_day(
    ctx: Context, members: Members, window: DayWindow, frames: Frames, *, dated_items: bool
) -> Members:
    """Members by their own date; where items are dated, or members have none, it waits."""
    day = None if dated_items else order_date(ctx, members.frame, window.span)
    if day is None:
        return evolve(members, late=(*members.late, window))
    condition = day_condition(ctx, window, day, frames, members.frame)
    first = first_day(ctx, window, frames)
    return evolve(
        members,
        conditions=(*members.conditions, condition),
        since=members.since if first is None else (*members.since, first),
    )


def _where(ctx: Context, where: nodes.Condition, frames: Frames) -> list[ir.Expr]:
    if isinstance(where, nodes.Junction) and where.op == "and":
        return [ctx.condition(ctx, item, frames) for item in where.items]
    return [ctx.condition(ctx, where, frames)]


def bind(ctx: Context, value: ir.Expr, lowered: Lowered) -> ir.Expr:
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
