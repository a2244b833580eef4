"""What a line's codes say by themselves, worked out once for each combination of codes.

Revenue and procedure codes come again and again. All that rules ask of them alone (is it a
timed code, which discipline does it stand for, do the two agree) is a row of answers, kept for
the next line with the same codes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import define, field

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.plan import Gate, Numbered, members_of, steps_of
from hhrules.codegen.running import Running
from hhrules.codegen.sets import running_of
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.ir.walk import children, walk
from hhrules.values.types import CODE

_MOST = 2
"""Rows are kept by so many codes of a line."""

_PURE = (ir.Lookup, ir.Matches, ir.InTable, ir.Op, ir.Junction, ir.Not, ir.Presence, ir.Const)


@define(eq=False)
class RowCodes:
    """The answers that the codes of a line give; asked for as `row` at the top of the walk."""

    emitter: Emitter
    rules: list[Numbered]
    on: bool
    more: list[ir.Expr] = field(factory=list)  # what else is asked of each line
    facts: list[ir.Fact] = field(factory=list)
    answers: dict[object, ir.Expr] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Choose the codes, and what is asked of them."""
        if not self.on:
            return
        var = self.rules[0][1].loop.var  # type: ignore[union-attr]
        roots = [root for _, rule in self.rules for root in _roots(rule)] + self.more
        counts: Counter[object] = Counter()
        facts: dict[object, ir.Fact] = {}
        for node in (n for root in roots for n in walk(root)):
            if isinstance(node, ir.Lookup | ir.Matches | ir.InTable):
                for fact in (c for c in children(node) if _is_code(c, var)):
                    counts[key(fact)] += 1
                    facts[key(fact)] = fact  # type: ignore[assignment]
        chosen = [k for k, _ in counts.most_common(_MOST)]
        self.facts = [facts[k] for k in chosen]
        for root in roots:
            self._ask(root, frozenset(chosen))

    @property
    def wanted(self) -> bool:
        """Whether rows are worth keeping."""
        return len(self.answers) > 1

    def _ask(self, node: ir.Expr, chosen: frozenset[object]) -> None:
        if self._says(node, chosen):
            if any(isinstance(n, ir.Fact) for n in walk(node)) and not isinstance(
                node, ir.Fact
            ):
                self.answers.setdefault(key(node), node)
            return
        for child in children(node):
            self._ask(child, chosen)

    def _says(self, node: ir.Expr, chosen: frozenset[object]) -> bool:
        """Whether the codes alone settle an expression."""
        if isinstance(node, ir.Fact):
            return key(node) in chosen
        return isinstance(node, _PURE) and all(self._says(c, chosen) for c in children(node))

    def read(self, unclear: list[str]) -> None:
        """Read the row of the line at hand; `unclear`: what to do where it leaves something open."""
        emitter, writer = self.emitter, self.emitter.writer
        place = "".join(f"[{emitter.expression(fact)}]" for fact in self.facts)
        writer.line(f"row = LINE_ROWS{place}")
        with writer.block("if row is None:"):
            for line in unclear:
                writer.line(line)
        names = [writer.temporary() for _ in self.answers]
        writer.line(f"{', '.join(names)} = row")
        for name, node in zip(names, self.answers.values(), strict=True):
            writer.scope.keep(name, node)
            writer.scope.sure.add(key(node))
        emitter.rows = self

    def emit(self) -> None:
        """The function that works out a row, and the rows worked out so far."""
        emitter, writer = self.emitter, self.emitter.writer
        names = [fact.path[-1] for fact in self.facts]
        with writer.block(f"def line_row({', '.join(names)}):"):
            writer.line('"""What these codes say; None where they leave it open."""')
            for name, fact in zip(names, self.facts, strict=True):
                writer.scope.keep(name, fact)
            values = [emitter.stored(node) for node in self.answers.values()]
            writer.line(f"row = ({', '.join(values)})")
            writer.line("return None if UNKNOWN in row else row")
        writer.line()
        writer.line(f"LINE_ROWS = Rows{len(names)}(line_row)")
        writer.line()


def _roots(rule: ir.Rule) -> Iterator[ir.Expr]:
    """What a rule asks on its way to an outcome, part by part."""
    for step in (*members_of(rule), *steps_of(rule, switches=False)):
        if isinstance(step, Gate):
            yield from _with_keys(step.condition)
        elif isinstance(step, ir.Bind):
            yield from _with_keys(step.value)
    for check in rule.checks:
        yield from _with_keys(check.condition)


def _with_keys(root: ir.Expr) -> Iterator[ir.Expr]:
    """An expression, and the subject's keys of the figures along the lines within it."""
    yield root
    for node in walk(root):
        if isinstance(node, ir.Exists | ir.Aggregate):
            running: Running | None = running_of(node)
            if running is not None:
                yield from running.theirs


def _is_code(node: ir.Expr, var: str) -> bool:
    return (
        isinstance(node, ir.Fact)
        and node.record == var
        and len(node.path) == 1
        and node.ty == CODE
        and not node.convert
    )
