"""Facts by their names: of a record, of a group (its keys), of the claim."""

from __future__ import annotations

from hhrules.claims.vocabulary import Fact
from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frame, Frames, claim_frame
from hhrules.ir.scope import Context
from hhrules.semantics.literals import WrongType, value_of
from hhrules.semantics.symbols import TableSymbol
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import YESNO, SetTy


def fact_of(ctx: Context, var: str, fact: Fact, span: Span) -> ir.Fact:
    """A fact of the record in a variable."""
    found = ir.Fact(
        id=ctx.id(),
        ty=fact.ty,
        span=span,
        record=var,
        path=fact.attr_path,
        label=fact.name,
        convert="yesno" if fact.ty == YESNO else "",
        uncertain=not fact.always_told,
        optional=fact.always_told and not fact.always_known,
    )
    ctx.words[found.id] = frozenset(fact.codes)
    return found


def assumed(ctx: Context, fact: ir.Fact | ir.Pick, name: str) -> ir.Expr:
    """The fact of that name, or what the rule takes for it where it is missing."""
    stated = ctx.assumed.get(name)
    if stated is None:
        return fact
    value: object = None
    if isinstance(stated, nodes.Lit):
        try:
            value, _ = value_of(stated, fact.ty)
        except WrongType as wrong:
            ctx.diagnostics.error(
                "E104",
                f"`{name}` is {fact.ty}, and this is {wrong.found}",
                stated.span,
                label=f"this is {wrong.found}",
                help=f"write {fact.ty}",
            )
    other = ir.Const(id=ctx.id(), ty=fact.ty, span=stated.span, value=value, uncertain=False)
    found = ir.Op(id=ctx.id(), ty=fact.ty, span=fact.span, op="if_missing", args=(fact, other))
    ctx.words[found.id] = ctx.words.get(fact.id, frozenset())
    return found


def has_fact(ctx: Context, frame: Frame, text: str) -> bool:
    """Whether a name is a fact of the frame's record, or a key of its group."""
    kind = ctx.kind(frame.kind)
    return any(key == text for key, _ in frame.keys) or (
        kind is not None and text in kind.facts
    )


def on_frame(ctx: Context, text: str, span: Span, frame: Frame) -> ir.Expr | None:
    """The fact of the frame's record, or the key of its group, of that name."""
    kind = ctx.kind(frame.kind)
    if kind is not None and frame.kind != "claim":
        fact = kind.facts.get(text)
        return assumed(ctx, fact_of(ctx, frame.var, fact, span), text) if fact else None
    for index, (key, ty) in enumerate(frame.keys):
        if key == text:
            found = ir.KeyOf(
                id=ctx.id(), ty=ty, span=span, group=frame.var, index=index, label=text
            )
            ctx.words[found.id] = key_words(ctx, text)
            return found
    return None


def key_words(ctx: Context, text: str) -> frozenset[str]:
    """The code words that a fact of this name can have."""
    found: set[str] = set()
    for kind in ctx.book.vocabulary.records.values():
        if text in kind.facts:
            found |= set(kind.facts[text].codes)
    symbol = ctx.book.find(text)
    if isinstance(symbol, TableSymbol):
        for words in ctx.stated.get(symbol, symbol).words:
            found |= words
    return frozenset(found)


def on_claim(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expr | None:
    """The fact or list of that name of the claim that the innermost frame stands on."""
    claim = ctx.book.vocabulary.records["claim"]
    fact = claim.facts.get(text)
    var = claim_frame(frames).var
    if fact is not None:
        return assumed(ctx, fact_of(ctx, var, fact, span), text)
    kind = ctx.kind_by_plural(text)
    if kind is not None and kind.parent in (None, "claim"):
        return ir.Fact(
            id=ctx.id(),
            ty=SetTy(kind.name),
            span=span,
            record=var,
            path=kind.attr_path,
            label=text,
            convert="list",
            uncertain=kind.name != "line",
        )
    return None
