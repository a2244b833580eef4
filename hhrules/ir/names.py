"""Names to IR: the innermost frame first, then definitions, then the claim."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.definitions import before_outer, defined, definition_at
from hhrules.ir.facts import on_claim, on_frame
from hhrules.ir.frames import Frames, restrict
from hhrules.ir.lookups import dated_value, look_up
from hhrules.ir.picks import joined, pick
from hhrules.ir.scope import Context
from hhrules.ir.unknown import report_unknown
from hhrules.semantics.symbols import Definition, Symbol, TableSymbol, ValueSymbol
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import DATE, TEXT, YESNO, Ty


def lower_ref(ctx: Context, ref: nodes.Ref, frames: Frames) -> ir.Expr:
    """What a name means here; an unknown name is reported and stands for an unstated value."""
    found = find_ref(ctx, ref, frames)
    if found is not None:
        return found
    report_unknown(ctx, ref, frames)
    return ir.Unstated(id=ctx.id(), ty=TEXT, span=ref.span, label=ref.text)


def find_ref(ctx: Context, ref: nodes.Ref, frames: Frames) -> ir.Expr | None:
    """What a name means here, or None."""
    text = ref.text
    if ctx.free and text == "unknown":
        return ir.Unstated(id=ctx.id(), ty=TEXT, span=ref.span, label="unknown")
    if ctx.free and text in ("yes", "no"):
        return ir.Const(
            id=ctx.id(), ty=YESNO, span=ref.span, value=text == "yes", uncertain=False
        )
    if not ref.keys and ref.as_of is None:
        found = find_name(ctx, text, ref.span, frames)
        if found is not None:
            return found
    for split in range(len(ref.parts)):
        head, rest = " of ".join(ref.parts[:split]), " of ".join(ref.parts[split:])
        found = _find_of(ctx, ref, head, rest, frames)
        if found is not None:
            return found
    return None


def _find_of(
    ctx: Context, ref: nodes.Ref, head: str, rest: str, frames: Frames
) -> ir.Expr | None:
    """`HEAD of REST`, with keys after `for` if there are any; no head means REST itself."""
    symbol = ctx.book.find(rest)
    if isinstance(symbol, TableSymbol):
        return look_up(ctx, ref, symbol, head, frames)
    if isinstance(symbol, ValueSymbol) and not head:
        return dated_value(ctx, ref, symbol, frames)
    if not head:
        return None
    if ref.keys:
        kind = ctx.kind_by_plural(rest) or ctx.kind(rest)
        return pick(ctx, ref, kind, head, frames) if kind else None
    if rest == "claim":
        return on_claim(ctx, head, ref.span, frames[:1])
    for depth in range(len(frames) - 1, 0, -1):
        frame = frames[depth]
        if rest == frame.kind or rest in frame.names:
            return on_frame(ctx, head, ref.span, frame) or definition_at(
                ctx, head, restrict(frames, depth)
            )
    kind = ctx.kind(rest)
    if kind is not None and kind.joins:
        return joined(ctx, kind, head, ref.span, frames)
    return None


def find_name(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expr | None:
    """A name without keys, looked for from the innermost frame outwards."""
    found = _find_name(ctx, text, span, frames)
    if found is not None and not ctx.trying:
        ctx.meant.setdefault(span, []).append(found)
    return found


def _find_name(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expr | None:
    symbol = ctx.book.find(text)
    found = _stated(ctx, text, span, frames) or _on_frames(ctx, text, span, frames, symbol)
    if found is not None:
        return found
    if isinstance(symbol, TableSymbol) and text in symbol.table.columns:
        return look_up(ctx, nodes.Ref((text,), (span,), span), symbol, "", frames)
    if isinstance(symbol, ValueSymbol):
        return dated_value(ctx, nodes.Ref((text,), (span,), span), symbol, frames)
    if isinstance(symbol, Definition):
        found = defined(ctx, symbol, frames)
    return found or _by_subject(ctx, text, span, frames) or on_claim(ctx, text, span, frames)


def _stated(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expr | None:
    """A name that has its value from outside the claim, or from a `let` above."""
    if text == "today":
        return ir.Fact(
            id=ctx.id(), ty=DATE, span=span, record="given", path=(text,), label=text
        )
    if text in ctx.given:
        return _given(ctx, text, span, frames)
    bound = ctx.lets.get(text)
    if bound is None or isinstance(bound, ir.Unstated):
        return bound
    local = ir.Local(
        id=ctx.id(), ty=bound.ty, span=span, name=bound.name, uncertain=bound.uncertain
    )
    ctx.words[local.id] = ctx.words.get(bound.id, frozenset())
    return local


def _on_frames(
    ctx: Context, text: str, span: Span, frames: Frames, symbol: Symbol | None
) -> ir.Expr | None:
    """A fact of one of the frames within the claim's, or a definition made from its facts."""
    for depth in range(len(frames) - 1, 0, -1):
        found = on_frame(ctx, text, span, frames[depth])
        if found is None and isinstance(symbol, Definition):
            found = before_outer(ctx, symbol, frames, depth)
        if found is not None:
            return found
    return None


def _by_subject(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expr | None:
    """A fact of the one record that has the subject's keys."""
    if len(frames) == 1:
        return None
    for kind in ctx.book.vocabulary.records.values():
        if kind.joins and text in kind.facts:
            found = joined(ctx, kind, text, span, frames)
            if found is not None:
                return found
    return None


def _given(ctx: Context, text: str, span: Span, frames: Frames) -> ir.Expr:
    """A definition whose result an example states."""
    ty: Ty = TEXT
    kept, ctx.given = ctx.given, ctx.given - {text}
    try:
        with ctx.attempt():
            natural = find_name(ctx, text, span, frames)
    finally:
        ctx.given = kept
    words: frozenset[str] = frozenset()
    if natural is not None:
        ty, words = natural.ty, ctx.words.get(natural.id, frozenset())
    found = ir.Fact(
        id=ctx.id(),
        ty=ty,
        span=span,
        record="given",
        path=(text,),
        label=text,
        convert="yesno" if ty == YESNO else "",
    )
    ctx.words[found.id] = words
    return found
