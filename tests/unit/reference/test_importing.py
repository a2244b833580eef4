"""Published spreadsheets become dated tables; what could have lost a zero is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from hhrules.cli.main import cli
from hhrules.reference.importing import Mapped, Publication, gone, merge, read_table, to_rows
from hhrules.reference.sheets import ImportProblem, Sheet, read_sheet

COLUMNS = Mapped({"hipps": "Group", "weight": "Weight"}, ["hipps"])
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
    rows = to_rows(read_sheet(file), COLUMNS, FIRST).rows
    assert [(r["hipps"], r["weight"], r["effective from"]) for r in rows] == [
        ("1AA11", "1.25", "2026-01-01"),
        ("01B", "2", "2026-01-01"),
    ]


def test_a_code_held_as_a_number_is_refused(tmp_path: Path) -> None:
    file = spreadsheet(tmp_path / "a.xlsx", [["Group", "Weight"], [1011, 1.25]])
    with pytest.raises(
        ImportProblem, match="row 2, column 'Group': a code stands there as a number"
    ):
        to_rows(read_sheet(file), COLUMNS, FIRST)


def test_two_rows_for_one_key_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Group,Weight\nA,1\nA,2\n")
    with pytest.raises(ImportProblem, match="rows 2 and 3 have the same hipps: A"):
        to_rows(read_sheet(file), COLUMNS, FIRST)


def test_a_later_publication_ends_the_earlier_one(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Group,Weight\nA,1\n")
    old = to_rows(read_sheet(file), COLUMNS, FIRST).rows
    new = merge(old, to_rows(read_sheet(file), COLUMNS, NEXT).rows)
    assert [(r["effective from"], r["effective to"]) for r in new] == [
        ("2026-01-01", "2026-12-31"),
        ("2027-01-01", ""),
    ]
    assert merge(new, to_rows(read_sheet(file), COLUMNS, NEXT).rows) == new


def test_the_command_names_the_columns_that_were_not_said(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Group,Weight\nA,1\n")
    said = ["table", "import", str(file), "--as", "branch weights", "--from", "2026-01-01"]
    said += ["--cite", "made up", "--into", str(tmp_path)]
    asked = CliRunner().invoke(cli, said)
    assert asked.exit_code == 2
    assert "has: Group, Weight" in asked.stderr
    done = CliRunner().invoke(
        cli, [*said, "--column", "hipps=Group", "--column", "weight=Weight"]
    )
    assert done.exit_code == 0
    assert 'table branch weights by hipps from file "branch_weights.csv"' in done.stdout
    assert read_table(tmp_path / "tables" / "branch_weights.csv")[0]["hipps"] == "A"


def sheet(tmp_path: Path, text: str, head: int | None = None) -> Sheet:
    file = tmp_path / "a.csv"
    file.write_text(text)
    return read_sheet(file, None, head)


def test_titles_above_and_remarks_below_are_left_out(tmp_path: Path) -> None:
    text = "Table 12: weights\n\nGroup,,Weight\nA,x,1\nB,x,2\nSource: made up\n,,\n"
    found = to_rows(sheet(tmp_path, text), COLUMNS, FIRST)
    assert [(r["hipps"], r["weight"]) for r in found.rows] == [("A", "1"), ("B", "2")]
    assert found.left_out == (6,)


def test_a_row_without_a_code_amid_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="row 3 has no hipps"):
        to_rows(sheet(tmp_path, "Group,Weight\nA,1\n,2\nB,3\n"), COLUMNS, FIRST)


def test_the_row_of_the_heads_can_be_said(tmp_path: Path) -> None:
    text = "made up,2026\nGroup,Weight\nA,1\n"
    assert sheet(tmp_path, text, 2).heads == ("Group", "Weight")


def test_a_column_of_figures_takes_no_words(tmp_path: Path) -> None:
    text = "Group,Weight\nA,1.5\nB,n/a\nC,2.5\n"
    with pytest.raises(ImportProblem, match="weight holds figures, and rows 3 have none"):
        to_rows(sheet(tmp_path, text), COLUMNS, FIRST)


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="two columns 'Group'"):
        to_rows(sheet(tmp_path, "Group,Group,Weight\nA,B,1\n"), COLUMNS, FIRST)


def test_words_of_the_sheet_get_their_codes(tmp_path: Path) -> None:
    columns = {"diagnosis code": "Code", "clinical group": "Group"}
    words = {"clinical group": {"Wound": "C", "MMTA - Cardiac": "H"}}
    mapped = Mapped(columns, ["diagnosis code"], words)
    found = to_rows(
        sheet(tmp_path, "Code,Group\nl89.153,Wound\nI50.9,MMTA - Cardiac\n"), mapped, FIRST
    )
    assert [(r["diagnosis code"], r["clinical group"]) for r in found.rows] == [
        ("L89153", "C"),
        ("I509", "H"),
    ]
    with pytest.raises(ImportProblem, match="row 3: 'Unknown' has no word of the table"):
        to_rows(sheet(tmp_path, "Code,Group\nA1,Wound\nA2,Unknown\n"), mapped, FIRST)


def test_a_publication_of_an_earlier_year_ends_before_the_next(tmp_path: Path) -> None:
    one = sheet(tmp_path, "Group,Weight\nA,1\n")
    new = merge(to_rows(one, COLUMNS, NEXT).rows, to_rows(one, COLUMNS, FIRST).rows)
    assert [(r["effective from"], r["effective to"]) for r in new] == [
        ("2026-01-01", "2026-12-31"),
        ("2027-01-01", ""),
    ]


def test_rows_without_days_take_no_publication(tmp_path: Path) -> None:
    rows = to_rows(sheet(tmp_path, "Group,Weight\nA,1\n"), COLUMNS, FIRST).rows
    with pytest.raises(ImportProblem, match="have no days"):
        merge([{"hipps": "A", "weight": "1"}], rows)


def test_codes_that_are_gone_are_told(tmp_path: Path) -> None:
    old = to_rows(sheet(tmp_path, "Group,Weight\nA,1\nB,1\n"), COLUMNS, FIRST).rows
    new = to_rows(sheet(tmp_path, "Group,Weight\nA,1\nC,1\n"), COLUMNS, NEXT).rows
    assert gone(old, new, ["hipps"]) == ["B"]
