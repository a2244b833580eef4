"""A rulebook's lines sorted into blocks, clauses and table rows, before any of it is parsed.

A block begins at column 0. Its clauses are indented; a line that is indented deeper than its
clause goes on with it. Under `define` every indented line goes on with the definition. A line
that begins with a bar is a table row, at whatever column. Comments are noted and left out.

After this pass: each piece has offsets into the text, so that it can be parsed alone; offsets
in the tidied text are those of the author's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from attrs import frozen
from msgspec import Struct, field
from msgspec.structs import replace

from hhrules.syntax.words import BLOCK_WORDS, CLAUSE_WORDS, CLAUSES

_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_BLANKS = (
    "\t\v\f\u0085\u2028\u2029\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u202f\u205f\u3000\ufeff"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2212"
_TIDY = str.maketrans(
    {
        **dict.fromkeys(_BLANKS, " "),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_QUOTES, '"'),
    }
)
_ODD = re.compile(r"[\r\t\v\f]")
_WITHOUT_COMMENT = re.compile(r'(?:[^"#\n]|"(?:[^"\n]|"")*"|"[^\n]*$)*')
_CELL = re.compile(r'(?:[^|"]|"(?:[^"]|"")*"|"[^"]*$)*')
_HEAD = re.compile(
    r"(?:rule|replace|switch +off|examples? +of) +[A-Z]+-[0-9]+(?![\w-])"
    r"|define +[a-z][^\n]* as(?![\w-])|(?:table|value) +[a-z][a-z0-9 -]* by +[a-z]"
)
_OPENS_LIST = re.compile(r"(?<!include )(?:all|any|none) +of$")
_SPACED = re.compile(r"(?:\"| {2,})")
_ROW_BLOCKS = ("table", "value", "examples of", "example of")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]|(?<!^)\ufeff")
"""Characters that take no room: they come along when text is copied, and nobody sees them."""

_WORDS = sorted((*BLOCK_WORDS, *CLAUSE_WORDS), key=len, reverse=True)
_KEYWORD = re.compile(
    "(?:" + "|".join(word.replace(" ", " +") for word in _WORDS) + r")(?![\w-])"
)


_BEGINS = re.compile(
    "^(?:" + "|".join(word.replace(" ", " +") for word in BLOCK_WORDS) + r")(?![\w-])",
    re.MULTILINE,
)
"""A line that begins a block, whatever stands above it (in a text without tabs)."""


PASTED = "\t"
"""In the place of the keyword: rows whose cells are parted by tabs."""


class Chunk(Struct, frozen=True):
    """A block's first line or a clause, with its continuation lines."""

    keyword: str  # as listed in `words`, or "" where the line begins with none of them
    column: int
    start: int
    word_end: int  # where the keyword ends
    end: int


class RowText(Struct, frozen=True):
    """A table row: the places of its cells, blanks around them cut off."""

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]
    column: int = 0
    first: bool = False  # of a table


class BlockText(Struct):
    """A block: its first line, then its clauses and rows in order."""

    head: Chunk
    items: list[Chunk | RowText] = field(default_factory=list)


@frozen
class Layout:
    """The pieces of a text. `text` is tidied: same length, plain blanks and quotes."""

    text: str
    blocks: tuple[BlockText, ...]
    comments: tuple[tuple[int, str], ...]


def tidy(text: str) -> str:
    """Plain blanks, quotes, dashes and line ends, character for character."""
    if text.isascii() and not _ODD.search(text):
        return text
    if text.startswith("\ufeff"):
        text = "\n" + text[1:]
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    return "\n".join(_tidy_line(line) for line in text.split("\n"))


def _tidy_line(line: str) -> str:
    """Tidy what stands outside quotes; quoted text keeps its characters, its quotes do not."""
    if line.isascii() and not _ODD.search(line):
        return line
    out: list[str] = []
    opener = ""
    for place, char in enumerate(line):
        if not opener:
            if char == "#":
                out.append(line[place:])
                break
            opener = char if char == '"' or char in _QUOTES else ""
            out.append(char.translate(_TIDY))
        elif char == '"' or (opener != '"' and char in _QUOTES):
            opener = ""
            out.append('"')
        else:
            out.append(" " if char in "\t\v\f" else char)
    return "".join(out)


def split_cells(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The places of the cells of the row that begins with the bar at `start`."""
    cells: list[tuple[int, int]] = []
    place = start + 1
    while place <= end:
        match = _CELL.match(text, place, end)
        stop = match.end() if match else end
        raw = text[place:stop]
        closed = stop < end
        if closed or raw.strip():
            blank = min(1, len(raw) - 1) if not raw.strip() else len(raw) - len(raw.lstrip())
            left = place + max(blank, 0)
            cells.append((left, max(left, place + len(raw.rstrip()))))
        place = stop + 1
    return tuple(cells)


_SLIPPED = 8  # columns by which a clause may stand too deep and still be told from more text


@frozen
class _Line:
    start: int
    column: int
    end: int  # without comment and trailing blanks


def _lines(text: str, comments: list[tuple[int, str]]) -> Iterator[_Line]:
    start = 0
    for raw in text.split("\n"):
        body = raw
        if "#" in raw:
            match = _WITHOUT_COMMENT.match(raw)
            stop = match.end() if match else len(raw)
            if stop < len(raw):
                comments.append((start + stop, raw[stop:].rstrip()))
            body = raw[:stop]
        stripped = body.strip(" ")
        if stripped:
            column = len(body) - len(body.lstrip(" "))
            yield _Line(start + column, column, start + len(body.rstrip(" ")))
        start += len(raw) + 1


def _chunk(text: str, line: _Line) -> Chunk:
    match = _KEYWORD.match(text, line.start, line.end)
    if match is None:
        return Chunk("", line.column, line.start, line.start, line.end)
    return Chunk(" ".join(match[0].split()), line.column, line.start, match.end(), line.end)


def lay_out(text: str) -> Layout:
    """Sort the lines of `text` into blocks, clauses and rows."""
    raw, text = text, tidy(text)
    if "\t" in raw:
        blocks, comments = sorted_lines(raw, text)
        return Layout(text, tuple(blocks), tuple(comments))
    blocks, comments = [], []
    starts = [0, *(m.start() for m in _BEGINS.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        stretch, remarks = _stretch(text[start:end])
        blocks += (_further(block, start) for block in stretch)
        comments += ((start + place, said) for place, said in remarks)
    return Layout(text, tuple(blocks), tuple(comments))


@lru_cache(maxsize=1 << 12)
def _stretch(text: str) -> tuple[list[BlockText], list[tuple[int, str]]]:
    """The blocks and comments from one sure beginning of a block to the next; kept, as it is."""
    return sorted_lines(text, text)


def _further(block: BlockText, by: int) -> BlockText:
    """The block of a text that stands `by` characters further on."""
    items = [_put(item, by) for item in block.items]
    return BlockText(_chunk_at(block.head, by), items)


def _chunk_at(chunk: Chunk, by: int) -> Chunk:
    start, word_end, end = chunk.start + by, chunk.word_end + by, chunk.end + by
    return Chunk(chunk.keyword, chunk.column, start, word_end, end)


def _put(item: Chunk | RowText, by: int) -> Chunk | RowText:
    if isinstance(item, Chunk):
        return _chunk_at(item, by)
    cells = tuple((start + by, end + by) for start, end in item.cells)
    return RowText(item.start + by, item.end + by, cells, item.column, item.first)


def sorted_lines(raw: str, text: str) -> tuple[list[BlockText], list[tuple[int, str]]]:
    """The blocks and comments of a text and its tidied form, line by line."""
    comments: list[tuple[int, str]] = []
    blocks: list[BlockText] = []
    for line in _lines(text, comments):
        if blocks and "\t" in raw and _is_pasted(raw, blocks[-1], line):
            _paste(blocks[-1], line)
        elif text[line.start] == "|" and blocks:
            cells = split_cells(text, line.start, line.end)
            first = _begins_table(blocks[-1], line.column)
            blocks[-1].items.append(RowText(line.start, line.end, cells, line.column, first))
        elif line.column == 0 or not blocks or _HEAD.match(text, line.start, line.end):
            _begin(text, blocks, line)
        else:
            _go_on(text, blocks[-1], line)
    return blocks, comments


def _begins_table(block: BlockText, column: int) -> bool:
    """Whether a row is the first of a table: below a clause, or less deep than rows of `with`."""
    above = block.items[-1] if block.items else block.head
    if isinstance(above, Chunk):
        return True
    clause = next((i for i in reversed(block.items) if isinstance(i, Chunk)), block.head)
    shared = block.head.keyword == "examples of" and clause.keyword == "with"
    return shared and column < above.column


def _is_pasted(raw: str, block: BlockText, line: _Line) -> bool:
    """Whether a line is a row with tabs between its cells, as a spreadsheet gives it."""
    if block.head.keyword not in _ROW_BLOCKS or raw[line.start] == "|":
        return False
    first = raw[line.start : line.end].split("\t", maxsplit=1)[0]
    return "\t" in raw[line.start : line.end] and _KEYWORD.fullmatch(first) is None


def _paste(block: BlockText, line: _Line) -> None:
    """Rows with tabs stay together: they are one mistake."""
    last = block.items[-1] if block.items else None
    if isinstance(last, Chunk) and last.keyword == PASTED:
        block.items[-1] = replace(last, end=line.end)
    else:
        block.items.append(Chunk(PASTED, line.column, line.start, line.start, line.end))


def _begin(text: str, blocks: list[BlockText], line: _Line) -> None:
    """A block, or a clause of the block above that was not indented."""
    chunk = _chunk(text, line)
    if not chunk.keyword and blocks and _lacks_entries(text, blocks[-1], line):
        blocks[-1].head = replace(blocks[-1].head, end=line.end)
    elif chunk.keyword in CLAUSE_WORDS and blocks:
        blocks[-1].items.append(chunk)
    else:
        blocks.append(BlockText(chunk))


def _lacks_entries(text: str, block: BlockText, line: _Line) -> bool:
    """Whether a line at the margin stands right below `define N as all of` or such a line."""
    head = block.head
    if head.keyword != "define" or block.items or text[head.end : line.start].strip(" \n"):
        return False
    opener, *below = text[head.start : head.end].split("\n")
    if any(row.startswith(" ") for row in below):
        return False
    near = "\n\n" not in text[head.end : line.start].replace(" ", "")
    return near and _OPENS_LIST.search(opener.rstrip()) is not None


def _clause_column(block: BlockText) -> int:
    return next((i.column for i in block.items if isinstance(i, Chunk) and i.column), 0)


def _go_on(text: str, block: BlockText, line: _Line) -> None:
    """An indented line: a clause, or more of the clause above."""
    above = block.items[-1] if block.items else block.head
    column = _clause_column(block)
    deeper = bool(column) and line.column > column and isinstance(above, Chunk)
    if block.head.keyword == "define" and isinstance(above, Chunk):
        deeper = True
    elif deeper and line.column - column <= _SLIPPED:
        chunk = _chunk(text, line)
        own = chunk.keyword in CLAUSES.get(block.head.keyword, ())
        deeper = not (own and _SPACED.match(text, chunk.word_end))
    if deeper and isinstance(above, Chunk):
        longer = Chunk(above.keyword, above.column, above.start, above.word_end, line.end)
        if block.items:
            block.items[-1] = longer
        else:
            block.head = longer
    else:
        block.items.append(_chunk(text, line))
