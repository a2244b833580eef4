"""The day that `today` means comes from the caller, as a date and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import hhrules

BOOK = """rulebook days
  title       "Days"
  version     1.0.0
  dated by    statement from
  cite        "Made for a test; not policy"

rule DY-01 "The claim's days are over"
  certainty   verified
  require     statement through is before today
  otherwise   warn
  because     "It ends on {statement through}."
  cite        "Made for a test"
"""
CLAIM: dict[str, Any] = {
    "claim_id": "C-1",
    "type_of_bill": "329",
    "statement_from": "2024-05-01",
    "statement_through": "2024-05-30",
    "lines": [],
}


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (None, "undetermined"),
        (dt.date(2024, 5, 30), "findings"),
        (dt.date(2024, 5, 31), "clean"),
    ],
)
def test_today_is_what_the_caller_says(as_of: dt.date | None, status: str) -> None:
    rules = hhrules.compile(BOOK)
    assert rules.evaluate(CLAIM, as_of=as_of).status == status
    assert [r.status for r in rules.evaluate_many([CLAIM], as_of=as_of, jobs=2)] == [status]


@pytest.mark.parametrize("as_of", ["2024-05-31", dt.datetime(2024, 5, 31, tzinfo=dt.UTC), 0])
def test_what_is_no_date_is_refused(as_of: Any) -> None:
    rules = hhrules.compile(BOOK)
    with pytest.raises(TypeError, match="as_of is a date"):
        rules.evaluate(CLAIM, as_of=as_of)
    with pytest.raises(TypeError, match="as_of is a date"):
        list(rules.evaluate_many([CLAIM], as_of=as_of, jobs=2))
