"""Loops over sets: figures, existence, keyed records, groups."""

from __future__ import annotations

from typing import TypeAlias

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.definite import class_of
from hhrules.codegen.figures.alike import alike_text
from hhrules.codegen.figures.members import members, reach_of
from hhrules.codegen.figures.once import once_text
from hhrules.codegen.figures.running import Running, as_running, emit_use
from hhrules.codegen.figures.shared import is_inside, shared_text
from hhrules.codegen.figures.standing import Standing, as_standing, standing_text
from hhrules.codegen.figures.traced import figure_call
from hhrules.codegen.figures.windows import Window, as_window, emit_window, numbered
from hhrules.ir import nodes as ir
from hhrules.source.text import Span

OverSet: TypeAlias = ir.Aggregate | ir.Exists | ir.Pick | ir.GroupOf


def emit_set(emitter: Emitter, node: OverSet) -> str:
    """The Python text of an expression over a set."""
    if emitter.figure_value is not None and emitter.noted is not None:
        if isinstance(node, ir.GroupOf):
            return _group_of(emitter, node)
        return emitter.figure_value(node)
    if emitter.traced:
        call = "" if isinstance(node, ir.GroupOf) else figure_call(emitter, node)
        return call or _in_place(emitter, node)
    if is_inside(emitter, node):
        return _in_place(emitter, node)
    running = running_of(node)
    if running is not None:
        return _run_along(emitter, node, running)
    window = as_window(emitter, node)
    if window is not None:
        return _in_window(emitter, node, window)
    standing = as_standing(node)
    if standing is not None:
        return _before_line(emitter, node, standing)
    if not isinstance(node, ir.GroupOf):
        once = once_text(emitter, node)
        if once:
            return once
    return _walked(emitter, node)


def _in_window(emitter: Emitter, node: OverSet, window: Window) -> str:
    """A figure over a window of days, or, where the days are not all known, the walk."""
    writer = emitter.writer
    test, text = emit_window(emitter, window, numbered(emitter, window))
    name = writer.temporary()
    with writer.block(f"if {test}:"):
        writer.line(f"{name} = {text}", node.span)
        if isinstance(node, ir.Exists) and node.negated:
            writer.line(f"{name} = not {name}")
    with writer.block("else:"):
        writer.line(f"{name} = {_walked(emitter, node)}", node.span)
    return name


def _before_line(emitter: Emitter, node: OverSet, standing: Standing) -> str:
    """The latest day before a line, or, where the lines are in no order, the walk."""
    writer = emitter.writer
    reach = reach_of(emitter, standing.loop) or "None"
    known, text = standing_text(emitter, standing, reach)
    name = writer.temporary()
    with writer.block(f"if {known}:"):
        writer.line(f"{name} = {text}", node.span)
    with writer.block("else:"):
        writer.line(f"{name} = {_walked(emitter, node)}", node.span)
    return name


def running_of(node: OverSet) -> Running | None:
    """The figure as one that runs along the lines, if it is of that kind."""
    match node:
        case ir.Exists(loop=loop) | ir.Aggregate(op="count", loop=loop):
            return as_running(loop, None)
        case ir.Aggregate(op="sum", loop=loop, value=value, flat=False):
            return as_running(loop, value)
        case _:
            return None


def _run_along(emitter: Emitter, node: OverSet, running: Running) -> str:
    """A figure along the lines, or, where that was not worked out, the walk over the set."""
    writer = emitter.writer
    name = emit_use(emitter, running)
    if isinstance(node, ir.Exists):
        answer = writer.temporary()
        with writer.block(f"if {name} is not None:"):
            writer.line(f"{answer} = {_any(running, name, node)}", node.span)
        with writer.block("else:"):
            writer.line(f"{answer} = {_walked(emitter, node)}", node.span)
        return answer
    with writer.block(f"if {name} is None:"):
        writer.line(f"{name} = {_walked(emitter, node)}", node.span)
    return name


def _any(running: Running, name: str, node: ir.Exists) -> str:
    """Whether a count says that there is a member; where some stand before a line, it may be a range."""
    text = f"{name} == 0" if node.negated else f"{name} > 0"
    if running.order is None:
        return text
    return (
        f"{text} if {name}.__class__ is int else {not node.negated} if {name}.lo else UNKNOWN"
    )


def _walked(emitter: Emitter, node: OverSet) -> str:
    return shared_text(emitter, node) or _in_place(emitter, node)


def _in_place(emitter: Emitter, node: OverSet) -> str:
    match node:
        case ir.Exists():
            return _exists(emitter, node)
        case ir.Aggregate(op="count"):
            return _count(emitter, node)
        case ir.Aggregate(op="sum"):
            return _sum(emitter, node)
        case ir.Aggregate():
            return _collected(emitter, node)
        case ir.Pick():
            return _pick(emitter, node)
        case ir.GroupOf():
            return _group_of(emitter, node)


def _exists(emitter: Emitter, node: ir.Exists) -> str:
    writer, loop = emitter.writer, node.loop
    name = writer.temporary()
    writer.line(f"{name} = False", node.span)
    alike = alike_text(emitter, node)
    with members(emitter, loop, f"{name} = UNKNOWN", alike) as sure:
        if sure == "True":
            writer.line(f"{name} = True", loop.span)
            writer.line("break")
        else:
            with writer.block(f"if {sure}:"):
                writer.line(f"{name} = True", loop.span)
                writer.line("break")
            writer.line(f"{name} = UNKNOWN", loop.span)
    reach = reach_of(emitter, loop)
    if reach:
        with writer.block(f"if {name} is False and {reach} is not None:"):
            writer.line(f"{name} = UNKNOWN")
    return f"UNKNOWN if {name} is UNKNOWN else not {name}" if node.negated else name


def _open(name: str, reach: str) -> str:
    return f"{name} or {reach} is not None" if reach else name


def _count(emitter: Emitter, node: ir.Aggregate) -> str:
    writer, loop = emitter.writer, node.loop
    sure_count, maybe, unknown = (writer.temporary() for _ in range(3))
    writer.line(f"{sure_count} = {maybe} = 0", node.span)
    writer.line(f"{unknown} = False")
    with members(emitter, loop, f"{unknown} = True") as sure:
        if sure == "True":
            writer.line(f"{sure_count} += 1", loop.span)
        else:
            with writer.block(f"if {sure}:"):
                writer.line(f"{sure_count} += 1", loop.span)
            with writer.block("else:"):
                writer.line(f"{maybe} += 1", loop.span)
    reach = reach_of(emitter, loop)
    text = f"count_of({sure_count}, {maybe}, open_end={_open(unknown, reach)})"
    if emitter.traced or reach:
        return text
    return f"({text} if {maybe} or {unknown} else {sure_count})"


def _sum(emitter: Emitter, node: ir.Aggregate) -> str:
    writer, loop = emitter.writer, node.loop
    assert node.value is not None
    total, rest, unknown = (writer.temporary() for _ in range(3))
    writer.line(f"{total} = 0", node.span)
    writer.line(f"{rest} = None")
    writer.line(f"{unknown} = False")
    with members(emitter, loop, f"{unknown} = True") as sure:
        value = emitter.stored(node.value)
        plain = (
            f"{value}.__class__ in WHOLES"
            if sure == "True"
            else f"{sure} and {value}.__class__ in WHOLES"
        )
        with writer.block(f"if {plain}:"):
            writer.line(f"{total} += {value}", node.span)
        with writer.block("else:"):
            writer.line(f"{rest} = Sum() if {rest} is None else {rest}")
            writer.line(f"{rest}.add({value}, sure={sure})")
    reach = reach_of(emitter, loop)
    text = f"sum_of({total}, {rest}, open_end={_open(unknown, reach)})"
    if emitter.traced or reach:
        return text
    return f"({total} if {rest} is None and not {unknown} else {text})"


def _collected(emitter: Emitter, node: ir.Aggregate) -> str:
    writer, loop = emitter.writer, node.loop
    assert node.value is not None
    known, maybe, unknown = (writer.temporary() for _ in range(3))
    writer.line(f"{known}, {maybe} = [], []", node.span)
    writer.line(f"{unknown} = False")
    with members(emitter, loop, f"{unknown} = True") as sure:
        value = emitter.stored(node.value)
        if node.flat:
            _items(emitter, node, value, sure, known, maybe, unknown)
        else:
            _keep(emitter, value, sure, known, maybe, node.span)
    reach = reach_of(emitter, loop)
    if node.op == "count distinct":
        text = f"distinct_in({known}, {maybe}, open_end={_open(unknown, reach)})"
    else:
        text = (
            f"extreme_of({node.op!r}, {known}, {maybe}, "
            f"open_before={reach or 'None'}, unknown={unknown})"
        )
        kind = class_of(node.ty)
        if kind in ("date", "int") and not reach:
            text = _single(emitter, known, maybe, unknown, text, kind)
    return text


def _single(
    emitter: Emitter, known: str, maybe: str, unknown: str, text: str, kind: str = ""
) -> str:
    """The value of the only member, if there is one and it is sure; else what a call says."""
    if emitter.traced:
        return text
    plain = f" and {known}[0].__class__ is {kind}" if kind else ""
    sure = f"len({known}) == 1 and not {maybe} and not {unknown}{plain}"
    return f"({known}[0] if {sure} else {text})"


def _keep(emitter: Emitter, value: str, sure: str, known: str, maybe: str, span: Span) -> None:
    target = known if sure == "True" else f"({known} if {sure} else {maybe})"
    emitter.writer.line(f"{target}.append({value})", span)


def _items(
    emitter: Emitter,
    node: ir.Aggregate,
    value: str,
    sure: str,
    known: str,
    maybe: str,
    unknown: str,
) -> None:
    writer = emitter.writer
    with writer.block(f"if {value} is UNKNOWN:"):
        writer.line(f"{unknown} = True")
    with writer.block("else:"), writer.block(f"for {node.item} in {value} or ():", node.span):
        doubts = [] if sure == "True" else [sure]
        for condition in node.item_conditions:
            test = emitter.condition(condition)
            with writer.block(f"if {test} is False:"):
                writer.line("continue", condition.span)
            doubts.append(f"{test} is True")
        whole = " and ".join(doubts) if doubts else "True"
        _keep(emitter, node.item, whole, known, maybe, node.span)


def _pick(emitter: Emitter, node: ir.Pick) -> str:
    writer, loop = emitter.writer, node.loop
    known, maybe, unknown = (writer.temporary() for _ in range(3))
    writer.line(f"{known}, {maybe} = [], []", node.span)
    writer.line(f"{unknown} = False")
    with members(emitter, loop, f"{unknown} = True") as sure:
        _keep(emitter, emitter.stored(node.value), sure, known, maybe, node.span)
    text = f"pick_of({known}, {maybe}, unknown={unknown}, total={node.total})"
    return text if node.total else _single(emitter, known, maybe, unknown, text)


def _group_of(emitter: Emitter, node: ir.GroupOf) -> str:
    number = emitter.groupings[node.grouping]
    keys = "".join(f"{emitter.expression(k)}, " for k in node.keys)
    if node.date is not None:
        return f"env.run_of({number}, ({keys}), {emitter.expression(node.date)})"
    return f"env.group_of({number}, ({keys}))"
