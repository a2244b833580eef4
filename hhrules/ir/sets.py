"""Sets and their windows to IR: whose members count, under which conditions, back to which day."""

from __future__ import annotations

from attrs import evolve, frozen

from hhrules.ir import nodes as ir
from hhrules.ir.definitions import body_of
from hhrules.ir.facts import fact_of
from hhrules.ir.names import find_name, find_ref, report_unknown
from hhrules.ir.scope import Context, Frame, Frames
from hhrules.semantics.symbols import Definition
from hhrules.source.diagnostic import nearest
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import DATE, DURATION, WHOLE, YESNO


@frozen(eq=False)
class Binding:
    """A group looked up once, before the members are walked."""

    name: str
    value: ir.GroupOf


@frozen(eq=False)
class Lowered:
    """A set with its member's frame; `late` are date windows that the items of a member must meet."""

    loop: ir.Loop
    frame: Frame
    bindings: tuple[Binding, ...]
    late: tuple[nodes.Window, ...] = ()


@frozen(eq=False)
class _Parts:
    """What a set's definition chain adds up to."""

    source: ir.Records | ir.Grouped
    frame: Frame
    conditions: tuple[ir.Expression, ...]
    bindings: tuple[Binding, ...]
    since: tuple[ir.Expression, ...]
    scope: str
    every_provider: bool
    late: tuple[nodes.Window, ...] = ()


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
    ctx: Context, members: nodes.SetExpr, frames: Frames, *, dated_items: bool = False
) -> Lowered | None:
    """The loop over a set; None where there is no such set (reported).

    With `dated_items`, what counts are dates that a member lists: windows of days are theirs.
    """
    across = next((w for w in members.windows if isinstance(w, nodes.Across)), None)
    parts = _base(ctx, members.name, frames, across)
    if parts is None:
        return None
    parts = _narrow(ctx, parts, members.windows, members.where, frames, dated_items=dated_items)
    since = _latest_day(ctx, parts.since, members.span)
    loop = ir.Loop(
        id=ctx.id(),
        var=parts.frame.var,
        claim_var=parts.frame.claim,
        source=parts.source,
        conditions=parts.conditions,
        scope=parts.scope,
        every_provider=parts.every_provider,
        since=since,
        span=members.span,
    )
    return Lowered(loop, parts.frame, parts.bindings, parts.late)


def _latest_day(
    ctx: Context, days: tuple[ir.Expression, ...], span: Span
) -> ir.Expression | None:
    found: ir.Expression | None = None
    for day in days:
        found = (
            day
            if found is None
            else ir.Op(id=ctx.id(), ty=DATE, span=span, op="known_later", args=(found, day))
        )
    return found


def _report_unknown(ctx: Context, name: nodes.Ref) -> None:
    records = ctx.book.vocabulary.records.values()
    known = {r.plural for r in records} | {r.name for r in records} | ctx.book.names()
    near = nearest(name.text, known - {name.text})
    ctx.diagnostics.error(
        "E103",
        f"there is no set `{name.text}`",
        name.span,
        label="not a set of records that is known here",
        note="a set is a list of the claim document, or a definition with `where` or `grouped by`",
        help=f"did you mean `{near}`?" if near else "see `hhrules schema` for all lists",
        replacement=near,
    )


def _base(
    ctx: Context, name: nodes.Ref, frames: Frames, across: nodes.Across | None
) -> _Parts | None:
    """What a set starts from; None where there is no such set (reported)."""
    text = name.text
    symbol = ctx.book.find_set(text)
    if symbol is not None and not is_set(ctx, text):
        _report_unknown(ctx, name)
        return None
    if symbol is not None:
        return _defined_set(ctx, symbol, frames, across)
    kind = ctx.kind_by_plural(text) or (ctx.kind(text) if text != "claim" else None)
    if kind is None:
        _report_unknown(ctx, name)
        return None
    scope = across.scope if across else "own"
    outer = frames[-1].claim
    claim = outer if scope == "own" else ctx.var("other claim")
    var = ctx.var(kind.name)
    frame = Frame(
        kind=kind.name,
        var=var,
        claim=claim,
        scope=scope,
        every_provider=bool(across and across.every_provider),
    )
    source = ir.Records(claim=claim, path=kind.attr_path, label=kind.plural)
    return _Parts(source, frame, (), (), (), scope, frame.every_provider)


def _defined_set(
    ctx: Context, symbol: Definition, frames: Frames, across: nodes.Across | None
) -> _Parts | None:
    block = symbol.block
    ctx.used.add(symbol.name)
    if symbol.name in ctx.inlining:
        ctx.diagnostics.error(
            "E112",
            f"`{symbol.name}` is defined by itself",
            block.name.span,
            label="its own text leads back to it",
            note="a rulebook has no loops",
            help="define it by lists of the claim",
        )
        return None
    ctx.inlining.append(symbol.name)
    book, ctx.book = ctx.book, symbol.book
    lets, ctx.lets = ctx.lets, {}
    try:
        match block:
            case nodes.DefineSet(members=members):
                inner = next((w for w in members.windows if isinstance(w, nodes.Across)), None)
                parts = _base(ctx, members.name, frames, across or inner)
                if parts is None:
                    return None
                parts = _narrow(ctx, parts, members.windows, members.where, frames)
                frame = evolve(
                    parts.frame, names=parts.frame.names | {symbol.singular, symbol.name}
                )
                return evolve(parts, frame=frame)
            case nodes.DefineExpression(value=nodes.Ref() as ref):
                parts = _base(ctx, ref, frames, across)
                if parts is None:
                    return None
                names = parts.frame.names | {symbol.singular, symbol.name}
                return evolve(parts, frame=evolve(parts.frame, names=names))
            case nodes.DefineGroups() | nodes.DefineRuns():
                return _groups(ctx, symbol, frames, across)
            case _:
                return None
    finally:
        ctx.inlining.pop()
        ctx.book = book
        ctx.lets = lets


# ------------------------------------------------------------------------------ groups and runs


def _groups(
    ctx: Context, symbol: Definition, frames: Frames, across: nodes.Across | None
) -> _Parts | None:
    block = symbol.block
    assert isinstance(block, nodes.DefineGroups | nodes.DefineRuns)
    inner = next((w for w in block.members.windows if isinstance(w, nodes.Across)), None)
    wide = across or inner
    scope = wide.scope if wide else "own"
    every = bool(wide and wide.every_provider)
    name = symbol.name + ("" if scope == "own" else f" across {scope} claims")
    name += " of every provider" if every else ""
    name = f"{symbol.book.name}/{name}" + (
        f"/{'/'.join(sorted(ctx.given))}" if ctx.given else ""
    )
    if name not in ctx.groupings:
        template = _make_grouping(ctx, symbol, name, frames[:1], wide)
        if template is None:
            return None
    template = ctx.grouping_frames[name]
    frame = evolve(template, var=ctx.var(symbol.singular), claim=frames[-1].claim)
    since = ctx.groupings[name].loop.since
    return _Parts(
        ir.Grouped(grouping=name, label=symbol.name),
        frame,
        (),
        (),
        () if since is None else (since,),
        template.scope,
        template.every_provider,
    )


def _make_grouping(
    ctx: Context, symbol: Definition, name: str, frames: Frames, wide: nodes.Across | None
) -> Frame | None:
    block = symbol.block
    assert isinstance(block, nodes.DefineGroups | nodes.DefineRuns)
    root = (evolve(frames[0], var="claim", claim="claim"),)
    windows = tuple(
        w for w in block.members.windows if not isinstance(w, nodes.Across | nodes.InTheSame)
    )
    same = tuple(w.key for w in block.members.windows if isinstance(w, nodes.InTheSame))
    extra = (wide,) if wide else ()
    span = block.members.span
    base = lower_set(
        ctx,
        nodes.SetExpr(block.members.name, (*extra, *windows), block.members.where, span),
        root,
    )
    if base is None:
        return None
    inside = (*root, base.frame)
    refs = block.keys if isinstance(block, nodes.DefineGroups) else same
    keys = tuple(ctx.expression(ctx, key, inside) for key in refs)
    names = tuple((r.text, k.ty) for r, k in zip(refs, keys, strict=True))
    date_key = next((i for i, (_, ty) in enumerate(names) if ty == DATE), None)
    frame = Frame(
        kind=symbol.singular,
        var="",
        claim="claim",
        names=frozenset({symbol.name}),
        keys=names,
        grouping=name,
        date_key=date_key,
        is_run=isinstance(block, nodes.DefineRuns),
        scope=base.loop.scope,
        every_provider=base.loop.every_provider,
        member_kind=base.frame.kind,
    )
    if isinstance(block, nodes.DefineGroups):
        ctx.groupings[name] = ir.Grouping(
            name=name,
            loop=base.loop,
            keys=keys,
            key_names=tuple(n for n, _ in names),
            date_key=date_key,
            numbered=base.frame.kind == "line",
            span=block.span,
        )
    else:
        day = order_date(ctx, base.frame, block.span)
        gap = ctx.expression(ctx, block.gap, inside, DURATION)
        if day is None:
            ctx.diagnostics.error(
                "E115",
                f"`{block.members.name.text}` have no date of their own",
                block.members.span,
                label="runs need days",
                help="group them by a date first",
            )
            return None
        ctx.groupings[name] = ir.RunGrouping(
            name=name,
            loop=base.loop,
            same=keys,
            key_names=tuple(n for n, _ in names),
            date=day,
            gap=gap,
            every_provider=base.loop.every_provider,
            across=base.loop.scope != "own",
            span=block.span,
        )
    ctx.grouping_frames[name] = frame
    return frame


def order_date(ctx: Context, frame: Frame, span: Span) -> ir.Expression | None:
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


def _line_number(ctx: Context, frame: Frame, span: Span) -> ir.Expression:
    kind = ctx.kind(frame.kind)
    if frame.kind == "line" and kind is not None:
        return fact_of(ctx, frame.var, kind.facts["line number"], span)
    return ir.Const(id=ctx.id(), ty=WHOLE, span=span, value=0, uncertain=False)


# ------------------------------------------------------------------------------ windows


def _narrow(
    ctx: Context,
    parts: _Parts,
    windows: tuple[nodes.Window, ...],
    where: nodes.Condition | None,
    frames: Frames,
    *,
    dated_items: bool = False,
) -> _Parts:
    inside = (*frames, parts.frame)
    conditions = list(parts.conditions)
    bindings = list(parts.bindings)
    since = list(parts.since)
    late = list(parts.late)
    scope, every = parts.scope, parts.every_provider
    for window in windows:
        match window:
            case nodes.Across():
                pass
            case nodes.InTheSame(key=key, span=span):
                mine = ctx.expression(ctx, key, inside)
                theirs = ctx.expression(ctx, key, frames)
                conditions.append(_equal(ctx, mine, theirs, span))
                meant = body_of(ctx, mine)
                if isinstance(meant, ir.Op) and meant.op == "year_of" and scope != "own":
                    since.append(
                        ir.Op(id=ctx.id(), ty=DATE, span=span, op="year_start", args=(theirs,))
                    )
            case nodes.InThis(group=group, span=span):
                found = find_group(ctx, group, span, frames, bindings)
                if found is None:
                    report_group(ctx, group)
                    continue
                if found.scope != "own" and scope == "own":
                    scope, every = found.scope, found.every_provider
                    parts = evolve(parts, source=_rescope(ctx, parts.source, found))
                _in_this(ctx, parts, found, span, frames, conditions, since)
            case _:
                if dated_items or order_date(ctx, parts.frame, window.span) is None:
                    late.append(window)
                else:
                    conditions.append(_dated_window(ctx, window, parts.frame, frames))
                    since.extend(_bound(ctx, window, frames))
    parts = evolve(
        parts, scope=scope, every_provider=every, frame=evolve(parts.frame, scope=scope)
    )
    if (
        scope != "own"
        and isinstance(parts.source, ir.Records)
        and parts.source.claim == frames[-1].claim
    ):
        other = ctx.var("other claim")
        parts = evolve(
            parts,
            source=evolve(parts.source, claim=other),
            frame=evolve(parts.frame, claim=other),
        )
        inside = (*frames, parts.frame)
    if where is not None:
        conditions.extend(_where(ctx, where, (*frames, parts.frame)))
    return evolve(
        parts,
        conditions=tuple(conditions),
        bindings=tuple(bindings),
        since=tuple(since),
        late=tuple(late),
    )


def _where(ctx: Context, where: nodes.Condition, frames: Frames) -> list[ir.Expression]:
    if isinstance(where, nodes.Junction) and where.op == "and":
        return [ctx.condition(ctx, item, frames) for item in where.items]
    return [ctx.condition(ctx, where, frames)]


def _equal(
    ctx: Context, mine: ir.Expression, theirs: ir.Expression, span: Span
) -> ir.Expression:
    return ir.Op(id=ctx.id(), ty=YESNO, span=span, op="eq", args=(mine, theirs))


def _in_this(
    ctx: Context,
    parts: _Parts,
    found: Frame,
    span: Span,
    frames: Frames,
    conditions: list[ir.Expression],
    since: list[ir.Expression],
) -> None:
    """Members of `in this G` have G's keys and, for a run, a day in it."""
    inside = (*frames, parts.frame)
    equal: list[ir.Expression] = []
    for index, (key, ty) in enumerate(found.keys):
        mine = find_name(ctx, key, span, inside)
        if mine is None:
            ctx.diagnostics.error(
                "E101",
                f"`{parts.frame.kind}` has no `{key}`",
                span,
                label=f"groups by {key}",
                help="group both sets by the same keys",
            )
            continue
        theirs = ir.KeyOf(
            id=ctx.id(), ty=ty, span=span, group=found.var, index=index, label=key
        )
        equal.append(_equal(ctx, mine, theirs, span))
        if index == found.date_key:
            since.append(theirs)
    if found.is_run:
        day = order_date(ctx, parts.frame, span)
        if day is not None:
            run = ir.Local(id=ctx.id(), ty=DATE, span=span, name=found.var)
            equal.append(ir.Op(id=ctx.id(), ty=YESNO, span=span, op="in_run", args=(day, run)))
            since.append(
                ir.RunEnd(
                    id=ctx.id(),
                    ty=DATE,
                    span=span,
                    run=found.var,
                    end="first",
                    label=found.kind,
                )
            )
    if found.member_kind == parts.frame.kind and not found.is_run:
        member = ir.Local(
            id=ctx.id(), ty=DATE, span=span, name=parts.frame.var, uncertain=False
        )
        whole = ir.Local(id=ctx.id(), ty=DATE, span=span, name=found.var, uncertain=False)
        own = ir.Op(
            id=ctx.id(),
            ty=YESNO,
            span=span,
            op="belongs",
            args=(member, whole),
            uncertain=False,
        )
        same = ir.Junction(id=ctx.id(), ty=YESNO, span=span, op="and", items=tuple(equal))
        conditions.append(
            ir.Junction(id=ctx.id(), ty=YESNO, span=span, op="or", items=(own, same))
        )
    else:
        conditions.extend(equal)


def _rescope(
    ctx: Context, source: ir.Records | ir.Grouped, found: Frame
) -> ir.Records | ir.Grouped:
    """The source of a set inside a group that spans claims: it spans them too."""
    if isinstance(source, ir.Records):
        return source
    symbol = ctx.book.find_set(source.label)
    if symbol is None or symbol.name in ctx.inlining:
        return source
    across = nodes.Across("all", found.every_provider, Span(ctx.book.source.name, 0, 0))
    wide = _defined_set(ctx, symbol, (Frame(kind="claim", var="claim", claim="claim"),), across)
    return wide.source if wide is not None else source


def find_group(
    ctx: Context, group: nodes.Ref, span: Span, frames: Frames, bindings: list[Binding]
) -> Frame | None:
    """The group named by `this G`: a frame itself, or the one to which a frame's keys lead."""
    text = group.text
    for frame in reversed(frames[1:]):
        if text == frame.kind or text in frame.names:
            return frame if frame.keys or frame.is_run else None
    symbol = ctx.book.find_set(text)
    if symbol is None or not isinstance(symbol.block, nodes.DefineGroups | nodes.DefineRuns):
        return None
    parts = _defined_set(ctx, symbol, frames, None)
    if parts is None:
        return None
    target = parts.frame
    for depth in range(len(frames) - 1, 0, -1):
        chain = frames[: depth + 1]
        keys = [find_name(ctx, name, span, chain) for name, _ in target.keys]
        day = order_date(ctx, frames[depth], span) if target.is_run else None
        if any(k is None for k in keys) or (target.is_run and day is None):
            continue
        value = ir.GroupOf(
            id=ctx.id(),
            ty=DATE,
            span=span,
            grouping=target.grouping,
            keys=tuple(k for k in keys if k is not None),
            date=day,
        )
        bindings.append(Binding(target.var, value))
        return target
    return None


def report_group(ctx: Context, group: nodes.Ref) -> None:
    """Say that `this G` names no group of the subject."""
    near = nearest(group.text, ctx.book.names())
    ctx.diagnostics.error(
        "E102",
        f"nothing here belongs to a `{group.text}`",
        group.span,
        label="not a group of the subject",
        note="`in this …` names the subject, or a group that has the subject's keys",
        help=f"did you mean `{near}`?" if near else "define it with `grouped by` or `runs of`",
        replacement=near,
    )


def _dated_window(
    ctx: Context,
    window: nodes.Window,
    frame: Frame,
    frames: Frames,
    item: ir.Expression | None = None,
) -> ir.Expression:
    """The condition that a window of days puts on a member's date (or on an item's)."""
    day = item or order_date(ctx, frame, window.span)
    assert day is not None
    span = window.span
    match window:
        case nodes.RelativeTo(op=op, subject=subject):
            return _relative(ctx, op, subject, frame, frames, day, item is not None, span)
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
        case _:
            return ir.Const(id=ctx.id(), ty=YESNO, span=span, value=True, uncertain=False)


def item_windows(
    ctx: Context, lowered: Lowered, frames: Frames, item: ir.Expression
) -> tuple[ir.Expression, ...]:
    """The windows that a list's items meet by their own dates."""
    return tuple(_dated_window(ctx, w, lowered.frame, frames, item) for w in lowered.late)


def _relative(
    ctx: Context,
    op: str,
    subject: nodes.Ref,
    frame: Frame,
    frames: Frames,
    day: ir.Expression,
    is_item: bool,
    span: Span,
) -> ir.Expression:
    target: Frame | None = None
    for outer in reversed(frames):
        if subject.text == outer.kind or subject.text in outer.names:
            target = outer
            break
    if target is None:
        ctx.diagnostics.error(
            "E102",
            f"there is no `{subject.text}` to compare with here",
            subject.span,
            label="not the subject",
            note="`before this …` and `up to this …` name the subject",
            help=f"did you mean `this {frames[-1].kind}`?",
        )
        return ir.Unstated(id=ctx.id(), ty=YESNO, span=span, label=subject.text)
    theirs = order_date(ctx, target, span)
    if theirs is None:
        ctx.diagnostics.error(
            "E115",
            f"`{subject.text}` has no date of its own",
            subject.span,
            label="no day to compare",
            help="compare with a date: `after D`",
        )
        return ir.Unstated(id=ctx.id(), ty=YESNO, span=span, label=subject.text)
    if not is_item and frame.kind == "line" and target.kind == "line":
        args = (
            day,
            _line_number(ctx, frame, span),
            theirs,
            _line_number(ctx, target, span),
            ir.Local(id=ctx.id(), ty=DATE, span=span, name=frame.claim, uncertain=False),
            ir.Local(id=ctx.id(), ty=DATE, span=span, name=target.claim, uncertain=False),
        )
        name = "stands_before" if op == "before" else "stands_up_to"
        return ir.Op(id=ctx.id(), ty=YESNO, span=span, op=name, args=args)
    return ir.Op(
        id=ctx.id(),
        ty=YESNO,
        span=span,
        op="lt" if op == "before" else "le",
        args=(day, theirs),
    )


def _bound(ctx: Context, window: nodes.Window, frames: Frames) -> list[ir.Expression]:
    match window:
        case nodes.AfterDate(date=date):
            day = ctx.expression(ctx, date, frames, DATE)
            one = ir.Const(id=ctx.id(), ty=DURATION, span=window.span, value=1, uncertain=False)
            return [
                ir.Op(id=ctx.id(), ty=DATE, span=window.span, op="days_after", args=(day, one))
            ]
        case nodes.DatedBetween(low=low):
            return [ctx.expression(ctx, low, frames, DATE)]
        case _:
            return []


__all__ = [
    "Binding",
    "Lowered",
    "find_group",
    "find_ref",
    "is_set",
    "item_windows",
    "lower_set",
    "order_date",
    "report_unknown",
]
