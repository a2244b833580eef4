"""Figures that run along the lines: worked out once for all lines, not line by line.

`sum of F of S in the same K up to this line` asks the same of each line of S: add up those
before it that share its key. One walk in order gives all the answers, if everything it reads is
known; else the set is walked for the line in question, as the rule says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures.alike import Alike, emit_alike
from hhrules.codegen.figures.chosen import Chosen, Near, chosen_lines, equal_keys
from hhrules.codegen.figures.days import emit_days
from hhrules.codegen.figures.members import emit_chosen, emit_near
from hhrules.codegen.figures.once import Once, emit_once
from hhrules.codegen.figures.shared import Shared, emit_shared
from hhrules.codegen.figures.standing import Standing, emit_standing
from hhrules.codegen.figures.windows import Window
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.source.text import Span


@frozen(eq=False)
class Running:
    """A figure over the lines before a line (`itself`: and that line) with the same keys."""

    loop: ir.Loop
    own: tuple[ir.Expr, ...]  # conditions on a member alone
    keys: tuple[ir.Expr, ...]
    theirs: tuple[ir.Expr, ...]
    order: ir.Op | None  # None: all lines with these keys, wherever they stand
    value: ir.Expr | None
    subject: str
    claim: str  # variable of the claim whose lines these are

    @property
    def itself(self) -> bool:
        """Whether the line in question counts too."""
        return self.order is not None and self.order.op == "stands_up_to"


def as_running(loop: ir.Loop, value: ir.Expr | None) -> Running | None:
    """The figure over a loop as a running one, if it is of that kind."""
    source = loop.source
    if loop.scope != "own" or not isinstance(source, ir.Records) or source.path != ("lines",):
        return None
    own: list[ir.Expr] = []
    keys: list[tuple[ir.Expr, ir.Expr]] = []
    order: ir.Op | None = None
    for condition in loop.conditions:
        if reads(condition) <= {loop.var, source.claim, "given", "env"}:
            own.append(condition)
        elif (
            isinstance(condition, ir.Op)
            and condition.op in ("stands_before", "stands_up_to")
            and order is None
        ):
            order = condition
        elif (pairs := equal_keys(condition)) is not None:
            keys.extend(pairs)
        else:
            return None
    if value is not None and not reads(value) <= {loop.var, source.claim}:
        return None
    if any(
        not reads(mine) <= {loop.var, source.claim} or loop.var in reads(theirs)
        for mine, theirs in keys
    ):
        return None
    pairs_of = tuple(k for k, _ in keys), tuple(t for _, t in keys)
    if order is None:
        return (
            Running(loop, tuple(own), *pairs_of, None, value, "", source.claim)
            if keys
            else None
        )
    subject = next(iter(reads(order.args[2]) - {source.claim}), "")
    whose = order.args[5]
    if not isinstance(whose, ir.Local) or whose.name != source.claim:
        return None
    for mine, theirs in keys:
        if key(renamed(mine, {loop.var: subject})) != key(theirs) or subject in reads(mine):
            return None
    return Running(loop, tuple(own), *pairs_of, order, value, subject, source.claim)


def emit_use(emitter: Emitter, running: Running) -> str:
    """The variable with the figure for the line in question; None: not worked out."""
    number = number_of(emitter, running)
    writer = emitter.writer
    if running.order is None:
        return _emit_total(emitter, running, number)
    table = f"running_{number}({running.claim}, env)"
    name = writer.temporary()
    writer.line(f"{name} = {table}.get(id({running.subject}))", running.loop.span)
    return name


def _emit_total(emitter: Emitter, running: Running, number: int) -> str:
    writer = emitter.writer
    theirs = [(emitter.stored(t), emitter.doubtful(t)) for t in running.theirs]
    name = writer.temporary()
    writer.line(f"{name} = running_{number}({running.claim}, env)", running.loop.span)
    asked = "".join(f" and {t} is not UNKNOWN" for t, doubtful in theirs if doubtful)
    keys = "".join(f"{t}, " for t, _ in theirs)
    with writer.block(f"if {name} is not None{asked}:"):
        writer.line(f"{name} = {name}.get(({keys}), 0)", running.loop.span)
    with writer.block("else:"):
        writer.line(f"{name} = None")
    return name


def identity_of(running: Running) -> object:
    """What two figures have in common that are the same."""
    names = {running.loop.var: "line", running.claim: "claim"}
    return (
        tuple(key(renamed(c, names)) for c in running.own),
        tuple(key(renamed(k, names)) for k in running.keys),
        running.itself,
        running.order is None,
        key(renamed(running.value, names)) if running.value is not None else None,
    )


def number_of(emitter: Emitter, running: Running) -> int:
    """The number of the function that works a figure out; equal figures share it."""
    return emitter.number(identity_of(running), running)


def emit_functions(emitter: Emitter) -> None:
    """The functions that work running figures out; one may read another."""
    done = 0
    while done < len(emitter.runnings):
        _emit_one(emitter, done)
        done += 1


@contextmanager
def _lines(emitter: Emitter, running: Running, names: Mapping[str, str]) -> Iterator[str]:
    """The walk over the lines that may count; yields whether one does, as Python text.

    A total of keys has no rows where a line is not sure: it is then no more worked out here.
    """
    writer, loop = emitter.writer, running.loop
    own = tuple(renamed(c, names) for c in running.own)
    chosen = chosen_lines(emitter, loop)
    doubts = [writer.temporary()] if chosen is not None else []
    asked = chosen[1].conditions if chosen is not None else ()
    head = (
        f"for line, {doubts[0]} in {chosen[0]}:"
        if chosen is not None
        else "for line in claim.lines:"
    )
    with writer.block(head, loop.span):
        writer.scope.forget("line")
        if chosen is not None and running.order is None:
            _stop(emitter, f"not {doubts[0]}", loop.span)
            for condition in own[: len(asked)]:
                writer.scope.learn(condition)
        for condition in own[len(asked) :]:
            value = emitter.condition(condition)
            doubtful = emitter.doubtful(condition)
            test = f"if {value} is False:" if doubtful else f"if not {value}:"
            with writer.block(test):
                writer.line("continue", condition.span)
            if doubtful and running.order is None:
                _stop(emitter, f"{value} is UNKNOWN", condition.span)
            elif doubtful:
                doubts.append(f"{value} is True")
        yield " and ".join(doubts) or "True"


def _stop(emitter: Emitter, test: str, span: Span) -> None:
    with emitter.writer.block(f"if {test}:"):
        emitter.writer.line("rows = None")
        emitter.writer.line("break", span)


_EMITTERS: Mapping[type, Callable[[Emitter, Any, int], None]] = {
    Window: lambda emitter, _, number: emit_days(emitter, number),
    Once: emit_once,
    Chosen: emit_chosen,
    Near: emit_near,
    Alike: emit_alike,
    Shared: emit_shared,
    Standing: emit_standing,
}


def _emit_one(emitter: Emitter, number: int) -> None:
    running = emitter.runnings[number]
    if not isinstance(running, Running):
        _EMITTERS[type(running)](emitter, running, number)
        return
    writer, loop = emitter.writer, running.loop
    names = {loop.var: "line", running.claim: "claim"}
    with emitter.kept("running", number, loop.span):
        writer.line("rows = []")
        with _lines(emitter, running, names) as sure:
            keys = "".join(f"{emitter.stored(renamed(k, names))}, " for k in running.keys)
            amount = (
                emitter.stored(renamed(running.value, names))
                if running.value is not None
                else "1"
            )
            writer.line(
                f"rows.append((({keys}), line.service_date, line.line, {amount}, line, {sure}))",
                loop.span,
            )
        how = (
            "add_totals(rows)"
            if running.order is None
            else f"run_totals(rows, itself={running.itself})"
        )
        writer.line(f"found = memo[key] = {how}", loop.span)
        writer.line("return found")
    writer.line()
