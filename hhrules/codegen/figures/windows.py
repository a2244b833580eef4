"""Figures over what lies in a window of days: counted in a sorted list, not member by member.

`count of S in the same K after D up to this day` asks the same of each day: the days of all
members of S are sorted once for each K, and the ends of the window are looked up in them. Where
anything that this reads is not known, the set is walked as the rule says.
"""

from __future__ import annotations

from attrs import evolve, frozen

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.values.types import DATE

_CLAIM = frozenset({"claim", "given", "env"})
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
    days: ir.Expr | None = None  # of each member a list, whose items are the days

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
        case ir.Aggregate(op="latest" | "earliest", flat=True):
            return _in_lists(emitter, node)
        case ir.Aggregate(op="latest" | "earliest" as asks, loop=loop, value=value):
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
    found = _sorted_out(emitter, loop, value)
    if found is None or found.day is None or not found.bounds:
        return None
    if not reads(found.day) <= {loop.var}:
        return None
    return Window(loop, found.own, found.keys, found.theirs, found.day, found.bounds, asks=asks)


def _in_lists(emitter: Emitter, node: ir.Aggregate) -> Window | None:
    """A figure over days in lists of the claim's records: `latest reassessments of plans`.

    Its bounds or keys are a subject's: a figure of the claim is as soon worked out as looked up.
    """
    loop, source, days = node.loop, node.loop.source, node.value
    if loop.scope != "own" or not isinstance(source, ir.Records) or source.claim != "claim":
        return None
    member = _sorted_out(emitter, loop, None)
    items = evolve(loop, var=node.item, conditions=node.item_conditions)
    item = _sorted_out(emitter, items, None)
    if member is None or item is None or member.bounds or item.own or item.keys:
        return None
    asked = frozenset[str]().union(*map(reads, (*member.theirs, *(b for _, b in item.bounds))))
    if loop.var in asked or asked <= _CLAIM or not isinstance(item.day, ir.Local):
        return None
    if days is None or not reads(days) <= {loop.var}:
        return None
    return Window(
        loop, member.own, member.keys, member.theirs, item.day, item.bounds, node.op, days
    )


@frozen(eq=False)
class _Asked:
    """What is asked of a member: alone, to have the same keys, and of its day."""

    own: tuple[ir.Expr, ...]
    keys: tuple[ir.Expr, ...]
    theirs: tuple[ir.Expr, ...]
    day: ir.Expr | None
    bounds: tuple[tuple[str, ir.Expr], ...]


def _sorted_out(emitter: Emitter, loop: ir.Loop, day: ir.Expr | None) -> _Asked | None:
    """The conditions of a loop, if they are of those kinds alone; `day`: of a member, if it is told."""
    own: list[ir.Expr] = []
    keys: list[tuple[ir.Expr, ir.Expr]] = []
    bounds: list[tuple[str, ir.Expr]] = []
    for condition in loop.conditions:
        if reads(condition) <= {loop.var, *_CLAIM}:
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
    mine_keys, theirs = tuple(k for k, _ in keys), tuple(t for _, t in keys)
    return _Asked(tuple(own), mine_keys, theirs, day, tuple(bounds))


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
    return (*family(window), tuple(key(renamed(c, names)) for c in window.own))


def family(window: Window) -> tuple[object, ...]:
    """What windows over the days of one set and its subsets have in common."""
    names = {window.loop.var: "member"}
    keys = tuple(key(renamed(k, names)) for k in window.keys)
    if window.days is not None:
        own = tuple(key(renamed(c, names)) for c in window.own)
        return "days", key(window.loop.source), keys, key(renamed(window.days, names)), own
    return "window", key(window.loop.source), keys, key(renamed(window.day, names))


def numbered(emitter: Emitter, window: Window) -> int:
    """The number of the sorted days; windows over the same days share it."""
    more = len(emitter.runnings)
    number = emitter.number(window_identity(window), window)
    if number == more:
        emitter.families.setdefault(family(window), []).append(number)
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
