"""Examples for a rule that has none: rows that show it met, violated and lacking a fact.

The rows are found by trying: values on the rule's edges are put together, the rule is run on
each claim that comes of it, and cells that change nothing are taken out again. What a row says
it expects is therefore what the rule does; whether it should is for the author to judge.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from attrs import define, field, frozen

from hhrules.claims.problem import ClaimProblems
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.texts import Text
from hhrules.semantics.stated import StatedSet
from hhrules.semantics.symbols import Definition
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse
from hhrules.syntax.walk import walk
from hhrules.testing.candidates import Column, columns_of
from hhrules.testing.cases import Runner
from hhrules.testing.documents import Unplaced

Stated = dict[str, str]
"""A row: cells by the head of their column."""

_TRIES = 900
_BATCH = 60
_LEFT_OUT = "-"
_HEADER = "rulebook proposed\n\nexamples of {rule}\n"


@frozen
class Proposal:
    """Examples of a rule: what holds for all rows, the columns, the rows with their outcomes."""

    rule: str
    given: Mapping[str, str]
    heads: tuple[str, ...]
    rows: tuple[tuple[Mapping[str, str], str], ...]

    @property
    def outcomes(self) -> frozenset[str]:
        """The outcomes that the rows show."""
        return frozenset(outcome for _, outcome in self.rows)

    def text(self) -> str:
        """The block as a rulebook holds it; `hhrules fmt` lines the columns up."""
        lines = [f"examples of {self.rule}"]
        lines += [f"  given {head} {_said(cell)}" for head, cell in self.given.items()]
        lines.append("  | " + " | ".join((*self.heads, "expect")) + " |")
        for cells, outcome in self.rows:
            shown = [cells.get(head, _LEFT_OUT) for head in self.heads]
            lines.append("  | " + " | ".join((*shown, outcome)) + " |")
        return "\n".join(lines) + "\n"


def _said(cell: str) -> str:
    return cell if cell.startswith("is ") else f"is {cell}"


def propose(work: Compilation, text: Text, rule: str) -> Proposal | None:
    """Examples of a rule of a rulebook that compiles; None where no value makes a difference."""
    book = next(b for b in work.books.values() if b.source is text.source)
    runner = Runner(work, book, text)
    program = runner.program(rule)
    facts = columns_of(program, book.vocabulary)
    named = _definitions(runner, rule)
    shorter = runner.program(rule, StatedSet(frozenset(named)))
    attempts = [columns_of(shorter, book.vocabulary), facts] if named else [facts]
    best: Proposal | None = None
    for columns in attempts:
        found = _Search(runner, rule, columns).proposal()
        if found is not None and (best is None or len(found.outcomes) > len(best.outcomes)):
            best = found
        if best is not None and {"met", "violated", "undetermined"} <= best.outcomes:
            break
    return best


def _definitions(runner: Runner, rule: str) -> list[str]:
    """The values and conditions that a rule names, which examples can state instead of facts."""
    block = next(
        b for b in runner.book.tree.blocks if isinstance(b, nodes.Rule) and b.id == rule
    )
    checks = [c.condition for c in block.checks]
    steps = [getattr(s, "condition", None) or getattr(s, "value", None) for s in block.steps]
    found: dict[str, None] = {}
    for root in (*checks, *steps):
        for node in walk(root) if root is not None else ():
            if not isinstance(node, nodes.Ref):
                continue
            symbol = runner.book.find(node.text)
            kinds = nodes.DefineCondition | nodes.DefineExpression
            if isinstance(symbol, Definition) and isinstance(symbol.block, kinds):
                found[symbol.name] = None
    return list(found)


@define(eq=False)
class _Search:
    """Looks for a row of each outcome."""

    runner: Runner
    rule: str
    columns: Sequence[Column]
    seen: dict[tuple[tuple[str, str], ...], str] = field(factory=dict)

    def proposal(self) -> Proposal | None:
        """The rows found, one for each outcome, with the facts that all have as `given`."""
        found = self._one_of_each()
        found = {outcome: self._without_idle(row, outcome) for outcome, row in found.items()}
        if "violated" in found and "met" in found:
            found["violated"] = self._nearest(found["met"], "violated") or found["violated"]
            found["met"] = self._nearest(found["violated"], "met") or found["met"]
        asked = self._asking([found[o] for o in ("violated", "met") if o in found])
        if asked is not None:
            found["undetermined"] = asked
        order = ("met", "violated", "undetermined", "not applicable")
        rows = [(found[o], o) for o in order if found.get(o)]
        return self._tabled(rows) if rows else None

    # ---------------------------------------------------------------- running rows

    def _outcomes(self, rows: Sequence[Stated]) -> list[str]:
        """What the rule says of each row; nothing where the row states no claim."""
        new = [r for r in rows if _key(r) not in self.seen]
        if new:
            for row, outcome in zip(new, self._run(new), strict=True):
                self.seen[_key(row)] = outcome
        return [self.seen[_key(row)] for row in rows]

    def _run(self, rows: Sequence[Stated]) -> Iterator[str]:
        heads = [c.head for c in self.columns]
        lines = ["  | " + " | ".join((*heads, "expect")) + " |"]
        for row in rows:
            cells = (row.get(h, _LEFT_OUT) for h in heads)
            lines.append("  | " + " | ".join((*cells, "met")) + " |")
        text = _HEADER.format(rule=self.rule) + "\n".join(lines) + "\n"
        tree = parse(SourceFile("proposed.hhr", text), Diagnostics())
        blocks = tree.blocks if tree is not None else ()
        block = next((b for b in blocks if isinstance(b, nodes.ExampleTable)), None)
        if block is None:
            return
        for stated in block.grid.rows:
            try:
                yield self.runner.came_out(block, stated).word
            except (Unplaced, ClaimProblems):
                yield ""

    # ---------------------------------------------------------------- looking

    def _one_of_each(self) -> dict[str, Stated]:
        found: dict[str, Stated] = {}
        tries = self._tries()
        while batch := list(islice(tries, _BATCH)):
            for row, outcome in zip(batch, self._outcomes(batch), strict=True):
                if outcome:
                    found.setdefault(outcome, row)
            if {"met", "violated", "not applicable"} <= set(found):
                break
        return found

    def _tries(self) -> Iterator[Stated]:
        """Rows in a fixed order: all there are where they are few, else a spread of them."""
        choices = [(*c.cells,) for c in self.columns]
        heads = [c.head for c in self.columns]
        if math.prod(len(c) for c in choices) <= _TRIES:
            for cells in product(*choices):
                yield dict(zip(heads, cells, strict=True))
            return
        dice = random.Random(self.rule)  # noqa: S311 - a fixed spread, not a secret
        for _ in range(_TRIES):
            yield {h: dice.choice(c) for h, c in zip(heads, choices, strict=True)}

    def _without_idle(self, row: Stated, outcome: str) -> Stated:
        """The row without the cells that it comes out the same without."""
        for head in list(row):
            less = {h: c for h, c in row.items() if h != head}
            if less and self._outcomes([less]) == [outcome]:
                row = less
        return row

    def _nearest(self, row: Stated, outcome: str) -> Stated | None:
        """A row that differs in one cell, by as little as can be, and comes out otherwise."""
        for column in self.columns:
            if column.head not in row:
                continue
            here = column.cells.index(row[column.head])
            others = sorted(column.cells, key=lambda c: abs(column.cells.index(c) - here))
            changed = [{**row, column.head: c} for c in others if c != row[column.head]]
            for other, got in zip(changed, self._outcomes(changed), strict=True):
                if got == outcome:
                    return other
        return None

    def _asking(self, rows: Sequence[Stated]) -> Stated | None:
        """A row that lacks one fact, and cannot be decided without it."""
        for row in rows:
            for head in row:
                open_ = {**row, head: "is missing"}
                if self._outcomes([open_]) == ["undetermined"]:
                    return open_
        return None

    def _tabled(self, rows: list[tuple[Stated, str]]) -> Proposal:
        """Cells that all rows share stand above the table, once."""
        heads = [c.head for c in self.columns if any(c.head in r for r, _ in rows)]
        shared = {
            h: rows[0][0][h]
            for h in heads
            if len(heads) > 1 and all(r.get(h) == rows[0][0].get(h) for r, _ in rows)
        }
        own = tuple(h for h in heads if h not in shared) or tuple(heads[:1])
        given = {h: c for h, c in shared.items() if h not in own}
        return Proposal(self.rule, given, own, tuple(rows))


def _key(row: Stated) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(row.items()))
