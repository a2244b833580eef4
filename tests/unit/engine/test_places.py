"""The line that a finding names, by the level of its rule and by what it judges one by one."""

from __future__ import annotations

from typing import Any

import pytest

import hhrules

BOOK = """rulebook places
  title       "Places"
  version     1.0.0
  dated by    statement from
  cite        "Made for a test; not policy"

define therapy visits as lines where revenue code is 0421 grouped by service date, discipline
define therapy days as lines where revenue code is 0421 grouped by discipline
define discipline as performer

rule PL-01 "Nothing is right"
  for each    {each}
  level       {level}
  certainty   verified
  require     payer is medicaid
  otherwise   warn
  because     "Wrong."
  cite        "Made for a test"
"""


def _line(number: int, day: str) -> dict[str, Any]:
    return {"line": number, "revenue_code": "0421", "service_date": day, "performer": "PT"}


@pytest.mark.parametrize(
    ("each", "level", "lines"),
    [
        ("line", "line", [4, 7, 9]),
        ("line", "visit", [4, 7, 9]),
        *(("line", level, [None] * 3) for level in ("claim", "period", "episode", "chart")),
        ("therapy visit", "visit", [4, 7]),
        ("therapy day", "discipline", [4]),
        *(("therapy visit", level, [None] * 2) for level in ("claim", "period", "notice")),
    ],
)
def test_only_findings_of_lines_visits_and_disciplines_name_a_line(
    each: str, level: str, lines: list[int | None]
) -> None:
    claim = {
        "claim_id": "C-1",
        "type_of_bill": "329",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-30",
        "lines": [_line(9, "2024-03-05"), _line(7, "2024-03-05"), _line(4, "2024-03-04")],
    }
    report = hhrules.compile(BOOK.format(each=each, level=level)).evaluate(claim)
    assert [(f.line, f.level) for f in report.findings] == [(n, level) for n in lines]
