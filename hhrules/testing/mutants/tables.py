"""Mistakes in tables and dated values: another row's result, a row left out, a cent, a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.testing.mutants.edit import Edit, cut, replaced, without_item
from hhrules.testing.mutants.sentences import kind_of
from hhrules.testing.next_literal import stepped

#: Columns that say something about a row; of these only the days decide anything.
_REMARKS = ("cite", "certainty", "note", "source")
_DAYS = ("effective from", "effective to")


def table_edits(source: SourceFile, block: n.TableBlock) -> Iterator[Edit]:
    """The mistakes that a table's own rows can hold; those in a file are not made."""
    if block.grid is None:
        return
    grid = block.grid
    keys = [k.text for k in block.keys]
    for number, header in enumerate(grid.header):
        name = _name(header)
        cells = [r.cells[number] for r in grid.rows if number < len(r.cells)]
        if name in _DAYS:
            yield from _days(cells)
        elif name in keys or len(grid.header) == 1:
            yield from _key_cells(cells)
            yield from _borders(cells)
        elif name not in _REMARKS:
            yield from _results(source, cells)
    if len(grid.rows) > 1:
        for row in grid.rows:
            yield cut("a dropped row", source, row.span.start, row.span.end)


def value_edits(block: n.ValueBlock) -> Iterator[Edit]:
    """A cent more in each figure, a day later in each first day."""
    if block.grid is None:
        return
    for number, header in enumerate(block.grid.header):
        cells = [r.cells[number] for r in block.grid.rows if number < len(r.cells)]
        if _name(header) in _DAYS:
            yield from _days(cells)
        elif _name(header) not in _REMARKS:
            for cell in cells:
                yield from _stepped(cell)


def _name(header: n.Header) -> str:
    return header.name.text or (header.key.text if header.key else "")


def _single(cell: n.Cell) -> n.Lit | None:
    match cell:
        case n.ListCell(items=(n.Lit() as lit,)) | n.BoundCell(value=lit):
            return lit
        case _:
            return None


def _stepped(cell: n.Cell) -> Iterator[Edit]:
    lit = _single(cell)
    text = stepped(lit, 1) if lit is not None else None
    if lit is not None and text is not None:
        yield replaced(kind_of(lit), lit.span, text)


def _days(cells: list[n.Cell]) -> Iterator[Edit]:
    for cell in cells:
        yield from _stepped(cell)


def _results(source: SourceFile, cells: list[n.Cell]) -> Iterator[Edit]:
    """Each result becomes the next other one of its column."""
    said = [source.slice(c.span).strip() for c in cells]
    known = list(dict.fromkeys(said))
    for cell, text in zip(cells, said, strict=True):
        others = [k for k in known if k != text]
        if others:
            after = known.index(text) % len(others)
            yield replaced("another row's result", cell.span, others[after])
        else:
            yield from _stepped(cell)


def _key_cells(cells: list[n.Cell]) -> Iterator[Edit]:
    """A code left out of a cell that lists several."""
    for cell in cells:
        if isinstance(cell, n.ListCell) and len(cell.items) > 1:
            for number in range(len(cell.items)):
                spans = (i.span for i in cell.items)
                dropped = without_item("a dropped code", spans, number)
                if dropped is not None:
                    yield dropped


def _borders(cells: list[n.Cell]) -> Iterator[Edit]:
    """Where one row ends and the next begins, one step further."""
    for left in cells:
        for right in cells:
            pair = _border(left, right)
            if pair is None:
                continue
            moved = tuple((lit.span.start, lit.span.end, stepped(lit, 1)) for lit in pair)
            if all(text is not None for _, _, text in moved):
                yield Edit("an edge", tuple((s, e, t or "") for s, e, t in moved))


_MEETING = {
    "at most": "more than",
    "less than": "at least",
    "before": "on or after",
    "on or before": "after",
}


def _border(left: n.Cell, right: n.Cell) -> tuple[n.Lit, n.Lit] | None:
    """The literals at which one cell ends and another begins."""
    match left, right:
        case n.BoundCell(op=op), n.BoundCell(op=other) if _MEETING.get(op) == other:
            same = left.value.text == right.value.text
            return (left.value, right.value) if same else None
        case n.ListCell(items=(*_, last)), n.ListCell(items=(first, *_)):
            return _adjacent(last, first)
        case n.ListCell(items=(*_, last)), n.BoundCell(op="at least" | "on or after"):
            return _adjacent(last, right.value)
        case n.ListCell(items=(*_, last)), n.BoundCell(op="more than" | "after"):
            end = last.high if isinstance(last, n.RangeLit) else last
            same = isinstance(end, n.Lit) and end.text == right.value.text
            return (end, right.value) if same and isinstance(end, n.Lit) else None
        case n.BoundCell(op="less than" | "before"), n.ListCell(items=(first, *_)):
            start = first.low if isinstance(first, n.RangeLit) else first
            same = isinstance(start, n.Lit) and start.text == left.value.text
            return (left.value, start) if same and isinstance(start, n.Lit) else None
        case n.BoundCell(op="at most" | "on or before"), n.ListCell(items=(first, *_)):
            return _adjacent(left.value, first)
        case _:
            return None


def _adjacent(
    last: n.Lit | n.RangeLit | n.Ref, first: n.Lit | n.RangeLit | n.Ref
) -> tuple[n.Lit, n.Lit] | None:
    """The end of one range and the beginning of another, if nothing lies between them."""
    if not isinstance(last, n.RangeLit) and not isinstance(first, n.RangeLit):
        return None
    end = last.high if isinstance(last, n.RangeLit) else last
    start = first.low if isinstance(first, n.RangeLit) else first
    if not isinstance(end, n.Lit) or not isinstance(start, n.Lit) or end.kind != start.kind:
        return None
    if end.kind == "date":
        gap = dt.date.fromisoformat(start.text) - dt.date.fromisoformat(end.text)
        return (end, start) if gap.days == 1 else None
    if end.kind != "number" or "." in end.text + start.text:
        return None
    return (end, start) if int(start.text) - int(end.text) == 1 else None
