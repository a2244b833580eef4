"""The examples of rulebooks, run: each is a claim, or a table of claims, with what is expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from attrs import define, field, frozen

from hhrules.claims.history import history_for
from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import read_claim
from hhrules.engine.compiling.build import build
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.lowering import lower_book
from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.errors import RulebookError
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.texts import Text, at, shipped, usable
from hhrules.ir import nodes as ir
from hhrules.semantics.stated import NOTHING_STATED, StatedSet
from hhrules.semantics.symbols import Book
from hhrules.source.diagnostic import Diagnostics, Severity
from hhrules.syntax import nodes
from hhrules.testing.case import Case, ExpectedRow
from hhrules.testing.defaults import applies_to, default_day, fill_date, kinds_read
from hhrules.testing.documents import Document, Unplaced
from hhrules.testing.expectations import Outcome, outcome_of
from hhrules.testing.stating import Stated

Example = nodes.Example | nodes.ExampleTable


@frozen
class Result:
    """How one example came out."""

    rule: str
    title: str
    place: str
    passed: bool
    message: str = ""


@frozen
class Broken:
    """An example that is no claim: why, and where it stands."""

    rule: str
    title: str
    place: str
    message: str


def run_examples(
    paths: Sequence[Path] | None = None, rules: Sequence[str] = ()
) -> Iterator[Result]:
    """Run the examples of the rulebooks at some paths (None: the shipped ones), of some rules or all.

    Raises RulebookError where a rulebook is wrong.
    """
    mine, others = texts_at(paths)
    yield from run_texts(mine, others, rules)


def texts_at(paths: Sequence[Path] | None) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """The rulebooks at some paths (None: the shipped ones), and others that they may use."""
    mine = tuple(shipped() if paths is None else at(list(paths)))
    return mine, () if paths is None else tuple(usable(mine))


def run_texts(
    mine: tuple[Text, ...], others: tuple[Text, ...], rules: Sequence[str] = ()
) -> Iterator[Result]:
    """Run the examples of rulebook texts."""
    work = checked(mine, others)
    yield from run_compiled(work, [t.source.name for t in mine], rules)


def run_compiled(
    work: Compilation, names: Collection[str], rules: Sequence[str] = ()
) -> Iterator[Result]:
    """Run the examples of rulebooks of a compilation without errors, by the names of their texts."""
    for text in work.texts:
        if text.source.name not in names:
            continue
        book = next(b for b in work.books.values() if b.source is text.source)
        runner = Runner(work, book, text)
        for block in examples_in(book.tree):
            if not rules or block.rule in rules:
                yield from runner.run(block)


def examples_in(tree: nodes.Rulebook) -> Iterator[Example]:
    """The examples of a rulebook, in the order in which they stand."""
    yield from (b for b in tree.blocks if isinstance(b, Example))


@define(eq=False)
class Runner:
    """Makes the examples of one rulebook ready, and runs them."""

    work: Compilation
    book: Book
    text: Text
    variants: dict[tuple[str, StatedSet], LoadedBook] = field(factory=dict)
    programs: dict[tuple[str, StatedSet], ir.BookProgram] = field(factory=dict)

    def run(self, block: Example) -> Iterator[Result]:
        """The results of one block: one for each row, or one for the whole example."""
        for case in self.cases(block):
            if isinstance(case, Broken):
                yield Result(case.rule, case.title, case.place, False, case.message)
                continue
            message = case.problems(self.loaded(case.rule, case.stated))
            yield Result(case.rule, case.title, case.place, not message, message)

    def cases(self, block: Example) -> Iterator[Case | Broken]:
        """The claims of one block: one for each row, or one for the whole example."""
        if isinstance(block, nodes.Example):
            yield self._guarded(
                block, block.span.start, block.title, lambda: self._example(block)
            )
            return
        for row in block.grid.rows:
            yield self._guarded(
                block,
                row.span.start,
                self.book.source.slice(row.span),
                lambda row=row: self._row(block, row),  # type: ignore[misc]
            )

    def _guarded(
        self, block: Example, offset: int, title: str, work: Callable[[], Case]
    ) -> Case | Broken:
        line = self.book.source.position(offset)[0]
        place = f"{self.book.source.name}:{line}"
        try:
            return work()
        except Unplaced as problem:
            message = (
                f"`{problem.name}` is no fact that an example can state here; state the facts "
                "that it is made from, or give it a name with `define` and state that"
            )
        except ClaimProblems as problem:
            message = f"the example is no claim: {problem}"
        return Broken(block.rule, " ".join(title.split()), place, message)

    def program(self, rule: str, given: StatedSet = NOTHING_STATED) -> ir.BookProgram:
        """The program of one rule, in all its versions, with what examples put in its place."""
        found = self.programs.get((rule, given))
        if found is None:
            found = self.programs[rule, given] = self._lowered(rule, given)
        return found

    def _lowered(self, rule: str, given: StatedSet) -> ir.BookProgram:
        """A program; RulebookError where the rows of an example do not fit the rule."""
        only = frozenset({rule})
        if not given.tables:
            return lower_book(self.work, self.book, self.text, given=given, only=only)
        kept, self.work.diagnostics = self.work.diagnostics, Diagnostics()
        try:
            found = lower_book(self.work, self.book, self.text, given=given, only=only)
            said = self.work.diagnostics
        finally:
            self.work.diagnostics = kept
        errors = [d for d in said.found if d.severity is Severity.ERROR]
        if errors:
            raise RulebookError(errors, self.work.all_sources)
        return found

    def loaded(self, rule: str, given: StatedSet) -> LoadedBook:
        """One rule, ready to judge."""
        found = self.variants.get((rule, given))
        if found is None:
            program = self.program(rule, given)
            found = self.variants[rule, given] = build(
                program, self.book.source, self.work.all_sources
            )
        return found

    def came_out(self, block: nodes.ExampleTable, row: nodes.Row) -> Outcome:
        """What the rule says of the claim that a row of examples states."""
        case = self._row(block, row)
        return outcome_of(*case.judged(self.loaded(case.rule, case.stated)))

    def made(self, block: nodes.Example) -> Case:
        """An example that stands in no rulebook, ready to run; Unplaced or ClaimProblems."""
        return self._example(block)

    def _new(self, rule: str) -> Stated:
        kinds = kinds_read(self.program(rule), self.work.vocabulary)
        return Stated(Document(self.work.vocabulary, kinds), self.book)

    def _case(
        self,
        block: Example,
        row: nodes.Row | None,
        stated: Stated,
        wanted: tuple[Outcome, ...],
        earlier: Sequence[Stated] = (),
    ) -> Case:
        """The example as a claim that can be judged."""
        data, always = self._document(block.rule, stated, earlier)
        claim = read_claim(data, claim_type=self.work.claim_type)
        offset = block.span.start if row is None else row.span.start
        title = block.title if row is None else self.book.source.slice(row.span)
        return Case(
            rule=block.rule,
            title=" ".join(title.split()),
            place=f"{self.book.source.name}:{self.book.source.position(offset)[0]}",
            block=block,
            row=row,
            claim=claim,
            history=history_for(claim),
            given=stated.given,
            always=always,
            wanted=wanted,
            rows=self._expected_rows(stated),
            silent=not wanted and row is not None,
            tables=stated.tables,
        )

    def _document(
        self, rule: str, stated: Stated, earlier: Sequence[Stated]
    ) -> tuple[dict[str, object], bool]:
        """The claim document, and whether the rule is asked even if it does not apply."""
        program = self.program(rule, StatedSet(frozenset(stated.given)))
        bill, payer = applies_to(program.applies)
        day, anchor = default_day(program.rules[-1])
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
        return stated.document.finish(bill, payer, day, anchor), not named

    def _row(self, block: nodes.ExampleTable, row: nodes.Row) -> Case:
        stated = self._new(block.rule)
        cells = list(zip(block.grid.header, row.cells, strict=False))
        columns = {h.name.text for h, c in cells if not isinstance(c, nodes.NotGivenCell)}
        stated.state_rows(block.records)
        stated.state_all(
            tuple(
                g
                for g in block.givens
                if g.fact.key is not None or g.fact.name.text not in columns
            ),
        )
        wanted: tuple[Outcome, ...] = ()
        ordered = sorted(cells, key=lambda c: c[0].name.text != "discipline")
        for header, cell in ordered:
            if isinstance(cell, nodes.ExpectCell):
                wanted = (_wanted(cell),)
            elif header.name.text != "expect":
                stated.state(header, cell)
        return self._case(block, row, stated, wanted, self._earlier(block))

    def _earlier(self, block: Example) -> list[Stated]:
        return [self._claim(block.rule, one, one.label or "earlier") for one in block.earlier]

    def _example(self, block: nodes.Example) -> Case:
        stated = self._claim(block.rule, block.claim, "example", block.givens)
        wanted = tuple(_wanted(expect) for expect in block.expects)
        return self._case(block, None, stated, wanted, self._earlier(block))

    def _claim(
        self,
        rule: str,
        claim: nodes.ExampleClaim,
        name: str,
        givens: tuple[nodes.Given, ...] = (),
    ) -> Stated:
        stated = self._new(rule)
        stated.document.data["claim_id"] = name
        stated.state_rows(claim.records)
        stated.state_all((*givens, *claim.givens))
        return stated

    def _expected_rows(self, stated: Stated) -> tuple[ExpectedRow, ...]:
        """What the `expect` column of a row says of the subject on it."""
        return tuple(
            ExpectedRow(
                self.book.source.position(row.span.start)[0],
                records.records.text,
                number,
                _wanted(cell),
            )
            for row, records, number in stated.rows
            for header, cell in zip(records.grid.header, row.cells, strict=False)
            if header.name.text == "expect" and isinstance(cell, nodes.ExpectCell)
        )


def _wanted(expect: nodes.Expected) -> Outcome:
    """What an example or one of its rows expects."""
    return Outcome(
        expect.outcome,
        fraction=expect.fraction,
        without=tuple(r.text for r in expect.without),
        day=dt.date.fromisoformat(expect.on.text) if expect.on else None,
        line=expect.line,
        action=expect.action,
        message=expect.message,
    )
