"""The order of lines where their numbers do not tell: it is that of the list, and never lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import hhrules
from hhrules.claims.reader import read_claim
from hhrules.runtime.line_order import stands_before, stands_up_to

DAY = "2024-03-04"
BOOK = """
rulebook sums
  title       "Sums along the lines"
  version     1.0.0
  dated by    service date
  cite        "Made for a test; not policy"

define counted lines as lines where revenue code is 0421

rule SU-01 "Together they stay below three dollars"
  level       line
  certainty   verified
  for each    counted line
  let         spent = sum of allowed amount of counted lines up to this line
  require     spent is at most $3.00
  otherwise   deny the line
  because     "{spent}"
  cite        "Made for a test"
"""


def _line(number: int | None, cents: str, day: str = DAY) -> dict[str, Any]:
    line: dict[str, Any] = {"revenue_code": "0421", "hcpcs": "97110", "units": 1}
    line |= {"service_date": day, "charge": cents, "allowed_amount": cents}
    return line if number is None else {"line": number, **line}


def _document(*lines: dict[str, Any]) -> dict[str, Any]:
    return {
        "claim_id": "C-1",
        "type_of_bill": "341",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-31",
        "lines": list(lines),
    }


def test_of_lines_with_one_number_the_first_in_the_list_stands_first() -> None:
    claim = read_claim(_document(_line(4, "1.00"), _line(4, "2.00")))
    one, other = claim.lines
    at = (one.service_date, one.line, other.service_date, other.line, claim, claim)
    assert stands_before(*at, one, other) is True
    assert stands_before(*at, other, one) is False
    assert stands_up_to(*at, one, one) is True
    assert stands_before(*at, one, one) is False


@pytest.mark.parametrize(
    "lines",
    [
        (_line(1, "1.00"), _line(1, "1.00"), _line(1, "1.01")),
        (_line(3, "1.00"), _line(3, "1.00"), _line(None, "1.01")),  # its place is 3 too
        (_line(7, "1.01", "2024-03-09"), _line(7, "1.00"), _line(7, "1.00")),
        (_line(1, "1.00"), {**_line(2, "1.00"), "line": None}, _line(4, "1.01")),
    ],
)
def test_a_sum_up_to_a_line_counts_each_line_once(
    tmp_path: Path, lines: tuple[dict[str, Any], ...]
) -> None:
    path = tmp_path / "sums.hhr"
    path.write_text(BOOK.lstrip(), "utf-8")
    report = hhrules.load([path]).evaluate(_document(*lines))
    assert [(f.outcome, f.message) for f in report.findings] == [("violated", "$3.01")]
    assert report.summary.met == 2
