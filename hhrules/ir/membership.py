"""`is one of` and `include` to IR: codes, patterns, spans, and tables of codes."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from attrs import evolve

from hhrules.ir import nodes as ir
from hhrules.ir.comparisons import said
from hhrules.ir.families import check_family
from hhrules.ir.frames import Frames
from hhrules.ir.names import find_ref
from hhrules.ir.operands import as_value, is_word_beside_mistake
from hhrules.ir.scope import Context
from hhrules.semantics.converted import converted
from hhrules.semantics.literals import WrongType, same_kind, value_of
from hhrules.semantics.ranges import check_ends
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.semantics.symbols import PhraseSymbol, TableSymbol
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import CODE, TEXT, YESNO, ListOf, RecordTy, SetTy, Ty

Listed: TypeAlias = tuple[
    tuple[object, ...], tuple[str, ...], tuple[tuple[object, object], ...]
]
"""Codes (or other values), patterns and spans."""


def one_of(ctx: Context, node: nodes.OneOf, frames: Frames) -> ir.Expr:
    """`A is one of B, C`: codes and patterns, or the keys of tables."""
    operand = ctx.expression(ctx, node.left, frames)
    if isinstance(operand.ty, ListOf):
        ctx.diagnostics.error(
            "E107",
            f"this is {operand.ty}, not one value",
            operand.span,
            label=f"this is {operand.ty}",
            help=f"write `{said(ctx, operand)} include one of …`",
            replacement="include none of" if node.negated else "include one of",
            at=between(ctx, operand.span, node.items[0].span),
        )
    tables: list[ir.InTable] = []
    listed = collect(ctx, node.items, operand, frames, tables)
    if not tables:
        return _matches(ctx, operand, listed, node.span, negated=node.negated)
    if len(tables) == 1 and not any(listed):
        return evolve(tables[0], id=ctx.id(), span=node.span, negated=node.negated)
    parts: tuple[ir.Expr, ...] = tuple(tables)
    if any(listed):
        parts = (*parts, _matches(ctx, operand, listed, node.span, negated=False))
    op: Literal["none", "or"] = "none" if node.negated else "or"
    return ir.Junction(id=ctx.id(), ty=YESNO, span=node.span, op=op, items=parts)


def _matches(
    ctx: Context, operand: ir.Expr, listed: Listed, span: Span, *, negated: bool
) -> ir.Matches:
    codes, patterns, spans = listed
    return ir.Matches(
        id=ctx.id(),
        ty=YESNO,
        span=span,
        operand=operand,
        codes=codes,
        patterns=patterns,
        spans=spans,
        negated=negated,
    )


def collect(
    ctx: Context,
    items: tuple[nodes.Expr, ...],
    operand: ir.Expr,
    frames: Frames,
    tables: list[ir.InTable] | None,
) -> Listed:
    """The codes, patterns and spans that a list of items stands for; tables go to `tables`."""
    codes: list[object] = []
    patterns: list[str] = []
    spans: list[tuple[object, object]] = []
    expected = operand.ty.item if isinstance(operand.ty, ListOf) else operand.ty
    for item in items:
        if expected == CODE:
            _check_families(ctx, item, operand)
        match item:
            case nodes.Lit(kind="pattern"):
                patterns.append(item.text)
            case nodes.Lit():
                codes.append(_item_value(ctx, item, expected))
            case nodes.RangeLit(low=low, high=high):
                ends = (_item_value(ctx, low, expected), _item_value(ctx, high, expected))
                check_ends(ctx.diagnostics, (low, ends[0]), (high, ends[1]), "to")
                spans.append(ends)
            case nodes.Ref():
                _named(ctx, item, operand, frames, codes, tables)
            case _:
                raise TypeError(item)  # Invariant: the grammar has only these in lists
    return tuple(codes), tuple(patterns), tuple(spans)


def _check_families(ctx: Context, item: nodes.Expr, operand: ir.Expr) -> None:
    ends = (item.low, item.high) if isinstance(item, nodes.RangeLit) else (item,)
    for lit in ends:
        if isinstance(lit, nodes.Lit):
            check_family(ctx, operand, lit.text, lit.span)


def _item_value(ctx: Context, lit: nodes.Lit, expected: Ty) -> object:
    try:
        return value_of(lit, expected)[0]
    except WrongType as wrong:
        instead = converted(lit.text, expected)
        ctx.diagnostics.error(
            "E107",
            f"`{lit.text}` is {wrong.found}, and {expected} is asked for",
            lit.span,
            label=f"this is {wrong.found}",
            note="a list holds values of one type",
            help=f"write `{instead}`" if instead else f"write {expected}",
            replacement=instead,
        )
        return lit.text


def _named(
    ctx: Context,
    item: nodes.Ref,
    operand: ir.Expr,
    frames: Frames,
    codes: list[object],
    tables: list[ir.InTable] | None,
) -> None:
    """A word of the operand's codes, a list of phrases or codes, or a table's key column."""
    words = ctx.words.get(operand.id, frozenset())
    for text in (item.text.replace(" ", "_"), item.text):
        if text in words:
            codes.append(text)
            return
    symbol = ctx.book.find(item.text)
    if isinstance(symbol, PhraseSymbol):
        ctx.used.add(symbol.name)
        codes.extend(symbol.items)
        return
    if isinstance(symbol, TableSymbol):
        ctx.used.add(symbol.name)
        symbol = ctx.stated.get(symbol, symbol)
        _check_kinds(ctx, item, operand, symbol)
        name = f"{symbol.book.name}/{symbol.name}"
        ctx.tables[name] = symbol.table
        if tables is None:
            for row in symbol.table.rows:
                codes.extend(sorted(str(c) for c in row.keys[0].codes))
            return
        day = None
        if symbol.table.is_dated and ctx.anchor is not None:
            day = find_ref(ctx, ctx.anchor, frames)
        tables.append(
            ir.InTable(
                id=ctx.id(),
                ty=YESNO,
                span=item.span,
                operand=operand,
                table=name,
                date=day,
                negated=False,
            )
        )
        return
    if is_word_beside_mistake(ctx, item, operand, frames):
        return
    known = {w.replace("_", " ") for w in words} | ctx.book.names()
    near = suggestions(item.text, known)
    if re.fullmatch(r"[a-z]?[0-9]*[a-z]*[0-9]*x?", item.text) and not near:
        near = [item.text.upper()]
    ctx.diagnostics.error(
        "E101",
        f"there is no code or list `{item.text}`",
        item.span,
        label="not known here",
        note="lists of codes are tables of the rulebook",
        help=did_you_mean(near, "define it with `table`"),
        fixes=renamed(item.span, near),
    )


def _check_kinds(ctx: Context, item: nodes.Ref, operand: ir.Expr, symbol: TableSymbol) -> None:
    """Report a list of another kind than what is looked for in it, which holds it never."""
    wanted = operand.ty.item if isinstance(operand.ty, ListOf) else operand.ty
    kind = symbol.key_types[0]
    unsaid = isinstance(operand, ir.Unstated) or not symbol.table.rows
    if unsaid or same_kind(wanted, kind):
        return
    ctx.diagnostics.error(
        "E107",
        f"`{symbol.name}` lists {symbol.table.keys[0]}, which is {kind}; this is {wanted}",
        item.span,
        label=f"never holds {wanted}",
        note="a list holds values of one type",
        help="name another list, or give its column the name of the fact that it lists",
    )


def between(ctx: Context, left: Span, right: Span) -> Span:
    """What stands between two parts of a sentence, without the blanks around it."""
    gap = ctx.book.source.slice(Span(left.name, left.end, right.start))
    start = left.end + len(gap) - len(gap.lstrip())
    return Span(left.name, start, max(left.end + len(gap.rstrip()), start))


def _of_one(node: nodes.Include) -> str:
    """What is said of one value in the place of `include …`."""
    if node.mode.startswith("none"):
        return "is not one of" if len(node.items) > 1 else "is not"
    return "is one of" if len(node.items) > 1 else "is"


def _of_records(ctx: Context, node: nodes.Include, place: Span, ty: SetTy) -> ir.Expr:
    """Say of `occurrences include 50` that a record is looked for by one of its facts."""
    kind = ctx.kind(ty.record)
    fact = kind.keys[0] if kind is not None and len(kind.keys) == 1 else "…"
    span = node.items[0].span.to(node.items[-1].span)
    verb = "is one of" if len(node.items) > 1 else "is"
    of_those = f"where {fact} {verb} {ctx.book.source.slice(span)}"
    there = f"no {ty.record}" if node.mode.startswith("none") else RecordTy(ty.record)
    whole = kind is not None and ctx.book.source.slice(place) in (
        kind.plural,
        f"{kind.name} codes",
    )
    fits = whole and fact != "…" and node.mode != "all of"
    ctx.diagnostics.error(
        "E109",
        f"this is {ty}, not a list",
        place,
        label=f"this is {ty}",
        note="only a list of codes includes one; a record is looked for by its facts",
        help="" if fits else f"write `there is {there} {of_those}`",
        replacement=f"there is {there} {of_those}" if fits else None,
        at=node.span,
    )
    return ir.Unstated(id=ctx.id(), ty=YESNO, span=node.span, label="")


def _record_of_codes(ctx: Context, node: nodes.Expr, frames: Frames) -> str | None:
    """The record whose code is meant by a list that there is not: `occurrence codes include 55`."""
    if not isinstance(node, nodes.Ref) or not node.text.endswith(" codes"):
        return None
    kind = ctx.kind(node.text.removesuffix(" codes"))
    if kind is None or kind.keys != ("code",) or find_ref(ctx, node, frames) is not None:
        return None
    return kind.name


def include(ctx: Context, node: nodes.Include, frames: Frames) -> ir.Expr:
    """`L include C`: a list against codes and patterns, or against one value."""
    codes_of = _record_of_codes(ctx, node.operand, frames)
    if codes_of is not None:
        return _of_records(ctx, node, node.operand.span, SetTy(codes_of))
    operand = ctx.expression(ctx, node.operand, frames)
    if isinstance(operand.ty, SetTy):
        return _of_records(ctx, node, operand.span, operand.ty)
    if not isinstance(operand.ty, ListOf) and not isinstance(operand, ir.Unstated):
        ctx.diagnostics.error(
            "E109",
            f"this is {operand.ty}, not a list",
            operand.span,
            label=f"this is {operand.ty}",
            note="only a list includes something",
            help="write `is` or `is one of`",
            replacement=_of_one(node),
            at=between(ctx, operand.span, node.items[0].span),
        )
    first = node.items[0]
    if node.mode == "one" and not isinstance(first, nodes.Lit):
        value = as_value(ctx, first, operand, frames)
        return ir.Op(
            id=ctx.id(), ty=YESNO, span=node.span, op="contains", args=(operand, value)
        )
    codes, patterns, spans = collect(ctx, node.items, operand, frames, None)
    mode = {"one": "any", "one of": "any", "all of": "all", "none of": "none"}[node.mode]
    pieces = tuple(
        ir.Const(id=ctx.id(), ty=TEXT, span=node.span, value=v, uncertain=False)
        for v in (codes, patterns, spans)
    )
    return ir.Op(
        id=ctx.id(), ty=YESNO, span=node.span, op=f"includes_{mode}", args=(operand, *pieces)
    )
