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


def _visit(**fields: Any) -> dict[str, Any]:
    return {"date": "2024-03-05", "discipline": "PT", "visit_id": "A"} | fields


_OT = _visit(discipline="OT")


@pytest.mark.parametrize(
    ("visits", "named"),
    [
        ([_visit()], [7]),
        ([_visit(visit_id="B"), _visit(date="2024-03-04")], [8, 4]),
        ([_visit(visit_id="C")], [None]),  # not billed
        ([_visit(date="2024-03-06")], [None]),  # an id of another day
        ([_visit(), _visit()], [7, 7]),  # one visit in two entries
        ([_visit(), _OT], [None, None]),  # ids that begin anew for each discipline
        ([_visit(), {"date": "2024-03-05", "visit_id": "A"}], [None, None]),
        ([_visit(), {"discipline": "OT", "visit_id": "A"}], [None, None]),
        ([{"date": "2024-03-05", "visit_id": "A"}], [7]),
        ([{"discipline": "PT", "visit_id": "A"}], [None]),  # on some day
        ([{"date": "2024-03-05", "discipline": "PT"}], [None]),
        ([_visit(visit_id=None)], [None]),
        ([_visit(visit_id="")], [None]),
    ],
)
def test_a_visit_of_the_chart_is_on_the_lines_that_surely_bill_it(
    visits: list[dict[str, Any]], named: list[int | None]
) -> None:
    claim = _claim_of_visits(visits)
    rules = hhrules.compile(BOOK.format(each="visit", level="visit"))
    report = rules.evaluate(claim)
    days = [v.get("date") for v in visits]
    found = [(f.line, f.service_date and str(f.service_date)) for f in report.findings]
    assert sorted(found, key=str) == sorted(zip(named, days, strict=True), key=str)


@pytest.mark.parametrize(
    ("each", "level", "named"),
    [
        ("service", "visit", None),
        ("visit", "chart", None),
        ("visit", "discipline", None),
        ("inpatient stay", "visit", None),
    ],
)
def test_of_the_records_of_the_chart_only_visits_are_on_lines(
    each: str, level: str, named: int | None
) -> None:
    claim = _claim_of_visits([_visit(services=[{"hcpcs": "97110", "minutes": 30}])])
    report = hhrules.compile(BOOK.format(each=each, level=level)).evaluate(claim)
    assert [f.line for f in report.findings] == [named]


def _claim_of_visits(visits: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "claim_id": "C-1",
        "type_of_bill": "329",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-30",
        "lines": [
            _line(9, "2024-03-05") | {"visit_id": "A"},
            _line(8, "2024-03-05") | {"visit_id": "B"},
            _line(7, "2024-03-05") | {"visit_id": "A"},
            _line(4, "2024-03-04") | {"visit_id": "A"},
            _line(2, "2024-03-05") | {"visit_id": None},
            _line(1, "2024-03-05"),
            {"line": 3, "visit_id": "A"},
        ],
        "chart": {"visits": visits, "inpatient_stays": [{"admitted": "2024-03-05"}]},
    }
