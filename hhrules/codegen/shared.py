"""Figures that are the same for all subjects of which they read the same, worked out once for those.

`count of lines in this visit day` reads of each visit day its keys, `minutes of the day's lines`
of each line its day: however many subjects there are, the set is walked once for each
combination of what it reads of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from attrs import frozen

from hhrules.codegen.contents import key_name
from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.ir.walk import children, loop_of
from hhrules.values.types import ListOf

OverSet: TypeAlias = ir.Aggregate | ir.Exists | ir.Pick
Part: TypeAlias = ir.Fact | ir.KeyOf

_CLAIM = frozenset({"claim", "given", "env"})

_MOST = 6
"""A figure that reads more of its subject is as good as never asked for again."""


class _NotSharedError(Exception):
    """Other subjects with the same facts may have another figure."""


@frozen(eq=False)
class Shared:
    """A figure over a set, and what it reads of its subject.

    A subject that is a group with a key that is not known has one member only, which counts for
    sure in its group: `own` is what the figure reads of it.
    """

    node: OverSet
    subject: str
    parts: tuple[Part, ...]
    own: tuple[Part, ...]
    grouped: bool
    steady: bool


def shared_text(emitter: Emitter, node: ir.Expr) -> str:
    """The call that gives a figure, or "" where it is worked out in place."""
    if not emitter.sharing or not isinstance(node, OverSet):
        return ""
    shared = as_shared(emitter, node)
    if shared is None:
        return ""
    own = _identity(shared)
    if own == emitter.inside:
        return ""
    return f"shared_{emitter.number(own, shared)}(claim, {shared.subject}, env)"


def is_inside(emitter: Emitter, node: ir.Expr) -> bool:
    """Whether this is the figure whose own function is being written."""
    if emitter.inside is None or not emitter.sharing or not isinstance(node, OverSet):
        return False
    shared = as_shared(emitter, node)
    return shared is not None and _identity(shared) == emitter.inside


def _identity(shared: Shared) -> object:
    loop = shared.node.loop
    names = {loop.var: "member", shared.subject: "subject"}
    if loop.scope != "own":
        names[loop.claim_var] = "claim of member"
    return ("shared", shared.steady, key(renamed(shared.node, names)))


def as_shared(emitter: Emitter, node: OverSet) -> Shared | None:
    """What a figure reads of its subject, if that is all that tells it from others."""
    free = reads(node) - _CLAIM
    if len(free) != 1 or not is_long(node.loop):
        return None
    (subject,) = free
    steady = subject in emitter.steady
    try:
        asked = frozenset(_asked(node.loop.conditions, node.loop.var, subject))
        parts = _parts(emitter, [node], subject, asked)
        own = _of_members(emitter, node, asked) if asked else ()
    except _NotSharedError:
        return None
    if len(parts) > _MOST or not parts:
        return None
    return Shared(node, subject, parts, own, bool(asked), steady)


def is_long(loop: ir.Loop) -> bool:
    """Whether a set has as many members as the claim has lines, or as its history."""
    return (
        isinstance(loop.source, ir.Grouped)
        or loop.scope != "own"
        or (loop.source.claim == "claim" and loop.source.path in (("lines",), ("services",)))
    )


def _parts(
    emitter: Emitter, nodes: Iterable[ir.Expr], var: str, asked: frozenset[int]
) -> tuple[Part, ...]:
    """What expressions read of a record, each once."""
    found = (part for node in nodes for part in _read(emitter, node, var, asked))
    return tuple({key(part): part for part in found}.values())


def _of_members(emitter: Emitter, node: OverSet, asked: frozenset[int]) -> tuple[Part, ...]:
    """What a figure reads of a member that belongs to the subject."""
    found = _parts(emitter, children(node), node.loop.var, asked)
    if node.loop.scope != "own" or any(isinstance(part, ir.KeyOf) for part in found):
        raise _NotSharedError
    return found


def _read(
    emitter: Emitter, node: ir.Expr, var: str, asked: frozenset[int] = frozenset()
) -> Iterator[Part]:
    match node:
        case ir.Fact(record=name) | ir.KeyOf(group=name) if name == var:
            # A line's place among the lines is its own: nothing would be shared.
            if isinstance(node.ty, ListOf) or (
                isinstance(node, ir.Fact) and node.path == ("line",)
            ):
                raise _NotSharedError
            yield node
            return
        case ir.RunEnd(run=name) | ir.Local(name=name) if name == var:
            raise _NotSharedError
        case ir.Op(op="belongs") if id(node) in asked:
            return
        case ir.Call(function=function, args=args) if var in args:
            body, params = emitter.functions.get(function), emitter.params.get(function)
            if body is None or params is None:
                raise _NotSharedError
            names = dict(zip(params, args, strict=True))
            for param in (p for p, a in names.items() if a == var):
                for part in _read(emitter, body, param):
                    yield renamed(part, {param: var})  # type: ignore[misc]
            return
    loop = loop_of(node)
    if loop is not None and isinstance(loop.source, ir.Records) and loop.source.claim == var:
        raise _NotSharedError
    for child in children(node):
        yield from _read(emitter, child, var, asked)


def _asked(conditions: Iterable[ir.Expr], var: str, subject: str) -> Iterator[int]:
    """The questions whether the member in a variable belongs to the subject."""
    for condition in conditions:
        match condition:
            case ir.Op(op="belongs", args=(ir.Local(name=member), ir.Local(name=group))):
                if (member, group) == (var, subject):
                    yield id(condition)
            case ir.Junction(items=items):
                yield from _asked(items, var, subject)
            case _:
                pass


def emit_shared(emitter: Emitter, shared: Shared, number: int) -> None:
    """The function that works a figure out for subjects with the same facts."""
    writer, node, subject = emitter.writer, shared.node, shared.subject
    outside = set(emitter.steady)
    emitter.steady.clear()
    if shared.steady:
        emitter.steady.add(subject)
    emitter.inside = _identity(shared)
    with writer.block(f"def shared_{number}(claim, {subject}, env):", node.span):
        emitter.memo("claim")
        emit_key(emitter, shared, key_name(f"shared_{number}"))
        with writer.block("if key in memo:"):
            writer.line("return memo[key]")
        writer.line("given = env.given")
        writer.line(f"found = memo[key] = {emitter.expression(node)}", node.span)
        writer.line("return found")
    emitter.inside = None
    emitter.steady.clear()
    emitter.steady |= outside
    writer.line()


def emit_key(emitter: Emitter, shared: Shared, first: str) -> None:
    """What a figure is known by: what it reads of its subject, after what tells the figure."""
    writer, subject = emitter.writer, shared.subject
    names = "".join(f", {emitter.stored(part)}" for part in shared.parts)
    writer.line(f"key = ({first}{names})")
    if not shared.grouped:
        return
    some = "" if shared.steady else f"{subject} is not None and {subject} is not UNKNOWN"
    asked = f"UNKNOWN in {subject}.keys"
    with writer.block(f"if {some} and {asked}:" if some else f"if {asked}:"):
        writer.line(f"{shared.node.loop.var} = {subject}.members[0]")
        own = "".join(f"{emitter.expression(part)}, " for part in shared.own)
        writer.line(f"key = (*key, {own})")
