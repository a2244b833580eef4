"""A set may be the claims themselves, not only the records of their lists."""

from __future__ import annotations

from typing import Any

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook

TEXT = """\
rulebook spells
  title       "Claims as members"
  version     1.0.0
  applies to claims where type of bill is 329
  dated by    statement from
  cite        "None"

rule SP-1 "Nothing was billed in the thirty days before"
  let         opening = latest statement from of claims across earlier claims
  when        opening is not none
  require     statement from is after 30 days after opening
  otherwise   warn
  because     "Billed from {opening}."
  fix         "Look."
  cite        "None"
"""


def _claim(name: str, first: str, **more: Any) -> dict[str, Any]:
    return {
        "claim_id": name,
        "type_of_bill": "329",
        "statement_from": first,
        "statement_through": first,
        "lines": [],
        **more,
    }


@pytest.mark.parametrize(
    ("earlier", "outcomes"),
    [
        (["2024-03-20"], ["violated"]),
        (["2024-01-20"], []),
        (["2024-01-20", "2024-03-20"], ["violated"]),
        ([], []),
    ],
)
def test_earlier_claims_are_members(earlier: list[str], outcomes: list[str]) -> None:
    """The days of whole claims can be asked for, as those of lines can."""
    rules = compile_rulebook(TEXT, name="spells.hhr")
    claims = [_claim(f"E{n}", day) for n, day in enumerate(earlier)]
    report = rules.evaluate(_claim("C", "2024-04-01", history={"claims": claims}))
    assert [f.outcome for f in report.findings] == outcomes
