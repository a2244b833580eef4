"""Published spreadsheets as reference tables: which column is which is said, and checked.

A row keeps the days on which it holds and its source, so that a later publication adds rows and
takes nothing back. A code that a spreadsheet holds as a number has lost its zeros: refused.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import frozen

REMARKS = ("effective from", "effective to", "cite", "source")

XLSX = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How spreadsheets begin (xlsx and ods; xls)."""


class ImportProblem(ValueError):
    """A spreadsheet that cannot become a table, with the reason and what to do."""


class MissingExtra(ImportProblem):
    """A spreadsheet needs a library that is not installed."""


@frozen
class Sheet:
    """The cells of a sheet as text; `numeric` tells which cells the file held as numbers."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[tuple[int, int]]
    sha256: str


@frozen
class Publication:
    """What a table is imported from: the days it holds for and where it was published."""

    start: dt.date
    end: dt.date | None
    cite: str


def read_sheet(path: Path, sheet: str | None = None) -> Sheet:
    """The first (or the named) sheet of a spreadsheet, or a CSV file."""
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if raw.startswith(XLSX):
        return _spreadsheet(path, raw, sheet, digest)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportProblem(f"{path.name} is neither a spreadsheet nor UTF-8 text") from None
    lines = [r for r in csv.reader(io.StringIO(text)) if any(c.strip() for c in r)]
    return _sheet(path.name, [[(c.strip(), False) for c in line] for line in lines], digest)


def _spreadsheet(path: Path, raw: bytes, sheet: str | None, digest: str) -> Sheet:
    try:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtra('spreadsheets need: pip install "hhrules[tables]"') from None
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    names = book.sheet_names
    if sheet is not None and sheet not in names:
        raise ImportProblem(f"{path.name} has no sheet {sheet!r}; it has {', '.join(names)}")
    name = sheet or names[0]
    rows = [[_text(c) for c in row] for row in book.get_sheet_by_name(name).to_python()]
    return _sheet(
        f"{path.name}, sheet {name}", [r for r in rows if any(t for t, _ in r)], digest
    )


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
            return str(cell).strip(), False


def _sheet(name: str, rows: Sequence[Sequence[tuple[str, bool]]], digest: str) -> Sheet:
    if len(rows) < 2:  # noqa: PLR2004 - a head and a row
        raise ImportProblem(f"{name} has no head row with rows below it")
    width = len(rows[0])
    numeric = frozenset(
        (r, c)
        for r, row in enumerate(rows[1:])
        for c, (_, number) in enumerate(row[:width])
        if number
    )
    body = tuple(
        tuple(t for t, _ in (*row[:width], *[("", False)] * (width - len(row))))
        for row in rows[1:]
    )
    return Sheet(name, tuple(t for t, _ in rows[0]), body, numeric, digest)


def to_rows(
    sheet: Sheet, columns: Mapping[str, str], codes: Sequence[str], publication: Publication
) -> list[dict[str, str]]:
    """The rows of the table: `columns` tells the sheet's head for each of the table's columns."""
    unknown = [c for c in codes if c not in columns]
    if unknown:
        raise ImportProblem(f"{', '.join(unknown)} is no column of the table")
    places = {}
    for name, head in columns.items():
        if head not in sheet.heads:
            raise ImportProblem(
                f"{sheet.name} has no column {head!r}; it has {', '.join(sheet.heads)}"
            )
        places[name] = sheet.heads.index(head)
    rows: list[dict[str, str]] = []
    for number, cells in enumerate(sheet.rows):
        row = {name: cells[place] for name, place in places.items()}
        for name in codes:
            if (number, places[name]) in sheet.numeric:
                raise ImportProblem(
                    f"row {number + 2}, column {columns[name]!r}: a code stands there as a number, "
                    "so its zeros may be lost; format the column as text"
                )
        if not all(row[name] for name in codes):
            raise ImportProblem(
                f"row {number + 2} has no {', '.join(n for n in codes if not row[n])}"
            )
        row["effective from"] = publication.start.isoformat()
        row["effective to"] = publication.end.isoformat() if publication.end else ""
        row["cite"] = publication.cite
        row["source"] = f"{sheet.name}, sha256 {sheet.sha256[:16]}"
        rows.append(row)
    _unique(rows, codes)
    return rows


def _unique(rows: Sequence[Mapping[str, str]], codes: Sequence[str]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows):
        key = tuple(row[c] for c in codes)
        if key in seen:
            raise ImportProblem(
                f"rows {seen[key] + 2} and {number + 2} have the same {', '.join(codes)}: {', '.join(key)}"
            )
        seen[key] = number


def merge(
    existing: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """The table with new rows: those of the same day are replaced, an open one is ended."""
    start = rows[0]["effective from"]
    kept: list[dict[str, str]] = []
    for old in existing:
        row = dict(old)
        if row["effective from"] == start:
            continue
        if row["effective from"] < start and (
            not row["effective to"] or row["effective to"] >= start
        ):
            row["effective to"] = (
                dt.date.fromisoformat(start) - dt.timedelta(days=1)
            ).isoformat()
        kept.append(row)
    return sorted([*kept, *(dict(r) for r in rows)], key=lambda r: r["effective from"])


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a table file, if there is one."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def write_table(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a table file, whole or not at all."""
    heads = [n for n in rows[0] if n not in REMARKS] + list(REMARKS)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    part.replace(path)
