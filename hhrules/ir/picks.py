"""Keyed records to IR: the one with the keys that are said, or with the subject's own."""

from __future__ import annotations

from hhrules.claims.vocabulary import Fact, RecordKind
from hhrules.ir import nodes as ir
from hhrules.ir.facts import assumed, fact_of
from hhrules.ir.frames import Frames, claim_frame
from hhrules.ir.scope import Context
from hhrules.semantics.literals import same_kind
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import WHOLE, YESNO


def pick(
    ctx: Context, ref: nodes.Ref, kind: RecordKind, head: str, frames: Frames
) -> ir.Expr | None:
    """`date of occurrences for 61`: the fact of the record that has these keys."""
    fact = kind.facts.get(head)
    if fact is None or len(ref.keys) > len(kind.keys):
        return None
    keys = tuple(
        ctx.expression(ctx, k, frames, kind.facts[name].ty)
        for k, name in zip(ref.keys, kind.keys, strict=False)
    )
    for key, name in zip(keys, kind.keys, strict=False):
        if not same_kind(key.ty, kind.facts[name].ty) and not isinstance(key, ir.Unstated):
            ctx.diagnostics.error(
                "E107",
                f"`{name}` is {kind.facts[name].ty}, and this key is {key.ty}",
                key.span,
                label=f"this is {key.ty}",
                help=f"look up by {kind.facts[name].ty}",
            )
    return _pick_by(ctx, kind, fact, keys, ref.span, frames)


def joined(
    ctx: Context, kind: RecordKind, head: str, span: Span, frames: Frames
) -> ir.Expr | None:
    """A fact of the one record whose keys are those of the subject."""
    fact = kind.facts.get(head)
    if fact is None or head in kind.keys or any(f.kind == kind.name for f in frames):
        return None
    keys: list[ir.Expr] = []
    for name in kind.keys:
        key = ctx.find_name(ctx, name, span, frames) if len(frames) > 1 else None
        if key is None:
            return None
        keys.append(key)
    return _pick_by(ctx, kind, fact, tuple(keys), span, frames)


def _pick_by(
    ctx: Context,
    kind: RecordKind,
    fact: Fact,
    keys: tuple[ir.Expr, ...],
    span: Span,
    frames: Frames,
) -> ir.Expr:
    claim = claim_frame(frames).var
    var = ctx.var(kind.name)
    conditions = tuple(
        ir.Op(
            id=ctx.id(),
            ty=YESNO,
            span=span,
            op="eq",
            args=(fact_of(ctx, var, kind.facts[name], span), key),
        )
        for name, key in zip(kind.keys, keys, strict=False)
    )
    loop = ir.Loop(
        id=ctx.id(),
        var=var,
        claim_var=claim,
        conditions=conditions,
        span=span,
        source=ir.Records(claim=claim, path=kind.attr_path, label=kind.plural),
    )
    value = fact_of(ctx, var, fact, span)
    total = kind.name == "service" and fact.ty == WHOLE
    found = ir.Pick(id=ctx.id(), ty=fact.ty, span=span, loop=loop, value=value, total=total)
    ctx.words[found.id] = frozenset(fact.codes)
    return assumed(ctx, found, fact.name)
