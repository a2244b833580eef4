"""Published spreadsheets become dated tables; what could have lost a zero is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from hhrules.cli.main import cli
from hhrules.reference.importing import (
    ImportProblem,
    Publication,
    merge,
    read_sheet,
    read_table,
    to_rows,
)

COLUMNS = {"hipps": "Group", "weight": "Weight"}
FIRST = Publication(dt.date(2026, 1, 1), None, "made up")
NEXT = Publication(dt.date(2027, 1, 1), None, "made up")


def spreadsheet(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Rates")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            else:
                sheet.write_number(number, column, cell)
    book.close()
    return path


def test_a_spreadsheet_gives_dated_rows(tmp_path: Path) -> None:
    file = spreadsheet(tmp_path / "a.xlsx", [["Group", "Weight"], ["1AA11", 1.25], ["01B", 2]])
    rows = to_rows(read_sheet(file), COLUMNS, ["hipps"], FIRST)
    assert [(r["hipps"], r["weight"], r["effective from"]) for r in rows] == [
        ("1AA11", "1.25", "2026-01-01"),
        ("01B", "2", "2026-01-01"),
    ]


def test_a_code_held_as_a_number_is_refused(tmp_path: Path) -> None:
    file = spreadsheet(tmp_path / "a.xlsx", [["Group", "Weight"], [1011, 1.25]])
    with pytest.raises(
        ImportProblem, match="row 2, column 'Group': a code stands there as a number"
    ):
        to_rows(read_sheet(file), COLUMNS, ["hipps"], FIRST)


def test_two_rows_for_one_key_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Group,Weight\nA,1\nA,2\n")
    with pytest.raises(ImportProblem, match="rows 2 and 3 have the same hipps: A"):
        to_rows(read_sheet(file), COLUMNS, ["hipps"], FIRST)


def test_a_later_publication_ends_the_earlier_one(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Group,Weight\nA,1\n")
    old = to_rows(read_sheet(file), COLUMNS, ["hipps"], FIRST)
    new = merge(old, to_rows(read_sheet(file), COLUMNS, ["hipps"], NEXT))
    assert [(r["effective from"], r["effective to"]) for r in new] == [
        ("2026-01-01", "2026-12-31"),
        ("2027-01-01", ""),
    ]
    assert merge(new, to_rows(read_sheet(file), COLUMNS, ["hipps"], NEXT)) == new


def test_the_command_names_the_columns_that_were_not_said(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Group,Weight\nA,1\n")
    said = ["table", "import", str(file), "--as", "case-mix weights", "--from", "2026-01-01"]
    said += ["--cite", "made up", "--into", str(tmp_path)]
    asked = CliRunner().invoke(cli, said)
    assert asked.exit_code == 2
    assert "has: Group, Weight" in asked.stderr
    done = CliRunner().invoke(
        cli, [*said, "--column", "hipps=Group", "--column", "weight=Weight"]
    )
    assert done.exit_code == 0
    assert 'table case-mix weights by hipps from file "case-mix_weights.csv"' in done.stdout
    assert read_table(tmp_path / "tables" / "case-mix_weights.csv")[0]["hipps"] == "A"
