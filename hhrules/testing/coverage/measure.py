"""The coverage of a rulebook: its examples judged by rules that tell what they see."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field, frozen

from hhrules.ir import nodes as ir
from hhrules.semantics.stated import StatedSet
from hhrules.source.text import SourceFile
from hhrules.testing.coverage.parts import Excluded, Key, Part, parts_of
from hhrules.testing.coverage.watch import Watched, doubtful_places
from hhrules.testing.exceptions import exempt_in
from hhrules.testing.mutants.bench import Bench
from hhrules.testing.mutants.reach import Reader
from hhrules.testing.search.pool import all_expressions

_UNASKED = "asked of nothing: the sentence stands in a `where` that is read part by part"
_UNREAD = "no rule reads it"
_CERTAIN = "cannot be unknown where it is asked"


@frozen(eq=False)
class BookCoverage:
    """What of one rulebook its examples have shown."""

    book: str
    source: SourceFile
    parts: tuple[Part, ...]
    stale: tuple[str, ...] = ()

    def of(self, *kinds: str) -> tuple[Part, ...]:
        """The parts of some kinds."""
        return tuple(p for p in self.parts if p.kind in kinds)

    def count(self, *kinds: str) -> tuple[int, int]:
        """What was shown, and what can be shown, of some kinds of part."""
        parts = self.of(*kinds)
        wanted = sum(len(p.counted) for p in parts)
        return wanted - sum(len(p.missing) for p in parts), wanted

    @property
    def conditions(self) -> tuple[int, int]:
        """Values of conditions shown, and those that can be."""
        return self.count("condition", "list of conditions")

    @property
    def percent(self) -> float:
        """The share of the conditions' values that was shown, in percent."""
        shown, wanted = self.conditions
        return 100 * shown / wanted if wanted else 100.0


@define(eq=False)
class Measure:
    """Measures the rulebooks of one bench."""

    bench: Bench
    _watched: dict[tuple[Reader, StatedSet], Watched] = field(factory=dict)

    def book(self, name: str) -> BookCoverage:
        """The coverage of a rulebook by its own examples and by those of rules that read it."""
        book = self.bench.work.books[name]
        parts = parts_of(book.source, book.tree)
        programs: list[ir.BookProgram] = []
        doubts: dict[Key, bool] = {}
        for reader in self.readers(name):
            for given in self.bench.variants(reader):
                _take(parts, self._twin(reader, given), book.source)
            program = self.bench.runner(reader.book).program(reader.rule)
            programs.append(program)
            source = self.bench.work.books[reader.book].source
            for (file, start, end), doubt in doubtful_places(program, source).items():
                if file == book.source.name:
                    doubts[start, end] = doubts.get((start, end), False) or doubt
        _exclude(parts, _places(programs, book.source.name), doubts)
        stale = self._exempt(name, parts)
        ordered = sorted(parts.values(), key=lambda p: (p.span.start, -p.span.end))
        return BookCoverage(name, book.source, tuple(ordered), stale)

    def readers(self, name: str) -> list[Reader]:
        """The rules that read a rulebook: its own, and those that its definitions reach."""
        book = self.bench.work.books[name]
        found: dict[Reader, None] = {}
        for block in (book.tree.header, *book.tree.blocks):
            header = block is book.tree.header
            for reader in self.bench.reach.of(book, block.span, header=header):
                found[reader] = None
        return list(found)

    def _twin(self, reader: Reader, given: StatedSet) -> Watched:
        found = self._watched.get((reader, given))
        if found is None:
            runner = self.bench.runner(reader.book)
            found = self._watched[reader, given] = Watched(
                runner.program(reader.rule, given), runner.book.source
            )
            for case in self.bench.cases(reader):
                if case.stated == given:
                    found.run(case, runner.loaded(reader.rule, given))
        return found

    def _exempt(self, name: str, parts: dict[Key, Part]) -> tuple[str, ...]:
        """Take out what the rulebook's own list gives a reason for; returns its stale lines."""
        stale: list[str] = []
        for one in exempt_in(self.bench.texts[name]):
            if one.kind != "condition":
                continue
            meant = [
                p
                for p in parts.values()
                if p.where == one.where and p.text == one.was and one.becomes in p.missing
            ]
            for part in meant:
                part.excluded.append(Excluded(one.becomes, one.why))
            if not meant:
                stale.append(str(one))
        return tuple(stale)


def _take(parts: dict[Key, Part], watched: Watched, source: SourceFile) -> None:
    """Note on the parts what a rule's twin saw."""
    for (file, start, end, word), times in watched.found.items():
        part = parts.get((start, end)) if file == source.name else None
        if part is not None and word in part.wanted:
            part.seen[word] = part.seen.get(word, 0) + times
    lines = {f"{source.name}:{p.line}": p for p in parts.values() if p.kind == "row"}
    for place, times in watched.rows.items():
        if place in lines:
            seen = lines[place].seen
            seen["hit"] = seen.get("hit", 0) + times


def _places(programs: Iterable[ir.BookProgram], file: str) -> set[Key]:
    """The places that rules work out, and those of the tables and values that they read."""
    found: set[Key] = set()
    for program in programs:
        for node in all_expressions(program):
            if node.span.name == file:
                found.add((node.span.start, node.span.end))
        for table in program.tables.values():
            found |= {_row_key(r.place) for r in table.rows if r.place.startswith(f"{file}:")}
        for value in program.values.values():
            found |= {_row_key(r.place) for r in value.rows if r.place.startswith(f"{file}:")}
    return found


def _row_key(place: str) -> Key:
    """A row by its line: rows have no offsets where they are looked up."""
    return (-1, int(place.rpartition(":")[2]))


def _exclude(parts: dict[Key, Part], places: set[Key], doubts: dict[Key, bool]) -> None:
    """Take out what cannot be shown, each with the reason."""
    for key in list(parts):
        part = parts[key]
        if part.kind == "row":
            if (-1, part.line) not in places:
                part.excluded += [Excluded(w, _UNREAD) for w in part.wanted]
            continue
        if key not in places:
            reason = _UNASKED if part.kind == "list of conditions" else _UNREAD
            part.excluded += [Excluded(w, reason) for w in part.wanted]
        elif part.kind != "stand-in" and not doubts.get(key, True):
            part.excluded.append(Excluded("unknown", _CERTAIN))
