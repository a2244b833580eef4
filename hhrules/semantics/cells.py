"""Table cells from rulebook text and from CSV files, in one form: what a cell accepts or says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter

from attrs import frozen

from hhrules.semantics.literals import NATURAL, WrongType, day_of, value_of
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax import nodes
from hhrules.values.types import CODE, NUMBER, TEXT, WHOLE, YESNO, Ty


@frozen
class RawCell:
    """A cell before it has a type.

    `items` are literals, words (None as kind) and pairs of literals for spans; `special` is
    any, otherwise, undetermined, none, not given, or empty. `where` is the line of the file
    that a cell stands in, in words; its span is then that of the block which names the file.
    """

    span: Span
    items: tuple[nodes.Lit | str | tuple[nodes.Lit, nodes.Lit], ...] = ()
    special: str = ""
    bound: tuple[str, nodes.Lit] | None = None
    where: str = ""


@frozen
class RawGrid:
    """Column heads and rows of cells, from either kind of source."""

    heads: tuple[tuple[str, Span], ...]
    rows: tuple[tuple[RawCell, ...], ...]
    places: tuple[str, ...]
    in_file: bool = False


def from_cell(cell: nodes.Cell) -> RawCell:
    """The cell of a table in a rulebook."""
    match cell:
        case nodes.ListCell(items=items, span=span):
            return RawCell(span, tuple(_item(i) for i in items))
        case nodes.BoundCell(op=op, value=value, span=span):
            return RawCell(span, bound=(op, value))
        case nodes.AnyCell(span=span):
            return RawCell(span, special="any")
        case nodes.OtherwiseCell(span=span):
            return RawCell(span, special="otherwise")
        case nodes.UndeterminedCell(span=span):
            return RawCell(span, special="undetermined")
        case nodes.NoneCell(span=span):
            return RawCell(span, special="none")
        case nodes.MissingCell(span=span):
            return RawCell(span, special="missing")
        case nodes.NotGivenCell(span=span):
            return RawCell(span, special="not given")
        case nodes.ExpectCell(outcome=outcome, span=span):
            return RawCell(span, (outcome,))


def _item(
    item: nodes.Lit | nodes.RangeLit | nodes.Ref,
) -> nodes.Lit | str | tuple[nodes.Lit, nodes.Lit]:
    match item:
        case nodes.Lit():
            return item
        case nodes.RangeLit(low=low, high=high):
            return (low, high)
        case nodes.Ref():
            return item.text


_SHAPES: tuple[tuple[nodes.LiteralKind, re.Pattern[str]], ...] = (
    ("date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    ("money", re.compile(r"\$[0-9][0-9,]*(\.[0-9]{2})?")),
    ("percent", re.compile(r"[0-9]+(\.[0-9]+)?%")),
    ("duration", re.compile(r"[0-9]+ (day|days|month|months|year|years|hour|hours)")),
    ("number", re.compile(r"-?[0-9]+(\.[0-9]+)?")),
    ("pattern", re.compile(r"[0-9]+X")),
    ("code", re.compile(r"[A-Z0-9_]*[A-Z][A-Z0-9_]*")),
)


def _csv_literal(text: str, span: Span) -> nodes.Lit:
    if text in ("yes", "no"):
        return nodes.Lit("yes" if text == "yes" else "no", text, span)
    for kind, shape in _SHAPES:
        if shape.fullmatch(text):
            return nodes.Lit(kind, text, span)
    return nodes.Lit("text", text, span)


def from_csv(text: str, span: Span, file: str, diagnostics: Diagnostics) -> RawGrid:
    """The rows of a CSV file; its cells hold one literal each, a list (`;` between), or a range.

    A row of other width than the head is reported; empty rows, and empty cells behind a row, are
    what spreadsheets leave behind and say nothing.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    heads: tuple[tuple[str, Span], ...] = ()
    rows: list[tuple[RawCell, ...]] = []
    places: list[str] = []
    for record in reader:
        if not any(cell.strip() for cell in record) or record[0].startswith("#"):
            continue
        if not heads:
            heads = tuple((h.strip().replace("_", " "), span) for h in _head(record))
            if len(heads) == 1 and ";" in record[0]:
                _wrong_width(
                    file, reader.line_num, "are parted by semicolons", span, diagnostics
                )
            continue
        if len(record) < len(heads) or any(c.strip() for c in record[len(heads) :]):
            wrong = f"are {len(record)}, but the table has {len(heads)} columns"
            _wrong_width(file, reader.line_num, wrong, span, diagnostics)
            continue
        where = f" (line {reader.line_num} of {file})"
        rows.append(tuple(_csv_cell(c.strip(), span, where) for c in record[: len(heads)]))
        places.append(f"{file}:{reader.line_num}")
    return RawGrid(heads, tuple(rows), tuple(places), in_file=True)


def _head(record: list[str]) -> list[str]:
    """The names of the columns, without the empty ones that a spreadsheet leaves behind."""
    while record and not record[-1].strip():
        record = record[:-1]
    return record


def _wrong_width(
    file: str, line: int, wrong: str, span: Span, diagnostics: Diagnostics
) -> None:
    diagnostics.error(
        "E019",
        f"the cells in line {line} of {file} {wrong}",
        span,
        label="this table's file",
        note="Cells of a CSV file are parted by commas; one that holds a comma stands in quotes.",
        help="mend the line, or save the sheet as CSV with commas",
    )


def _csv_cell(text: str, span: Span, where: str) -> RawCell:
    if text in {"", "none"}:
        return RawCell(span, special="none" if text else "empty", where=where)
    if text in ("any", "otherwise", "undetermined"):
        return RawCell(span, special=text, where=where)
    items: list[nodes.Lit | str | tuple[nodes.Lit, nodes.Lit]] = []
    parts = text.split(";") if ";" in text else [text]
    for part in (p.strip() for p in parts):
        ends = part.split(" to ")
        if len(ends) == 2 and all(_csv_literal(e, span).kind != "text" for e in ends):
            items.append((_csv_literal(ends[0], span), _csv_literal(ends[1], span)))
        else:
            items.append(_csv_literal(part, span))
    return RawCell(span, tuple(items), where=where)


_WORDS = frozenset({"text", "code", "number", "pattern", "word"})


def column_type(cells: list[RawCell]) -> Ty:
    """The type that the cells of a column have in common; where they have none, that of most.

    A column in which codes, numbers and quoted text mix is one of text.
    """
    literals = [
        literal
        for cell in cells
        for item in (*cell.items, *((cell.bound[1],) if cell.bound else ()))
        for literal in (item if isinstance(item, tuple) else (item,))
    ]
    kinds = Counter("word" if isinstance(one, str) else one.kind for one in literals)
    answers = kinds["yes"] + kinds["no"]
    if answers > kinds["code"] + kinds["word"] and kinds.keys() <= {
        "yes",
        "no",
        "code",
        "word",
    }:
        return YESNO
    kinds = +kinds
    if not kinds:
        return TEXT
    if kinds.keys() <= {"yes", "no"}:
        return YESNO
    if kinds.keys() == {"number"}:
        return _number_type([one.text for one in literals if isinstance(one, nodes.Lit)])
    if kinds.keys() <= {"code", "number", "pattern", "word"}:
        return CODE
    if kinds.keys() <= _WORDS:
        return TEXT
    most = max(sorted(kinds), key=lambda kind: kinds[kind])
    return NATURAL.get(most, CODE)


def _number_type(texts: list[str]) -> Ty:
    if any(len(t) > 1 and t.startswith("0") and "." not in t for t in texts):
        return CODE
    return NUMBER if any("." in t for t in texts) else WHOLE


def convert(item: nodes.Lit | str, ty: Ty) -> object:
    """A literal or a word as a value of the column's type; raises WrongType."""
    if isinstance(item, str):
        if ty in (CODE, TEXT):
            return item.replace(" ", "_") if ty == CODE else item
        raise WrongType(CODE)
    value, _ = value_of(item, ty)
    return value


def as_date(cell: RawCell) -> dt.date | None:
    """The date in a cell, if it holds one."""
    if (
        len(cell.items) == 1
        and isinstance(cell.items[0], nodes.Lit)
        and cell.items[0].kind == "date"
    ):
        return day_of(cell.items[0].text)
    return None


def as_text(cell: RawCell) -> str:
    """The text of a cell, for citations and remarks."""
    return "; ".join(i.text if isinstance(i, nodes.Lit) else str(i) for i in cell.items)
