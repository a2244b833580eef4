"""Figures over what lies in a window of days: counted in a sorted list, not member by member.

`count of S in the same K after D up to this day` asks the same of each day: the days of all
members of S are sorted once for each K, and the ends of the window are looked up in them. Where
anything that this reads is not known, the set is walked as the rule says.
"""

from __future__ import annotations

from contextlib import nullcontext

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
    return (*_family(window), tuple(key(renamed(c, names)) for c in window.own))


def _family(window: Window) -> tuple[object, ...]:
    """What windows over the days of one set and its subsets have in common."""
    names = {window.loop.var: "member"}
    return (
        "window",
        key(window.loop.source),
        tuple(key(renamed(k, names)) for k in window.keys),
        key(renamed(window.day, names)),
    )


def numbered(emitter: Emitter, window: Window) -> int:
    """The number of the sorted days; windows over the same days share it."""
    more = len(emitter.runnings)
    number = emitter.number(window_identity(window), window)
    if number == more:
        emitter.families.setdefault(_family(window), []).append(number)
    return number


def days_text(emitter: Emitter, number: int, claim: str) -> str:
    """The call that sorts days: one walk over a set does it for all that asks for its days."""
    for numbers in (*emitter.families.values(), *emitter.sorted_families):
        if number in numbers:
            return f"days_{numbers[0]}({claim}, env)[{numbers.index(number)}]"
    raise ValueError(number)  # Invariant: each number was given by `numbered`


def emit_window(emitter: Emitter, window: Window, number: int) -> tuple[str, str]:
    """The test that the days are known, and the text of the figure where they are."""
    days = emitter.writer.temporary()
    emitter.writer.line(
        f"{days} = {days_text(emitter, number, window.claim)}", window.loop.span
    )
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
        case "exists", {"lt": bound, **rest} if not rest:
            days = emitter.writer.temporary()
            return f"({days}[0] < {bound} if ({days} := {within}) else False)"
        case "exists", {"le": bound, **rest} if not rest:
            days = emitter.writer.temporary()
            return f"({days}[0] <= {bound} if ({days} := {within}) else False)"
        case "count", {"lt": bound, **rest} if not rest:
            return f"bisect_left({within}, {bound})"
        case "count", {"le": bound, **rest} if not rest:
            return f"bisect_right({within}, {bound})"
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


def emit_days(emitter: Emitter, number: int) -> None:
    """The function that sorts the days of a set, and of its subsets, for each key."""
    numbers = next((ns for ns in emitter.families.values() if ns[0] == number), None)
    if numbers is None:
        return  # the walk for another number sorts these days too
    windows: list[Window] = [emitter.runnings[n] for n in numbers]  # type: ignore[misc]
    emitter.families.pop(_family(windows[0]))
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
        if isinstance(loop.source, ir.Grouped):
            with writer.block(f"if members is {unknown}:"):
                writer.line("return nothing")
        with writer.block(f"for {var} in members:", loop.span):
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
    if not isinstance(loop.source, ir.Grouped):
        return loop.var, "claim.lines", ""
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
    with writer.block(f"if {day} is None:"):
        writer.line("continue")
    keys = [(emitter.stored(k), emitter.doubtful(k)) for k in window.keys]
    doubts = [f"{k} is UNKNOWN" for k, doubtful in keys if doubtful]
    if emitter.doubtful(window.day):
        doubts.append(f"{day} is UNKNOWN")
    if doubts:
        with writer.block(f"if {' or '.join(doubts)}:"):
            writer.line("return nothing")
    index = keys[0][0] if len(keys) == 1 else f"({', '.join(k for k, _ in keys)})"
    writer.line(f"keys = {index}")
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
