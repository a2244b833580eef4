"""`in this G` to IR: members have the group's keys and, for a run, a day in it."""

from __future__ import annotations

from attrs import evolve

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frame, Frames
from hhrules.ir.groups import GroupBlock, find_group, lower_groups, report_group
from hhrules.ir.members import Members
from hhrules.ir.order import order_date
from hhrules.ir.scope import Context
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import DATE, YESNO


def in_this_group(
    ctx: Context, members: Members, window: nodes.InThis, frames: Frames
) -> Members:
    """The members that are in the group; it widens them to the claims that it spans itself."""
    found = find_group(ctx, window.group, window.span, frames)
    if found is None:
        report_group(ctx, window.group)
        return members
    group, binding = found
    if binding is not None:
        members = evolve(members, bindings=(*members.bindings, binding))
    if group.scope != "own" and members.scope == "own":
        members = evolve(
            members,
            source=_spread(ctx, members.source, group),
            scope=group.scope,
            every_provider=group.every_provider,
        )
    members = on_other_claims(ctx, members, frames)
    span = window.span
    equal, since = _same_keys(ctx, members, group, span, frames)
    if group.is_run:
        day = order_date(ctx, members.frame, span)
        if day is not None:
            run = ir.Local(id=ctx.id(), ty=DATE, span=span, name=group.var)
            equal.append(ir.Op(id=ctx.id(), ty=YESNO, span=span, op="in_run", args=(day, run)))
            since.append(_first_day(ctx, group, span))
    elif group.member_kind == members.frame.kind:
        equal = [_belongs(ctx, members.frame, group, equal, span)]
    return evolve(
        members,
        conditions=(*members.conditions, *equal),
        since=(*members.since, *since),
    )


def on_other_claims(ctx: Context, members: Members, frames: Frames) -> Members:
    """Members of other claims stand on a claim of their own, not on the subject's."""
    frame, source = members.frame, members.source
    if frame.scope != members.scope:
        frame = evolve(frame, scope=members.scope)
    if (
        members.scope != "own"
        and isinstance(source, ir.Records)
        and source.claim == frames[-1].claim
    ):
        other = ctx.var("other claim")
        source = evolve(source, claim=other)
        frame = evolve(frame, claim=other)
    return members if frame is members.frame else evolve(members, source=source, frame=frame)


def _same_keys(
    ctx: Context, members: Members, group: Frame, span: Span, frames: Frames
) -> tuple[list[ir.Expr], list[ir.Expr]]:
    """That a member has each key of the group, and the day among the keys."""
    # As where the group was made: of the member and its own claim, never of the group itself.
    inside = (evolve(frames[0], var=members.frame.claim), members.frame)
    equal: list[ir.Expr] = []
    since: list[ir.Expr] = []
    for index, (key, ty) in enumerate(group.keys):
        mine = ctx.find_name(ctx, key, span, inside)
        if mine is None:
            ctx.diagnostics.error(
                "E101",
                f"`{members.frame.kind}` has no `{key}`",
                span,
                label=f"groups by {key}",
                help="group both sets by the same keys",
            )
            continue
        theirs = ir.KeyOf(
            id=ctx.id(), ty=ty, span=span, group=group.var, index=index, label=key
        )
        equal.append(ir.Op(id=ctx.id(), ty=YESNO, span=span, op="eq", args=(mine, theirs)))
        if index == group.date_key:
            since.append(theirs)
    return equal, since


def _first_day(ctx: Context, group: Frame, span: Span) -> ir.RunEnd:
    return ir.RunEnd(
        id=ctx.id(), ty=DATE, span=span, run=group.var, end="first", label=group.kind
    )


def _belongs(
    ctx: Context, member: Frame, group: Frame, equal: list[ir.Expr], span: Span
) -> ir.Expr:
    """A member of the group's own kind may be one that the group was made of: asked first."""
    args = tuple(
        ir.Local(id=ctx.id(), ty=DATE, span=span, name=name, uncertain=False)
        for name in (member.var, group.var)
    )
    own = ir.Op(id=ctx.id(), ty=YESNO, span=span, op="belongs", args=args, uncertain=False)
    same = ir.Junction(id=ctx.id(), ty=YESNO, span=span, op="and", items=tuple(equal))
    return ir.Junction(id=ctx.id(), ty=YESNO, span=span, op="or", items=(own, same))


def _spread(ctx: Context, source: ir.Source, group: Frame) -> ir.Source:
    """The source of a set inside a group that spans claims: it spans them too."""
    if isinstance(source, ir.Records):
        return source
    symbol = ctx.book.find_set(source.label)
    if (
        symbol is None
        or symbol.name in ctx.inlining
        or not isinstance(symbol.block, GroupBlock)
    ):
        return source
    across = nodes.Across("all", group.every_provider, Span(ctx.book.source.name, 0, 0))
    claim = Frame(kind="claim", var="claim", claim="claim")
    wide = lower_groups(ctx, symbol, symbol.block, (claim,), across)
    return wide.source if wide is not None else source
