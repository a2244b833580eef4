"""Figures over what lies in a window of days: counted in a sorted list, not member by member.

`count of S in the same K after D up to this day` asks the same of each day: the days of all
members of S are sorted once for each K, and the ends of the window are looked up in them. Where
anything that this reads is not known, the set is walked as the rule says.
"""

from __future__ import annotations

from attrs import frozen

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.values.types import DATE

_MIRROR = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@frozen(eq=False)
class Window:
    """Members with the same keys whose day lies within bounds."""

    loop: ir.Loop
    own: tuple[ir.Expr, ...]  # conditions on a member alone
    keys: tuple[ir.Expr, ...]
    theirs: tuple[ir.Expr, ...]
    day: ir.Expr
    bounds: tuple[tuple[str, ir.Expr], ...]
    asks: str  # exists, count, latest, earliest

    @property
    def claim(self) -> str:
        """The variable of the claim whose members these are."""
        source = self.loop.source
        return source.claim if isinstance(source, ir.Records) else "claim"


def as_window(emitter: Emitter, node: ir.Expr) -> Window | None:
    """The figure as one over a window of days, if it is of that kind."""
    match node:
        case ir.Exists(loop=loop):
            asks, value = "exists", None
        case ir.Aggregate(op="count", loop=loop):
            asks, value = "count", None
        case ir.Aggregate(op="latest" | "earliest" as asks, loop=loop, value=value, flat=False):
            pass
        case _:
            return None
    if loop.scope != "own" or not _listed(loop):
        return None
    return _parts(emitter, loop, asks, value)


def _listed(loop: ir.Loop) -> bool:
    source = loop.source
    return isinstance(source, ir.Grouped) or (
        source.path == ("lines",) and source.claim == "claim"
    )


def _parts(emitter: Emitter, loop: ir.Loop, asks: str, value: ir.Expr | None) -> Window | None:
    own: list[ir.Expr] = []
    keys: list[tuple[ir.Expr, ir.Expr]] = []
    bounds: list[tuple[str, ir.Expr]] = []
    day = value
    for condition in loop.conditions:
        if reads(condition) <= {loop.var, "claim", "given", "env"}:
            own.append(condition)
            continue
        pair = _pair(loop, condition)
        if pair is None:
            return None
        op, mine, other = pair
        if op == "eq" and all(emitter.has_one_value(e) for e in (mine, other)):
            keys.append((mine, other))
        elif op in _MIRROR and mine.ty == DATE and (day is None or key(day) == key(mine)):
            day = mine
            bounds.append((op, other))
        else:
            return None
    if len({op for op, _ in bounds}) < len(bounds):
        return None
    if day is None or not bounds or not reads(day) <= {loop.var}:
        return None
    mine_keys, theirs = tuple(k for k, _ in keys), tuple(t for _, t in keys)
    return Window(loop, tuple(own), mine_keys, theirs, day, tuple(bounds), asks)


def _pair(loop: ir.Loop, condition: ir.Expr) -> tuple[str, ir.Expr, ir.Expr] | None:
    """A comparison of a member's value with one that is the same for all members."""
    match condition:
        case ir.Op(op="eq" | "lt" | "le" | "gt" | "ge" as op, args=(one, other)):
            for mine, bound, sign in ((one, other, op), (other, one, _MIRROR.get(op, op))):
                if reads(mine) <= {loop.var} and loop.var not in reads(bound):
                    return sign, mine, bound
        case _:
            pass
    return None


def window_identity(window: Window) -> object:
    """What windows over the same sorted days have in common."""
    names = {window.loop.var: "member"}
    return (
        "window",
        key(window.loop.source),
        tuple(key(renamed(c, names)) for c in window.own),
        tuple(key(renamed(k, names)) for k in window.keys),
        key(renamed(window.day, names)),
    )


def emit_window(emitter: Emitter, window: Window, number: int) -> tuple[str, str]:
    """The test that the days are known, and the text of the figure where they are."""
    days = emitter.writer.temporary()
    call = f"days_{number}({window.claim}, env)"
    emitter.writer.line(f"{days} = {call}", window.loop.span)
    tests, text = window_text(emitter, window, days)
    return " and ".join(tests), text


def window_text(emitter: Emitter, window: Window, days: str) -> tuple[list[str], str]:
    """The tests that a window is known, and its figure from the days in a variable."""
    theirs = [(emitter.stored(t), emitter.doubtful(t)) for t in window.theirs]
    bounds = [
        (op, emitter.stored(b), emitter.doubtful(b) or emitter.nullable(b))
        for op, b in window.bounds
    ]
    tests = [
        f"{days} is not None",
        *(f"{t} is not UNKNOWN" for t, doubtful in theirs if doubtful),
        *(f"{b}.__class__ is date" for _, b, doubtful in bounds if doubtful),
    ]
    index = theirs[0][0] if len(theirs) == 1 else f"({', '.join(t for t, _ in theirs)})"
    within = f"{days}.get({index}, ())"
    return tests, _within(emitter, window.asks, within, {op: b for op, b, _ in bounds})


def _within(emitter: Emitter, asks: str, within: str, bounds: dict[str, str]) -> str:
    """The figure: a look into the sorted days where one end is bound, else a call."""
    match asks, bounds:
        case "exists" | "count" as asked, {"lt": bound, **rest} if not rest:
            found = f"bisect_left({within}, {bound})"
            return found if asked == "count" else f"{found} > 0"
        case "exists" | "count" as asked, {"le": bound, **rest} if not rest:
            found = f"bisect_right({within}, {bound})"
            return found if asked == "count" else f"{found} > 0"
        case "latest", {"lt": bound, **rest} if not rest:
            days = emitter.writer.temporary()
            place = emitter.writer.temporary()
            text = f"bisect_left(({days} := {within}), {bound})"
            return f"{days}[{place} - 1] if ({place} := {text}) else None"
        case "count", {"gt": first, "le": last, **rest} if not rest:
            days = emitter.writer.temporary()
            text = f"bisect_right(({days} := {within}), {last}) - bisect_right({days}, {first})"
            return f"({text} if {first} < {last} else 0)"
        case _:
            ends = ", ".join(f"{op}={b}" for op, b in bounds.items())
            return f"{asks}_within({within}, {ends})"


def emit_days(emitter: Emitter, window: Window, number: int) -> None:
    """The function that sorts the days of the members for each key."""
    writer, loop = emitter.writer, window.loop
    grouped = isinstance(loop.source, ir.Grouped)
    var, source = loop.var, "claim.lines"
    if isinstance(loop.source, ir.Grouped):
        number_of_groups = emitter.groupings[loop.source.grouping]
        source = f"env.groups({number_of_groups})"
        if _by_keys(emitter, window):
            emitter.keyed[loop.var] = f"{loop.var}_keys"
            var, source = f"{loop.var}_keys, {loop.var}", f"env.keyed({number_of_groups})"
    with writer.block(f"def days_{number}(claim, env):", loop.span):
        writer.line(f"key = ({-1 - number}, id(claim))")
        with writer.block("if key in env.memo:"):
            writer.line("return env.memo[key]")
        writer.line("given = env.given")
        writer.line("env.memo[key] = None")
        if emitter.plainly is not None:
            emitter.plainly.begin(emitter, [*window.own, *window.keys, window.day])
        writer.line("found = {}")
        writer.line(f"members = {source}")
        if grouped:
            with writer.block("if members is UNKNOWN:"):
                writer.line("return None")
        with writer.block(f"for {var} in members:", loop.span):
            writer.scope.forget(loop.var)
            _row(emitter, window)
        writer.line("env.memo[key] = sorted_days(found)", loop.span)
        writer.line("return found")
    emitter.keyed.pop(loop.var, None)
    writer.line()


def _by_keys(emitter: Emitter, window: Window) -> bool:
    """Whether of the groups no more is read than their keys."""
    roots = (*window.own, *window.keys, window.day)
    return emitter.plainly is not None and bool(
        emitter.plainly.keys_alone(emitter, roots, window.loop.var)
    )


def _row(emitter: Emitter, window: Window) -> None:
    writer, loop = emitter.writer, window.loop
    if isinstance(loop.source, ir.Grouped):
        emitter.steady.add(loop.var)
        made = f"{loop.var} is not None and " if loop.var in emitter.keyed else ""
        with writer.block(f"if {made}not {loop.var}.sure:"):
            writer.line("return None")
    for condition in window.own:
        if emitter.plainly is not None:
            emitter.plainly.prepare(emitter, condition, lambda test: _known(emitter, test))
        value = emitter.condition(condition)
        doubtful = emitter.doubtful(condition)
        with writer.block(f"if {value} is False:" if doubtful else f"if not {value}:"):
            writer.line("continue", condition.span)
        if doubtful:
            with writer.block(f"if {value} is UNKNOWN:"):
                writer.line("return None")
    keys = [(emitter.stored(k), emitter.doubtful(k)) for k in window.keys]
    day = emitter.stored(window.day)
    with writer.block(f"if {day} is None:"):
        writer.line("continue")
    doubts = [f"{k} is UNKNOWN" for k, doubtful in keys if doubtful]
    if emitter.doubtful(window.day):
        doubts.append(f"{day} is UNKNOWN")
    if doubts:
        with writer.block(f"if {' or '.join(doubts)}:"):
            writer.line("return None")
    index = keys[0][0] if len(keys) == 1 else f"({', '.join(k for k, _ in keys)})"
    writer.line(f"keys = {index}")
    with writer.block("if keys in found:"):
        writer.line(f"found[keys].append({day})", loop.span)
    with writer.block("else:"):
        writer.line(f"found[keys] = [{day}]", loop.span)


def _known(emitter: Emitter, test: str) -> None:
    with emitter.writer.block(f"if not ({test}):"):
        emitter.writer.line("return None")
