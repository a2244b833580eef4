"""Conditions to IR: comparisons, tests for presence, lists, sets and text."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.expressions import as_value, bind, check_type, lower_expression, lower_pair
from hhrules.ir.frames import Frames
from hhrules.ir.names import find_name, find_ref, lower_ref
from hhrules.ir.scope import Context
from hhrules.ir.sets import lower_set
from hhrules.semantics.literals import WrongType, is_numeric, same_kind, value_of
from hhrules.semantics.symbols import PhraseSymbol, TableSymbol
from hhrules.source.diagnostic import nearest
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import CODE, DATE, MONEY, TEXT, WHOLE, YESNO, ListOf, SetTy, Ty

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


def lower_condition(ctx: Context, node: nodes.Condition, frames: Frames) -> ir.Expression:
    """A condition: yes, no or unknown."""
    match node:
        case nodes.Junction(op=op, items=items, span=span):
            parts = tuple(lower_condition(ctx, i, frames) for i in items)
            return ir.Junction(id=ctx.id(), ty=YESNO, span=span, op=op, items=parts)
        case nodes.Not(operand=operand, span=span):
            inner = lower_condition(ctx, operand, frames)
            return ir.Not(id=ctx.id(), ty=YESNO, span=span, operand=inner)
        case nodes.Holds(name=name):
            return _holds(ctx, name, frames)
        case nodes.Compare():
            return _compare(ctx, node, frames)
        case nodes.OneOf():
            return _one_of(ctx, node, frames)
        case nodes.Between(operand=operand, low=low, high=high, span=span):
            value = lower_expression(ctx, operand, frames)
            ends = tuple(as_value(ctx, e, value, frames) for e in (low, high))
            for end in ends:
                _comparable(ctx, value, end, span, "between")
            return ir.Op(id=ctx.id(), ty=YESNO, span=span, op="between", args=(value, *ends))
        case nodes.Presence(operand=operand, test=test, span=span):
            value = lower_expression(ctx, operand, frames)
            return ir.Presence(
                id=ctx.id(),
                ty=YESNO,
                span=span,
                operand=value,
                test=test,
                uncertain=test in ("none", "not none"),
            )
        case nodes.Include():
            return _include(ctx, node, frames)
        case nodes.Exists(positive=positive, members=members, span=span):
            lowered = lower_set(ctx, members, frames)
            if lowered is None:
                return ir.Unstated(id=ctx.id(), ty=YESNO, span=span, label=members.name.text)
            found = ir.Exists(
                id=ctx.id(), ty=YESNO, span=span, loop=lowered.loop, negated=not positive
            )
            return bind(ctx, found, lowered)
        case nodes.Mentions(operand=operand, negated=negated, phrases=phrases, span=span):
            return _text_check(ctx, operand, phrases, frames, span, "mentions", negated=negated)
        case nodes.SaysMore(operand=operand, phrases=phrases, span=span):
            return _text_check(ctx, operand, phrases, frames, span, "says_more", negated=False)
        case _:
            return _as_condition(ctx, node, frames)


def _as_condition(ctx: Context, node: nodes.Expr, frames: Frames) -> ir.Expression:
    value = lower_expression(ctx, node, frames, YESNO)
    if isinstance(value, ir.Unstated) and ctx.free:
        return ir.Unstated(id=ctx.id(), ty=YESNO, span=value.span, label=value.label)
    return _yes_or_no(ctx, value)


def _yes_or_no(ctx: Context, value: ir.Expression) -> ir.Expression:
    if value.ty != YESNO and not isinstance(value, ir.Unstated):
        ctx.diagnostics.error(
            "E106",
            f"this is {value.ty}, not a yes or no",
            value.span,
            label=f"this is {value.ty}",
            note="a condition is a sentence that is true or not",
            help="compare it: `… is …`, `… is more than …`, `… is known`",
        )
    return value


def _holds(ctx: Context, name: nodes.Ref, frames: Frames) -> ir.Expression:
    value = lower_ref(ctx, name, frames)
    if isinstance(value, ir.Unstated) and ctx.free:
        return ir.Unstated(id=ctx.id(), ty=YESNO, span=value.span, label=value.label)
    return _yes_or_no(ctx, value)


def _compare(ctx: Context, node: nodes.Compare, frames: Frames) -> ir.Expression:
    whole = _name_with_is(ctx, node, frames)
    if whole is not None:
        return whole
    pattern = _pattern(ctx, node, frames)
    if pattern is not None:
        return pattern
    left, right = lower_pair(ctx, node.left, node.right, frames)
    if node.op in ("", "not"):
        _comparable(ctx, left, right, node.span, "is")
        op = "eq" if node.op == "" else "ne"
        return ir.Op(id=ctx.id(), ty=YESNO, span=node.span, op=op, args=(left, right))
    _comparable(ctx, left, right, node.span, node.op)
    _right_words(ctx, node, left)
    return ir.Op(id=ctx.id(), ty=YESNO, span=node.span, op=_ORDER[node.op], args=(left, right))


def _name_with_is(ctx: Context, node: nodes.Compare, frames: Frames) -> ir.Expression | None:
    """A fact whose name holds `is`: `leaving home is contraindicated`."""
    if node.op == "" and isinstance(node.left, nodes.Ref) and isinstance(node.right, nodes.Ref):
        return find_name(ctx, f"{node.left.text} is {node.right.text}", node.span, frames)
    return None


def _pattern(ctx: Context, node: nodes.Compare, frames: Frames) -> ir.Expression | None:
    right = node.right
    if (
        node.op not in ("", "not")
        or not isinstance(right, nodes.Lit)
        or right.kind != "pattern"
    ):
        return None
    operand = lower_expression(ctx, node.left, frames)
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


def _comparable(
    ctx: Context, left: ir.Expression, right: ir.Expression, span: Span, word: str
) -> None:
    if isinstance(left, ir.Unstated) or isinstance(right, ir.Unstated):
        return
    if isinstance(left.ty, ListOf) or isinstance(left.ty, SetTy):
        ctx.diagnostics.error(
            "E107",
            f"this is {left.ty}, not one value",
            left.span,
            label=f"this is {left.ty}",
            note="a list includes values; it is not one",
            help=f"write `{_said(ctx, left)} include {_said(ctx, right)}`",
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


def _said(ctx: Context, value: ir.Expression) -> str:
    return ctx.book.source.slice(value.span) if value.span.name == ctx.book.source.name else "…"


def _advice(ty: Ty, right: ir.Expression) -> str:
    if ty == MONEY and isinstance(right, ir.Const) and is_numeric(right.ty):
        amount = f"{right.value:,}" if isinstance(right.value, int) else "1,980.00"
        return f"write the amount with a dollar sign: `${amount}`"
    if ty == DATE:
        return "write a date such as 2026-01-01, or `30 days after D`"
    if ty == CODE:
        return "write the code as it stands on the claim"
    return f"write {ty} on the right"


def _right_words(ctx: Context, node: nodes.Compare, left: ir.Expression) -> None:
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


# ------------------------------------------------------------------------------ sets of codes


def _one_of(ctx: Context, node: nodes.OneOf, frames: Frames) -> ir.Expression:
    operand = lower_expression(ctx, node.left, frames)
    if isinstance(operand.ty, ListOf):
        ctx.diagnostics.error(
            "E107",
            f"this is {operand.ty}, not one value",
            operand.span,
            label=f"this is {operand.ty}",
            help=f"write `{_said(ctx, operand)} include one of …`",
        )
    tables: list[ir.Expression] = []
    codes, patterns, spans = collect(ctx, node.items, operand, frames, tables)
    plain = ir.Matches(
        id=ctx.id(),
        ty=YESNO,
        span=node.span,
        operand=operand,
        codes=codes,
        patterns=patterns,
        spans=spans,
        negated=node.negated,
    )
    if not tables:
        return plain
    parts = tuple(tables) if not (codes or patterns or spans) else (*tables, plain)
    if len(parts) == 1 and isinstance(parts[0], ir.InTable):
        return ir.InTable(
            id=ctx.id(),
            ty=YESNO,
            span=node.span,
            operand=operand,
            table=parts[0].table,
            date=parts[0].date,
            negated=node.negated,
        )
    if codes or patterns or spans:
        plain = ir.Matches(
            id=ctx.id(),
            ty=YESNO,
            span=node.span,
            operand=operand,
            codes=codes,
            patterns=patterns,
            spans=spans,
            negated=False,
        )
        parts = (*tables, plain)
    return ir.Junction(
        id=ctx.id(), ty=YESNO, span=node.span, op="none" if node.negated else "or", items=parts
    )


def collect(
    ctx: Context,
    items: tuple[nodes.Expr, ...],
    operand: ir.Expression,
    frames: Frames,
    tables: list[ir.Expression] | None,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[object, object], ...]]:
    """The codes, patterns and spans that a list of items stands for; tables go to `tables`."""
    codes: list[object] = []
    patterns: list[str] = []
    spans: list[tuple[object, object]] = []
    expected = operand.ty.item if isinstance(operand.ty, ListOf) else operand.ty
    for item in items:
        match item:
            case nodes.Lit(kind="pattern"):
                patterns.append(item.text)
            case nodes.Lit():
                codes.append(_item_value(ctx, item, expected))
            case nodes.RangeLit(low=low, high=high):
                spans.append(
                    (_item_value(ctx, low, expected), _item_value(ctx, high, expected))
                )
            case nodes.Ref():
                _named(ctx, item, operand, frames, codes, tables)
            case _:
                raise TypeError(item)  # Invariant: the grammar has only these in lists
    return tuple(codes), tuple(patterns), tuple(spans)  # type: ignore[arg-type]


def _item_value(ctx: Context, lit: nodes.Lit, expected: Ty) -> object:
    try:
        return value_of(lit, expected)[0]
    except WrongType as wrong:
        ctx.diagnostics.error(
            "E107",
            f"`{lit.text}` is {wrong.found}, and {expected} is asked for",
            lit.span,
            label=f"this is {wrong.found}",
            note="a list holds values of one type",
            help=f"write {expected}",
        )
        return lit.text


def _named(
    ctx: Context,
    item: nodes.Ref,
    operand: ir.Expression,
    frames: Frames,
    codes: list[object],
    tables: list[ir.Expression] | None,
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
    near = nearest(item.text.replace(" ", "_"), set(words) | ctx.book.names())
    ctx.diagnostics.error(
        "E101",
        f"there is no code or list `{item.text}`",
        item.span,
        label="not known here",
        note="lists of codes are tables of the rulebook",
        help=f"did you mean `{near.replace('_', ' ')}`?" if near else "define it with `table`",
    )


def _include(ctx: Context, node: nodes.Include, frames: Frames) -> ir.Expression:
    operand = lower_expression(ctx, node.operand, frames)
    if not isinstance(operand.ty, ListOf) and not isinstance(operand, ir.Unstated):
        ctx.diagnostics.error(
            "E109",
            f"this is {operand.ty}, not a list",
            operand.span,
            label=f"this is {operand.ty}",
            note="only a list includes something",
            help="write `is` or `is one of`",
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


# ------------------------------------------------------------------------------ text


def _text_check(
    ctx: Context,
    operand: nodes.Expr,
    phrases: nodes.Ref,
    frames: Frames,
    span: Span,
    op: str,
    *,
    negated: bool,
) -> ir.Expression:
    value = lower_expression(ctx, operand, frames)
    check_type(ctx, value, TEXT, "says" if op == "says_more" else "mentions")
    ctx.text_checks.append(span)
    items = _phrases(ctx, phrases.text)
    if items is None:
        near = nearest(phrases.text, ctx.book.names())
        ctx.diagnostics.error(
            "E101",
            f"there is no list of phrases `{phrases.text}`",
            phrases.span,
            label="not known here",
            help=f"did you mean `{near}`?"
            if near
            else "define it: `table … ` with a column of phrases",
        )
    listed = [items or ()]
    if op == "says_more":
        listed.append(_phrases(ctx, FILLERS) or ())
    constants = (
        ir.Const(id=ctx.id(), ty=TEXT, span=phrases.span, value=words, uncertain=False)
        for words in listed
    )
    found = ir.Op(id=ctx.id(), ty=YESNO, span=span, op=op, args=(value, *constants))
    return ir.Not(id=ctx.id(), ty=YESNO, span=span, operand=found) if negated else found


FILLERS = "filler words"
"""The rulebook's list of words that say nothing by themselves (`says more than`)."""


def _phrases(ctx: Context, name: str) -> tuple[str, ...] | None:
    """The phrases of a list or of a table's first column."""
    symbol = ctx.book.find(name)
    if isinstance(symbol, PhraseSymbol):
        ctx.used.add(symbol.name)
        return symbol.items
    if isinstance(symbol, TableSymbol):
        ctx.used.add(symbol.name)
        return tuple(
            str(c) for r in symbol.table.rows for c in sorted(r.keys[0].codes, key=str)
        )
    return None


__all__ = ["WHOLE", "collect", "lower_condition"]
