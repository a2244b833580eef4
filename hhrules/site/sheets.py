"""Grids of rulebooks, and table files beside them, as sheets that a page shows."""

from __future__ import annotations

import csv

from hhrules.site.pages import Sheet, Shown
from hhrules.source.text import SourceFile
from hhrules.syntax import nodes


def sheet_of(grid: nodes.Grid, source: SourceFile, caption: str = "") -> Sheet:
    """A grid with its cells in the author's words."""
    heads = tuple(source.slice(h.span).strip() for h in grid.header)
    rows = tuple(tuple(_cell(c, source) for c in row.cells) for row in grid.rows)
    return Sheet(heads, rows, caption)


def sheet_of_file(text: str) -> Sheet:
    """A table file; its first row has the heads."""
    heads, *rows = csv.reader(text.splitlines())
    return Sheet(tuple(heads), tuple(tuple(Shown(v) for v in row) for row in rows))


def outcome(kind: str, words: str) -> Shown:
    """An expected outcome, to be coloured by its kind."""
    return Shown(words, kind.replace(" ", "-"))


def _cell(cell: nodes.Cell, source: SourceFile) -> Shown:
    words = source.slice(cell.span).strip()
    match cell:
        case nodes.ExpectCell(outcome=kind):
            return outcome(kind, words)
        case nodes.ListCell(items=(nodes.Lit(kind="text", text=text),)):
            return Shown(text)
        case _:
            return Shown(words)
