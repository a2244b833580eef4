"""Rows of tables as spreadsheets, CSV files and Markdown pages write them."""

from __future__ import annotations

import re

from hhrules.source.diagnostic import Edit, Fix
from hhrules.syntax.layout import Chunk, RowText
from hhrules.syntax.mistakes.places import Line, Reporter

_RULER = re.compile(r"\s*:?-{2,}:?\s*")
_COMMAS = re.compile(r'(?:[^,"]|"(?:[^"]|"")*")+')


def report_pasted(reader: Reporter, chunk: Chunk, text: str) -> None:
    """Rows whose cells are parted by tabs; `text` still has the tabs."""
    lines = text[chunk.start : chunk.end].split("\n")
    rows = [
        "  | " + " | ".join(c.strip() or "-" for c in row.strip().split("\t")) + " |"
        for row in lines
    ]
    whole = reader.span(chunk.start - chunk.column, chunk.end)
    first = reader.span(chunk.start, chunk.start + len(lines[0].rstrip()))
    reader.diagnostics.error(
        "E034",
        "tabs stand between these cells, where bars belong",
        first,
        label="a row of a spreadsheet",
        note="A row begins with a bar and has a bar after each cell: `| 2026-01-01 | $2,480 |`.",
        help="write bars between the cells",
        fixes=(
            Fix("write bars between the cells", (Edit(whole, "\n".join(rows)),), safe=True),
        ),
    )


def report_listed(line: Line, columns: int) -> bool:
    """A line of values parted by commas, as many as the table above has columns."""
    cells = [cell.strip() for cell in _COMMAS.findall(line.text)]
    if columns < 2 or len(cells) != columns:  # noqa: PLR2004 - one value is no row
        return False
    line.error(
        "E034",
        "commas stand between these cells, where bars belong",
        line.part(0, len(line.text)),
        label="a row of a CSV file",
        note="A row begins with a bar and has a bar after each cell: `| 2026-01-01 | $2,480 |`.",
        help="write bars between the cells",
        edits=((0, len(line.text), "| " + " | ".join(cells) + " |"),),
        safe=True,
    )
    return True


def report_ruler(reader: Reporter, row: RowText) -> bool:
    """A line of dashes below a head, as Markdown has it; whether it is one."""
    text = reader.text
    cells = [text[start:end] for start, end in row.cells]
    if not cells or not all(_RULER.fullmatch(cell) for cell in cells):
        return False
    line = text.rfind("\n", 0, row.start)
    reader.diagnostics.error(
        "E034",
        "a line of dashes is no row",
        reader.span(row.start, row.end),
        label="a table needs none below its head",
        note="The first row of a table is its head; the others hold values.",
        help="delete the line",
        fixes=(Fix("delete the line", (Edit(reader.span(line, row.end), ""),), safe=True),),
    )
    return True


#: What an empty cell may be filled with, by its column.
_FILLS = dict.fromkeys(("effective from", "effective to"), ("is none",)) | {
    "": ("-", "is missing", "none", "any", "undetermined")
}


def report_empty(reader: Reporter, start: int, column: str) -> None:
    """A cell in which nothing stands."""
    day = column in _FILLS
    reader.diagnostics.error(
        "E026",
        f"the cell under `{column}` is empty",
        reader.span(start, start + 1),
        label="say something here",
        note="An empty cell could mean any value, none, or nothing said.",
        help="write `is none` where the row has no such day"
        if day
        else "write `any`, `none`, `undetermined`, or in an example `-`",
        fixes=tuple(
            Fix(f"write `{word}`", (Edit(reader.span(start, start), f" {word} "),))
            for word in _FILLS.get(column, _FILLS[""])
        ),
    )
