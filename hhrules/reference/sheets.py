"""Spreadsheets and CSV files as published: the cells of one sheet as text, each with its row number."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Collection, Sequence
from pathlib import Path

from attrs import frozen

XLSX = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How spreadsheets begin (xlsx and ods; xls)."""

Cells = list[tuple[str, bool]]
"""The cells of a row: their text, and whether the file held them as numbers."""


class ImportProblem(ValueError):
    """A spreadsheet that cannot become a table, with the reason and what to do."""


class MissingExtra(ImportProblem):
    """A spreadsheet needs a library that is not installed."""


@frozen
class SheetRow:
    """A row below the heads; `number` counts from 1 as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]
    numeric: frozenset[int]


@frozen
class Sheet:
    """The heads of a sheet and the rows below them."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    sha256: str


def read_sheet(
    path: Path,
    sheet: str | None = None,
    head: int | None = None,
    wanted: Collection[str] = (),
) -> Sheet:
    """The first (or the named) sheet of a spreadsheet, or a CSV file.

    The heads stand in row `head`; without it, in the first row that has all `wanted` heads, else in
    the first with more than one cell filled. Titles above them are left out.
    """
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if raw.startswith(XLSX):
        name, rows = _spreadsheet(path, raw, sheet)
    else:
        name, rows = path.name, _text_rows(path, raw)
    return _sheet(name, rows, head or _head_row(rows, wanted), digest)


def _head_row(rows: Sequence[Cells], wanted: Collection[str]) -> int:
    texts = [[text for text, _ in row if text] for row in rows]
    for number, row in enumerate(texts, 1):
        if wanted and all(head in row for head in wanted):
            return number
    filled = next((n for n, row in enumerate(texts, 1) if len(row) > 1), None)
    return filled or next((n for n, row in enumerate(texts, 1) if row), len(rows) + 1)


def _text_rows(path: Path, raw: bytes) -> list[Cells]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportProblem(
            f"{path.name} is neither a spreadsheet nor UTF-8 text; save it as UTF-8 CSV"
        ) from None
    return [[(c.strip(), False) for c in line] for line in csv.reader(io.StringIO(text))]


def _spreadsheet(path: Path, raw: bytes, sheet: str | None) -> tuple[str, list[Cells]]:
    try:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtra('spreadsheets need: pip install "hhrules[tables]"') from None
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    names = book.sheet_names
    if sheet is not None and sheet not in names:
        raise ImportProblem(f"{path.name} has no sheet {sheet!r}; it has {', '.join(names)}")
    name = sheet or names[0]
    found = book.get_sheet_by_name(name)
    rows = [[_text(c) for c in row] for row in found.to_python(skip_empty_area=False)]
    return f"{path.name}, sheet {name}", rows


def _text(cell: object) -> tuple[str, bool]:
    match cell:
        case bool():
            return ("yes" if cell else "no"), False
        case float() | int():
            whole = float(cell).is_integer()
            return (str(int(cell)) if whole else repr(cell)), True
        case dt.datetime():
            return cell.date().isoformat(), False
        case dt.date():
            return cell.isoformat(), False
        case _:
            return " ".join(str(cell).split()), False


def _sheet(name: str, rows: Sequence[Cells], head: int, digest: str) -> Sheet:
    filled = [any(text for text, _ in row) for row in rows]
    if not 0 < head < len(rows) or not any(filled[head:]):
        raise ImportProblem(f"{name} has no head row with rows below it")
    heads = [text for text, _ in rows[head - 1]]
    while heads and not heads[-1]:
        heads.pop()
    width = len(heads)
    body = tuple(
        SheetRow(
            number,
            tuple(t for t, _ in (*row[:width], *[("", False)] * (width - len(row)))),
            frozenset(n for n, (_, numeric) in enumerate(row[:width]) if numeric),
        )
        for number, row in enumerate(rows[head:], head + 1)
        if filled[number - 1]
    )
    return Sheet(name, tuple(heads), body, digest)
