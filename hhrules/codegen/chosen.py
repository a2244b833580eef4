"""Lines of a set over which several figures are walked: found once for the claim.

`count of timed lines`, `sum of units of timed lines` and `timed codes` (those lines in groups)
ask the same of each line before they differ. One walk answers that for all of them, and says of
each line that may belong whether it surely does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from attrs import evolve, frozen

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.ir.walk import all_nodes, loop_of, walk


@frozen(eq=False)
class Chosen:
    """The lines that may belong to a set, by what it asks of a line alone."""

    loop: ir.Loop


def often_walked(program: ir.BookProgram) -> frozenset[object]:
    """The lines that more than one figure is about, or one figure again and again."""
    found: defaultdict[object, set[object]] = defaultdict(set)
    for node, loop in _walks(program):
        lines = _lines_of(loop)
        if lines is None:
            continue
        told = key(node) if isinstance(node, ir.Expr) else id(node)
        identity = _identity(lines)
        found[identity].add(told)
        if len(lines.conditions) < len(loop.conditions):
            found[identity].add(("for several", told))
    return frozenset(one for one, users in found.items() if len(users) > 1)


def _walks(program: ir.BookProgram) -> Iterator[tuple[object, ir.Loop]]:
    places = [all_nodes(rule) for rule in program.rules]
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
    if not own or (len(own) == 1 and not isinstance(own[0], ir.Junction)):
        return None
    names = {loop.var: "line", source.claim: "claim"}
    return evolve(
        loop,
        var="line",
        source=evolve(source, claim="claim"),
        conditions=tuple(renamed(c, names) for c in own),
    )


def _identity(lines: ir.Loop) -> object:
    return ("chosen", key(lines.conditions))


def chosen_lines(emitter: Emitter, loop: ir.Loop) -> tuple[str, tuple[ir.Expr, ...]] | None:
    """The call that gives the lines of a loop, and what is left to ask of them."""
    lines = _lines_of(loop) if emitter.chosen and not emitter.traced else None
    if lines is None:
        return None
    own = _identity(lines)
    if own not in emitter.chosen or own == emitter.inside:
        return None
    assert isinstance(loop.source, ir.Records)
    numbers = (n for n, (known, _) in enumerate(emitter.runnings) if known == own)
    number = next(numbers, len(emitter.runnings))
    if number == len(emitter.runnings):
        emitter.runnings.append((own, Chosen(lines)))
    alone = {loop.var, loop.source.claim, "given", "env"}
    left = tuple(c for c in loop.conditions if not reads(c) <= alone)
    return f"chosen_{number}({loop.source.claim}, env)", left
