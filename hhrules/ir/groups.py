"""Groups and runs to IR: how they are made, and which one `in this G` means."""

from __future__ import annotations

from attrs import evolve

from hhrules.ir import nodes as ir
from hhrules.ir.definitions import report_circle
from hhrules.ir.frames import Frame, Frames
from hhrules.ir.members import Binding, Lowered, Members
from hhrules.ir.order import order_date
from hhrules.ir.scope import Context
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import Definition
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import DATE, DURATION

GroupBlock = nodes.DefineGroups | nodes.DefineRuns


def lower_groups(
    ctx: Context,
    symbol: Definition,
    block: GroupBlock,
    frames: Frames,
    across: nodes.Across | None,
) -> Members | None:
    """The groups of a definition as a set; None where they cannot be made (reported)."""
    ctx.used.add(symbol.name)
    if symbol.name in ctx.inlining:
        report_circle(ctx, symbol, "lists")
        return None
    wide = across or across_in(block.members)
    name = _grouping_name(ctx, symbol, wide)
    if name not in ctx.groupings:
        with ctx.within(symbol):
            if not _make(ctx, symbol, block, name, wide):
                return None
    template = ctx.grouping_frames[name]
    since = ctx.groupings[name].loop.since
    return Members(
        source=ir.Grouped(grouping=name, label=symbol.name),
        frame=evolve(template, var=ctx.var(symbol.singular), claim=frames[-1].claim),
        scope=template.scope,
        every_provider=template.every_provider,
        since=() if since is None else (since,),
    )


def across_in(members: nodes.SetExpr) -> nodes.Across | None:
    """The window that widens a set to other claims."""
    return next((w for w in members.windows if isinstance(w, nodes.Across)), None)


def _grouping_name(ctx: Context, symbol: Definition, wide: nodes.Across | None) -> str:
    """One name for each grouping that is made: by its claims and by what an example states."""
    name = f"{symbol.book.name}/{symbol.name}"
    if wide is not None:
        name += f" across {wide.scope} claims"
        name += " of every provider" if wide.every_provider else ""
    return name + (f"/{'/'.join(sorted(ctx.given))}" if ctx.given else "")


def _make(
    ctx: Context, symbol: Definition, block: GroupBlock, name: str, wide: nodes.Across | None
) -> bool:
    """Note how the groups are made and what frame each gives; False where it cannot be."""
    claim = Frame(kind="claim", var="claim", claim="claim")
    base = ctx.lower_set(ctx, _grouped_set(block.members, wide), (claim,))
    if base is None:
        return False
    inside = (claim, base.frame)
    refs = (
        block.keys
        if isinstance(block, nodes.DefineGroups)
        else tuple(w.key for w in block.members.windows if isinstance(w, nodes.InTheSame))
    )
    keys = tuple(ctx.expression(ctx, key, inside) for key in refs)
    names = tuple((r.text, k.ty) for r, k in zip(refs, keys, strict=True))
    frame = Frame(
        kind=symbol.singular,
        var="",
        claim="claim",
        names=frozenset({symbol.name}),
        keys=names,
        grouping=name,
        date_key=next((i for i, (_, ty) in enumerate(names) if ty == DATE), None),
        is_run=isinstance(block, nodes.DefineRuns),
        scope=base.loop.scope,
        every_provider=base.loop.every_provider,
        member_kind=base.frame.kind,
    )
    grouping = (
        _by_keys(block, base, keys, frame)
        if isinstance(block, nodes.DefineGroups)
        else _by_gaps(ctx, block, base, keys, frame)
    )
    if grouping is None:
        return False
    ctx.groupings[name] = grouping
    ctx.grouping_frames[name] = frame
    return True


def _grouped_set(members: nodes.SetExpr, wide: nodes.Across | None) -> nodes.SetExpr:
    """What is grouped: the set on the claims that are meant, before it is parted by keys."""
    windows = tuple(
        w for w in members.windows if not isinstance(w, nodes.Across | nodes.InTheSame)
    )
    extra = (wide,) if wide else ()
    return nodes.SetExpr(members.name, (*extra, *windows), members.where, members.span)


def _by_keys(
    block: nodes.DefineGroups, base: Lowered, keys: tuple[ir.Expr, ...], frame: Frame
) -> ir.Grouping:
    return ir.Grouping(
        name=frame.grouping,
        loop=base.loop,
        keys=keys,
        key_names=tuple(n for n, _ in frame.keys),
        date_key=frame.date_key,
        span=block.span,
    )


def _by_gaps(
    ctx: Context,
    block: nodes.DefineRuns,
    base: Lowered,
    keys: tuple[ir.Expr, ...],
    frame: Frame,
) -> ir.RunGrouping | None:
    day = order_date(ctx, base.frame, block.span)
    claim = Frame(kind="claim", var="claim", claim="claim")
    gap = ctx.expression(ctx, block.gap, (claim, base.frame), DURATION)
    if day is None:
        ctx.diagnostics.error(
            "E115",
            f"`{block.members.name.text}` have no date of their own",
            block.members.span,
            label="runs need days",
            help="group them by a date first",
        )
        return None
    return ir.RunGrouping(
        name=frame.grouping,
        loop=base.loop,
        same=keys,
        key_names=tuple(n for n, _ in frame.keys),
        date=day,
        gap=gap,
        every_provider=base.loop.every_provider,
        across=base.loop.scope != "own",
        span=block.span,
    )


def find_group(
    ctx: Context, group: nodes.Ref, span: Span, frames: Frames
) -> tuple[Frame, Binding | None] | None:
    """The group named by `this G`: a frame itself, or the one to which a frame's keys lead."""
    text = group.text
    for frame in reversed(frames[1:]):
        if text == frame.kind or text in frame.names:
            return (frame, None) if frame.keys or frame.is_run else None
    symbol = ctx.book.find_set(text)
    if symbol is None or not isinstance(symbol.block, GroupBlock):
        return None
    groups = lower_groups(ctx, symbol, symbol.block, frames, None)
    if groups is None:
        return None
    for depth in range(len(frames) - 1, 0, -1):
        value = _group_of(ctx, groups.frame, span, frames[: depth + 1])
        if value is not None:
            return groups.frame, Binding(groups.frame.var, value)
    return None


def _group_of(ctx: Context, target: Frame, span: Span, frames: Frames) -> ir.GroupOf | None:
    """The group that has the keys of the innermost frame (and, for a run, its day)."""
    keys = [ctx.find_name(ctx, name, span, frames) for name, _ in target.keys]
    day = order_date(ctx, frames[-1], span) if target.is_run else None
    if any(k is None for k in keys) or (target.is_run and day is None):
        return None
    return ir.GroupOf(
        id=ctx.id(),
        ty=DATE,
        span=span,
        grouping=target.grouping,
        keys=tuple(k for k in keys if k is not None),
        date=day,
    )


def report_group(ctx: Context, group: nodes.Ref) -> None:
    """Say that `this G` names no group of the subject."""
    near = suggestions(group.text, ctx.book.names() - {group.text})
    advice = did_you_mean(near, "define it with `grouped by` or `runs of`")
    if ctx.book.find_set(group.text):
        near, advice = [], f"look at one {group.text} at a time: `for each {group.text}`"
    ctx.diagnostics.error(
        "E102",
        f"nothing here belongs to a `{group.text}`",
        group.span,
        label="not a group of the subject",
        note="`in this …` names the subject, or a group that has the subject's keys",
        help=advice,
        fixes=renamed(group.span, near),
    )
