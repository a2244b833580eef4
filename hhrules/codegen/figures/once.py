"""Figures of the whole claim: worked out once for the claim, however many lines ask for them.

`the earliest service date of visit lines` is the same for each line that is compared with it,
and for each rule that names it. A figure that is asked for once only is worked out in place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from attrs import frozen

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.ir.walk import all_nodes, children, loop_of, walk

OfClaim: TypeAlias = ir.Aggregate | ir.Exists | ir.Pick

_CLAIM = frozenset({"claim", "given", "env"})


@frozen(eq=False)
class Once:
    """A figure that hangs on the claim alone."""

    node: OfClaim


def of_claim(node: ir.Expr) -> bool:
    """Whether an expression hangs on the claim alone."""
    return reads(node) <= _CLAIM


def identity(node: OfClaim) -> object:
    """What figures have in common that are the same, whatever their members are called."""
    names = {node.loop.var: "member"}
    if node.loop.scope != "own":
        names[node.loop.claim_var] = "claim of member"
    return ("once", key(renamed(node, names)))


def repeated(program: ir.BookProgram) -> frozenset[object]:
    """The figures of the claim that are asked for again: by several rules, or for each subject."""
    found: Counter[object] = Counter()
    places: list[tuple[Iterable[ir.Expr], bool]] = [
        (all_nodes(rule), rule.loop is not None) for rule in program.rules
    ]
    places += [(walk(f.body), f.params != ("claim",)) for f in program.functions]
    for nodes, again in places:
        for node in nodes:
            if isinstance(node, ir.Aggregate | ir.Exists | ir.Pick) and of_claim(node):
                found[identity(node)] += 2 if again else 1
    return frozenset(one for one, count in found.items() if count > 1)


def walks_here(emitter: Emitter, node: ir.Expr) -> bool:
    """Whether an expression walks over a set in its place, and not once for the claim."""
    if loop_of(node) is None:
        return any(walks_here(emitter, child) for child in children(node))
    figure = isinstance(node, ir.Aggregate | ir.Exists | ir.Pick) and of_claim(node)
    return not figure or identity(node) not in emitter.repeated  # type: ignore[arg-type]


def once_text(emitter: Emitter, node: OfClaim) -> str:
    """The call that gives a figure of the claim, or "" where it is worked out in place."""
    if not emitter.repeated or not of_claim(node):
        return ""
    own = identity(node)
    if own not in emitter.repeated or own == emitter.inside:
        return ""
    return f"once_{emitter.number(own, Once(node))}(claim, env)"


def emit_once(emitter: Emitter, once: Once, number: int) -> None:
    """The function that works a figure of the claim out."""
    writer, span = emitter.writer, once.node.span
    emitter.inside = identity(once.node)
    with emitter.kept("once", number, span):
        writer.line(f"found = memo[key] = {emitter.expression(once.node)}", span)
        writer.line("return found")
    emitter.inside = None
    writer.line()
