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
from hhrules.ir.walk import all_nodes, loop_of, walk
from hhrules.semantics.literals import value_of
from hhrules.semantics.symbols import Book, Definition, TableSymbol
from hhrules.syntax import nodes
from hhrules.testing.documents import Document, Unplaced
from hhrules.testing.expectations import Outcome, outcome_of, unmet
from hhrules.values.truth import UNKNOWN

_DEFAULT_DAY = dt.date(2024, 1, 1)


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


@frozen(eq=False)
class Stated:
    """What an example states of one claim: its document, and definitions that it replaces."""

    document: Document
    given: dict[str, object]
    rows: list[tuple[nodes.Row, nodes.WithRows, int]]


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

    # -------------------------------------------------------------------------- stating facts

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

    def _kinds(self, rule: str) -> tuple[str, ...]:
        _, program = self._variant(rule, frozenset())
        lowered = program.rules[-1]
        kinds: dict[str, None] = {lowered.subject: None} if lowered.subject != "claim" else {}
        loops = [lowered.loop] if lowered.loop is not None else []
        for node in (
            *all_nodes(lowered),
            *(n for f in program.functions for n in walk(f.body)),
        ):
            loop = loop_of(node)
            if loop is not None:
                loops.append(loop)
        loops.extend(grouping.loop for grouping in program.groupings)
        for loop in loops:
            if isinstance(loop.source, ir.Records):
                kind = self.work.vocabulary.by_plural.get(loop.source.label)
                if kind is not None:
                    kinds[kind.name] = None
        return tuple(kinds)

    def _is_definition(self, name: str) -> bool:
        symbol = self.book.find(name)
        return (
            isinstance(symbol, Definition)
            and isinstance(symbol.block, nodes.DefineCondition | nodes.DefineExpression)
        ) or (isinstance(symbol, TableSymbol) and name in symbol.table.columns)

    def _state(self, stated: Stated, header: nodes.Header, cell: nodes.Cell) -> None:
        name = header.name.text
        if header.key is None and self._is_definition(name):
            if isinstance(cell, nodes.NotGivenCell):
                return
            stated.given[name] = _given_value(cell)
            if name == "discipline" and isinstance(stated.given[name], str):
                stated.document.discipline = str(stated.given[name])
            return
        stated.document.state(header, cell)

    def _givens(self, stated: Stated, givens: tuple[nodes.Given, ...]) -> None:
        ordered = sorted(givens, key=lambda g: g.fact.name.text != "discipline")
        for given in ordered:
            if isinstance(given, nodes.GivenHolds):
                lit = nodes.Lit(
                    "yes" if given.positive else "no",
                    "yes" if given.positive else "no",
                    given.span,
                )
                self._state(stated, given.fact, nodes.ListCell((lit,), given.span))
                continue
            whole = self._fact_with_is(given)
            if whole is not None:
                lit = nodes.Lit("yes", "yes", given.span)
                self._state(stated, whole, nodes.ListCell((lit,), given.span))
                continue
            self._state(stated, given.fact, given.cell)

    def _fact_with_is(self, given: nodes.GivenValue) -> nodes.Header | None:
        """`given leaving home is contraindicated`: a fact whose name holds `is`."""
        cell = given.cell
        if (
            isinstance(cell, nodes.ListCell)
            and len(cell.items) == 1
            and isinstance(cell.items[0], nodes.Ref)
        ):
            text = f"{given.fact.name.text} is {cell.items[0].text}"
            if text in self.work.vocabulary.records["claim"].facts:
                return nodes.Header(
                    nodes.Ref((text,), (given.span,), given.span), None, given.span
                )
        return None

    def _new(self, rule: str) -> Stated:
        return Stated(Document(self.work.vocabulary, self._kinds(rule)), {}, [])

    # -------------------------------------------------------------------------- judging

    def _judge(
        self, rule: str, stated: Stated, earlier: list[Stated]
    ) -> tuple[Judgement | None, list[Explanation]]:
        book, program = self._variant(rule, frozenset(stated.given))
        lowered = program.rules[-1]
        bill, payer = _applies_to(program.applies)
        day, anchor = _default_day(lowered)
        if earlier:
            stated.document.data.setdefault("history", {})["claims"] = [
                one.document.finish(bill, payer, day, anchor) for one in earlier
            ]
        named = {"type of bill", "payer", "payer name"} & stated.document.named
        if (
            anchor.startswith("claim.")
            and anchor[6:] not in stated.document.named
            and "." in anchor
        ):
            self._fill(stated.document, anchor[6:], day)
        data = stated.document.finish(bill, payer, day, anchor)
        claim = read_claim(data, claim_type=self.work.claim_type)
        judgement = judge(book, claim, history_for(claim), stated.given, always=not named)
        if judgement is None:
            return None, []
        versions = range(len(program.rules))
        return judgement, [
            e for number in versions for e in explain_subjects(judgement, number)
        ]

    def _fill(self, document: Document, name: str, day: dt.date) -> None:
        fact = self.work.vocabulary.records["claim"].facts[name]
        if fact.json_path in ("statement_from", "statement_through") and document.data.get(
            "lines"
        ):
            return
        target = document.data
        steps = fact.json_path.split(".")
        for step in steps[:-1]:
            target = target.setdefault(step, {})
        target.setdefault(steps[-1], day.isoformat())

    def _row(self, block: nodes.ExampleTable, row: nodes.Row) -> str:
        stated = self._new(block.rule)
        cells = list(zip(block.grid.header, row.cells, strict=False))
        columns = {h.name.text for h, c in cells if not isinstance(c, nodes.NotGivenCell)}
        self._givens(
            stated,
            tuple(
                g
                for g in block.givens
                if g.fact.key is not None or g.fact.name.text not in columns
            ),
        )
        wanted: nodes.ExpectCell | None = None
        ordered = sorted(cells, key=lambda c: c[0].name.text != "discipline")
        for header, cell in ordered:
            if isinstance(cell, nodes.ExpectCell):
                wanted = cell
            elif header.name.text != "expect":
                self._state(stated, header, cell)
        judgement, subjects = self._judge(block.rule, stated, [])
        if wanted is None:
            return "this row says nothing under `expect`"
        got = outcome_of(judgement, subjects)
        return unmet(Outcome(wanted.outcome, fraction=wanted.fraction), got)

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
        self._givens(stated, (*givens, *claim.givens))
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


def _given_value(cell: nodes.Cell) -> object:
    match cell:
        case nodes.NoneCell():
            return None
        case nodes.ListCell(items=(nodes.Ref() as word,)):
            return word.text.replace(" ", "_")
        case nodes.ListCell(items=(nodes.Lit() as lit,)):
            return value_of(lit, None)[0]
        case nodes.ListCell(items=items):
            return [value_of(i, None)[0] for i in items if isinstance(i, nodes.Lit)]
        case _:
            return UNKNOWN


def _applies_to(applies: ir.Expression | None) -> tuple[str, dict[str, str]]:
    """A bill type and a payer that the rulebook applies to."""
    bill, payer = "329", {}
    for node in walk(applies) if applies is not None else ():
        if (
            isinstance(node, ir.Matches)
            and getattr(node.operand, "label", "") == "type of bill"
        ):
            options = [*node.codes, *(f"{p[:-1]}9" for p in node.patterns)]
            liked = [b for b in ("329", "341") if b in options]
            bill = liked[0] if liked else str(options[0]).replace("349", "341")
        if isinstance(node, ir.Op) and node.op == "eq" and isinstance(node.args[1], ir.Const):
            label = getattr(node.args[0], "label", "")
            if label == "type of bill":
                bill = str(node.args[1].value)
            elif label in ("payer", "payer name"):
                payer[label.replace(" ", "_")] = str(node.args[1].value)
    return bill, payer


def _default_day(rule: ir.Rule) -> tuple[dt.date, str]:
    """A day on which the rule is in force, and the fact that names it."""
    day = _DEFAULT_DAY
    for node in walk(rule.in_force) if rule.in_force is not None else ():
        if (
            isinstance(node, ir.Op)
            and isinstance(node.args[-1], ir.Const)
            and isinstance(node.args[-1].value, dt.date)
        ):
            day = node.args[-1].value
            if node.op == "ge":
                break
    anchor = rule.anchor
    if isinstance(anchor, ir.Fact):
        where = (
            "claim"
            if anchor.record == "claim"
            else "line"
            if rule.subject == "line"
            else rule.subject
        )
        return day, f"{where}.{anchor.label}"
    if isinstance(anchor, ir.KeyOf):
        return day, f"line.{anchor.label}"
    return day, ""
