"""Figures that are the same for all subjects of which they read the same, worked out once for those.

`count of lines in this visit day` reads of each visit day its keys, `minutes of the day's lines`
of each line its day: however many subjects there are, the set is walked once for each
combination of what it reads of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from attrs import evolve, frozen

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures.chosen import chosen_lines, near_lines
from hhrules.codegen.figures.once import walks_here
from hhrules.codegen.text.contents import key_name
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.ir.walk import children, loop_of
from hhrules.values.types import DATE, ListOf, Scalar, SetTy

OverSet: TypeAlias = ir.Aggregate | ir.Exists | ir.Pick
Part: TypeAlias = ir.Fact | ir.KeyOf | ir.Local | ir.RunEnd | ir.Call
"""What is read of a subject; an end of a run stands for all that tells the run from others."""

_CLAIM = frozenset({"claim", "given", "env"})

_MOST = 8
"""A figure that reads more of its subjects is as good as never asked for again."""


class _NotSharedError(Exception):
    """Other subjects with the same facts may have another figure."""


@frozen(eq=False)
class Shared:
    """A figure over a set, and what it reads of its subjects: records, groups, runs, values.

    A subject that is a group with a key that is not known has one member only, which counts for
    sure in its group: `own` is what the figure reads of it.
    """

    node: OverSet
    subjects: tuple[str, ...]
    parts: tuple[Part, ...]
    own: tuple[Part, ...]
    grouped: str  # the subject whose own members are asked for, or ""
    steady: frozenset[str]


def shared_text(emitter: Emitter, node: ir.Expr) -> str:
    """The call that gives a figure, or "" where it is worked out in place."""
    if not emitter.sharing or not isinstance(node, OverSet):
        return ""
    shared = as_shared(emitter, node)
    if shared is None or not emitter.keyed.keys().isdisjoint(shared.subjects):
        return ""
    own = _identity(shared)
    if own == emitter.inside:
        return ""
    return f"shared_{emitter.number(own, shared)}(claim, {', '.join(shared.subjects)}, env)"


def is_inside(emitter: Emitter, node: ir.Expr) -> bool:
    """Whether this is the figure whose own function is being written."""
    if emitter.inside is None or not emitter.sharing or not isinstance(node, OverSet):
        return False
    shared = as_shared(emitter, node)
    return shared is not None and _identity(shared) == emitter.inside


def _identity(shared: Shared) -> object:
    loop = shared.node.loop
    places = {name: f"subject {n}" for n, name in enumerate(shared.subjects)}
    names = {loop.var: "member", **places}
    if loop.scope != "own":
        names[loop.claim_var] = "claim of member"
    steady = tuple(name in shared.steady for name in shared.subjects)
    return ("shared", steady, key(renamed(shared.node, names)))


def as_shared(emitter: Emitter, node: OverSet) -> Shared | None:
    """What a figure reads of its subjects, if that is all that tells it from others."""
    subjects = tuple(sorted(reads(node) - _CLAIM))
    if not subjects or not is_long(node.loop):
        return None
    loop = node.loop
    parts: list[Part] = []
    own: tuple[Part, ...] = ()
    asked_of = {s: frozenset(_asked(loop.conditions, loop.var, s)) for s in subjects}
    grouped = [subject for subject, asked in asked_of.items() if asked]
    calls = () if grouped else tuple(_calls(emitter, node, {*subjects, "claim"}))
    told = frozenset(id(call) for call in calls)
    try:
        for subject, asked in asked_of.items():
            parts += _parts(emitter, [node], subject, asked | told)
        if len(grouped) > 1:
            return None
        if grouped:
            own = _of_members(emitter, node, asked_of[grouped[0]])
    except _NotSharedError:
        return None
    if len(parts) + len(calls) > _MOST or not (parts or calls):
        return None
    calls = tuple({key(call): call for call in calls}.values())
    steady = emitter.steady.intersection(subjects)
    name = "".join(grouped)
    return Shared(node, subjects, (*calls, *parts), own, name, frozenset(steady))


def _calls(emitter: Emitter, node: ir.Expr, subjects: set[str]) -> Iterator[ir.Call]:
    """The calls of definitions of the subjects alone that are worked out once for those.

    What they come to is all that a figure reads by them, and mostly the same for many.
    """
    for part in children(node):
        body = emitter.functions.get(part.function) if isinstance(part, ir.Call) else None
        if (
            isinstance(part, ir.Call)
            and body is not None
            and isinstance(part.ty, Scalar)
            and subjects.issuperset(part.args)
            and part.args != ("claim",)
            and walks_here(emitter, body)
        ):
            yield part
        else:
            yield from _calls(emitter, part, subjects)


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


def facts_of_members(emitter: Emitter, node: OverSet) -> tuple[Part, ...] | None:
    """The facts that a figure reads of a member; None where it reads more, or of its claim."""
    nothing: frozenset[int] = frozenset()
    try:
        found = _parts(emitter, children(node), node.loop.var, nothing)
        of_claim = _parts(emitter, children(node), node.loop.claim_var, nothing)
    except _NotSharedError:
        return None
    if of_claim or len(found) > _MOST or not all(isinstance(one, ir.Fact) for one in found):
        return None
    return found


_OF_RECORDS = frozenset({"belongs", "stands_before", "stands_up_to"})
"""Operators that ask which record or claim it is, not only what it says."""


def _read(
    emitter: Emitter, node: ir.Expr, var: str, asked: frozenset[int] = frozenset()
) -> Iterator[Part]:
    match node:
        case ir.Fact(record=name) | ir.KeyOf(group=name) | ir.Local(name=name) if name == var:
            # A line's place among the lines is its own: nothing would be shared.
            if isinstance(node.ty, ListOf | SetTy) or (
                isinstance(node, ir.Fact) and node.path == ("line",)
            ):
                raise _NotSharedError
            yield node
            return
        case ir.RunEnd(run=name) if name == var:
            yield evolve(node, end="first", label="")
            return
        case ir.Op(op="in_run", args=(day, ir.Local(name=name) as run)) if name == var:
            yield ir.RunEnd(id=0, ty=DATE, span=run.span, run=name, end="first", label="")
            yield from _read(emitter, day, var, asked)
            return
        case ir.Op(op="belongs") | ir.Call() if id(node) in asked:
            return
        case ir.Op(op=op, args=args) if op in _OF_RECORDS and var in _records(args):
            raise _NotSharedError
        case ir.Call(function=function, args=names) if var in names:
            body, params = emitter.functions.get(function), emitter.params.get(function)
            if body is None or params is None:
                raise _NotSharedError
            given = dict(zip(params, names, strict=True))
            for param in (p for p, a in given.items() if a == var):
                for part in _read(emitter, body, param):
                    yield renamed(part, {param: var})  # type: ignore[misc]
            return
    loop = loop_of(node)
    if loop is not None and isinstance(loop.source, ir.Records) and loop.source.claim == var:
        raise _NotSharedError
    for child in children(node):
        yield from _read(emitter, child, var, asked)


def _records(args: tuple[ir.Expr, ...]) -> list[str]:
    """The variables that are given to an operator as they are."""
    return [arg.name for arg in args if isinstance(arg, ir.Local)]


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
    writer, node = emitter.writer, shared.node
    outside = set(emitter.steady)
    emitter.steady.clear()
    emitter.steady |= shared.steady
    emitter.inside = _identity(shared)
    given = ", ".join(shared.subjects)
    by_parts = bool(shared.grouped) and _adds_up(node)
    alone = ", alone=None" if by_parts else ""
    with writer.block(f"def shared_{number}(claim, {given}, env{alone}):", node.span):
        emitter.memo("claim")
        emit_key(emitter, shared, key_name(f"shared_{number}"), own=not by_parts)
        if by_parts:
            _by_parts(emitter, shared, number)
        with writer.block("if key in memo:"):
            writer.line("return memo[key]")
        writer.line("given = env.given")
        emitter.alone = node.loop if by_parts else None
        writer.line(f"found = memo[key] = {emitter.expression(node)}", node.span)
        writer.line("return found")
    emitter.inside = emitter.alone = None
    emitter.steady.clear()
    emitter.steady |= outside
    writer.line()


def _adds_up(node: OverSet) -> bool:
    """Whether a figure comes of what it is for each member, so that one can be told apart."""
    return isinstance(node, ir.Exists) or (
        isinstance(node, ir.Aggregate) and node.op in ("count", "count distinct", "sum")
    )


def _by_parts(emitter: Emitter, shared: Shared, number: int) -> None:
    """For a group with a key that is not known: its own member, and what may belong to it.

    All that may belong to such groups is gone over once for those with the same other keys.
    """
    writer, subject, node = emitter.writer, shared.grouped, shared.node
    own = f"{subject}.members"
    chosen = chosen_lines(emitter, node.loop)
    near = near_lines(emitter, node.loop, *chosen[1:])[0] if chosen is not None else ""
    if near:
        own = f"{near}.alone({subject}.members[0])"
    figure = f"shared_{number}(claim, {', '.join(shared.subjects)}, env"
    with writer.block("if alone is not None:"):
        writer.line("memo = {}")
    with writer.block(f"elif {_is_loose(shared)} and {subject}.members:"):
        writer.line(f"mine = {figure}, {own})", node.span)
        if isinstance(node, ir.Exists):
            with writer.block(f"if mine is {not node.negated}:"):
                writer.line("return mine")
        writer.line(f"{subject} = Group({subject}.keys, claim, False)")
        whole = f"{figure})"
        writer.line(
            f"return {whole if isinstance(node, ir.Exists) else f'completed({whole}, mine)'}"
        )


def _is_loose(shared: Shared) -> str:
    """The question whether a key of the subject is not known."""
    subject = shared.grouped
    asked = f"UNKNOWN in {subject}.keys"
    if subject in shared.steady:
        return asked
    return f"{subject} is not None and {subject} is not UNKNOWN and {asked}"


def emit_key(emitter: Emitter, shared: Shared, first: str, *, own: bool = True) -> None:
    """What a figure is known by: what it reads of its subjects, after what tells the figure.

    With `own`, of a group with a key that is not known that is what it reads of the member too.
    """
    writer, subject = emitter.writer, shared.grouped
    parts = "".join(f", {_told(emitter, part)}" for part in shared.parts)
    writer.line(f"key = ({first}{parts})")
    if not subject or not own:
        return
    with writer.block(f"if {_is_loose(shared)}:"):
        writer.line(f"{shared.node.loop.var} = {subject}.members[0]")
        more = "".join(f"{_told(emitter, part)}, " for part in shared.own)
        writer.line(f"key = (*key, {more})")


def _told(emitter: Emitter, part: Part) -> str:
    return f"shape_of({part.run})" if isinstance(part, ir.RunEnd) else emitter.stored(part)
