"""Figures that a look into a table answers: taken from it in place, where all is known.

The totals by key and the sorted days of a claim are made once. A walk keeps them at hand; what
it asks of a subject is then one look, and a definition that asks no more than that is worked
out where it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures.running import Running, number_of
from hhrules.codegen.figures.sets import running_of
from hhrules.codegen.figures.windows import Window, as_window, days_text, numbered, window_text
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.ir.walk import children

Figure = Running | Window

_SMALL = 60
"""Definitions of at most so many nodes are worked out where they are read."""


def figure_of(emitter: Emitter, node: ir.Expr) -> Figure | None:
    """The table that a figure is looked up in, if it is of that kind."""
    if not isinstance(node, ir.Exists | ir.Aggregate):
        return None
    running = running_of(node)
    if running is not None:
        return running if running.order is None and running.claim == "claim" else None
    return as_window(emitter, node)


def body_of(emitter: Emitter, call: ir.Call) -> ir.Expr | None:
    """What a definition asks of the caller's records, if that is no more than figures."""
    body = emitter.functions.get(call.function)
    params = emitter.params.get(call.function)
    if body is None or params is None or not _is_quick(emitter, body, [_SMALL]):
        return None
    return renamed(body, dict(zip(params, call.args, strict=True)))


def _is_quick(emitter: Emitter, node: ir.Expr, budget: list[int]) -> bool:
    budget[0] -= 1
    if budget[0] < 0 or isinstance(node, ir.With | ir.Pick | ir.GroupOf):
        return False
    if isinstance(node, ir.Exists | ir.Aggregate):
        return figure_of(emitter, node) is not None
    if isinstance(node, ir.Call):
        inner = emitter.functions.get(node.function)
        return inner is not None and _is_quick(emitter, inner, budget)
    return all(_is_quick(emitter, child, budget) for child in children(node))


def keys_alone(emitter: Emitter, roots: Iterable[ir.Expr], var: str) -> bool:
    """Whether expressions ask of the group in a variable no more than its keys."""
    return emitter.by_keys and all(_alone(emitter, root, var) for root in roots)


def _alone(emitter: Emitter, node: ir.Expr, var: str) -> bool:
    if var not in reads(node) or isinstance(node, ir.KeyOf):
        return True
    if isinstance(node, ir.Fact | ir.Local | ir.RunEnd):
        return False
    if isinstance(node, ir.Call):
        body = body_of(emitter, node)
        return body is not None and _alone(emitter, body, var)
    if isinstance(node, ir.Exists | ir.Aggregate):
        figure = figure_of(emitter, node)
        if figure is not None:
            ends = [b for _, b in figure.bounds] if isinstance(figure, Window) else []
            return all(_alone(emitter, one, var) for one in (*figure.theirs, *ends))
    return all(_alone(emitter, child, var) for child in children(node))


def figures_in(emitter: Emitter, roots: Iterable[ir.Expr]) -> Iterator[int]:
    """The numbers of the tables that some expressions look into."""
    for root in roots:
        if isinstance(root, ir.Exists | ir.Aggregate):
            figure = figure_of(emitter, root)
            if figure is not None:
                yield _number(emitter, figure)
                yield from figures_in(emitter, figure.theirs)
            continue
        if isinstance(root, ir.Call):
            body = body_of(emitter, root)
            if body is not None:
                yield from figures_in(emitter, [body])
        yield from figures_in(emitter, children(root))


def totals_in(emitter: Emitter, roots: Iterable[ir.Expr]) -> Iterator[Running]:
    """The figures by keys that some expressions look up, and those behind their windows."""
    for root in roots:
        inner = children(root)
        if isinstance(root, ir.Exists | ir.Aggregate):
            figure = figure_of(emitter, root)
            if isinstance(figure, Running):
                yield figure
            inner = figure.own if isinstance(figure, Window) else ()
        elif isinstance(root, ir.Call):
            body = body_of(emitter, root)
            inner = (body,) if body is not None else ()
        yield from totals_in(emitter, inner)


def _number(emitter: Emitter, figure: Figure) -> int:
    if isinstance(figure, Window):
        return numbered(emitter, figure)
    return number_of(emitter, figure)


def begin(emitter: Emitter, roots: Iterable[ir.Expr]) -> None:
    """Before a walk: no table is at hand yet."""
    for number in dict.fromkeys(figures_in(emitter, roots)):
        emitter.writer.line(f"table_{number} = None")


def prepare(emitter: Emitter, root: ir.Expr, guard: Callable[[str], None]) -> None:
    """Work the figures of an expression out; `guard` takes the test that what they need is known."""
    if emitter.writer.scope.find(root) is not None:
        return
    match root:
        case ir.Exists() | ir.Aggregate():
            figure = figure_of(emitter, root)
            if figure is not None:
                _look(emitter, root, figure, guard)
        case ir.Call():
            body = body_of(emitter, root)
            if body is not None:
                prepare(emitter, body, guard)
                name = emitter.stored(body)
                _keep(
                    emitter,
                    root,
                    name,
                    sure=not emitter.doubtful(body),
                    some=not emitter.nullable(body),
                )
        case ir.With() | ir.Pick() | ir.GroupOf():
            pass
        case _:
            for child in children(root):
                prepare(emitter, child, guard)


def _look(
    emitter: Emitter,
    node: ir.Exists | ir.Aggregate,
    figure: Figure,
    guard: Callable[[str], None],
) -> None:
    writer = emitter.writer
    for theirs in figure.theirs:
        prepare(emitter, theirs, guard)
    number = _number(emitter, figure)
    table, made = f"table_{number}", f"running_{number}(claim, env)"
    if isinstance(figure, Window):
        made = days_text(emitter, number, "claim")
    with writer.block(f"if {table} is None:"):
        writer.line(f"{table} = {made}", node.span)
    if isinstance(figure, Window):
        tests, text = window_text(emitter, figure, table)
        if isinstance(node, ir.Exists) and node.negated:
            text = f"not ({text})"
    else:
        names = [(emitter.stored(t), emitter.doubtful(t)) for t in figure.theirs]
        tests = [
            f"{table} is not None",
            *(f"{name} is not UNKNOWN" for name, doubtful in names if doubtful),
        ]
        text = f"{table}.get(({''.join(f'{name}, ' for name, _ in names)}), 0)"
        if isinstance(node, ir.Exists):
            text = f"{text} == 0" if node.negated else f"{text} > 0"
    guard(" and ".join(tests))
    asked = [b for _, b in figure.bounds] if isinstance(figure, Window) else []
    for expression in (*figure.theirs, *asked):
        writer.scope.sure.add(key(expression))
    for expression in asked:
        writer.scope.some.add(key(expression))
    name = writer.temporary()
    writer.line(f"{name} = {text}", node.span)
    some = isinstance(node, ir.Exists) or node.op in ("count", "sum")
    _keep(emitter, node, name, sure=True, some=some)


def _keep(emitter: Emitter, node: ir.Expr, name: str, *, sure: bool, some: bool) -> None:
    scope = emitter.writer.scope
    scope.keep(name, node)
    if sure:
        scope.sure.add(key(node))
    if some:
        scope.some.add(key(node))
