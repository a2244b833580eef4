"""Members on all claims of a scope that say the same: one of them is asked for all.

`there is a functional line across all claims dated on that day` is asked for many subjects, and
each time all lines of all claims are gone over. Whether there is one, and what is lacking where
that is open, is the same however many lines say the same; so those are told apart once.
"""

from __future__ import annotations

from attrs import frozen

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures.members import FEW, source_of
from hhrules.codegen.figures.shared import OverSet, Part, facts_of_members
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed

_CLAIM = frozenset({"claim", "given", "env"})


@frozen(eq=False)
class Alike:
    """Members of claims, and all that is read of one."""

    loop: ir.Loop
    facts: tuple[Part, ...]


def alike_text(emitter: Emitter, node: OverSet) -> str:
    """The text that gives one of all members that say the same, or "" where all are asked.

    For figures that do not hang on how many members there are, nor on their order.
    """
    loop = node.loop
    if not emitter.sharing or loop.scope == "own" or reads(node) <= _CLAIM:
        return ""
    if not isinstance(loop.source, ir.Records) or not loop.source.path:
        return ""
    facts = facts_of_members(emitter, node)
    if facts is None:
        return ""
    told = tuple(renamed(fact, {loop.var: "member"}) for fact in facts)
    own = ("alike", loop.scope, loop.every_provider, loop.source.path, key(told))
    number = emitter.number(own, Alike(loop, facts))
    source, _ = source_of(emitter, loop)
    return f"(alike_{number}(claim, env) if len(claim.lines) > {FEW} else {source})"


def emit_alike(emitter: Emitter, alike: Alike, number: int) -> None:
    """The function that finds one of all members that say the same, each with its claim."""
    writer, loop = emitter.writer, alike.loop
    source, target = source_of(emitter, loop)
    with emitter.kept("alike", number, loop.span):
        writer.line("rows = {}")
        with writer.block(f"for {target} in {source}:", loop.span):
            writer.scope.forget(loop.var, loop.claim_var)
            told = "".join(f"{emitter.stored(fact)}, " for fact in alike.facts)
            writer.line(
                f"rows.setdefault(({told}env.counts({loop.claim_var})), ({target}))", loop.span
            )
        writer.line("found = memo[key] = list(rows.values())", loop.span)
        writer.line("return found")
    writer.line()
