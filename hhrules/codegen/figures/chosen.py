"""Lines of a set over which several figures are walked: found once for the claim.

`count of timed lines`, `sum of units of timed lines` and `timed codes` (those lines in groups)
ask the same of each line before they differ. One walk answers that for all of them, and says of
each line that may belong whether it surely does. What a set asks first in the words of another
rulebook is answered by a walk of its own: others that hear the claim use those words too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile

from attrs import evolve, frozen

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.ir.walk import all_nodes, loop_of, walk
from hhrules.values.types import CODE, ListOf, SetTy


@frozen(eq=False)
class Chosen:
    """The lines that may belong to a set, by what it asks of a line alone."""

    loop: ir.Loop


@frozen(eq=False)
class Near:
    """The lines that may belong to a set, by keys of theirs."""

    chosen: int
    loop: ir.Loop
    keys: tuple[ir.Expr, ...]


def often_walked(program: ir.BookProgram) -> frozenset[object]:
    """The lines that more than one figure is about, or one figure again and again."""
    found: defaultdict[object, set[object]] = defaultdict(set)
    for node, loop in _walks(program):
        lines = _lines_of(loop)
        if lines is None:
            continue
        told = key(node) if isinstance(node, ir.Expr) else id(node)
        own = identity(lines)
        found[own].add(told)
        if len(lines.conditions) < len(loop.conditions):
            found[own].add(("for several", told))
    return frozenset(one for one, users in found.items() if len(users) > 1)


def _walks(program: ir.BookProgram) -> Iterator[tuple[object, ir.Loop]]:
    places: list[Iterable[ir.Expr]] = [all_nodes(rule) for rule in program.rules]
    places += [walk(f.body) for f in program.functions]
    for nodes in places:
        for node in nodes:
            loop = loop_of(node)
            if loop is not None:
                yield node, loop
    for grouping in program.groupings:
        yield grouping, grouping.loop


def _lines_of(loop: ir.Loop) -> ir.Loop | None:
    """The loop over lines of the claim by what it asks of a line alone, if that is something."""
    source = loop.source
    if loop.scope != "own" or not isinstance(source, ir.Records) or source.path != ("lines",):
        return None
    alone = {loop.var, source.claim, "given", "env"}
    own = tuple(c for c in loop.conditions if reads(c) <= alone)
    left = tuple(c for c in loop.conditions if not reads(c) <= alone)
    is_much = len(own) > 1 or (own and isinstance(own[0], ir.Junction))
    if not is_much and not _pairs(loop, left):
        return None
    names = {loop.var: "line", source.claim: "claim"}
    return evolve(
        loop,
        var="line",
        source=evolve(source, claim="claim"),
        conditions=tuple(renamed(c, names) for c in own),
    )


def identity(lines: ir.Loop) -> object:
    """What the lines have in common that are asked the same."""
    return ("chosen", key(lines.conditions))


def _in_common(loop: ir.Loop, book: str) -> Iterator[tuple[ir.Expr, ...]]:
    """What a loop asks first of a line alone, in words of another file than the book's.

    First all of it, then as much as is asked of the line's codes: the same parts in whatever
    rulebook uses those words.
    """
    assert isinstance(loop.source, ir.Records)
    alone = {loop.var, loop.source.claim, "given", "env"}
    words = loop.conditions[0].span.name if loop.conditions else book
    if words == book:
        return
    shared = tuple(
        takewhile(lambda c: c.span.name == words and reads(c) <= alone, loop.conditions)
    )
    codes = tuple(takewhile(_of_codes, shared))
    yield from (some for some in (shared, codes) if len(some) > 1)


def _of_codes(condition: ir.Expr) -> bool:
    return all(n.ty == CODE for n in walk(condition) if isinstance(n, ir.Fact))


def chosen_lines(
    emitter: Emitter, loop: ir.Loop
) -> tuple[str, ir.Loop, tuple[ir.Expr, ...]] | None:
    """The call that gives lines of a loop, what they were asked, and what is left to ask of them."""
    if emitter.chosen is None or emitter.traced:
        return None
    lines = _lines_of(loop)
    if lines is None:
        return None
    assert isinstance(loop.source, ir.Records)
    own = identity(lines)
    alone = {loop.var, loop.source.claim, "given", "env"}
    if own in emitter.chosen and own != emitter.inside:
        left = tuple(c for c in loop.conditions if not reads(c) <= alone)
        return _call(emitter, loop, lines), lines, left
    names = {loop.var: "line", loop.source.claim: "claim"}
    for some in _in_common(loop, emitter.writer.source.name):
        first = evolve(lines, conditions=tuple(renamed(c, names) for c in some))
        if identity(first) != emitter.inside:
            return _call(emitter, loop, first), first, loop.conditions[len(some) :]
    return None


def _call(emitter: Emitter, loop: ir.Loop, lines: ir.Loop) -> str:
    assert isinstance(loop.source, ir.Records)
    number = emitter.number(identity(lines), Chosen(lines))
    return f"chosen_{number}({loop.source.claim}, env)"


def equal_keys(condition: ir.Expr) -> list[tuple[ir.Expr, ir.Expr]] | None:
    """The pairs that a condition asks to be equal; to belong to a group is to have its keys."""
    match condition:
        case ir.Op(op="eq", args=(mine, theirs)):
            return [(mine, theirs)]
        case ir.Junction(
            op="or", items=(ir.Op(op="belongs"), ir.Junction(op="and", items=items))
        ):
            found: list[tuple[ir.Expr, ir.Expr]] = []
            for item in items:
                pairs = equal_keys(item)
                if pairs is None:
                    return None
                found += pairs
            return found
        case _:
            return None


def near_lines(
    emitter: Emitter, loop: ir.Loop, lines: ir.Loop, left: tuple[ir.Expr, ...]
) -> tuple[str, str]:
    """The call that gives the chosen lines by their keys, and the keys asked for; "" if none are."""
    assert isinstance(loop.source, ir.Records)
    alone = {loop.var, loop.source.claim, "given", "env"}
    pairs = _pairs(loop, tuple(c for c in left if not reads(c) <= alone))
    if not pairs:
        return "", ""
    names = {loop.var: "line", loop.source.claim: "claim"}
    keys = tuple(renamed(mine, names) for mine, _ in pairs)
    chosen = emitter.number(identity(lines), Chosen(lines))
    number = emitter.number(("near", chosen, key(keys)), Near(chosen, lines, keys))
    asked = ", ".join(emitter.stored(theirs) for _, theirs in pairs)
    return f"near_{number}({loop.source.claim}, env)", asked


def _pairs(loop: ir.Loop, left: tuple[ir.Expr, ...]) -> list[tuple[ir.Expr, ir.Expr]]:
    """What is asked to be equal of a line and of what does not hang on the line."""
    assert isinstance(loop.source, ir.Records)
    alone = {loop.var, loop.source.claim}
    found = [pair for condition in left for pair in equal_keys(condition) or ()]
    return [
        (mine, theirs)
        for mine, theirs in found
        if reads(mine) <= alone
        and loop.var not in reads(theirs)
        and not isinstance(mine.ty, ListOf | SetTy)
    ]
