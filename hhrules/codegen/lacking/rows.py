"""Figures that are open for many subjects: few members are asked for each.

What a figure lacks for a subject comes from what is open of its members and from what is open
of the subject. Once for a claim it is found what each member can lack at most. A subject of
which nothing is open asks only the members that can lack something, and each subject stops as
soon as all is found that can be lacking. So the time for all subjects grows with their number
and hardly with that of the members.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile

from attrs import evolve, frozen

from hhrules.codegen.figures.chosen import chosen_lines, near_lines
from hhrules.codegen.figures.members import FEW
from hhrules.codegen.figures.shared import is_long
from hhrules.codegen.lacking.expressions import Lacking, OverSet
from hhrules.codegen.lacking.members import Members, each_of
from hhrules.ir import nodes as ir
from hhrules.ir.keys import reads
from hhrules.ir.openness import spare_of
from hhrules.ir.walk import children

_CLAIM = frozenset({"claim", "given", "env"})

_SETTLED = frozenset({"belongs", "eq", "ne", "lt", "le", "gt", "ge", "between", "contains"})
"""Operators whose answer is known where what they are given is."""


class _TangledError(Exception):
    """What is open cannot be told of the member and of the subject apart."""


@frozen(eq=False)
class Bounded:
    """A set as members and subjects can be asked apart.

    `first` asks members alone, before `rest`. Of what follows, `members` are the parts that
    read the member (or the claim alone), `subject` those that read the subject alone.
    """

    loop: ir.Loop
    first: tuple[ir.Expr, ...]
    rest: tuple[ir.Expr, ...]
    members: tuple[ir.Expr, ...]
    subject: tuple[ir.Expr, ...]

    @property
    def claim(self) -> str:
        """The variable of the claim whose records these are."""
        source = self.loop.source
        return source.claim if isinstance(source, ir.Records) else "claim"


def as_bounded(lacking: Lacking, node: OverSet) -> Bounded | None:
    """The set of a figure so, if what it lacks for subjects can be bounded."""
    loop, read = node.loop, reads(node)
    source = loop.source
    claim = source.claim if isinstance(source, ir.Records) else "claim"
    subjects = read - _CLAIM - {claim}
    if lacking.chooses or loop.scope != "own" or not subjects or not is_long(loop):
        return None
    if (claim != "claim" and "claim" in read) or (isinstance(node, ir.Aggregate) and node.flat):
        return None
    first = tuple(takewhile(lambda c: not reads(c) & subjects, loop.conditions))
    rest = loop.conditions[len(first) :]
    value = None if isinstance(node, ir.Exists) else node.value
    try:
        asked = (*rest, *((value,) if value is not None else ()))
        plain = not spare_of(loop, lacking.spare)
        parts = [p for one in asked for p in _parts(one, loop.var, subjects, plain=plain)]
    except _TangledError:
        return None
    members = tuple(p for p in parts if not reads(p) & subjects)
    return Bounded(loop, first, rest, members, tuple(p for p in parts if reads(p) & subjects))


def _parts(
    node: ir.Expr, var: str, subjects: frozenset[str], *, plain: bool
) -> Iterator[ir.Expr]:
    """The largest parts that read the member or the subject, not both.

    Unless `plain`, all between has to be settled where its parts are.
    """
    read = reads(node)
    if var not in read or not read & subjects:
        yield node
        return
    match node:
        case ir.Op(op=op) if op == "in_run" or not (plain or op in _SETTLED):
            raise _TangledError
        case ir.Op() | ir.Junction() | ir.Not() | ir.Matches() | ir.Presence() | ir.IfNone():
            for child in children(node):
                yield from _parts(child, var, subjects, plain=plain)
        case _:
            raise _TangledError


def emit_rows(lacking: Lacking, bounded: Bounded, number: int) -> None:
    """The function that finds, once for a claim, what the members of a set can lack.

    It gives what those lack that are asked before the subject is; what the others can lack at
    most; the members that can lack something, and all that are left.
    """
    writer, loop = lacking.emitter.writer, bounded.loop
    lacking.begin()
    members = Members(lacking, loop, each_of(lacking, loop))
    with writer.block(f"def lacking_rows_{number}({bounded.claim}, env):", loop.span):
        writer.line(f"key = ({lacking.own('members', number)}, id({bounded.claim}))")
        with writer.block("if key in env.memo:"):
            writer.line("return env.memo[key]")
        if bounded.claim != "claim":
            writer.line("claim = env.claim")
        writer.line("given = env.given")
        writer.line("w = most = 0")
        writer.line("some, rows = {}, {}")
        with members.each:
            members.begin()
            for condition in bounded.first:
                members.ask(condition)
            row = loop.var
            if members.spare:
                row = f"({loop.var}, m, sure)"
                writer.line("w |= m")
            writer.line(f"rows[id({loop.var})] = {row}")
            writer.line("b = 0")
            if members.spare:
                writer.line("doubt = not sure")
                with writer.block("if doubt and not m:"):
                    writer.line(f"b = {lacking.bits(members.spare)}")
            _add_all(lacking, bounded.members, "b", members.spare)
            with writer.block("if b or doubt:" if members.spare else "if b:"):
                writer.line("most |= b")
                writer.line(f"some[id({loop.var})] = {row}")
        writer.line("found = env.memo[key] = w, most, some, rows")
        writer.line("return found")
    writer.line()


def _add_all(
    lacking: Lacking, parts: tuple[ir.Expr, ...], name: str, spare: tuple[str, ...]
) -> None:
    """Add what some parts lack; of groups also what stands in where that is nothing."""
    writer = lacking.emitter.writer
    for part in parts:
        lacking.emitter.expression(part)
        if not spare:
            lacking.add(part, name)
            continue
        test = lacking.is_open(part)
        if test is None:
            continue
        with writer.block(f"if {test}:"):
            writer.line("p = 0")
            lacking.add(part, "p", surely=True)
            writer.line(f"{name} |= p or {lacking.bits(spare)}")
            writer.line("doubt = True")


def few_of(lacking: Lacking, bounded: Bounded, number: int) -> Members:
    """The members to ask for a subject, until all is found that can be lacking."""
    writer, loop = lacking.emitter.writer, bounded.loop
    rest = evolve(loop, conditions=bounded.rest)
    members = Members(lacking, rest, _few(lacking, bounded), begun=True)
    if isinstance(loop.source, ir.Grouped):
        lacking.emitter.steady.add(loop.var)
    writer.line(f"w, most, some, rows = lacking_rows_{number}({bounded.claim}, env)")
    writer.line("s = 0")
    if members.spare:
        writer.line("doubt = False")
    _add_all(lacking, bounded.subject, "s", members.spare)
    writer.line("most |= w | s")
    writer.line(f"found = rows if s{' or doubt' if members.spare else ''} else some")
    writer.line("asked = found.values()")
    _near_rows(lacking, loop)
    return members


def _near_rows(lacking: Lacking, loop: ir.Loop) -> None:
    """Of many members, ask those that may have a subject's keys; the others lack nothing for it."""
    emitter, writer = lacking.emitter, lacking.emitter.writer
    chosen = chosen_lines(emitter, loop)
    near, keys = near_lines(emitter, loop, *chosen[1:]) if chosen is not None else ("", "")
    if near:
        with writer.block(f"if len(found) > {FEW}:"):
            few = f"(row for row, _ in {near}.of({keys}) if id(row) in found)"
            writer.line(f"asked = {few}", loop.span)


@contextmanager
def _few(lacking: Lacking, bounded: Bounded) -> Iterator[None]:
    writer, loop = lacking.emitter.writer, bounded.loop
    grouped = isinstance(loop.source, ir.Grouped) and lacking.spare.get(loop.source.grouping)
    target = f"{loop.var}, m, sure" if grouped else loop.var
    with writer.block(f"for {target} in asked:", loop.span):
        with writer.block("if w == most:"):
            writer.line("break")
        yield
