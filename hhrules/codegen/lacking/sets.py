"""What open figures over sets lack: their members' facts, found once for what they read."""

from __future__ import annotations

from hhrules.codegen.figures.alike import alike_text
from hhrules.codegen.figures.shared import as_shared, emit_key
from hhrules.codegen.lacking.expressions import Figure, Lacking, asked
from hhrules.codegen.lacking.members import Members, each_of, reach
from hhrules.codegen.lacking.rows import as_bounded, emit_rows, few_of
from hhrules.ir import nodes as ir
from hhrules.ir.keys import reads


def emit_figure(lacking: Lacking, number: int) -> None:
    """The functions of a figure: what it comes to, and what it lacks where that is open."""
    figure = lacking.figures[number]
    _plain(lacking, figure, number)
    _lacking(lacking, figure, number)


def _plain(lacking: Lacking, figure: Figure, number: int) -> None:
    """The function that works a figure out, in the usual way."""
    emitter, writer = lacking.emitter, lacking.emitter.writer
    names = ", ".join((*lacking.given(figure.node), "env"))
    lacking.begin(figure.steady, figure.lets)
    emitter.noted = None
    with writer.block(f"def figure_{number}({names}):", figure.node.span):
        _around(lacking, figure)
        value = emitter.form(emitter, lacking.expand(figure.node))
        writer.line(f"return {value}", figure.node.span)
    writer.line()


def _around(lacking: Lacking, figure: Figure) -> None:
    """What every function of figures has at hand."""
    if "claim" not in lacking.given(figure.node):
        lacking.emitter.writer.line("claim = env.claim")
    if "given" in reads(figure.node):
        lacking.emitter.writer.line("given = env.given")


def _lacking(lacking: Lacking, figure: Figure, number: int) -> None:
    """The function that says what a figure lacks, which is known to be open."""
    writer, node = lacking.emitter.writer, figure.node
    bounded = as_bounded(lacking, node)
    if bounded is not None:
        emit_rows(lacking, bounded, number)
    lacking.begin(figure.steady, figure.lets)
    given = (*lacking.given(node), *(f"lacks_{name}" for name in figure.lets), "env")
    with writer.block(f"def lacking_figure_{number}({', '.join(given)}):", node.span):
        _around(lacking, figure)
        kept = _key(lacking, figure, number)
        with writer.block("if key in env.memo:"):
            writer.line("return env.memo[key][0]")
        if bounded is not None:
            members = few_of(lacking, bounded, number)
            _walk(members, node)
        else:
            writer.line("w = 0")
            alike = alike_text(lacking.emitter, node)
            _walk(Members(lacking, node.loop, each_of(lacking, node.loop, alike)), node)
            reach(lacking, node.loop)
        writer.line(f"env.memo[key] = (w, {kept})")
        writer.line("return w")
    writer.line()


def _key(lacking: Lacking, figure: Figure, number: int) -> str:
    """What a figure is known by; gives what has to be kept lest its id be another's."""
    lets = "".join(f", lacks_{name}" for name in figure.lets)
    shared = as_shared(lacking.emitter, figure.node)
    if shared is not None:
        for place, call in enumerate(p for p in shared.parts if isinstance(p, ir.Call)):
            lacking.emitter.expression(call)
            lacking.emitter.writer.line(f"lacks_{place} = 0")
            lacking.add(call, f"lacks_{place}")
            lets += f", lacks_{place}"
        emit_key(lacking.emitter, shared, f"{lacking.own('figure', number)}, id(claim){lets}")
        return ""
    names = lacking.given(figure.node)
    ids = "".join(f", id({name})" for name in names)
    lacking.emitter.writer.line(f"key = ({lacking.own('figure', number)}{ids}{lets})")
    return "".join(f"{name}, " for name in names)


def _walk(members: Members, node: ir.Expr) -> None:
    """Go over the members of a figure's set, and gather what is open of them."""
    lacking = members.lacking
    with members.all():
        match node:
            case ir.Aggregate(value=ir.Expression() as items, flat=True):
                _items(lacking, node, items)
            case ir.Aggregate(value=ir.Expression() as value) | ir.Pick(value=value):
                lacking.emitter.expression(value)
                lacking.add(value, "w")
            case _:
                pass


def _items(lacking: Lacking, node: ir.Aggregate, items: ir.Expr) -> None:
    """The items of a list that each member has."""
    emitter, writer = lacking.emitter, lacking.emitter.writer
    name = emitter.stored(items)
    lacking.add(items, "w")
    with (
        writer.block(f"if {name} is not UNKNOWN:"),
        writer.block(f"for {node.item} in {name} or ():", node.span),
    ):
        for condition in node.item_conditions:
            asked(lacking, condition, "w", lambda: writer.line("continue"))
