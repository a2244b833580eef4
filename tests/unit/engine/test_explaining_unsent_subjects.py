"""An explanation of a rule whose subjects were not sent says what the report says."""

from __future__ import annotations

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook

TEXT = """\
rulebook notices
  title       "Notices"
  version     1.0.0
  applies to claims where type of bill is 329
  dated by    statement from
  cite        "None"

rule NO-1 "A notice tells an admission"
  effective from 2022-01-01
  for each    notice of admission
  require     admission date is not none
  otherwise   warn
  because     "It tells none."
  fix         "Look."
  cite        "None"
"""


@pytest.mark.parametrize(
    ("day", "outcomes"), [("2021-12-31", []), ("2022-01-01", ["undetermined"])]
)
def test_a_rule_that_is_not_in_force_asks_for_nothing(day: str, outcomes: list[str]) -> None:
    """The claim's own date settles it, whatever the subjects are."""
    rules = compile_rulebook(TEXT, name="notices.hhr")
    claim = {
        "claim_id": "C",
        "type_of_bill": "329",
        "statement_from": day,
        "statement_through": day,
        "lines": [],
    }
    assert [f.outcome for f in rules.evaluate(claim).findings] == outcomes
    assert [e.outcome for e in rules.explain(claim)] == outcomes
