"""Examples that would show what no example has shown yet, ready to paste."""

from __future__ import annotations

from attrs import define, field, frozen

from hhrules.semantics.stated import StatedSet
from hhrules.syntax.nodes import Rule
from hhrules.testing.case import Case, word_of
from hhrules.testing.coverage.measure import BookCoverage, Measure
from hhrules.testing.coverage.parts import Part
from hhrules.testing.coverage.watch import Seen, Watched
from hhrules.testing.mutants.bench import Bench
from hhrules.testing.mutants.missing import read_back, row_of, title_of
from hhrules.testing.mutants.reach import Reader
from hhrules.testing.proposing import propose
from hhrules.testing.search.draft import Draft, example_text
from hhrules.testing.search.vary import Variation
from hhrules.testing.trial import examples_text

_READERS = 6


@frozen(eq=False)
class Needed:
    """An example, and what it is the first to show."""

    reader: Reader
    text: str
    row: str
    table: str
    expect: str
    shows: tuple[tuple[Part, str], ...]


@define(eq=False)
class Finder:
    """Looks for claims near the examples of rules that show what is missing."""

    bench: Bench
    measure: Measure
    _variations: dict[Reader, Variation] = field(factory=dict)

    def find(self, coverage: BookCoverage) -> list[Needed]:
        """Examples that together show as much as can be found, each something new."""
        wanted: dict[Seen, tuple[Part, str]] = {}
        rows: dict[str, tuple[Part, str]] = {}
        name = coverage.source.name
        for part in coverage.parts:
            for word in part.missing:
                if part.kind == "row":
                    rows[f"{name}:{part.line}"] = (part, word)
                else:
                    wanted[name, part.span.start, part.span.end, word] = (part, word)
        found: list[Needed] = []
        for reader in self.measure.readers(coverage.book)[:_READERS]:
            if wanted or rows:
                found += self._near(reader, wanted, rows)
        return found

    def first(self, coverage: BookCoverage) -> list[str]:
        """Blocks of examples for the rules of a rulebook that have none to go on from."""
        name = coverage.book
        rules = [b.id for b in self.bench.work.books[name].tree.blocks if isinstance(b, Rule)]
        bare = [
            rule for rule in dict.fromkeys(rules) if not self.bench.cases(Reader(name, rule))
        ]
        found = (propose(self.bench.work, self.bench.texts[name], rule) for rule in bare)
        return [examples_text(proposal) for proposal in found if proposal is not None]

    def _near(
        self,
        reader: Reader,
        wanted: dict[Seen, tuple[Part, str]],
        rows: dict[str, tuple[Part, str]],
    ) -> list[Needed]:
        runner = self.bench.runner(reader.book)
        variation = self._variations.setdefault(
            reader, Variation(runner, reader.rule, self.bench.cases(reader))
        )
        twins: dict[StatedSet, Watched] = {}
        found: list[Needed] = []
        for draft, case in variation.near():
            if not wanted and not rows:
                break
            twin = twins.get(case.stated)
            if twin is None:
                program = runner.program(reader.rule, case.stated)
                twin = twins[case.stated] = Watched(program, runner.book.source)
            shown = self._shown(twin, reader, case, wanted, rows)
            needed = self._needed(reader, draft, case, shown) if shown else None
            if needed is not None:
                found.append(needed)
                for key in [k for k, v in wanted.items() if v in shown]:
                    del wanted[key]
                for place in [k for k, v in rows.items() if v in shown]:
                    del rows[place]
        return found

    def _shown(
        self,
        twin: Watched,
        reader: Reader,
        case: Case,
        wanted: dict[Seen, tuple[Part, str]],
        rows: dict[str, tuple[Part, str]],
    ) -> list[tuple[Part, str]]:
        twin.found.clear()
        twin.rows.clear()
        book = self.bench.runner(reader.book).loaded(reader.rule, case.stated)
        twin.run(case, book)
        return [
            *(wanted[k] for k in twin.found if k in wanted),
            *(rows[p] for p in twin.rows if p in rows),
        ]

    def _needed(
        self, reader: Reader, draft: Draft, case: Case, shown: list[tuple[Part, str]]
    ) -> Needed | None:
        _, plain = self.bench.plain(reader, case.stated)
        expect = word_of(case.outcomes(plain))
        text = example_text(draft, title_of(draft), expect)
        again = read_back(self._variations[reader], text)
        if again is None or word_of(again.outcomes(plain)) != expect:
            return None
        row, table = row_of(draft, expect)
        return Needed(reader, text, row, table, expect, tuple(shown))
