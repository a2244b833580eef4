"""Where the cursor stands in a text that is being typed: in which block, clause, cell or message."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from hhrules.syntax.layout import BlockText, Chunk, Layout, RowText, lay_out, tidy

Where: TypeAlias = Literal[
    "block", "clause", "piece", "head", "cell", "message", "quoted", "none"
]


@frozen
class Cursor:
    """A place in a text.

    `piece` is the text of the clause or cell up to the cursor and `base` where it begins. `heads`
    are the column heads of the table that the cursor stands in, `column` the one above it.
    """

    where: Where
    block: str = ""  # the word that its block begins with
    clause: str = ""
    piece: str = ""
    base: int = 0
    heads: tuple[str, ...] = ()
    column: str = ""
    subject: str = ""  # after `for each`, of a rule
    rule: str = ""  # of examples
    records: str = ""  # after `with`, of the rows below it
    keys: tuple[str, ...] = ()  # after `by`, of a table or value


def cursor_at(text: str, offset: int) -> Cursor:
    """What stands around an offset."""
    whole = tidy(text)
    start = whole.rfind("\n", 0, offset) + 1
    before = whole[start:offset]
    if "#" in before and _in_comment(whole, start, offset):
        return Cursor("none")
    layout = lay_out(whole[:offset])
    block = layout.blocks[-1] if layout.blocks else None
    full = _block_at(lay_out(whole), offset)
    found = _place(whole, layout, block, start, offset)
    return evolve(
        found,
        subject=_subject(whole, full),
        rule=_rule_of(layout, block),
        keys=_keys_of(layout, block),
    )


def _place(
    whole: str, layout: Layout, block: BlockText | None, start: int, offset: int
) -> Cursor:
    before = whole[start:offset]
    if not before.strip():
        return _fresh(before, layout, block, offset)
    if block is None:
        return Cursor("block", piece=before, base=start)
    last = block.items[-1] if block.items else block.head
    if isinstance(last, RowText):
        return _in_row(whole, layout, block, last, offset)
    if before.lstrip() == before and last is block.head and not last.keyword:
        return Cursor("block", piece=before, base=start)
    return _in_clause(layout, block, last, offset)


def _fresh(before: str, layout: Layout, block: BlockText | None, offset: int) -> Cursor:
    """On a line where nothing stands yet: a block, a clause, or more of the clause above."""
    if not before or block is None:
        return Cursor("block", base=offset)
    last = block.items[-1] if block.items else block.head
    column = next((i.column for i in block.items if isinstance(i, Chunk) and i.column), 2)
    word = block.head.keyword
    if isinstance(last, Chunk) and (len(before) > column or word == "define"):
        piece = layout.text[last.start : offset]
        return Cursor("piece", word, last.keyword, piece, last.start)
    return Cursor("clause", word, base=offset)


def _in_clause(layout: Layout, block: BlockText, last: Chunk, offset: int) -> Cursor:
    piece = layout.text[last.start : offset]
    word = block.head.keyword
    quote = _open_quote(piece)
    if quote is not None:
        inside = piece[quote + 1 :]
        brace = inside.rfind("{")
        if brace > inside.rfind("}") and last.keyword in ("because", "fix"):
            base = last.start + quote + 1 + brace + 1
            return Cursor("message", word, last.keyword, layout.text[base:offset], base)
        base = last.start + quote + 1
        return Cursor("quoted", word, last.keyword, inside, base)
    if not last.keyword:
        return Cursor("clause", word, piece=piece, base=last.start)
    return Cursor("piece", word, last.keyword, piece, last.start)


def _in_row(text: str, layout: Layout, block: BlockText, row: RowText, offset: int) -> Cursor:
    above = block.items[:-1]
    rows: list[RowText] = []
    for item in () if row.first else reversed(above):
        if not isinstance(item, RowText):
            break
        rows.append(item)
        if item.first:
            break
    clause = above[-1 - len(rows)] if len(rows) < len(above) else None
    cut = text.rfind("|", row.start, offset)
    number = sum(1 for start, _ in row.cells if start < cut)
    base = cut + 1 + len(text[cut + 1 : offset]) - len(text[cut + 1 : offset].lstrip())
    piece = layout.text[base:offset]
    word = block.head.keyword
    records = ""
    if isinstance(clause, Chunk) and clause.keyword == "with":
        records = layout.text[clause.word_end : clause.end].strip()
    if _open_quote(piece) is not None:
        return Cursor("none")
    if not rows:
        return Cursor("head", word, piece=piece, base=base, records=records)
    heads = tuple(layout.text[a:b] for a, b in rows[-1].cells)
    column = heads[number] if number < len(heads) else ""
    return Cursor("cell", word, "", piece, base, heads, column, records=records)


def _in_comment(text: str, start: int, offset: int) -> bool:
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    comments = lay_out(f"x\n{line}").comments
    return any(start + place - len("x\n") < offset for place, _ in comments)


def _block_at(layout: Layout, offset: int) -> BlockText | None:
    found: BlockText | None = None
    for block in layout.blocks:
        if block.head.start <= offset:
            found = block
    return found


def _subject(text: str, block: BlockText | None) -> str:
    for item in block.items if block else ():
        if isinstance(item, Chunk) and item.keyword == "for each":
            return " ".join(text[item.word_end : item.end].split())
    return ""


def _rule_of(layout: Layout, block: BlockText | None) -> str:
    if block is None or block.head.keyword not in ("examples of", "example of"):
        return ""
    match = _RULE_ID.search(layout.text, block.head.word_end, block.head.end)
    return match[0] if match else ""


def _keys_of(layout: Layout, block: BlockText | None) -> tuple[str, ...]:
    if block is None or block.head.keyword not in ("table", "value"):
        return ()
    said = layout.text[block.head.word_end : block.head.end].partition(" from file ")[0]
    return tuple(
        " ".join(key.split()) for key in said.partition(" by ")[2].split(",") if key.strip()
    )


_RULE_ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]+[a-z]?")


def _open_quote(text: str) -> int | None:
    """Where a quote was opened on the last line that is not closed yet."""
    start = text.rfind("\n") + 1
    opened: int | None = None
    for place in range(start, len(text)):
        if text[place] == '"':
            opened = place if opened is None else None
    return opened
