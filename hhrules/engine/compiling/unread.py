"""Definitions that no rule reads: lowered all the same, so that their mistakes are found."""

from __future__ import annotations

from hhrules.ir.frames import Frame, Frames
from hhrules.ir.rules import CLAIM
from hhrules.ir.scope import Context
from hhrules.ir.sets import lower_set
from hhrules.semantics.symbols import Book, Definition
from hhrules.syntax import nodes


def check_definitions(ctx: Context, book: Book) -> None:
    """Lower the definitions that no rule reads, so that their mistakes are found too."""
    for symbol in book.own.values():
        if not isinstance(symbol, Definition) or symbol.name in ctx.used:
            continue
        attempts: list[tuple[int, Frames]] = []
        for frames in _candidates(ctx, book):
            with ctx.attempt() as scratch:
                _lower_definition(ctx, symbol, frames)
            attempts.append((len(scratch.found), frames))
            if not scratch.found:
                break
        else:  # once more where least is wrong: an attempt does not word its messages
            _, best = min(attempts, key=lambda a: a[0])
            _lower_definition(ctx, symbol, best)


def _candidates(ctx: Context, book: Book) -> list[Frames]:
    kinds = [k for k in book.vocabulary.records.values() if k.name != "claim"]
    kinds.sort(key=lambda k: k.name != "line")
    frames: list[Frames] = [(CLAIM,)]
    frames += [(CLAIM, Frame(kind=k.name, var="member", claim="claim")) for k in kinds]
    frames += [(CLAIM, f) for f in ctx.grouping_frames.values()]
    for symbol in book.own.values():
        if isinstance(symbol, Definition) and isinstance(
            symbol.block, nodes.DefineGroups | nodes.DefineRuns
        ):
            with ctx.attempt():
                name = nodes.Ref((symbol.name,), (symbol.block.span,), symbol.block.span)
                lowered = lower_set(
                    ctx, nodes.SetExpr(name, (), None, symbol.block.span), (CLAIM,)
                )
            if lowered is not None:
                frames.append((CLAIM, lowered.frame))
    return frames


def _lower_definition(ctx: Context, symbol: Definition, frames: Frames) -> None:
    match symbol.block:
        case nodes.DefineCondition(condition=condition):
            ctx.condition(ctx, condition, frames)
        case nodes.DefineExpression(value=value):
            if isinstance(value, nodes.Ref) and ctx.book.find_set(value.text):
                return
            ctx.expression(ctx, value, frames)
        case (
            nodes.DefineSet(name=ref)
            | nodes.DefineGroups(name=ref)
            | nodes.DefineRuns(name=ref)
        ):
            lower_set(ctx, nodes.SetExpr(ref, (), None, ref.span), frames)
