"""The functions that sort the days of a set for each key, for windows to be looked up in them."""

from __future__ import annotations

from contextlib import nullcontext

from hhrules.codegen.emitter import Emitter, standing_at
from hhrules.codegen.figures.windows import Window, family
from hhrules.ir import nodes as ir
from hhrules.ir.keys import renamed


def emit_days(emitter: Emitter, number: int) -> None:
    """The function that sorts the days of a set, and of its subsets, for each key."""
    numbers = next((ns for ns in emitter.families.values() if ns[0] == number), None)
    if numbers is None:
        return  # the walk for another number sorts these days too
    windows: list[Window] = [emitter.runnings[n] for n in numbers]  # type: ignore[misc]
    emitter.families.pop(family(windows[0]))
    emitter.sorted_families.append(numbers)
    writer, loop = emitter.writer, windows[0].loop
    names = {w.loop.var: loop.var for w in windows}
    own = [[renamed(c, names) for c in w.own] for w in windows]
    var, source, unknown = _members(emitter, windows[0], [c for cs in own for c in cs])
    nothing = f"({'None, ' * len(windows)})"
    with emitter.kept("days", number, loop.span):
        writer.line(f"memo[key] = nothing = {nothing}")
        if emitter.plainly is not None:
            roots = [*(c for cs in own for c in cs), *windows[0].keys, windows[0].day]
            emitter.plainly.begin(emitter, roots)
        for n in numbers:
            writer.line(f"found_{n} = {{}}")
        writer.line(f"members = {source}")
        if unknown:
            with writer.block(f"if members is {unknown}:"):
                writer.line("return nothing")
        with writer.block(f"for {var} in members{' or ()' if unknown else ''}:", loop.span):
            writer.scope.forget(loop.var)
            _rows(emitter, windows[0], dict(zip(numbers, own, strict=True)))
        found = "".join(f"sorted_days(found_{n}), " for n in numbers)
        writer.line(f"memo[key] = found = ({found})", loop.span)
        writer.line("return found")
    emitter.keyed.pop(loop.var, None)
    writer.line()


def _members(emitter: Emitter, window: Window, own: list[ir.Expr]) -> tuple[str, str, str]:
    """The variable and the text of what is walked over, and what that is where it is not known."""
    loop = window.loop
    if isinstance(loop.source, ir.Records):
        known = loop.source.path == ("lines",)
        return loop.var, standing_at("claim", loop.source.path), "" if known else "UNKNOWN"
    number = emitter.groupings[loop.source.grouping]
    roots = (*own, *window.keys, window.day)
    if emitter.plainly is not None and emitter.plainly.keys_alone(emitter, roots, loop.var):
        emitter.keyed[loop.var] = f"{loop.var}_keys"
        return f"{loop.var}_keys", f"env.keyed({number})", "None"
    return loop.var, f"env.groups({number})", "UNKNOWN"


def _rows(emitter: Emitter, window: Window, own: dict[int, list[ir.Expr]]) -> None:
    """Put the day of a member to those of its key, for each subset that it belongs to."""
    writer, loop = emitter.writer, window.loop
    if isinstance(loop.source, ir.Grouped):
        emitter.steady.add(loop.var)
        if loop.var not in emitter.keyed:
            with writer.block(f"if not {loop.var}.sure:"):
                writer.line("return nothing")
    narrow = len(own) == 1
    if narrow:
        _only(emitter, *own.values())
    day = emitter.stored(window.day)
    if window.days is None:
        with writer.block(f"if {day} is None:"):
            writer.line("continue")
    keys = [(emitter.stored(k), emitter.doubtful(k)) for k in window.keys]
    doubts = [f"{k} is UNKNOWN" for k, doubtful in keys if doubtful]
    if window.days is None and emitter.doubtful(window.day):
        doubts.append(f"{day} is UNKNOWN")
    if doubts:
        with writer.block(f"if {' or '.join(doubts)}:"):
            writer.line("return nothing")
    index = keys[0][0] if len(keys) == 1 else f"({', '.join(k for k, _ in keys)})"
    writer.line(f"keys = {index}")
    if window.days is not None:
        _items(emitter, window, window.days, *own)
        return
    for conditions in own.values():
        if conditions and not narrow:
            _asked(emitter, conditions[0])
    for number, conditions in own.items():
        if narrow:
            _put(emitter, number, day, loop)
            continue
        open_end = any(emitter.doubtful(c) for c in conditions)
        with writer.block(f"if found_{number} is not None:") if open_end else nullcontext():
            if conditions:
                _put_if(emitter, number, conditions, day, loop)
            else:
                _put(emitter, number, day, loop)


def _items(emitter: Emitter, window: Window, days: ir.Expr, number: int) -> None:
    """Put the days of a member's list to those of its key."""
    writer, loop = emitter.writer, window.loop
    listed, day = emitter.stored(days), emitter.stored(window.day)
    with writer.block(f"if {listed} is UNKNOWN:"):
        writer.line("return nothing")
    with (
        writer.block(f"for {day} in {listed} or ():", loop.span),
        writer.block(f"if {day} is not None:"),
    ):
        _put(emitter, number, day, loop)


def _only(emitter: Emitter, conditions: list[ir.Expr]) -> None:
    """Pass over a member that is not of the subset; give up where that is not known."""
    writer = emitter.writer
    for condition in conditions:
        value = _asked(emitter, condition)
        doubtful = emitter.doubtful(condition)
        with writer.block(f"if {value} is False:" if doubtful else f"if not {value}:"):
            writer.line("continue", condition.span)
        if doubtful:
            with writer.block(f"if {value} is UNKNOWN:"):
                writer.line("return nothing")


def _put_if(
    emitter: Emitter, number: int, conditions: list[ir.Expr], day: str, loop: ir.Loop
) -> None:
    """Put a day where a member is of the subset; where that is not known, its days are not."""
    writer = emitter.writer
    condition, *rest = conditions
    value = _asked(emitter, condition)
    test = value
    if emitter.doubtful(condition):
        with writer.block(f"if {value} is UNKNOWN:"):
            writer.line(f"found_{number} = None")
        test = f"{value} is True"
    with writer.block(f"if {test}:", condition.span):
        if rest:
            _put_if(emitter, number, rest, day, loop)
        else:
            _put(emitter, number, day, loop)


def _asked(emitter: Emitter, condition: ir.Expr) -> str:
    if emitter.plainly is not None:
        emitter.plainly.prepare(emitter, condition, lambda test: _known(emitter, test))
    return emitter.condition(condition)


def _put(emitter: Emitter, number: int, day: str, loop: ir.Loop) -> None:
    writer = emitter.writer
    with writer.block(f"if keys in found_{number}:"):
        writer.line(f"found_{number}[keys].append({day})", loop.span)
    with writer.block("else:"):
        writer.line(f"found_{number}[keys] = [{day}]", loop.span)


def _known(emitter: Emitter, test: str) -> None:
    with emitter.writer.block(f"if not ({test}):"):
        emitter.writer.line("return nothing")
