"""The formatter: a rulebook in its one canonical form, comments kept.

Works clause by clause on the author's text, in the author's order. Each printed line knows the
place in the text that it comes from; comments are put back by those places.
"""

from __future__ import annotations

from itertools import zip_longest

from attrs import define

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.render import width
from hhrules.source.text import SourceFile
from hhrules.syntax.clause_text import Line, clause_lines
from hhrules.syntax.layout import UNSEEN, BlockText, Layout, RowText, lay_out
from hhrules.syntax.parser import parse
from hhrules.syntax.reader import Reader
from hhrules.syntax.spoken import cell, head


@define
class _Comment:
    """A comment and where it belongs."""

    offset: int
    text: str
    alone: bool  # on a line of its own
    column: int


def format_rulebook(source: SourceFile) -> str:
    """The text in canonical form; a text with mistakes comes back as it is."""
    diagnostics = Diagnostics()
    if parse(source, diagnostics) is None or diagnostics.has_errors:
        return source.text
    source = SourceFile(source.name, UNSEEN.sub("", source.text))
    layout = lay_out(source.text)
    reader = Reader(source, layout.text, Diagnostics())
    lines = [line for block in layout.blocks for line in _block(reader, block)]
    comments = _comments(layout)
    _put_trailing(lines, [c for c in comments if not c.alone])
    placed = _put_alone(lines, [c for c in comments if c.alone])
    return _joined(placed, layout.text)


# ---------------------------------------------------------------------- blocks and tables


def _block(reader: Reader, block: BlockText) -> list[Line]:
    lines = clause_lines(reader.clause(block.head), 0, block=True)
    rows: list[RowText] = []
    indent = 2
    for item in (*block.items, None):
        if rows and (not isinstance(item, RowText) or item.first):
            lines.extend(_table(reader, rows, indent))
            rows, indent = [], 2
        if isinstance(item, RowText):
            rows.append(item)
        elif item is not None:
            lines.extend(clause_lines(reader.clause(item), 2, block=False))
            indent = 4 if item.keyword == "with" else 2
    return lines


def _table(reader: Reader, rows: list[RowText], indent: int) -> list[Line]:
    grid = reader.grid(rows)
    texts = [[head(h) for h in grid.header], *([cell(c) for c in r.cells] for r in grid.rows)]
    columns = zip_longest(*texts, fillvalue="")
    widths = [max(width(text) for text in column) for column in columns]
    lines = []
    for row, cells in zip(rows, texts, strict=True):
        padded = (t + " " * (w - width(t)) for t, w in zip(cells, widths, strict=False))
        lines.append(Line(" " * indent + "| " + " | ".join(padded) + " |", row.start, indent))
    return lines


# ---------------------------------------------------------------------- comments


def _comments(layout: Layout) -> list[_Comment]:
    found = []
    for offset, text in layout.comments:
        start = layout.text.rfind("\n", 0, offset) + 1
        before = layout.text[start:offset]
        found.append(_Comment(offset, text, not before.strip(), len(before)))
    return found


def _blank_above(text: str, start: int) -> bool:
    """Whether the line above the one that begins at `start` is empty."""
    if start == 0:
        return False
    above = text.rfind("\n", 0, start - 1) + 1
    return not text[above : start - 1].strip()


def _put_trailing(lines: list[Line], comments: list[_Comment]) -> None:
    """Comments at the end of a line go to the printed line that their text became part of."""
    for comment in comments:
        target = next((line for line in reversed(lines) if line.offset <= comment.offset), None)
        if target is not None:
            between = "   " if not target.comment else " "
            target.comment += between + comment.text


def _put_alone(lines: list[Line], comments: list[_Comment]) -> list[Line]:
    """Comments on lines of their own go before the line that follows them."""
    placed: list[Line] = []
    waiting = list(comments)
    for line in lines:
        while waiting and waiting[0].offset < line.offset:
            comment = waiting.pop(0)
            inside = line.indent > 0 or (comment.column > 0 and bool(placed))
            indent = line.indent or 2 if inside else 0
            placed.append(_comment_line(comment, indent))
        placed.append(line)
    placed.extend(_comment_line(c, 2 if c.column else 0) for c in waiting)
    return placed


def _comment_line(comment: _Comment, indent: int) -> Line:
    line = Line(" " * indent + comment.text, comment.offset, indent)
    line.is_comment = True
    return line


# ---------------------------------------------------------------------- empty lines


def _joined(lines: list[Line], text: str) -> str:
    out: list[str] = []
    last: Line | None = None
    keyword = ""  # of the block above
    for place, line in enumerate(lines):
        if last is not None and line.indent == 0:
            following = next((k.keyword for k in lines[place:] if k.keyword), "")
            apart = _blank_above(text, text.rfind("\n", 0, line.offset) + 1)
            inside = last.is_comment and last.indent == 0
            if not inside and following:
                apart = apart or not (keyword == following == "define")
            out.extend([""] if apart else [])
        out.append((line.text + line.comment).rstrip())
        keyword = line.keyword or keyword
        last = line
    return "\n".join(out) + "\n"
