"""A dated table speaks on the days of its publications alone; without one it says nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import hhrules
from hhrules.reference.table import Cell, Row, Table
from hhrules.values.truth import UNKNOWN

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
BOOK = """rulebook points
  title       "Points"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    statement from
  cite        "A made-up source"

table answer points by answer from file "answer_points.csv"
  cite        "A made-up publication"

table listed answers by answer from file "listed_answers.csv"
  no row means none

define points as answer points for point of origin

rule PT-01 "Few points"
  effective from 2020-01-01
  require     points is at most 3 and point of origin is one of listed answers
  otherwise   warn
  because     "{points} points."
  cite        "A made-up source"
"""
ROWS = "{},effective from,effective to\n{},2026-01-01,2026-12-31\n"


def table(*rows: Row, no_row: Any = "none") -> Table:
    return Table("t", ("key",), ("result",), rows, no_row)


def row(key: str, result: str) -> Row:
    return Row((Cell(frozenset({key})),), (result,), start=YEAR[0], end=YEAR[1])


@pytest.mark.parametrize(
    ("day", "known"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_no_row_means_none_while_a_publication_is_in_force(day: str, known: bool) -> None:
    one = table(row("A", "x"))
    on = dt.date.fromisoformat(day)
    assert one.look(0, ("A",), on) == ("x" if known else UNKNOWN)
    assert one.look(0, ("B",), on) is (None if known else UNKNOWN)
    assert one.has("A", on) is (True if known else UNKNOWN)
    assert one.has("B", on) is (False if known else UNKNOWN)


def test_a_table_that_waits_for_its_first_publication_says_nothing() -> None:
    assert table().look(0, ("A",), YEAR[0]) is UNKNOWN
    assert table().has("A", YEAR[0]) is UNKNOWN
    assert table().has("A", UNKNOWN) is UNKNOWN


def outcome(files: dict[str, str], status: str) -> tuple[str, str]:
    rules = hhrules.compile(BOOK, files=files)
    report = rules.evaluate(
        {
            "claim_id": "A",
            "type_of_bill": "329",
            "statement_from": "2026-03-01",
            "statement_through": "2026-03-30",
            "point_of_origin": status,
            "lines": [],
        }
    )
    return report.status, " ".join(f.fix for f in report.findings)


def test_an_empty_file_is_a_table_to_import() -> None:
    files = {
        "answer_points.csv": "answer,points,effective from,effective to\n",
        "listed_answers.csv": "answer,effective from,effective to\n",
    }
    status, fix = outcome(files, "B")
    assert status == "undetermined"
    assert "Import the rows of `answer points`" in fix
    assert "published in A made-up publication" in fix
    assert "import the rows of `listed answers`" in fix


@pytest.mark.parametrize(("status", "result"), [("B", "clean"), ("C", "findings")])
def test_a_file_with_rows_decides(status: str, result: str) -> None:
    files = {
        "answer_points.csv": ROWS.format("answer,points", "B,3"),
        "listed_answers.csv": ROWS.format("answer", "B"),
    }
    assert outcome(files, status)[0] == result
