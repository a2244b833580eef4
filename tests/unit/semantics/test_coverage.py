"""Tables in which a case has two rows, or none."""

from __future__ import annotations

import pytest

from hhrules.source.diagnostic import Diagnostic
from hhrules.source.text import SourceFile
from tests.checking import check_source

HEADER = """\
rulebook my-rules
  title       "My rules"
  version     1.0.0
  dated by    service date

"""


def found(text: str) -> list[Diagnostic]:
    return check_source(SourceFile("my-rules.hhr", HEADER + text))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("PT, OT", "OT"),
        ("any", "OT"),
        ("G0151", "G0150 to G0159"),
        ("G0151 to G0153", "G0153 to G0155"),
        ("042X", "0421"),
    ],
)
def test_keys_that_share_a_code_overlap(first: str, second: str) -> None:
    table = f"""\
table group by some code
  | some code | group |
  | {first} | A |
  | {second} | B |
"""
    assert [d.code for d in found(table)] == ["E134"]


def test_rows_of_other_days_or_keys_do_not_overlap() -> None:
    table = """\
table group by hcpcs, discipline
  | hcpcs | discipline | effective from | effective to | group |
  | G0151 | PT         | 2024-01-01     | 2024-12-31   | A     |
  | G0151 | PT         | 2025-01-01     | 2025-12-31   | B     |
  | G0151 | OT         | 2024-01-01     | 2025-12-31   | C     |
  | otherwise | any    | 2024-01-01     | 2025-12-31   | D     |
"""
    assert [d.code for d in found(table)] == []


def test_a_long_table_is_checked_to_its_end() -> None:
    rows = "".join(f"  | G{n:04} | {n % 7} | A |\n" for n in range(600))
    table = f"table group by hcpcs, units\n  | hcpcs | units | group |\n{rows}"
    assert found(table) == []
    assert [d.code for d in found(table + "  | G0599 | 1 to 9 | B |\n")] == ["E134"]


def test_each_row_that_repeats_is_said_once() -> None:
    rows = "  | PT | A |\n" * 3
    table = f"table group by discipline\n  | discipline | group |\n{rows}"
    assert [d.code for d in found(table)] == ["E134", "E134"]


@pytest.mark.parametrize(
    ("end", "codes"), [("", ["E135"]), ("  no row means undetermined\n", [])]
)
def test_a_case_without_a_row(end: str, codes: list[str]) -> None:
    table = f"""\
define big as units is more than 8

define small as units is less than 2

table size by big, small
  | big | small | size |
  | yes | any   | L    |
  | no  | yes   | S    |
{end}"""
    assert [d.code for d in found(table)] == codes
