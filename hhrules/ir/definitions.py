"""Definitions to IR: each becomes a function for each kind of place that reads it."""

from __future__ import annotations

from attrs import evolve

from hhrules.ir import nodes as ir
from hhrules.ir.facts import has_fact
from hhrules.ir.frames import Frame, Frames, claim_frame, restrict
from hhrules.ir.scope import Context
from hhrules.ir.variables import variable_of
from hhrules.semantics.symbols import Definition
from hhrules.syntax import nodes
from hhrules.values.types import TEXT


def before_outer(
    ctx: Context, symbol: Definition, frames: Frames, depth: int
) -> ir.Expr | None:
    """A definition by a frame's own facts, where one further out has a fact of that name.

    Without this, `discipline` of a line would be that of the group it is looked at for.
    """
    if not any(has_fact(ctx, frame, symbol.name) for frame in frames[1:depth]):
        return None
    alone = (evolve(frames[0], var=frames[depth].claim), frames[depth])
    if resolves(ctx, symbol, frames[:1]) or not resolves(ctx, symbol, alone):
        return None
    return call_of(ctx, symbol, alone)


def defined(ctx: Context, symbol: Definition, frames: Frames) -> ir.Expr | None:
    """A call of a definition where its facts are: on the claim, or the innermost frame."""
    if resolves(ctx, symbol, frames[:1]):
        return call_of(ctx, symbol, (claim_frame(frames),))
    for depth in range(len(frames) - 1, 0, -1):
        alone = (evolve(frames[0], var=frames[depth].claim), frames[depth])
        for chain in (alone, restrict(frames, depth)):
            if resolves(ctx, symbol, chain):
                return call_of(ctx, symbol, chain)
    return None


def definition_at(ctx: Context, text: str, frames: Frames) -> ir.Expr | None:
    """A definition of that name, if these frames have all that it reads."""
    symbol = ctx.book.find(text)
    if isinstance(symbol, Definition) and resolves(ctx, symbol, frames):
        return call_of(ctx, symbol, frames)
    return None


def resolves(ctx: Context, symbol: Definition, frames: Frames) -> bool:
    """Whether a definition is of a value, and every name in it is known in these frames."""
    if not isinstance(symbol.block, nodes.DefineCondition | nodes.DefineExpression):
        return False
    key = (symbol, tuple((f.kind, f.is_run) for f in frames), ctx.given)
    known = ctx.resolved.get(key)
    if known is None:
        if symbol.name in ctx.inlining:
            return True
        with ctx.attempt() as scratch:
            call_of(ctx, symbol, frames)
        known = not any(d.code in ("E101", "E102") for d in scratch.found)
        ctx.resolved[key] = known
    return known


def call_of(ctx: Context, symbol: Definition, frames: Frames) -> ir.Expr:
    """A call of the definition's function for these frames."""
    block = symbol.block
    if symbol.name in ctx.inlining:
        report_circle(ctx, symbol, "facts")
        return ir.Unstated(id=ctx.id(), ty=TEXT, span=block.span, label=symbol.name)
    ctx.used.add(symbol.name)
    anchor = ctx.anchor.text if ctx.anchor else ""
    inner, args = _parameters(frames)
    claims = tuple(f.claim for f in inner)
    key = (symbol, tuple((f.kind, f.grouping) for f in frames), claims, anchor, ctx.given)
    function = ctx.functions.get(key)
    if function is None:
        function = _function(ctx, symbol, inner, args)
        ctx.functions[key] = function
    if isinstance(function.body, ir.Unstated):
        return function.body  # reported where it is defined
    found = ir.Call(
        id=ctx.id(),
        ty=function.body.ty,
        span=block.name.span,
        function=function.name,
        args=tuple(args),
        label=symbol.name,
    )
    ctx.words[found.id] = ctx.words.get(function.body.id, frozenset())
    return found


def report_circle(ctx: Context, symbol: Definition, instead: str) -> None:
    """Say that a definition leads back to itself."""
    ctx.diagnostics.error(
        "E112",
        f"`{symbol.name}` is defined by itself",
        symbol.block.name.span,
        label="its own text leads back to it",
        note="a rulebook has no loops",
        help=f"define it by {instead} of the claim",
    )


def body_of(ctx: Context, value: ir.Expr) -> ir.Expr:
    """What a call of a definition comes down to."""
    while isinstance(value, ir.Call):
        name = value.function
        value = next(f.body for f in ctx.functions.values() if f.name == name)
    return value


def _parameters(frames: Frames) -> tuple[Frames, dict[str, str]]:
    """The frames under names of their own, and which variable each parameter stands for."""
    claims: dict[str, str] = {frames[0].var: "claim"}
    args: dict[str, str] = {frames[0].var: "claim"}
    inner: list[Frame] = [evolve(frames[0], var="claim", claim="claim")]
    for number, frame in enumerate(frames[1:]):
        if frame.claim not in claims:
            claims[frame.claim] = (
                "other_claim" if len(claims) == 1 else f"other_claim_{len(claims)}"
            )
            args[frame.claim] = claims[frame.claim]
        stem = variable_of(frame.kind)
        name = stem if stem not in args.values() else f"{stem}_{number + 1}"
        args[frame.var] = name
        inner.append(evolve(frame, var=name, claim=claims[frame.claim]))
    if len(frames) == 1:
        inner[0] = evolve(inner[0], claim="claim")
    return tuple(inner), args


def _function(
    ctx: Context, symbol: Definition, frames: Frames, args: dict[str, str]
) -> ir.Function:
    block = symbol.block
    with ctx.within(symbol):
        match block:
            case nodes.DefineCondition(condition=condition):
                body = ctx.condition(ctx, condition, frames)
            case nodes.DefineExpression(value=value):
                body = ctx.expression(ctx, value, frames)
            case nodes.DefineSet() | nodes.DefineGroups() | nodes.DefineRuns():
                raise TypeError(block)  # Invariant: `resolves` leaves sets out
    stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in symbol.name)
    taken = sum(f.name.rstrip("_0123456789") == f"def_{stem}" for f in ctx.functions.values())
    name = f"def_{stem}" if not taken else f"def_{stem}_{taken + 1}"
    return ir.Function(
        name=name, words=symbol.name, params=tuple(args.values()), body=body, span=block.span
    )
