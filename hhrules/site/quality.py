"""The page of test quality: coverage and mutation score of each shipped rulebook.

`python -m hhrules.site.quality` writes docs/reference/test-quality.md of a checkout anew. A row
carries the hash of the rulebook, so only what changed is measured again; `--all` measures all.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from attrs import frozen

from hhrules.engine.texts import Text, shipped
from hhrules.testing.coverage.measure import Measure
from hhrules.testing.exceptions import exempt_in
from hhrules.testing.mutants.blocks import MUTATOR
from hhrules.testing.mutants.run import Wanted, bench_for, scores
from hhrules.testing.mutants.score import BookScore, book_hash

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "test-quality.md"

_ROW = re.compile(r"^\| (?P<book>[a-z0-9-]+) \|(?P<cells>.*)\| `(?P<hash>[0-9a-f]{12})` \|$")

_INTRO = """\
# Test quality of the shipped rulebooks

Made by `make mutate` from the rulebooks; do not edit it here. *Conditions seen* counts, of each condition,
the values yes, no and unknown that the examples bring about, of those that are possible. *Mistakes noticed*
counts small mistakes made on purpose (a cent, a day, an edge, any for all, a dropped exception, a dropped
code …) on which an example fails. Mistakes that change nothing are not counted; each is listed below with the
reason. [Test a rulebook](../how-to/test-a-rulebook.md) says how to measure a rulebook of your own.
"""

_COUNTED: tuple[tuple[Literal["conditions", "mistakes"], str], ...] = (
    ("conditions", "values of conditions seen"),
    ("mistakes", "mistakes noticed"),
)


@frozen
class Quality:
    """One rulebook's row."""

    book: str
    cells: tuple[str, ...]
    hash: str

    def count(self, what: Literal["conditions", "mistakes"]) -> tuple[int, int]:
        """How many there are of the values of conditions or the mistakes, seen or noticed first."""
        have, want = self.cells[0 if what == "conditions" else 3].split(" of ")
        return int(have), int(want)

    def __str__(self) -> str:
        """The row in Markdown."""
        return f"| {self.book} | {' | '.join(self.cells)} | `{self.hash}` |"


def hash_of(text: Text) -> str:
    """The hash that a row carries: of the rulebook, what stands beside it, and the mistakes made."""
    return book_hash(text, ())[:10] + f"{MUTATOR:02x}"


def book_name(text: Text) -> str:
    """The id of a rulebook by its file."""
    return Path(text.source.name).stem


def rows_of(page: str) -> dict[str, Quality]:
    """The rows of a page by rulebook."""
    found: dict[str, Quality] = {}
    for line in page.splitlines():
        match = _ROW.match(line)
        if match is not None:
            cells = tuple(c.strip() for c in match["cells"].strip().split("|"))
            found[match["book"]] = Quality(match["book"], cells, match["hash"])
    return found


def stale(page: str) -> list[str]:
    """The rulebooks whose row is missing or was measured on another text."""
    rows = rows_of(page)
    found = []
    for text in shipped():
        row = rows.get(book_name(text))
        if row is None or row.hash != hash_of(text):
            found.append(book_name(text))
    return found


def measured(names: Sequence[str], jobs: int) -> Iterator[Quality]:
    """The rows of some rulebooks, measured now."""
    bench, _ = bench_for(None)
    measure = Measure(bench)
    wanted = Wanted(books=frozenset(names), suggest=False)
    for score in scores(wanted, jobs):
        coverage = measure.book(score.book)
        shown, possible = coverage.conditions
        rows, all_rows = coverage.count("row")
        cells = (
            f"{shown} of {possible}",
            f"{coverage.percent:.1f}%",
            f"{rows} of {all_rows}",
            f"{score.noticed} of {score.tried}",
            f"{score.percent:.1f}%",
            str(len(score.listed)),
            _aside(score),
        )
        yield Quality(score.book, cells, hash_of(bench.texts[score.book]))


def _aside(score: BookScore) -> str:
    return str(score.refused + score.same + score.unread)


def quality_page(rows: Sequence[Quality]) -> str:
    """The whole page in Markdown."""
    lines = [_INTRO]
    lines.append(
        "| Rulebook | Conditions seen | | Table rows read | Mistakes noticed | | "
        "Listed with a reason | Refused or without effect | Measured on |"
    )
    lines.append("|---|---|---|---|---|---|---|---|---|")
    lines += [str(r) for r in rows]
    lines += ["", _totals(rows), "", "## Listed with a reason", ""]
    lines += _listed()
    return "\n".join(lines).rstrip() + "\n"


def _totals(rows: Sequence[Quality]) -> str:
    said = []
    for what, words in _COUNTED:
        counts = [r.count(what) for r in rows]
        have, want = sum(c[0] for c in counts), sum(c[1] for c in counts)
        said.append(f"{have:,} of {want:,} {words} ({100 * have / max(1, want):.1f}%)")
    return f"In all, {' and '.join(said)}."


def _listed() -> Iterator[str]:
    yield "| Rulebook | In | Text | Instead, or never | Reason |"
    yield "|---|---|---|---|---|"
    for text in shipped():
        for one in exempt_in(text):
            cells = (book_name(text), one.where, one.was, one.becomes, one.why)
            yield "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def main() -> None:
    """Write the page of a checkout, measuring what changed (or the rulebooks that are named)."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    names = [book_name(t) for t in shipped()]
    named = [n for n in names if n in sys.argv]
    todo = named or (names if "--all" in sys.argv else stale(page))
    kept = {name: row for name, row in rows_of(page).items() if name in names}
    for row in measured(todo, min(2, os.cpu_count() or 1)) if todo else ():
        kept[row.book] = row
        sys.stderr.write(
            f"{row.book}: {row.cells[1]} of conditions, {row.cells[4]} of mistakes\n"
        )
        _write(kept)
    _write(kept)


def _write(rows: dict[str, Quality]) -> None:
    """The page after each rulebook, so that a run that is broken off is not lost."""
    PAGE.write_text(quality_page([rows[n] for n in sorted(rows)]), encoding="utf-8")


if __name__ == "__main__":
    main()
