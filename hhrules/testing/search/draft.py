"""Examples to be: a claim stated in the language, that can be varied and written down."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from hhrules.source.text import SourceFile, Span
from hhrules.syntax import nodes as n
from hhrules.syntax.printer import format_rulebook
from hhrules.syntax.spoken import cell as say_cell
from hhrules.syntax.spoken import head as say_head
from hhrules.syntax.spoken import quoted
from hhrules.syntax.walk import with_fields
from hhrules.testing.case import Case

HERE = Span("", 0, 0)

_HEADER = 'rulebook draft\n  title       "draft"\n  version     1.0.0\n\n'


@frozen(eq=False)
class Draft:
    """A claim stated as an example, the case that it was made from, and what was changed."""

    example: n.Example
    base: Case
    changes: tuple[tuple[n.Header, n.Cell], ...] = ()  # of facts that stand by themselves
    said: tuple[str, ...] = ()  # each change in words

    @property
    def columns(self) -> dict[str, n.Cell] | None:
        """What a row of the base's table would say, where it can say all; None where it cannot."""
        block = self.base.block
        if not isinstance(block, n.ExampleTable) or self.base.row is None:
            return None
        found = {
            say_head(h): c for h, c in zip(block.grid.header, self.base.row.cells, strict=False)
        }
        if len(self.changes) != len(self.said):
            return None
        for header, cell in self.changes:
            name = say_head(header)
            if name not in found:
                return None
            found[name] = cell
        return found


def draft_of(case: Case) -> Draft:
    """The example itself, a row of a table as an example of its own."""
    block = case.block
    if isinstance(block, n.Example):
        return Draft(block, case)
    assert case.row is not None
    pairs = [
        (h, c)
        for h, c in zip(block.grid.header, case.row.cells, strict=False)
        if h.name.text != "expect" and not isinstance(c, n.NotGivenCell)
    ]
    columns = {h.name.text for h, _ in pairs}
    shared = tuple(
        g for g in block.givens if g.fact.key is not None or g.fact.name.text not in columns
    )
    givens = (*shared, *(n.GivenValue(h, c, HERE) for h, c in pairs))
    claim = n.ExampleClaim(None, givens, block.records, block.span)
    return Draft(
        n.Example(block.rule, "", (), block.earlier, claim, (), block.span),
        case,
    )


def with_given(draft: Draft, header: n.Header, cell: n.Cell) -> Draft:
    """The draft with a fact stated otherwise, or stated where it was not."""
    name = say_head(header)
    given = n.GivenValue(header, cell, HERE)
    example = draft.example

    def changed(givens: tuple[n.Given, ...]) -> tuple[n.Given, ...]:
        return tuple(given if say_head(g.fact) == name else g for g in givens)

    shared, own = changed(example.givens), changed(example.claim.givens)
    if all(g is not given for g in (*shared, *own)):
        own = (*own, given)
    claim = with_fields(example.claim, givens=own)
    said = "is known" if isinstance(cell, n.NotGivenCell) else say_cell(cell)
    words = f"{name} {said}" if said.startswith("is ") else f"{name} is {said}"
    others = tuple((h, c) for h, c in draft.changes if say_head(h) != name)
    kept = tuple(s for s in draft.said if not s.startswith(f"{name} is "))
    return evolve(
        draft,
        example=with_fields(example, givens=shared, claim=claim),
        changes=(*others, (header, cell)),
        said=(*kept, words),
    )


def with_records(draft: Draft, number: int, rows: tuple[n.Row, ...], said: str) -> Draft:
    """The draft with other rows in one of its record lists."""
    claim = draft.example.claim
    records = list(claim.records)
    grid = with_fields(records[number].grid, rows=rows)
    records[number] = with_fields(records[number], grid=grid)
    changed = with_fields(claim, records=tuple(records))
    example = with_fields(draft.example, claim=changed)
    return evolve(draft, example=example, said=(*draft.said, said))


# ---------------------------------------------------------------------- as text


def given_text(given: n.Given) -> str:
    """What follows `given`."""
    name = say_head(given.fact)
    match given:
        case n.GivenHolds(positive=positive):
            return name if positive else f"not {name}"
        case n.GivenValue(cell=n.ListCell(items=(n.Lit(kind="yes" | "no" as kind),))):
            return name if kind == "yes" else f"not {name}"
        case n.GivenValue(cell=cell):
            return f"{name} is {say_cell(cell).removeprefix('is ')}"


def example_text(draft: Draft, title: str, expect: str) -> str:
    """The draft as an `example` in canonical form, with what is expected of it."""
    example = draft.example
    lines = [f"example of {example.rule} {quoted(title)}"]
    lines += [f"  given {given_text(g)}" for g in _stated(example.givens)]
    for earlier in example.earlier:
        lines.append(f"  earlier claim {quoted(earlier.label or 'earlier')}")
        lines += _claim(earlier)
    if example.earlier:
        lines.append("  this claim")
    lines += _claim(example.claim)
    lines.append(f"  expect {expect}")
    text = _HEADER + "\n".join(lines) + "\n"
    formatted = format_rulebook(SourceFile("draft", text))
    return formatted[formatted.index("\nexample of ") + 1 :]


def _stated(givens: Iterable[n.Given]) -> list[n.Given]:
    """Givens that say something: a fact that is missing is best not mentioned."""
    return [
        g
        for g in givens
        if not (isinstance(g, n.GivenValue) and isinstance(g.cell, n.MissingCell))
    ]


def _claim(claim: n.ExampleClaim) -> list[str]:
    lines = [f"  given {given_text(g)}" for g in _stated(claim.givens)]
    for records in claim.records:
        shown = [i for i, h in enumerate(records.grid.header) if h.name.text != "expect"]
        lines.append(f"  with {records.records.text}")
        lines.append(_row(say_head(records.grid.header[i]) for i in shown))
        lines += [
            _row(say_cell(r.cells[i]) if i < len(r.cells) else "-" for i in shown)
            for r in records.grid.rows
        ]
    return lines


def _row(cells: Iterable[str]) -> str:
    return "    | " + " | ".join(cells) + " |"
