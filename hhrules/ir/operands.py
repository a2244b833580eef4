"""Both sides of an operator: a literal takes the type of what it stands beside."""

from __future__ import annotations

from hhrules.ir import nodes as ir
from hhrules.ir.frames import Frames
from hhrules.ir.names import find_name, find_ref, lower_ref
from hhrules.ir.scope import Context
from hhrules.semantics.literals import (
    same_kind,
)
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.syntax import nodes
from hhrules.values.types import (
    CODE,
    TEXT,
    ListOf,
    Ty,
)


def check_type(ctx: Context, value: ir.Expr, wanted: Ty, where: str) -> None:
    """Report a value of a type that cannot stand where it stands."""
    if isinstance(value, ir.Unstated) or same_kind(value.ty, wanted):
        return
    ctx.diagnostics.error(
        "E104",
        f"`{where}` takes {wanted}, and this is {value.ty}",
        value.span,
        label=f"this is {value.ty}",
        note="values of different types are never turned into one another",
        help=f"name a fact that is {wanted}",
    )


def of_type(ctx: Context, node: nodes.Expr, frames: Frames, wanted: Ty, where: str) -> ir.Expr:
    """An expression where `where` asks for a type; reported if it is of another."""
    value = ctx.expression(ctx, node, frames, wanted)
    check_type(ctx, value, wanted, where)
    return value


def lower_pair(
    ctx: Context, left: nodes.Expr, right: nodes.Expr, frames: Frames
) -> tuple[ir.Expr, ir.Expr]:
    """Both sides of an operator; a literal or a code word takes the type of the other."""
    if isinstance(left, nodes.Lit) and not isinstance(right, nodes.Lit):
        second = ctx.expression(ctx, right, frames)
        return as_value(ctx, left, second, frames), second
    first = ctx.expression(ctx, left, frames)
    return first, as_value(ctx, right, first, frames)


def as_value(ctx: Context, node: nodes.Expr, beside: ir.Expr, frames: Frames) -> ir.Expr:
    """An expression beside a value: a literal takes its type, a word may be its code."""
    if isinstance(beside, ir.Unstated):
        if isinstance(node, nodes.Ref) and is_word_beside_mistake(ctx, node, beside, frames):
            return ir.Unstated(id=ctx.id(), ty=TEXT, span=node.span, label=node.text)
        return ctx.expression(ctx, node, frames, None)
    expected = beside.ty.item if isinstance(beside.ty, ListOf) else beside.ty
    if isinstance(node, nodes.Ref) and not node.keys and expected in (CODE, TEXT):
        words = ctx.words.get(beside.id, frozenset())
        for text in (node.text.replace(" ", "_"), node.text):
            if text in words:
                return ir.Const(
                    id=ctx.id(), ty=expected, span=node.span, value=text, uncertain=False
                )
        if words and find_name(ctx, node.text, node.span, frames) is None:
            return _unknown_word(ctx, node, words, frames)
        if expected == TEXT and find_ref(ctx, node, frames) is None:
            return _unquoted(ctx, node)
    return ctx.expression(ctx, node, frames, expected)


def is_word_beside_mistake(
    ctx: Context, node: nodes.Ref, beside: ir.Expr, frames: Frames
) -> bool:
    """Whether a word is a value of some fact, and the fact that it stands beside was not found.

    `paier is medicare`: nothing is wrong with `medicare`.
    """
    if not isinstance(beside, ir.Unstated) or find_ref(ctx, node, frames) is not None:
        return False
    if not any(d.span == beside.span for d in ctx.diagnostics.found):
        return False
    word = node.text.replace(" ", "_")
    records = ctx.book.vocabulary.records.values()
    return any(word in fact.codes for record in records for fact in record.facts.values())


def _unquoted(ctx: Context, node: nodes.Ref) -> ir.Expr:
    """A word beside a text that names nothing: the text, most likely, without its quotes."""
    ctx.diagnostics.error(
        "E101",
        f"there is no `{node.text}` here",
        node.span,
        label="a name, or a text without its quotes?",
        note="text stands in double quotes; what stands without them is a name",
        help="put it in double quotes",
        replacement=f'"{node.text}"',
    )
    return ir.Unstated(id=ctx.id(), ty=TEXT, span=node.span, label=node.text)


def _unknown_word(
    ctx: Context, node: nodes.Ref, words: frozenset[str], frames: Frames
) -> ir.Expr:
    """A word where only words of a code can stand: what is near it among those is offered."""
    said = sorted(w.replace("_", " ") for w in words)
    near = suggestions(node.text, said)
    found = ctx.diagnostics
    before = len(found)
    value = lower_ref(ctx, node, frames)
    if len(found) > before:
        found.found[-1:] = []
        found.error(
            "E101",
            f"`{node.text}` is not one of its values",
            node.span,
            label="not a value that it can have",
            note=f"it is one of: {', '.join(said[:12])}",
            help=did_you_mean(near, "write one of these words"),
            fixes=renamed(node.span, near),
        )
    return value
