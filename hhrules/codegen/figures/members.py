"""The loop over the members of a set: which are left out, which are sure, which may be missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import evolve

from hhrules.codegen.emitter import Emitter, standing_at
from hhrules.codegen.expressions.definite import is_costly
from hhrules.codegen.figures.chosen import Chosen, Near, chosen_lines, identity, near_lines
from hhrules.codegen.figures.once import of_claim
from hhrules.ir import nodes as ir

FEW = 16
"""So many lines are gone over sooner than they are looked up by their keys."""


def source_of(emitter: Emitter, loop: ir.Loop) -> tuple[str, str]:
    """What a loop walks over, and its target."""
    match loop.source:
        case ir.Grouped(grouping=name):
            return emitter.groups(emitter.groupings[name]), loop.var
        case ir.Records(claim=claim, path=path):
            if loop.scope == "own":
                return standing_at(claim, path) if path else f"({claim},)", loop.var
            spread = f"env.spread({loop.scope!r}, {loop.every_provider}, {path!r})"
            return spread, f"{loop.claim_var}, {loop.var}"


def is_required(loop: ir.Loop) -> bool:
    """Whether the list is one that every document has."""
    return isinstance(loop.source, ir.Records) and loop.source.path == ("lines",)


@contextmanager
def members(emitter: Emitter, loop: ir.Loop, unknown: str, alike: str = "") -> Iterator[str]:
    """The loop over the members; yields the variable that says whether a member is sure.

    `unknown` is the statement for a list that was not sent; `alike` gives one of all members
    that say the same, where that will do.
    """
    source, target = source_of(emitter, loop)
    source = _or_alone(emitter, loop, alike or source)
    writer = emitter.writer
    span = loop.span
    if isinstance(loop.source, ir.Grouped):
        emitter.steady.add(loop.var)
    chosen = chosen_lines(emitter, loop)
    if chosen is not None and isinstance(loop.source, ir.Records):
        lines, asked, left = chosen
        near, keys = near_lines(emitter, loop, asked, left)
        if near:
            several = f"len({loop.source.claim}.lines) > {FEW}"
            lines = f"({near}.of({keys}) if {several} else {lines})"
        lines = _or_alone(emitter, loop, lines)
        sure = writer.temporary()
        with writer.block(f"for {loop.var}, {sure} in {lines}:", span):
            yield conditions(emitter, evolve(loop, conditions=left), sure)
        return
    if is_required(loop):
        _claim_first(emitter, loop)
        with writer.block(f"for {target} in {source}:", span):
            yield _member(emitter, loop)
        return
    if isinstance(loop.source, ir.Records) and loop.scope != "own":
        scope = f"{loop.scope!r}, {loop.every_provider}, {loop.source.path!r}"
        with writer.block(f"if env.unsent({scope}):"):
            _not_sent(emitter, loop, unknown)
        with writer.block(f"for {target} in {source}:", span):
            yield _member(emitter, loop)
        return
    name = writer.temporary()
    writer.line(f"{name} = {source}", span)
    with writer.block(f"if {name} is UNKNOWN:"):
        _not_sent(emitter, loop, unknown)
    with writer.block("else:"), writer.block(f"for {target} in {name} or ():", span):
        yield _member(emitter, loop)


def _or_alone(emitter: Emitter, loop: ir.Loop, source: str) -> str:
    """What a loop walks over, or one member alone where its figure is asked of that."""
    return f"({source} if alone is None else alone)" if loop is emitter.alone else source


def _claim_first(emitter: Emitter, loop: ir.Loop) -> None:
    """Ask the claim once, before the walk, for what the first condition compares each line with."""
    if emitter.traced or loop.scope != "own" or not loop.conditions:
        return
    first = loop.conditions[0]
    for operand in first.args if isinstance(first, ir.Op) else ():
        if isinstance(operand, ir.Call | ir.Aggregate | ir.Pick) and of_claim(operand):
            emitter.stored(operand)


def _member(emitter: Emitter, loop: ir.Loop) -> str:
    """The conditions of a member; the traced twin also notes each member that is left."""
    sure = conditions(emitter, loop)
    if emitter.traced:
        emitter.writer.line(f"seen({loop.id}, {sure}, {loop.var})")
    return sure


def _not_sent(emitter: Emitter, loop: ir.Loop, unknown: str) -> None:
    if emitter.traced:
        emitter.writer.line(f"seen({loop.id}, UNKNOWN)")
    emitter.writer.line(unknown)


def emit_chosen(emitter: Emitter, chosen: Chosen, number: int) -> None:
    """The function that finds the lines of a set."""
    writer, loop = emitter.writer, chosen.loop
    emitter.steady.clear()
    emitter.inside = identity(loop)
    with emitter.kept("chosen", number, loop.span):
        writer.line("found = memo[key] = []")
        with members(emitter, loop, "") as sure:
            writer.line(f"found.append((line, {sure}))", loop.span)
        writer.line("return found")
    emitter.inside = None
    writer.line()


def emit_near(emitter: Emitter, near: Near, number: int) -> None:
    """The function that keeps the lines of a set by their keys."""
    writer, loop = emitter.writer, near.loop
    emitter.steady.clear()
    with emitter.kept("near", number, loop.span):
        writer.line("rows = []")
        sure = writer.temporary()
        lines = f"chosen_{near.chosen}(claim, env)"
        with writer.block(f"for line, {sure} in {lines}:", loop.span):
            writer.scope.forget("line")
            keys = "".join(f"{emitter.stored(key)}, " for key in near.keys)
            writer.line(f"rows.append((({keys}), (line, {sure})))", loop.span)
        writer.line("found = memo[key] = Near(rows)", loop.span)
        writer.line("return found")
    writer.line()


def conditions(emitter: Emitter, loop: ir.Loop, sure: str = "") -> str:
    """Leave out members for which a condition is no; say whether the rest is sure, as Python text.

    `sure` is the variable that says so as far as was asked before.
    """
    writer = emitter.writer
    writer.scope.forget(loop.var, *(() if loop.scope == "own" else (loop.claim_var,)))
    doubts: list[str] = [sure] if sure else []
    if isinstance(loop.source, ir.Grouped):
        doubts.append(f"{loop.var}.sure")
    elif loop.scope != "own":
        doubts.append(f"env.counts({loop.claim_var})")
    asked = loop.conditions
    if isinstance(loop.source, ir.Grouped) and not emitter.traced:
        # Whether it is of the day comes before what is walked for: the order changes no answer.
        asked = tuple(sorted(asked, key=lambda c: is_costly(emitter, c)))
    for condition in asked:
        value = emitter.condition(condition)
        if value == "True":
            continue
        if not emitter.doubtful(condition):
            with writer.block(f"if not {value}:"):
                writer.line("continue", condition.span)
            if not emitter.traced:
                writer.scope.learn(condition)
            continue
        with writer.block(f"if {value} is False:"):
            writer.line("continue", condition.span)
        doubts.append(f"{value} is True")
    if not doubts:
        return "True"
    if doubts == [sure]:
        return sure
    name = writer.temporary()
    writer.line(f"{name} = {' and '.join(doubts)}", loop.span)
    return name


def reach_of(emitter: Emitter, loop: ir.Loop) -> str:
    """The variable with the day before which members may be missing (None: none is), or ""."""
    if loop.scope == "own":
        return ""
    since = emitter.stored(loop.since) if loop.since is not None else "None"
    name = emitter.writer.temporary()
    emitter.writer.line(f"{name} = env.reaches({loop.every_provider}, {since})", loop.span)
    if emitter.traced:
        with emitter.writer.block(f"if {name} is not None:"):
            emitter.writer.line(f"seen({loop.id}, None)")
    return name
