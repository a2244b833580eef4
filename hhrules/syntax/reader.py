"""Pieces of one source read one by one: parsed, and clauses checked for their place.

What cannot be read is reported once and left out, so that all else of the file is still read.
"""

from __future__ import annotations

import re

from attrs import define, frozen
from lark import Token

from hhrules.source.diagnostic import Diagnostics, Edit, Fix
from hhrules.source.text import SourceFile, Span
from hhrules.syntax import nodes as n
from hhrules.syntax.build import Builder, Node, token, tree, unquoted
from hhrules.syntax.build_tables import build_cell, build_head, build_outcome
from hhrules.syntax.layout import PASTED, BlockText, Chunk, RowText
from hhrules.syntax.mistakes.mending import AS_WRITTEN, Mended, Place
from hhrules.syntax.mistakes.places import (
    Guess,
    Line,
    guess_word,
    report_stray,
    report_unknown,
    report_wrong_place,
)
from hhrules.syntax.mistakes.report import report_failure
from hhrules.syntax.mistakes.rows import (
    report_empty,
    report_listed,
    report_pasted,
    report_ruler,
)
from hhrules.syntax.pieces import Failure, Start, parse_piece
from hhrules.syntax.spoken import head as head_text
from hhrules.syntax.words import CLAUSES, OUTCOMES

_PLACE = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[{}]")


@frozen
class Clause:
    """A clause of the grammar with its builder; `tree` is None where it could not be read."""

    keyword: str
    span: Span
    word_span: Span
    tree: Node | None
    builder: Builder

    @property
    def root(self) -> Node:
        """The tree of a clause that could be read."""
        return tree(self.tree)

    def token(self, place: int = 0) -> Token:
        """The child at `place`, a token."""
        return token(self.root.children[place])

    def child(self, place: int = 0) -> Node:
        """The child at `place`, a tree."""
        return tree(self.root.children[place])

    def optional(self, place: int) -> Node | Token | None:
        """The child at `place`, if it was written."""
        return self.root.children[place]

    def quoted(self, place: int = 0) -> str:
        """The text in quotes at `place`."""
        return unquoted(str(self.token(place)))


@define
class Reader:
    """Reads the pieces of `source`, whose tidied and mended text is `text`."""

    source: SourceFile
    text: str
    diagnostics: Diagnostics
    mended: Mended = AS_WRITTEN

    def span(self, start: int, end: int) -> Span:
        """A place in the source, of one in the text."""
        return self.mended.span(self.source.name, start, end)

    def line_of(self, span: Span) -> Span:
        """The lines of a place in the source, with the line end before them."""
        end = self.source.text.find("\n", max(span.end - 1, 0))
        start = max(self.source.text.rfind("\n", 0, span.start), 0)
        return Span(span.name, start, end if end >= 0 else len(self.source.text))

    def builder(self, base: int) -> Builder:
        """A builder for the piece that begins at `base`."""
        return Builder(self.source.name, base, self.diagnostics, self.mended)

    def piece(self, start: int, end: int, kind: Start, *, context: str = "") -> Node | None:
        """The tree of a piece; a piece that cannot be read is reported."""
        text = self.text[start:end]
        found = parse_piece(text, kind)
        if isinstance(found, Failure):
            place = Place(self.source.name, start, self.mended)
            report_failure(self.diagnostics, place, text, found, kind, context)
            return None
        return found

    # ------------------------------------------------------------------ clauses

    def clause(self, chunk: Chunk, keyword: str | None = None) -> Clause:
        """A block's first line or a clause; `keyword` where its first words are misspelt."""
        word = keyword or chunk.keyword
        span = self.span(chunk.start, chunk.end)
        word_span = self.span(chunk.start, chunk.word_end)
        if keyword is None or keyword == chunk.keyword:
            found = self.piece(chunk.start, chunk.end, "clause", context=word)
            return Clause(word, span, word_span, found, self.builder(chunk.start))
        rest = self.text[chunk.word_end : chunk.end]
        base = chunk.word_end - len(word)
        parsed = parse_piece(word + rest, "clause")
        good = None if isinstance(parsed, Failure) else parsed
        return Clause(word, span, word_span, good, self.builder(base))

    def contents(self, block: BlockText, head: str) -> list[Clause | n.Grid]:
        """The clauses and tables of a block, in order; what does not belong is reported."""
        found: list[Clause | n.Grid] = []
        rows: list[RowText] = []
        strangers: set[str] = set()
        columns = 0
        own = CLAUSES.get(head, ())
        foreign = sum(isinstance(i, Chunk) and i.keyword not in own for i in block.items)
        for item in (*block.items, None):
            if rows and (not isinstance(item, RowText) or item.first):
                columns = len(rows[0].cells)
                found.append(self.grid(rows))
                rows = []
            if isinstance(item, RowText):
                rows.append(item)
            elif item is not None:
                clause = self._placed(item, head, strangers, columns, foreign)
                if clause is not None:
                    found.append(clause)
        return found

    def _placed(
        self, chunk: Chunk, head: str, strangers: set[str], columns: int, strangers_in: int
    ) -> Clause | None:
        """A clause that belongs under `head`, or None after a report.

        `strangers` are the clauses of other blocks met before: where the line that begins a
        block is missing, only the first of its clauses is reported. "" stands for a line that
        resembles no clause; of several in a row the first is reported.
        """
        allowed = CLAUSES.get(head, ())
        span = self.span(chunk.start, chunk.end)
        line = Line(self, chunk, self.text[chunk.start : chunk.end])
        if chunk.keyword == PASTED:
            report_pasted(self, chunk, self.mended.text(self.source.text))
            return None
        if chunk.keyword in allowed:
            strangers.discard("")
            if chunk.column == 0:
                report_stray(line, head)
            return self.clause(chunk)
        guess = guess_word(line.text, allowed)
        if chunk.keyword and (guess is None or guess.exact or guess.meant):
            if chunk.keyword not in strangers:
                report_wrong_place(line, head, alone=strangers_in <= 1)
            for known in CLAUSES.values():
                strangers.update(known if chunk.keyword in known else ())
            return None
        if guess is None:
            if columns and report_listed(line, columns):
                return None
            if "" not in strangers:
                report_unknown(line, head)
            strangers.add("")
            return None
        return self.corrected(chunk, guess, span)

    def corrected(self, chunk: Chunk, guess: Guess, span: Span) -> Clause:
        """A clause under the word it most likely means; the slip is reported."""
        end = chunk.start + guess.length
        guess.report(self.diagnostics, self.span(chunk.start, end))
        fixed = Chunk(chunk.keyword, chunk.column, chunk.start, end, span.end)
        return self.clause(fixed, guess.word)

    # ------------------------------------------------------------------ tables

    def grid(self, rows: list[RowText]) -> n.Grid:
        """A head row and the rows below it."""
        body = [row for row in rows[1:] if not report_ruler(self, row)]
        head = rows[0]
        header = tuple(self._head(*cell) for cell in head.cells)
        counts = {len(row.cells) for row in body}
        alike = len(body) > 1 and len(counts) == 1 and counts != {len(header)}
        if alike:
            self._short_head(head, len(header), counts.pop())
        built = tuple(self._row(row, header) for row in body if not alike)
        return n.Grid(header, built, self.span(head.start, rows[-1].end))

    def _named_outcomes(self, head: RowText, columns: int, cells: int) -> tuple[Fix, ...]:
        """The head with `expect` for a last column of outcomes."""
        line = self.text.rfind("\n", 0, head.start) + 1
        below = self.text[self.text.find("\n", head.start) + 1 :].split("\n")[0].split("|")
        if cells != columns + 1 or len(below) <= cells or below[cells].strip() not in OUTCOMES:
            return ()
        bar = "" if self.text[line : head.end].rstrip().endswith("|") else " |"
        end = Edit(self.span(head.end, head.end), f"{bar} expect |")
        return (Fix("name the last column `expect`", (end,)),)

    def _short_head(self, head: RowText, columns: int, cells: int) -> None:
        """All rows agree with each other and not with the head."""
        self.diagnostics.error(
            "E019",
            f"the head has {_counted(columns, 'column')}, "
            f"but each row has {_counted(cells, 'cell')}",
            self.span(head.start, head.end),
            label="the head of the table",
            note="Each row has one cell for each column of the head.",
            help="name each column in the head",
            fixes=self._named_outcomes(head, columns, cells),
        )

    def _holds_outcomes(self, start: int) -> bool:
        """Whether an outcome stands in the row below, where a head is empty."""
        line = self.text.rfind("\n", 0, start) + 1
        place = self.text.count("|", line, start) - 1
        stop = self.text.find("\n", start)
        below = self.text[stop + 1 :].split("\n")[0].split("|")[1:]
        return place < len(below) and below[place].strip() in OUTCOMES

    def _head(self, start: int, end: int) -> n.Header:
        span = self.span(start, end)
        if start == end:
            outcomes = self._holds_outcomes(start)
            self.diagnostics.error(
                "E027",
                "a column has no name",
                span,
                label="name the column here",
                help="write `expect`" if outcomes else "name a fact, or delete the bar",
                replacement="expect" if outcomes else None,
            )
        else:
            found = self.piece(start, end, "column", context="head")
            if found is not None:
                return build_head(self.builder(start), found)
        return n.Header(n.Ref((self.text[start:end],), (span,), span), None, span)

    def _row(self, row: RowText, header: tuple[n.Header, ...]) -> n.Row:
        if len(row.cells) != len(header):
            self._uneven(row, header)
        cells = tuple(
            self._cell(start, end, head_text(column))
            for (start, end), column in zip(row.cells, header, strict=False)
        )
        return n.Row(cells, self.span(row.start, row.end))

    def _uneven(self, row: RowText, header: tuple[n.Header, ...]) -> None:
        found, wanted = len(row.cells), len(header)
        more = found > wanted
        start, end = row.cells[wanted] if more else (row.start, row.end)
        cut = self.text.rfind("|", row.start, start) if more else 0
        fix = (
            (Fix("delete the last cell", (Edit(self.span(cut, row.end), "|"),)),)
            if more
            else ()
        )
        self.diagnostics.error(
            "E019",
            f"this row has {_counted(found, 'cell')}, "
            f"but the table has {_counted(wanted, 'column')}",
            self.span(start, max(end, start + 1)),
            label="one cell too many begins here"
            if more
            else f"nothing stands under `{head_text(header[found]) or 'the last column'}`",
            note="Each row has one cell for each column of the head.",
            help="delete a cell, or join two of them with a comma"
            if more
            else "add the missing cell; in an example, `-` says nothing",
            fixes=fix if wanted and found == wanted + 1 else (),
        )

    def _cell(self, start: int, end: int, column: str) -> n.Cell:
        if not column:  # what it may hold shows once the column has a name
            return n.NotGivenCell(self.span(start, end))
        if start == end:
            report_empty(self, start, column)
            return n.NotGivenCell(self.span(start, end))
        kind: Start = "outcome" if column == "expect" else "cell"
        found = self.piece(start, end, kind, context=column)
        if found is None:
            return n.NotGivenCell(self.span(start, end))
        return (build_outcome if kind == "outcome" else build_cell)(self.builder(start), found)

    # ------------------------------------------------------------------ messages

    def template(self, clause: Clause) -> n.Template:
        """A message in quotes, its {places} read as values."""
        raw = clause.token()
        span = clause.builder.span(raw)
        base = clause.builder.base + (raw.start_pos or 0)
        parts: list[str | n.Expr] = []
        said = ""
        place = 1
        for match in _PLACE.finditer(raw, 1, len(raw) - 1):
            said += raw[place : match.start()]
            place = match.end()
            if match[0] in ("{{", "}}"):
                said += match[0][0]
                continue
            value = self._place(match[0], base + match.start())
            if value is not None:
                parts.extend([said.replace('""', '"')] if said else [])
                parts.append(value)
                said = ""
        said += raw[place:-1]
        if said:
            parts.append(said.replace('""', '"'))
        return n.Template(tuple(parts), span)

    def _place(self, text: str, start: int) -> n.Expr | None:
        inner = text[1:-1]
        span = self.span(start, start + len(text))
        if len(text) == 1 or not inner.strip():
            self.diagnostics.error(
                "E028",
                "this brace has no partner"
                if len(text) == 1
                else "nothing stands in these braces",
                span,
                note="Braces in a message name a fact, whose value is put there.",
                help="close it with `}`, as in `{service date}`; for a brace itself, write it twice",
            )
            return None
        left = start + 1 + len(inner) - len(inner.lstrip())
        found = self.piece(left, left + len(inner.strip()), "template", context="message")
        if found is None:
            return None
        return self.builder(left).expr(tree(found.children[0]))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
