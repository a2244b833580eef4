"""What all of code generation shares: the text of an expression, and values kept in variables.

Where the checker proved a value known, the text is plain Python; where it may be unknown, the
text asks. The traced twin differs in one place: every expression passes through `seen`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import define, field

from hhrules.claims.model import MADE
from hhrules.codegen.certainty import Certainty, may_be_none
from hhrules.codegen.text.contents import key_name
from hhrules.codegen.text.writer import plain
from hhrules.ir import nodes as ir
from hhrules.source.text import Span


def standing_at(record: str, path: tuple[str, ...]) -> str:
    """The text that reads what stands in a record; a list that is made of others is made once."""
    if record == "claim" and path[0] in MADE:
        return f"env.made(claim, {path[0]!r})"
    return ".".join((record, *path))


@define(eq=False)
class Emitter(Certainty):
    """Writes the functions of one module; `form` gives the bare text of an expression."""

    groupings: dict[str, int]
    form: Callable[[Emitter, ir.Expr], str]
    prefix: str = ""  # of definitions' functions: the traced twin has its own
    runnings: list[object] = field(factory=list)  # figures that have a function of their own
    _numbers: dict[object, int] = field(factory=dict)
    inclusions: list[ir.Op] = field(factory=list)  # kept, since they settle others
    families: dict[object, list[int]] = field(factory=dict)  # days that one walk can sort
    sorted_families: list[list[int]] = field(factory=list)  # whose walk is written
    params: Mapping[str, tuple[str, ...]] = field(factory=dict)  # of definitions
    plainly: Any = None  # the module that takes figures from tables, if that pass is on
    rows: list[Any] = field(factory=list)  # what the codes of a line say, by walk
    steady: set[str] = field(factory=set)  # groups' variables, never none or unknown
    by_keys: bool = False  # of groups that are only asked for their keys no more is made
    repeated: frozenset[object] = frozenset()  # figures of the claim worked out once for it
    chosen: frozenset[object] | None = None  # lines that several figures are about
    sharing: bool = False  # figures are worked out once for subjects with the same facts
    figures: list[Any] | None = None  # of the traced twin, in functions of their own
    inside: object = None  # the figure whose function is being written
    alone: ir.Loop | None = None  # its loop, where it may be asked of one member alone
    doubts: Callable[[ir.Expr, bool], None] | None = None  # told of each expression
    noted: dict[int, str] | None = None  # of every expression the variable that holds it
    figure_value: Callable[[Any], str] | None = None  # of a figure, where all is noted

    def number(self, identity: object, figure: object) -> int:
        """The number of the function that works a figure out; equal ones share it."""
        found = self._numbers.setdefault(identity, len(self.runnings))
        if found == len(self.runnings):
            self.runnings.append(figure)
        return found

    def groups(self, number: int) -> str:
        """The text that gives the groups of a grouping; mostly they are made already."""
        if self.traced:
            return f"env.groups({number})"
        name = self.writer.temporary()
        made = f"{name} := env.found.get({number})"
        return f"({name} if ({made}) is not None else env.groups({number}))"

    def memo(self, claim: str) -> None:
        """What is kept for the claim in a variable, mostly the one at hand."""
        self.writer.line(f"memo = env.memo if {claim} is env.claim else env.memo_of({claim})")

    @contextmanager
    def kept(self, name: str, number: int, span: Span) -> Iterator[None]:
        """A function of the claim that is worked out once; what is written meanwhile is its body."""
        writer = self.writer
        with writer.block(f"def {name}_{number}(claim, env):", span):
            self.recall(f"{name}_{number}")
            writer.line("given = env.given")
            yield

    def recall(self, function: str) -> None:
        """Give what a function of the claim came to before, in this rulebook or in another."""
        self.memo("claim")
        self.writer.line(f"key = {key_name(function)}")
        with self.writer.block("if key in memo:"):
            self.writer.line("return memo[key]")

    def expression(self, node: ir.Expr) -> str:
        """The Python text of an expression, marked with its place."""
        if self.doubts is not None:
            self.doubts(node, self.unsettled(node))
        if self.noted is not None:
            return self._note(node, self.noted)
        if not self.traced:
            known = self.writer.scope.find(node)
            if known is not None:
                return known
        text = self.form(self, node)
        if self.traced and not isinstance(node, ir.With):
            record = (
                f", {node.record}"
                if isinstance(node, ir.Fact) and node.record != "given"
                else ""
            )
            text = f"seen({node.id}, {text}{record})"
        return self.writer.mark(text, node.span)

    def _note(self, node: ir.Expr, noted: dict[int, str]) -> str:
        """The value of an expression in a variable, whatever its parts; a mere fact needs none."""
        text = self.form(self, node)
        if isinstance(node, ir.With):
            return text
        if not isinstance(node, ir.Const | ir.Fact | ir.KeyOf | ir.Local | ir.Unstated):
            name = plain(text)
            if not name.isidentifier():
                name = self.writer.temporary()
                self.writer.line(f"{name} = {text}", node.span)
            noted[id(node)] = name
            return name
        return self.writer.mark(text, node.span)

    def place(self, node: ir.Fact) -> str:
        """Where a fact stands: in a part of the record that is at hand, or in the record."""
        return standing_at(node.record, node.path)

    def stored(self, node: ir.Expr) -> str:
        """The value of an expression in a variable (or a name or literal that needs none)."""
        text = self.expression(node)
        if plain(text).isidentifier() or plain(text) in ("True", "False", "None"):
            if isinstance(node, ir.Junction | ir.Exists) and not self.traced:
                self.writer.scope.keep(plain(text), node)
            return plain(text)
        name = self.writer.temporary()
        self.writer.line(f"{name} = {text}", node.span)
        if not self.traced:
            self.writer.scope.keep(name, node)
        return name

    def condition(self, node: ir.Expr) -> str:
        """The value of a condition in a variable; none counts as no."""
        value = self.stored(node)
        if not may_be_none(node, self.functions):
            return value
        known = self.writer.scope.find(node, "condition")
        if known is not None and not self.traced and self.noted is None:
            return known
        name = self.writer.temporary()
        self.writer.line(f"{name} = False if {value} is None else {value}", node.span)
        return name
