"""How many mistakes the examples of a rulebook notice, and what the others would need."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct, field

from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from hhrules.testing.exceptions import Exempt, exempt_in
from hhrules.testing.mutants.bench import Bench, Mutant
from hhrules.testing.mutants.blocks import MUTATOR
from hhrules.testing.mutants.edit import Edit
from hhrules.testing.mutants.missing import Finder, Missing

_NOTHING = "(nothing)"


class Survivor(Struct, frozen=True, omit_defaults=True):
    """A mistake that no example notices, with the example that would, or why there is none."""

    where: str  # rule, definition, table or value; empty: the header
    line: int
    kind: str
    was: str
    becomes: str
    rules: tuple[str, ...] = ()  # that read the place
    why: str = ""  # from the file of exceptions: it is no mistake
    example: str = ""  # that is missing, ready to paste
    row: str = ""  # the same as a row of the table at `table`
    table: str = ""
    expect: str = ""
    instead: str = ""  # what the changed rule says of that example


class BookScore(Struct, frozen=True):
    """The mistakes tried in one rulebook."""

    book: str
    noticed: int
    refused: int  # by the compiler
    same: int  # compile to the same program
    unread: int  # where no rule reads the place
    survivors: tuple[Survivor, ...]
    stale: tuple[str, ...] = field(default=())  # exceptions that no survivor answers to

    @property
    def open(self) -> tuple[Survivor, ...]:
        """Survivors without a reason."""
        return tuple(s for s in self.survivors if not s.why)

    @property
    def listed(self) -> tuple[Survivor, ...]:
        """Survivors with a reason."""
        return tuple(s for s in self.survivors if s.why)

    @property
    def tried(self) -> int:
        """Mistakes that count."""
        return self.noticed + len(self.open)

    @property
    def percent(self) -> float:
        """The share that is noticed, in percent; 100 where there is nothing to notice."""
        return 100 * self.noticed / self.tried if self.tried else 100.0


def before_and_after(source: SourceFile, edit: Edit) -> tuple[str, str]:
    """The lines that a mistake changes, and what becomes of them, each as one line."""
    text = source.text
    first = text.rfind("\n", 0, edit.start) + 1
    last = text.find("\n", max(edit.start, edit.end - 1))
    last = len(text) if last < 0 else last
    was = text[first:last]
    end = max(last, edit.end)
    becomes = edit.applied(text[first:end], first)
    return _line(was), _line(becomes) or _NOTHING


def _line(text: str) -> str:
    return " ".join(text.split())


def score(
    bench: Bench, name: str, rules: frozenset[str] = frozenset(), *, suggest: bool = True
) -> BookScore:
    """Try all mistakes in a rulebook; look for the examples that are missing, if wanted."""
    mutants = bench.mutants(name, rules)
    fates = Counter(m.fate for m in mutants)
    source = bench.work.books[name].source
    exempt = {e.key: e for e in exempt_in(bench.texts[name]) if e.kind == "mutant"}
    finder = Finder(bench)
    survivors = tuple(
        _survivor(m, source, exempt, finder if suggest else None)
        for m in mutants
        if m.fate == "survived"
    )
    used = {("mutant", s.where, s.was, s.becomes) for s in survivors}
    stale = () if rules else tuple(str(e) for key, e in exempt.items() if key not in used)
    return BookScore(
        name,
        fates["noticed"],
        fates["refused"],
        fates["same"],
        fates["unread"],
        survivors,
        stale,
    )


def _survivor(
    mutant: Mutant,
    source: SourceFile,
    exempt: dict[tuple[str, str, str, str], Exempt],
    finder: Finder | None,
) -> Survivor:
    was, becomes = before_and_after(source, mutant.edit)
    reason = exempt.get(("mutant", mutant.name, was, becomes))
    missing = finder.find(mutant) if finder is not None and reason is None else None
    return Survivor(
        where=mutant.name,
        line=source.position(mutant.edit.start)[0],
        kind=mutant.edit.kind,
        was=was,
        becomes=becomes,
        rules=tuple(dict.fromkeys(r.rule for r in mutant.readers)),
        why=reason.why if reason is not None else "",
        **_said(missing),
    )


def _said(missing: Missing | None) -> dict[str, str]:
    if missing is None:
        return {}
    return {
        "example": missing.text,
        "row": missing.row,
        "table": missing.table,
        "expect": missing.expect,
        "instead": missing.instead,
    }


def testers_hash() -> str:
    """A hash of what makes the mistakes and tries them: this package's text."""
    digest = hashlib.sha256(str(MUTATOR).encode())
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def book_hash(text: Text, others: Iterable[Text]) -> str:
    """A hash of a rulebook with what stands beside it, and of others that bear on it."""
    digest = hashlib.sha256()
    for one in (text, *sorted(others, key=lambda t: t.source.name)):
        for part in one.parts():
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    for exempt in exempt_in(text):
        digest.update(repr(exempt).encode())
    return digest.hexdigest()


def related(bench: Bench, name: str) -> list[Text]:
    """The rulebooks that one uses, and those whose rules read it."""
    book = bench.work.books[name]
    names = {
        r.book
        for readers in (bench.reach.of(book, b.span) for b in book.tree.blocks)
        for r in readers
    }
    waiting = [book]
    while waiting:
        for other in waiting.pop().taken():
            if other.name not in names:
                names.add(other.name)
                waiting.append(other)
    return [bench.texts[n] for n in sorted(names - {name})]


def total(scores: Sequence[BookScore]) -> tuple[int, int]:
    """Mistakes noticed, and mistakes that count, over several rulebooks."""
    return sum(s.noticed for s in scores), sum(s.tried for s in scores)
