"""`hhrules test --coverage`: what of a rulebook its examples have shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hhrules.testing.coverage.measure import BookCoverage


def cover(
    paths: Sequence[Path],
    form: str,
    out: Path | None,
    fail_under: float | None,
    *,
    verbose: bool,
    suggest: bool,
) -> int:
    """Measure rulebooks and tell what is missing; returns the exit code."""
    from hhrules.testing.coverage.html import page  # noqa: PLC0415 - slow to load
    from hhrules.testing.coverage.lcov import lcov  # noqa: PLC0415 - slow to load
    from hhrules.testing.coverage.measure import Measure  # noqa: PLC0415 - slow to load
    from hhrules.testing.coverage.needed import Finder  # noqa: PLC0415 - slow to load
    from hhrules.testing.exceptions import WrongExceptions  # noqa: PLC0415 - slow to load
    from hhrules.testing.mutants.run import bench_for  # noqa: PLC0415 - slow to load

    bench, names = bench_for(list(paths) or None)
    measure = Measure(bench)
    try:
        books = [measure.book(name) for name in names]
    except WrongExceptions as problem:
        click.echo(str(problem), err=True)
        return 2
    match form:
        case "html":
            text = page(books)
        case "lcov":
            text = lcov(books)
        case _:
            finder = Finder(bench, measure) if suggest else None
            text = "\n".join(_told(books, finder, verbose=verbose)) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
    if any(b.stale for b in books):
        return 2
    if fail_under is not None:
        return 1 if any(b.percent < fail_under for b in books) else 0
    return 1 if any(p.missing for b in books for p in b.parts) else 0


def _told(books: Sequence[BookCoverage], finder: object, *, verbose: bool) -> Iterator[str]:
    from hhrules.testing.coverage.needed import Finder  # noqa: PLC0415 - slow to load
    from hhrules.testing.coverage.text import (  # noqa: PLC0415 - slow to load
        excluded,
        missing,
        summary,
    )

    for book in books:
        yield summary(book)
        yield from missing(book)
        yield from excluded(book, whole=verbose)
        yield from (
            f"  not-tested.csv: nothing answers to this line any more: {line}"
            for line in book.stale
        )
        if isinstance(finder, Finder):
            for block in finder.first(book):
                yield ""
                yield "  These rows would be a beginning:"
                yield from (f"    {line}" for line in block.splitlines())
            for needed in finder.find(book):
                shown = "; ".join(f"line {p.line} {word}" for p, word in needed.shows)
                yield ""
                yield f"  This example would show {shown}:"
                yield from (f"    {line}" for line in needed.text.splitlines())
                if needed.row:
                    yield f"  or this row in the table of {needed.table}:"
                    yield f"  {needed.row}"
    seen = sum(b.conditions[0] for b in books)
    wanted = sum(b.conditions[1] for b in books)
    share = 100 * seen / wanted if wanted else 100.0
    yield f"{seen:,} of {wanted:,} values of conditions seen ({share:.1f}%)"
