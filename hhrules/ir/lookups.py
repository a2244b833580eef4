"""Reference tables and dated values to IR: which row, on which day."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frames
from hhrules.ir.scope import Context
from hhrules.semantics.literals import same_kind
from hhrules.semantics.symbols import TableSymbol, ValueSymbol
from hhrules.source.diagnostic import Label
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import DATE, TEXT, ListOf, Ty


def anchor_date(ctx: Context, frames: Frames) -> ir.Expr | None:
    """The date that picks the version in force, as this place knows it."""
    if ctx.anchor is None:
        return None
    found = ctx.find_ref(ctx, ctx.anchor, frames)
    return found if found is not None and found.ty == DATE else None


def _deciding_day(ctx: Context, ref: nodes.Ref, frames: Frames, name: str) -> ir.Expr:
    """The day after `as of`, or the one by which the rule is dated; reported if not known."""
    if ref.as_of is not None:
        return ctx.expression(ctx, ref.as_of, frames, DATE)
    day = anchor_date(ctx, frames)
    if day is None and ctx.anchor is None and not ctx.book.tree.header.dated_by:
        return _undated(ctx, ref, name)
    if day is None and any(d.code == "E021" for d in ctx.diagnostics.found):
        return ir.Unstated(id=ctx.id(), ty=DATE, span=ref.span, label="no date")
    if day is None:
        anchor = ctx.anchor.text if ctx.anchor else "the date of who uses it"
        ctx.diagnostics.error(
            "E102",
            f"`{name}` is dated, and {anchor} is not known here",
            ref.span,
            label="which day's figure?",
            note="a dated figure is read on the date named by `dated by`",
            help=f"write `{name} as of statement from`, or name another date with `dated by`",
        )
        return ir.Unstated(id=ctx.id(), ty=DATE, span=ref.span, label=anchor)
    return day


def _undated(ctx: Context, ref: nodes.Ref, name: str) -> ir.Expr:
    report_undated(ctx, ref.span, f"`{name}` is read on the date named by `dated by`")
    return ir.Unstated(id=ctx.id(), ty=DATE, span=ref.span, label="no date")


def report_undated(ctx: Context, cause: Span, why: str) -> None:
    """Say that a rulebook names no deciding date, where `cause` needs one."""
    header = ctx.book.tree.header.span
    ctx.diagnostics.error(
        "E021",
        "this `rulebook` has no `dated by`",
        Span(header.name, header.start, header.start + len("rulebook")),
        label="no `dated by` below",
        others=(Label(cause, "this needs a date"),),
        note=why,
        help="add: `dated by    service date`, or another date",
    )


def look_up(
    ctx: Context, ref: nodes.Ref, symbol: TableSymbol, head: str, frames: Frames
) -> ir.Expr | None:
    """A column of a table's row: `HEAD of TABLE for KEYS`, or by the keys that stand here."""
    symbol = ctx.stated.get(symbol, symbol)
    column = _column_of(symbol, head)
    if column is None:
        return None
    keys = _key_values(ctx, ref, symbol, frames)
    if keys is None:
        return None
    table = symbol.table
    day = _deciding_day(ctx, ref, frames, symbol.name) if table.is_dated else None
    name = f"{symbol.book.name}/{symbol.name}"
    ctx.tables[name] = table
    ctx.used.add(symbol.name)
    if not table.rows:  # nothing published is imported yet, so its columns have no type either
        return ir.Unstated(id=ctx.id(), ty=TEXT, span=ref.span, label=symbol.name)
    found = ir.Lookup(
        id=ctx.id(),
        ty=symbol.column_types[column],
        span=ref.span,
        table=name,
        column=column,
        keys=keys,
        date=day,
        label=symbol.name,
    )
    ctx.words[found.id] = symbol.words[column]
    return found


def _column_of(symbol: TableSymbol, head: str) -> int | None:
    """The column that is meant: the one named, one named like the table, or the only one."""
    columns = symbol.table.columns
    wanted = head or symbol.name
    if wanted in columns:
        return columns.index(wanted)
    return 0 if not head and len(columns) == 1 else None


def _key_values(
    ctx: Context, ref: nodes.Ref, symbol: TableSymbol, frames: Frames
) -> tuple[ir.Expr, ...] | None:
    """The keys as they are said, or else the facts here that have the names of the keys."""
    table = symbol.table
    if ref.keys and len(ref.keys) != len(table.keys):
        ctx.diagnostics.error(
            "E114",
            f"table `{symbol.name}` is looked up by {_keys(len(table.keys))}, "
            f"not {len(ref.keys)}",
            ref.span,
            label=f"{len(ref.keys)} given",
            help=f"write `for {', '.join(table.keys)}`",
            replacement=", ".join(table.keys),
            at=ref.keys[0].span.to(ref.keys[-1].span),
        )
    if ref.keys:
        pairs = zip(ref.keys, symbol.key_types, strict=False)
        return tuple(ctx.expression(ctx, key, frames, ty) for key, ty in pairs)
    found: list[ir.Expr] = []
    for name in table.keys[: len(symbol.key_types)]:
        fact = ctx.find_ref(ctx, nodes.Ref((name,), (ref.span,), ref.span), frames)
        if fact is None:
            return None
        found.append(fact)
    if table.rows:
        for name, fact, kind in zip(table.keys, found, symbol.key_types, strict=False):
            _check_kind(ctx, ref, symbol.name, name, fact, kind)
    return tuple(found)


def _check_kind(
    ctx: Context, ref: nodes.Ref, table: str, key: str, fact: ir.Expr, kind: Ty
) -> None:
    """Report a key whose cells are of another kind than the fact, so that no row is ever found."""
    stated = isinstance(fact, ir.Unstated) or (
        isinstance(fact, ir.Fact) and fact.record == "given"
    )
    if stated or isinstance(fact.ty, ListOf) or same_kind(fact.ty, kind):
        return
    if any(d.code == "E107" and d.span == ref.span for d in ctx.diagnostics.found):
        return
    ctx.diagnostics.error(
        "E107",
        f"`{key}` is {fact.ty}, and the rows of `{table}` say {kind} under it",
        ref.span,
        label="looked up here, and never found",
        note="a row is found where its key is the fact's value",
        help=f"write cells of the kind of `{key}`, such as a bound `more than 60`",
    )


def _keys(count: int) -> str:
    return "1 key" if count == 1 else f"{count} keys"


def dated_value(
    ctx: Context, ref: nodes.Ref, symbol: ValueSymbol, frames: Frames
) -> ir.Expr | None:
    """The figure of a `value` on the deciding day, by its key if it has one."""
    day = _deciding_day(ctx, ref, frames, symbol.name)
    key: ir.Expr | None = None
    if symbol.key is not None:
        if ref.keys:
            key = ctx.expression(ctx, ref.keys[0], frames)
        else:
            key = ctx.find_name(ctx, symbol.key, ref.span, frames)
            if key is None:
                return None
    name = f"{symbol.book.name}/{symbol.name}"
    ctx.values[name] = symbol.value
    ctx.used.add(symbol.name)
    return ir.Dated(
        id=ctx.id(),
        ty=symbol.ty,
        span=ref.span,
        value=name,
        date=day,
        key=key,
        label=symbol.name,
    )
