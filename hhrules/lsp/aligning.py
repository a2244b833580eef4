"""Tables kept straight while they are typed: a row that is finished is aligned with those above."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from attrs import define
from lsprotocol import types as lsp

from hhrules.lsp.places import Lines
from hhrules.lsp.session import Session
from hhrules.source.render import width
from hhrules.syntax.layout import BlockText, RowText, lay_out

TRIGGER = "\n"


@define(eq=False)
class Aligning:
    """Answers what a finished line changes above it."""

    session: Session

    async def typed(self, params: lsp.DocumentOnTypeFormattingParams) -> list[lsp.TextEdit]:
        """The edits that align the table whose last row was just finished."""
        lines = self.session.lines_of(self.session.shelf.name_of(params.text_document.uri))
        if lines is None or params.position.line == 0:
            return []
        above = params.position.line - 1
        offset = lines.line_end(above)
        return (
            aligned(lines, offset) if lines.text[lines.starts[above] : offset].strip() else []
        )


def aligned(lines: Lines, offset: int) -> list[lsp.TextEdit]:
    """The edits for the table that has a row on the line that ends at an offset."""
    start = lines.text.rfind("\n", 0, offset) + 1
    layout = lay_out(lines.text)
    rows = next(
        (r for r in _tables(layout.blocks) if any(start <= row.start < offset for row in r)),
        None,
    )
    if rows is None or len({len(row.cells) for row in rows}) != 1:
        return []
    texts = [[lines.text[start:end] for start, end in row.cells] for row in rows]
    widths = [max(map(width, column)) for column in zip_longest(*texts, fillvalue="")]
    edits = []
    for row, cells in zip(rows, texts, strict=True):
        padded = (c + " " * (w - width(c)) for c, w in zip(cells, widths, strict=True))
        new = f"| {' | '.join(padded)} |"
        if lines.text[row.start : row.end] != new:
            edits.append(lsp.TextEdit(lines.between(row.start, row.end), new))
    return edits


def _tables(blocks: Iterable[BlockText]) -> list[list[RowText]]:
    """The rows of each table, those that follow each other."""
    found: list[list[RowText]] = []
    for block in blocks:
        rows: list[RowText] = []
        for item in (*block.items, None):
            if isinstance(item, RowText):
                rows.append(item)
            elif rows:
                found.append(rows)
                rows = []
    return found
