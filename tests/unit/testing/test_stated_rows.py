"""Examples that give the rows of a table whose own rows stand in a file."""

from __future__ import annotations

import pytest

from hhrules.engine.errors import RulebookError
from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from hhrules.syntax.printer import format_rulebook
from hhrules.testing.cases import Result, run_texts
from tests.checking import check_source

BOOK = """\
rulebook visit-limits
  title       "Visits that a contract allows"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    service date

table allowed units by revenue code from file "units.csv"
  no row means {no_row}
  cite        "Contract"

rule VL-01 "No line bills more units than the contract allows"
  effective from 2024-01-01
  for each    line
  require     units is at most allowed units for revenue code
  otherwise   review
  because     "{{units}} units on {{service date}}."
  cite        "Contract"

"""
ROWS = """\
examples of VL-01 "with a contract"
  with allowed units
    | revenue code | allowed units |
    | 0421         | 4             |
    | 0551         | 8             |
  | revenue code | units | expect       |
  | 0421         | 4     | met          |
  | 0421         | 5     | violated     |
  | 0551         | 5     | met          |
  | 0571         | 5     | undetermined |
"""
EMPTY = "revenue code,allowed units,effective from,effective to,cite,source\n"
IMPORTED = EMPTY + "0421,2,2024-01-01,,,\n"


def ran(examples: str, file: str = EMPTY, no_row: str = "undetermined") -> list[Result]:
    source = SourceFile("visit-limits.hhr", BOOK.format(no_row=no_row) + examples)
    return list(run_texts((Text(source, {"units.csv": file}),), ()))


def said(examples: str) -> list[tuple[str, str]]:
    source = SourceFile("visit-limits.hhr", BOOK.format(no_row="undetermined") + examples)
    found = check_source(source, files={"units.csv": EMPTY})
    return [(d.code, d.message) for d in found if d.code.startswith("E")]


@pytest.mark.parametrize("file", [EMPTY, IMPORTED])
def test_the_rows_of_an_example_take_the_place_of_the_file(file: str) -> None:
    results = ran(ROWS, file)
    assert [r.passed for r in results] == [True] * 4, results


def test_what_no_row_means_holds_for_the_rows_of_an_example_too() -> None:
    results = ran(ROWS, IMPORTED, no_row="12")
    assert [r.passed for r in results] == [True, True, True, False]


def test_examples_without_rows_read_the_file() -> None:
    plain = """\
examples of VL-01
  | revenue code | units | expect   |
  | 0421         | 3     | violated |
"""
    assert [r.passed for r in ran(ROWS + "\n" + plain, IMPORTED)] == [True] * 5
    assert [r.passed for r in ran(plain)] == [False]


def test_one_example_gives_rows_beside_its_records() -> None:
    results = ran("""\
example of VL-01 "two lines under one contract"
  with allowed units
    | revenue code | allowed units |
    | 0421         | 4             |
  with lines
    | line | service date | revenue code | units | expect   |
    | 1    | 2024-03-01   | 0421         | 4     | met      |
    | 2    | 2024-03-02   | 0421         | 5     | violated |
  expect      violated
""")
    assert [r.passed for r in results] == [True], results


def test_records_under_with_are_shared_by_all_rows() -> None:
    results = ran("""\
examples of VL-01
  with allowed units
    | revenue code | allowed units |
    | 0421         | 4             |
  with lines
    | line | service date | revenue code | units |
    | 1    | 2024-03-01   | 0421         | 4     |
    | 2    | 2024-03-02   | 0421         | 4     |
  given       units of line 2 is 3
  | units of line 1 | expect   |
  | 4               | met      |
  | 5               | violated |
""")
    assert [r.passed for r in results] == [True, True], results


def test_the_formatter_keeps_both_tables_apart() -> None:
    text = BOOK.format(no_row="undetermined") + ROWS
    assert format_rulebook(SourceFile("visit-limits.hhr", text)) == text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("| allowed units |", "| allowed visits |"), "has no column `allowed visits`"),
        (("    | 0551         | 8 ", "    | 0421         | 8 "), "match the same case"),
        (("with allowed units", "with allowed unit"), "there is no list `allowed unit`"),
    ],
)
def test_rows_that_the_table_could_not_have_are_mistakes(
    change: tuple[str, str], message: str
) -> None:
    found = said(ROWS.replace(*change, 1))
    assert len(found) == 1, found
    assert message in found[0][1]


def test_a_row_of_another_kind_of_value_is_a_mistake() -> None:
    with pytest.raises(RulebookError, match="cannot be compared"):
        ran(ROWS.replace("| 8             |", "| $8.00         |").replace("4   ", "$4  ", 1))


def test_rows_without_a_key_are_a_mistake() -> None:
    found = said("""\
examples of VL-01
  with allowed units
    | allowed units |
    | 4             |
  | units | expect |
  | 4     | met    |
""")
    assert [code for code, _ in found] == ["E132"]


def test_a_table_is_not_given_to_an_earlier_claim() -> None:
    found = said("""\
example of VL-01 "an earlier claim"
  earlier claim "A"
  with allowed units
    | revenue code | allowed units |
    | 0421         | 4             |
  this claim
  with lines
    | line | service date | revenue code | units |
    | 1    | 2024-03-01   | 0421         | 4     |
  expect      met
""")
    assert [code for code, _ in found] == ["E103"]


def test_all_rows_share_the_earlier_claims_above_them() -> None:
    book = """\
rulebook day-limits
  title       "Units of a day"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    service date

rule DL-01 "Units of a day over all claims"
  effective from 2024-01-01
  for each    line
  let         day = service date
  require     sum of units of lines across all claims dated between day and day is at most 4
  otherwise   review
  because     "{service date}"
  cite        "Contract"

"""
    examples = """\
examples of DL-01
  given       complete since is 2024-01-01
  earlier claim "A"
  given       type of bill is 329
  with lines
    | line | service date | units |
    | 1    | 2024-03-01   | 3     |
  this claim
  given       type of bill is 329
  given       service date is 2024-03-01
  | units | service date | expect   |
  | 1     | -            | met      |
  | 2     | -            | violated |
  | 2     | 2024-03-02   | met      |
"""
    source = SourceFile("day-limits.hhr", book + examples)
    results = list(run_texts((Text(source),), ()))
    assert [r.passed for r in results] == [True] * 3, results
    assert format_rulebook(source) == source.text
