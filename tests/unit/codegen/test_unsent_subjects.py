"""Groups of a list that was not sent: the rule is open once, whatever day it would be dated by."""

from __future__ import annotations

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook

BOOK = """\
rulebook own-visits
  title       "Own visits"
  version     1.0.0
  applies to claims where type of bill is 32X
  dated by    statement from
  cite        "CMS Pub. 100-02, chapter 7"

define visit kinds as visits grouped by discipline
define opening day as earliest service date of visits in this visit kind

rule OV-01 "At most one visit of a kind"
  effective from 2008-01-01
  dated by    opening day
  for each    visit kind
  require     count of visits in this visit kind is at most 1
  otherwise   review
  because     "Too many."
  cite        "CMS Pub. 100-02, chapter 7"
"""
CLAIM = {
    "claim_id": "A",
    "type_of_bill": "329",
    "statement_from": "2024-03-01",
    "statement_through": "2024-03-30",
    "lines": [],
}


@pytest.mark.parametrize(
    ("chart", "outcomes"),
    [
        ({}, ["undetermined"]),
        ({"visits": []}, []),
        ({"visits": [{"date": "2024-03-04", "discipline": "SN"}] * 2}, ["violated"]),
    ],
)
def test_a_rule_on_groups_dated_by_the_group(
    chart: dict[str, object], outcomes: list[str]
) -> None:
    rules = compile_rulebook(BOOK)
    report = rules.evaluate({**CLAIM, "chart": chart})
    assert [f.outcome for f in report.findings] == outcomes
