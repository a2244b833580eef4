"""The examples of rulebooks, run: each is a claim, or a table of claims, with what is expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from hhrules.claims.history import history_for
from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import read_claim
from hhrules.engine.build import build
from hhrules.engine.compile import Compilation, lower_book
from hhrules.engine.compiling import checked
from hhrules.engine.evaluate import Judgement, judge
from hhrules.engine.explain import Explanation, explain_subjects
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.texts import Text, at, shipped
from hhrules.ir import nodes as ir
from hhrules.semantics.symbols import Book
from hhrules.syntax import nodes
from hhrules.testing.defaults import applies_to, default_day, fill_date, kinds_read
from hhrules.testing.documents import Document, Unplaced
from hhrules.testing.expectations import Outcome, outcome_of, unmet
from hhrules.testing.stating import Stated


@frozen
class Result:
    """How one example came out."""

    rule: str
    title: str
    place: str
    passed: bool
    message: str = ""


def run_examples(
    paths: Sequence[Path] | None = None, rules: Sequence[str] = ()
) -> Iterator[Result]:
    """Run the examples of the rulebooks at some paths (None: the shipped ones), of some rules or all.

    Raises RulebookError where a rulebook is wrong.
    """
    mine = tuple(shipped() if paths is None else at(list(paths)))
    yield from run_texts(mine, () if paths is None else tuple(shipped()), rules)


def run_texts(
    mine: tuple[Text, ...], others: tuple[Text, ...], rules: Sequence[str] = ()
) -> Iterator[Result]:
    """Run the examples of rulebook texts."""
    work = checked(mine, others)
    for text in mine:
        book = next(b for b in work.books.values() if b.source is text.source)
        runner = Runner(work, book, text)
        for block in book.tree.blocks:
            if isinstance(block, nodes.Example | nodes.ExampleTable) and (
                not rules or block.rule in rules
            ):
                yield from runner.run(block)


@define(eq=False)
class Runner:
    """Runs the examples of one rulebook."""

    work: Compilation
    book: Book
    text: Text
    variants: dict[tuple[str, frozenset[str]], tuple[LoadedBook, ir.BookProgram]] = field(
        factory=dict
    )

    def run(self, block: nodes.Example | nodes.ExampleTable) -> Iterator[Result]:
        """The results of one block: one for each row, or one for the whole example."""
        if isinstance(block, nodes.Example):
            yield self._guarded(
                block, block.span.start, block.title, lambda: self._example(block)
            )
            return
        for row in block.grid.rows:
            yield self._guarded(
                block,
                row.span.start,
                self.book.source.slice(row.span).strip(),
                lambda row=row: self._row(block, row),
            )

    def _guarded(self, block: Any, offset: int, title: str, work: Any) -> Result:
        line = self.book.source.position(offset)[0]
        place = f"{self.book.source.name}:{line}"
        try:
            message = work()
        except Unplaced as problem:
            message = f"`{problem.name}` is no fact that an example can state here"
        except ClaimProblems as problem:
            message = f"the example is no claim: {problem}"
        return Result(block.rule, " ".join(title.split()), place, not message, message)

    def _variant(self, rule: str, given: frozenset[str]) -> tuple[LoadedBook, ir.BookProgram]:
        found = self.variants.get((rule, given))
        if found is None:
            program = lower_book(
                self.work, self.book, self.text, given=given, only=frozenset({rule})
            )
            found = self.variants[rule, given] = (
                build(program, self.book.source, self.work.all_sources),
                program,
            )
        return found

    def _new(self, rule: str) -> Stated:
        _, program = self._variant(rule, frozenset())
        kinds = kinds_read(program, self.work.vocabulary)
        return Stated(Document(self.work.vocabulary, kinds), self.book)

    # -------------------------------------------------------------------------- judging

    def _judge(
        self, rule: str, stated: Stated, earlier: list[Stated]
    ) -> tuple[Judgement | None, list[Explanation]]:
        book, program = self._variant(rule, frozenset(stated.given))
        lowered = program.rules[-1]
        bill, payer = applies_to(program.applies)
        day, anchor = default_day(lowered)
        if earlier:
            stated.document.data.setdefault("history", {})["claims"] = [
                one.document.finish(bill, payer, day, anchor) for one in earlier
            ]
        told = stated.document.data.get("history")
        if isinstance(told, dict) and "complete_since" in told:
            # What an example calls complete are the earlier claims that stand in it, even if none.
            told.setdefault("claims", [])
        named = {"type of bill", "payer", "payer name"} & stated.document.named
        if (
            anchor.startswith("claim.")
            and anchor[6:] not in stated.document.named
            and "." in anchor
        ):
            fill_date(stated.document, anchor[6:], day)
        data = stated.document.finish(bill, payer, day, anchor)
        claim = read_claim(data, claim_type=self.work.claim_type)
        judgement = judge(book, claim, history_for(claim), stated.given, always=not named)
        if judgement is None:
            return None, []
        versions = range(len(program.rules))
        return judgement, [
            e for number in versions for e in explain_subjects(judgement, number)
        ]

    def _row(self, block: nodes.ExampleTable, row: nodes.Row) -> str:
        wanted = next((c for c in row.cells if isinstance(c, nodes.ExpectCell)), None)
        if wanted is None:
            return "this row says nothing under `expect`"
        got = self.came_out(block, row)
        return unmet(Outcome(wanted.outcome, fraction=wanted.fraction), got)

    def came_out(self, block: nodes.ExampleTable, row: nodes.Row) -> Outcome:
        """What the rule says of the claim that a row of examples states."""
        stated = self._new(block.rule)
        cells = list(zip(block.grid.header, row.cells, strict=False))
        columns = {h.name.text for h, c in cells if not isinstance(c, nodes.NotGivenCell)}
        stated.state_all(
            tuple(
                g
                for g in block.givens
                if g.fact.key is not None or g.fact.name.text not in columns
            ),
        )
        ordered = sorted(cells, key=lambda c: c[0].name.text != "discipline")
        for header, cell in ordered:
            if header.name.text != "expect":
                stated.state(header, cell)
        return outcome_of(*self._judge(block.rule, stated, []))

    def _example(self, block: nodes.Example) -> str:
        earlier = [
            self._claim(block.rule, one, one.label or "earlier") for one in block.earlier
        ]
        stated = self._claim(block.rule, block.claim, "example", block.givens)
        judgement, subjects = self._judge(block.rule, stated, earlier)
        got = outcome_of(judgement, subjects)
        problems: list[str] = []
        violated_days = [
            e.on for e in block.expects if e.on is not None and e.outcome == "violated"
        ]
        for expect in block.expects:
            wanted = Outcome(
                expect.outcome,
                fraction=expect.fraction,
                without=tuple(r.text for r in expect.without),
                day=dt.date.fromisoformat(expect.on.text) if expect.on else None,
                line=expect.line,
                action=expect.action,
            )
            problems.append(unmet(wanted, got))
        if violated_days:
            stray = got.violated_days - {dt.date.fromisoformat(d.text) for d in violated_days}
            if stray:
                problems.append(
                    f"violated on {', '.join(d.isoformat() for d in sorted(stray))} too"
                )
        problems += self._expected_rows(stated, got)
        return "\n".join(p for p in problems if p)

    def _claim(
        self,
        rule: str,
        claim: nodes.ExampleClaim,
        name: str,
        givens: tuple[nodes.Given, ...] = (),
    ) -> Stated:
        stated = self._new(rule)
        stated.document.data["claim_id"] = name
        for records in claim.records:
            for row, number in stated.document.rows(records):
                stated.rows.append((row, records, number))
            kind = self.work.vocabulary.record(records.records.text)
            if kind is not None:
                for header in records.grid.header:
                    stated.document.named.add(f"{kind.name}.{header.name.text}")
        stated.state_all((*givens, *claim.givens))
        return stated

    def _expected_rows(self, stated: Stated, got: Outcome) -> list[str]:
        """What the `expect` column of a row says of the subject on it."""
        problems: list[str] = []
        for row, records, number in stated.rows:
            for header, cell in zip(records.grid.header, row.cells, strict=False):
                if header.name.text == "expect" and isinstance(cell, nodes.ExpectCell):
                    have = got.on_record(records.records.text, number)
                    if have != cell.outcome:
                        line = self.book.source.position(row.span.start)[0]
                        problems.append(
                            f"row on line {line}: expected {cell.outcome}, came out {have}"
                        )
        return problems
