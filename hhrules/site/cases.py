"""Examples of rulebooks as a page shows them."""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.site.pages import Case, Sheet, Shown
from hhrules.site.sheets import outcome, sheet_of
from hhrules.source.text import SourceFile, one_line
from hhrules.syntax import nodes


def case_of(example: nodes.Example, source: SourceFile) -> Case:
    """One claim that is told with its records."""
    own = (*example.givens, *example.claim.givens)
    sheets = [s for earlier in example.earlier for s in _records(earlier, source)]
    sheets += _records(example.claim, source)
    return Case(
        title=example.title,
        givens=(*_givens(own, source), *_earlier_givens(example, source)),
        sheets=tuple(sheets),
        expects=tuple(_expected(e, source) for e in example.expects),
    )


def case_of_rows(examples: nodes.ExampleTable, source: SourceFile) -> Case:
    """A claim for each row of a table."""
    sheets = [s for earlier in examples.earlier for s in _records(earlier, source)]
    sheets += [sheet_of(rows.grid, source, rows.records.text) for rows in examples.records]
    givens = (*_givens(examples.givens, source), *_earlier_givens(examples, source))
    return Case(examples.title, givens, (*sheets, sheet_of(examples.grid, source)), ())


def _givens(givens: tuple[nodes.Given, ...], source: SourceFile) -> tuple[str, ...]:
    return tuple(one_line(source.slice(g.span)).removeprefix("given").strip() for g in givens)


def _earlier_givens(
    example: nodes.Example | nodes.ExampleTable, source: SourceFile
) -> Iterator[str]:
    for claim in example.earlier:
        name = f"earlier claim {claim.label}" if claim.label else "earlier claim"
        words = "; ".join(_givens(claim.givens, source))
        if words:
            yield f"{name}: {words}"


def _records(claim: nodes.ExampleClaim, source: SourceFile) -> list[Sheet]:
    name = f" of the earlier claim {claim.label}" if claim.label else ""
    return [sheet_of(rows.grid, source, f"{rows.records.text}{name}") for rows in claim.records]


def _expected(expect: nodes.Expect, source: SourceFile) -> Shown:
    words = one_line(source.slice(expect.span)).removeprefix("expect").strip()
    return outcome(expect.outcome, words)
