"""Claims near the examples of a rule: each differs from one of them in one fact or a few."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from attrs import define, field

from hhrules.claims.problem import ClaimProblems
from hhrules.claims.vocabulary import Fact, RecordKind, Vocabulary
from hhrules.semantics.literals import WrongType
from hhrules.syntax import nodes as n
from hhrules.syntax.spoken import cell as say_cell
from hhrules.syntax.spoken import head as say_head
from hhrules.syntax.walk import with_fields
from hhrules.testing.case import Case
from hhrules.testing.cases import Runner
from hhrules.testing.defaults import kinds_read
from hhrules.testing.documents import Unplaced
from hhrules.testing.search.draft import HERE, Draft, draft_of, with_given, with_records
from hhrules.testing.search.pool import Values, day_in

_BASES = 40
_SINGLE = 2500
_MORE = 900
_FEW = 4  # changes of one fact, before those of the next


@define(eq=False)
class _Kept:
    """Claims made when they are first asked for, and kept for the next who asks."""

    made: list[tuple[Draft, Case]] = field(factory=list)
    source: Iterator[tuple[Draft, Case]] | None = None

    def each(
        self, make: Callable[[], Iterator[tuple[Draft, Case]]]
    ) -> Iterator[tuple[Draft, Case]]:
        """All of them, from the first."""
        if self.source is None:
            self.source = make()
        place = 0
        while True:
            if place == len(self.made):
                following = next(self.source, None)
                if following is None:
                    return
                self.made.append(following)
            yield self.made[place]
            place += 1


@define(eq=False)
class Variation:
    """The claims near the examples of one rule, made once and tried on many changes."""

    runner: Runner
    rule: str
    bases: Sequence[Case]
    values: Values = field(factory=Values)
    _near: _Kept = field(factory=_Kept)
    _far: _Kept = field(factory=_Kept)

    def __attrs_post_init__(self) -> None:
        """Take in what the rule compares its facts with."""
        self.values.note(self.runner.program(self.rule))

    @property
    def vocabulary(self) -> Vocabulary:
        """The names of facts."""
        return self.runner.work.vocabulary

    def near(self) -> Iterator[tuple[Draft, Case]]:
        """Claims that differ from an example in one thing, each base's likeliest changes first."""
        yield from self._near.each(self._make_near)

    def far(self) -> Iterator[tuple[Draft, Case]]:
        """Claims that differ in two or three things, taken at random, the same in every run."""
        yield from self._far.each(self._make_far)

    def _make_near(self) -> Iterator[tuple[Draft, Case]]:
        bases = [draft_of(c) for c in self.bases[:_BASES]]
        share = max(60, _SINGLE // max(1, len(bases)))
        queues = [islice(self.changes(b), share) for b in bases]
        while queues:
            for queue in list(queues):
                taken = list(islice(queue, 24))
                if not taken:
                    queues.remove(queue)
                for draft in taken:
                    case = self.case(draft)
                    if case is not None:
                        yield draft, case

    def _make_far(self) -> Iterator[tuple[Draft, Case]]:
        chance = random.Random(self.rule)  # noqa: S311 - a sample, not a secret
        bases = [draft_of(c) for c in self.bases[:_BASES]]
        for _ in range(_MORE if bases else 0):
            draft = chance.choice(bases)
            for _ in range(chance.choice((2, 2, 3))):
                options = self._some(draft, chance)
                if options:
                    draft = chance.choice(options)
            case = self.case(draft)
            if case is not None:
                yield draft, case

    def case(self, draft: Draft) -> Case | None:
        """The claim of a draft; None where it is none."""
        return self.made(draft.example)

    def made(self, example: n.Example) -> Case | None:
        """The claim of an example; None where it is none."""
        try:
            return self.runner.made(example)
        except (Unplaced, ClaimProblems, WrongType, ValueError, TypeError, OverflowError):
            return None

    # ------------------------------------------------------------------ single changes

    def changes(self, draft: Draft) -> Iterator[Draft]:
        """The draft with one thing changed, the facts that the rule reads one after another."""
        queues = [self._fact(draft, kind, fact) for kind, fact in self._facts()]
        queues += [self._rows(draft, number) for number in range(len(_records(draft)))]
        while queues:  # a few of each fact first: the first values are the likeliest
            for queue in list(queues):
                taken = list(islice(queue, _FEW))
                yield from taken
                if len(taken) < _FEW:
                    queues.remove(queue)

    def _some(self, draft: Draft, chance: random.Random) -> list[Draft]:
        """The changes of one fact or list, taken at random."""
        facts = self._facts()
        places = len(facts) + 2 * len(_records(draft))
        if not places:
            return []
        number = chance.randrange(places)
        if number < len(facts):
            return list(self._fact(draft, *facts[number]))
        return list(self._rows(draft, (number - len(facts)) // 2))

    def _facts(self) -> list[tuple[RecordKind, Fact]]:
        """The facts that the rule reads, each on the first kind of record that has it."""
        program = self.runner.program(self.rule)
        kinds = [
            self.vocabulary.records["claim"],
            *(
                k
                for n in kinds_read(program, self.vocabulary)
                if (k := self.vocabulary.record(n))
            ),
        ]
        return [
            (kind, kind.facts[label])
            for label in self.values.labels
            for kind in kinds
            if label in kind.facts
        ]

    def _fact(self, draft: Draft, kind: RecordKind, fact: Fact) -> Iterator[Draft]:
        if any(kind is self.vocabulary.record(r.records.text) for r in _records(draft)):
            return  # its rows are varied instead
        name = fact.name if kind.name == "claim" else f"{fact.name} of {kind.name}"
        header = _stated(draft, fact.name, name) or _header(fact.name, kind)
        now = _cell_of(draft, header)
        for cell in self.values.cells(fact, now, _days(draft)):
            yield with_given(draft, header, cell)

    def _rows(self, draft: Draft, number: int) -> Iterator[Draft]:
        """One row changed in one cell, taken out, or put in twice."""
        records = _records(draft)[number]
        kind = self.vocabulary.record(records.records.text)
        if kind is None:
            return  # rows of a table, which policy states and no claim
        rows = records.grid.rows
        title = records.records.text
        for place, row in enumerate(rows):
            for column, header in enumerate(records.grid.header):
                name = "line number" if header.name.text == "line" else header.name.text
                fact = kind.facts.get(name)
                if fact is None or column >= len(row.cells):
                    continue
                cells = self.values.cells(fact, row.cells[column], _days(draft))
                for cell in cells[:10]:
                    new = with_fields(row, cells=_put(row.cells, column, cell))
                    said = f"{name} {say_cell(cell)} in row {place + 1} of {title}"
                    yield with_records(
                        draft, number, (*rows[:place], new, *rows[place + 1 :]), said
                    )
            without = (*rows[:place], *rows[place + 1 :])
            if without:
                yield with_records(
                    draft, number, without, f"without row {place + 1} of {title}"
                )
            twice = (*rows[: place + 1], row, *rows[place + 1 :])
            yield with_records(draft, number, twice, f"row {place + 1} of {title} twice")


def _put(cells: tuple[n.Cell, ...], column: int, cell: n.Cell) -> tuple[n.Cell, ...]:
    return (*cells[:column], cell, *cells[column + 1 :])


def _records(draft: Draft) -> tuple[n.WithRows, ...]:
    return draft.example.claim.records


def _givens(draft: Draft) -> tuple[n.Given, ...]:
    return (*draft.example.givens, *draft.example.claim.givens)


def _stated(draft: Draft, *names: str) -> n.Header | None:
    """The head under which a fact is stated already."""
    for given in _givens(draft):
        if say_head(given.fact) in names:
            return given.fact
    return None


def _header(name: str, kind: RecordKind) -> n.Header:
    """The head for a fact: its name, with its kind where another record would be meant."""
    parts = tuple(name.split(" of ")) if kind.name == "claim" else (name,)
    if kind.name not in ("claim", "line"):
        parts = (name, kind.name)
    ref = n.Ref(parts, (HERE,) * len(parts), HERE)
    return n.Header(ref, None, HERE)


def _cell_of(draft: Draft, header: n.Header) -> n.Cell | None:
    name = say_head(header)
    for given in _givens(draft):
        if say_head(given.fact) == name:
            if isinstance(given, n.GivenValue):
                return given.cell
            lit = n.Lit("yes", "yes", HERE) if given.positive else n.Lit("no", "no", HERE)
            return n.ListCell((lit,), HERE)
    return None


def _days(draft: Draft) -> list[dt.date]:
    """The days that a draft speaks of."""
    cells = [g.cell for g in _givens(draft) if isinstance(g, n.GivenValue)]
    for records in _records(draft):
        cells += [c for r in records.grid.rows for c in r.cells]
    found = [d for c in cells if (d := day_in(c)) is not None]
    return list(dict.fromkeys(found))[:6]
