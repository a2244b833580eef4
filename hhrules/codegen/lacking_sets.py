"""What open figures over sets lack: their members' facts, found once for what they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hhrules.codegen.lacking import Figure, Lacking
from hhrules.codegen.members import is_required, source_of
from hhrules.ir import nodes as ir
from hhrules.ir.keys import reads
from hhrules.ir.openness import spare_of


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
        _given(lacking, figure)
        writer.line(f"return {emitter.form(emitter, figure.node)}", figure.node.span)
    writer.line()


def _given(lacking: Lacking, figure: Figure) -> None:
    if "claim" not in lacking.given(figure.node):
        lacking.emitter.writer.line("claim = env.claim")
    if "given" in reads(figure.node):
        lacking.emitter.writer.line("given = env.given")


def _lacking(lacking: Lacking, figure: Figure, number: int) -> None:
    """The function that says what a figure lacks, which is known to be open."""
    writer = lacking.emitter.writer
    lacking.begin(figure.steady, figure.lets)
    names = lacking.given(figure.node)
    asked = (*names, *(f"lacks_{name}" for name in figure.lets))
    head = f"def lacking_figure_{number}({', '.join((*asked, 'env'))}):"
    with writer.block(head, figure.node.span):
        ids = "".join(f", id({name})" for name in names)
        lets = "".join(f", lacks_{name}" for name in figure.lets)
        writer.line(f'key = ("figure", {number}{ids}{lets})')
        with writer.block("if key in env.memo:"):
            writer.line("return env.memo[key][0]")
        _given(lacking, figure)
        writer.line("w = 0")
        _walk(lacking, figure.node)
        kept = "".join(f", {name}" for name in names)
        writer.line(f"env.memo[key] = (w{kept},)")  # what is kept keeps its id
        writer.line("return w")
    writer.line()


def _walk(lacking: Lacking, node: ir.Expr) -> None:
    """Go over the members of a figure's set, and gather what is open of them."""
    match node:
        case ir.Aggregate(loop=loop, value=value, flat=False) | ir.Pick(loop=loop, value=value):
            values = () if value is None else (value,)
            _members(lacking, loop, lambda: _values(lacking, values))
        case ir.Aggregate(loop=loop):
            _members(lacking, loop, lambda: _items(lacking, node))
        case ir.Exists(loop=loop):
            _members(lacking, loop, lambda: None)
        case _:
            raise TypeError(type(node).__name__)  # Invariant: no other is over a set
    _reach(lacking, loop)


def _values(lacking: Lacking, values: tuple[ir.Expr, ...]) -> None:
    for value in values:
        lacking.emitter.expression(value)
        lacking.add(value, "w")


def _items(lacking: Lacking, node: ir.Aggregate) -> None:
    """The items of a list that each member has."""
    emitter, writer = lacking.emitter, lacking.emitter.writer
    assert node.value is not None
    items = emitter.stored(node.value)
    lacking.add(node.value, "w")
    with (
        writer.block(f"if {items} is not UNKNOWN:"),
        writer.block(f"for {node.item} in {items} or ():", node.span),
    ):
        for condition in node.item_conditions:
            asked(lacking, condition, "w", lambda: writer.line("continue"))


def asked(
    lacking: Lacking,
    condition: ir.Expr,
    name: str,
    leave: Callable[[], None],
    opened: str = "",
) -> None:
    """Ask a condition: what it lacks where it is open; `leave` where it is no (or none)."""
    emitter, writer = lacking.emitter, lacking.emitter.writer
    value = emitter.expression(condition)
    test = lacking.is_open(condition)
    if test is None:
        with writer.block(f"if not {value}:", condition.span):
            leave()
        return
    with writer.block(f"if {test}:", condition.span):
        if opened:
            writer.line(opened)
        lacking.add(condition, name, surely=True)
    with writer.block(f"elif not {value}:", condition.span):
        leave()


def _members(lacking: Lacking, loop: ir.Loop, found: Callable[[], None]) -> None:
    """The members of a set, those left out too as far as they were asked; `found` writes the rest."""
    writer = lacking.emitter.writer
    spare = spare_of(loop, lacking.spare)
    further = loop.scope != "own"
    apart = bool(spare) or lacking.chooses or further
    name = "m" if apart else "w"
    if isinstance(loop.source, ir.Grouped):
        lacking.emitter.steady.add(loop.var)

    def leave() -> None:
        if apart:
            writer.line("out |= m" if further else "w |= m")
        writer.line("continue")

    if further:
        writer.line("out = 0")

    with _each(lacking, loop):
        if apart:
            writer.line("m = 0")
        if spare:
            writer.line(f"sure = {loop.var}.sure")
        for condition in loop.conditions:
            asked(lacking, condition, name, leave, "sure = False" if spare else "")
        if spare:
            with writer.block(f"if not sure and not {lacking.facts('m')}:"):
                writer.line(f"m = {lacking.bits(spare)}")
        if apart:
            writer.line(f"w |= {lacking.facts('m')}")
        found()


@contextmanager
def _each(lacking: Lacking, loop: ir.Loop) -> Iterator[None]:
    """The walk over all that a set is chosen from; a list that was not sent is what is lacking."""
    writer = lacking.emitter.writer
    source, target = source_of(lacking.emitter, loop)
    unsent = f"w |= {lacking.bits((loop.source.label,))}"
    if is_required(loop):
        with writer.block(f"for {target} in {source}:", loop.span):
            yield
        return
    if isinstance(loop.source, ir.Records) and loop.scope != "own":
        scope = f"{loop.scope!r}, {loop.every_provider}, {loop.source.path!r}"
        with writer.block(f"if env.unsent({scope}):"):
            writer.line(unsent)
        with writer.block(f"for {target} in {source}:", loop.span):
            yield
        return
    name = writer.temporary()
    writer.line(f"{name} = {source}", loop.span)
    with writer.block(f"if {name} is UNKNOWN:"):
        writer.line(unsent)
    with writer.block("else:"), writer.block(f"for {target} in {name} or ():", loop.span):
        yield


def _reach(lacking: Lacking, loop: ir.Loop) -> None:
    """That claims may be missing is lacking itself: history, in place of what is left out."""
    if loop.scope == "own":
        return
    emitter, writer = lacking.emitter, lacking.emitter.writer
    since = emitter.stored(loop.since) if loop.since is not None else "None"
    if loop.since is not None:
        lacking.add(loop.since, "w")
    with writer.block(f"if env.reaches({loop.every_provider}, {since}) is not None:"):
        writer.line(f"w |= {lacking.bits(('history',))}")
    with writer.block("else:"):
        writer.line("w |= out")
