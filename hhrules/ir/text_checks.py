"""`mentions` and `says more than` to IR: phrases in what a clinician wrote."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frames
from hhrules.ir.operands import check_type
from hhrules.ir.scope import Context
from hhrules.semantics.symbols import PhraseSymbol, TableSymbol
from hhrules.source.diagnostic import nearest
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import TEXT, YESNO

FILLERS = "filler words"
"""The rulebook's list of words that say nothing by themselves (`says more than`)."""


def text_check(
    ctx: Context,
    operand: nodes.Expr,
    phrases: nodes.Ref,
    frames: Frames,
    span: Span,
    op: str,
    *,
    negated: bool,
) -> ir.Expr:
    """A check of a text against a list of phrases."""
    value = ctx.expression(ctx, operand, frames)
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


def _phrases(ctx: Context, name: str) -> tuple[str, ...] | None:
    """The phrases of a list or of a table's first column."""
    symbol = ctx.book.find(name)
    if isinstance(symbol, PhraseSymbol):
        ctx.used.add(symbol.name)
        return symbol.items
    if isinstance(symbol, TableSymbol):
        ctx.used.add(symbol.name)
        symbol = ctx.stated.get(symbol, symbol)
        return tuple(
            str(c) for r in symbol.table.rows for c in sorted(r.keys[0].codes, key=str)
        )
    return None
