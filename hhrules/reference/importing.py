"""Published spreadsheets as reference tables: which column is which is said, and checked.

A row keeps the days on which it holds and its source, so that a later publication adds rows and
takes nothing back. A code that a spreadsheet holds as a number has lost its zeros: refused.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from attrs import field, frozen

from hhrules.reference.sheets import ImportProblem, Sheet, SheetRow
from hhrules.values.codes import as_compared

REMARKS = ("effective from", "effective to", "cite", "source")

_NUMBER = re.compile(r"\$?-?[0-9][0-9,]*(\.[0-9]+)?%?")
_SHOWN = 3
"""Rows that a message names before it says how many more there are."""

TableRow = dict[str, str]


@frozen
class Publication:
    """What a table is imported from: the days it holds for and where it was published."""

    start: dt.date
    end: dt.date | None
    cite: str


@frozen
class Mapped:
    """How a sheet becomes a table.

    `columns` are the sheet's heads by column of the table, `keys` the columns that rows are looked up by,
    `words` what the sheet's words are called in the table, by column.
    """

    columns: Mapping[str, str]
    keys: Sequence[str]
    words: Mapping[str, Mapping[str, str]] = field(factory=dict)


@frozen
class Imported:
    """The rows of a publication, and the sheet's row numbers that hold remarks alone."""

    rows: tuple[TableRow, ...]
    left_out: tuple[int, ...] = ()


def to_rows(sheet: Sheet, mapped: Mapped, publication: Publication) -> Imported:
    """The rows of the table; ImportProblem with what is wrong and where."""
    places = _places(sheet, mapped)
    notes = tuple(takewhile(lambda r: _is_note(r, places), reversed(sheet.rows)))
    body = sheet.rows[: len(sheet.rows) - len(notes)]
    found = [_row(row, places, mapped) for row in body]
    numbers = [row.number for row in body]
    _unique(found, numbers, mapped.keys)
    for name in mapped.columns:
        if name not in mapped.keys:
            _alike(name, found, numbers)
    for row in found:
        row["effective from"] = publication.start.isoformat()
        row["effective to"] = publication.end.isoformat() if publication.end else ""
        row["cite"] = publication.cite
        row["source"] = f"{sheet.name}, sha256 {sheet.sha256[:16]}"
    if not found:
        raise ImportProblem(f"{sheet.name} has no row with a {', '.join(mapped.keys)}")
    return Imported(tuple(found), tuple(sorted(n.number for n in notes)))


def _places(sheet: Sheet, mapped: Mapped) -> dict[str, int]:
    """Where each column of the table stands in the sheet."""
    for name in (*mapped.keys, *mapped.words):
        if name not in mapped.columns:
            raise ImportProblem(f"{name} is no column of the table")
    places = {}
    for name, head in mapped.columns.items():
        if sheet.heads.count(head) != 1:
            often = "two columns" if head in sheet.heads else "no column"
            raise ImportProblem(
                f"{sheet.name} has {often} {head!r}; it has {', '.join(h for h in sheet.heads if h)}"
            )
        places[name] = sheet.heads.index(head)
    return places


def _is_note(row: SheetRow, places: Mapping[str, int]) -> bool:
    """Whether a row at the end says something about the table and is not part of it."""
    filled = sum(bool(row.cells[place]) for place in places.values())
    return filled == 0 or (filled == 1 < len(places))


def _row(row: SheetRow, places: Mapping[str, int], mapped: Mapped) -> TableRow:
    found: TableRow = {}
    for name, place in places.items():
        text = row.cells[place]
        is_key = name in mapped.keys
        if is_key and place in row.numeric and len(text) > 1:
            raise ImportProblem(
                f"row {row.number}, column {mapped.columns[name]!r}: a code stands there as a number, "
                "so its zeros may be lost; format the column as text"
            )
        if is_key and not text:
            raise ImportProblem(f"row {row.number} has no {name}")
        words = mapped.words.get(name)
        if words is not None and text not in words and text not in words.values():
            raise ImportProblem(
                f'row {row.number}: {text!r} has no word of the table; say --word "{name}: {text}=CODE"'
            )
        text = words.get(text, text) if words else text
        found[name] = as_compared(name, text)
    return found


def _unique(rows: Sequence[TableRow], numbers: Sequence[int], keys: Sequence[str]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for number, row in zip(numbers, rows, strict=True):
        key = tuple(row[c] for c in keys)
        if key in seen:
            raise ImportProblem(
                f"rows {seen[key]} and {number} have the same {', '.join(keys)}: {', '.join(key)}"
            )
        seen[key] = number


def _alike(name: str, rows: Sequence[TableRow], numbers: Sequence[int]) -> None:
    """Refuse a column of figures in which some cells are none."""
    odd = [n for n, r in zip(numbers, rows, strict=True) if not _NUMBER.fullmatch(r[name])]
    if odd and 2 * len(odd) < len(rows):
        shown = ", ".join(str(n) for n in odd[:_SHOWN])
        more = f" and {len(odd) - _SHOWN} more" if len(odd) > _SHOWN else ""
        raise ImportProblem(
            f"the column for {name} holds figures, and rows {shown}{more} have none in it"
        )


def merge(existing: Sequence[Mapping[str, str]], rows: Sequence[TableRow]) -> list[TableRow]:
    """The table with new rows.

    Those of the same first day are replaced, an open one is ended, and the new ones end before the next.
    """
    if any("effective from" not in row for row in existing):
        raise ImportProblem("the rows of this table have no days, so none can be added to them")
    start = rows[0]["effective from"]
    later = min(
        (r["effective from"] for r in existing if r["effective from"] > start), default=""
    )
    kept: list[TableRow] = []
    for old in existing:
        row = dict(old)
        if row["effective from"] == start:
            continue
        if row["effective from"] < start and (
            not row["effective to"] or row["effective to"] >= start
        ):
            row["effective to"] = _day_before(start)
        kept.append(row)
    new = [dict(row) for row in rows]
    for row in new:
        if later and (not row["effective to"] or row["effective to"] >= later):
            row["effective to"] = _day_before(later)
    return sorted([*kept, *new], key=lambda r: r["effective from"])


def _day_before(day: str) -> str:
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


def gone(
    existing: Sequence[Mapping[str, str]], rows: Sequence[TableRow], keys: Sequence[str]
) -> list[str]:
    """The keys that the publication before these rows had and they have not."""
    start = rows[0]["effective from"]
    earlier = [r for r in existing if r["effective from"] < start]
    last = max((r["effective from"] for r in earlier), default="")
    have = {tuple(r[k] for k in keys) for r in rows}
    before = (tuple(r[k] for k in keys) for r in earlier if r["effective from"] == last)
    return [", ".join(key) for key in before if key not in have]


def heads_of(path: Path) -> list[str]:
    """The columns of a table file, if there is one."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(line for line in file if not line.startswith("#")), [])


def read_table(path: Path) -> list[TableRow]:
    """The rows of a table file, if there is one."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def table_text(rows: Sequence[Mapping[str, str]]) -> str:
    """The text of a table file."""
    heads = [n for n in rows[0] if n not in REMARKS] + list(REMARKS)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, heads, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_table(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a table file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(table_text(rows), encoding="utf-8", newline="")
    part.replace(path)
