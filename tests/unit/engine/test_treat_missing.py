"""`treat missing F as V`: what a rule takes for a fact that was not sent, wherever the fact stands."""

from __future__ import annotations

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook

TEXT = """\
rulebook evaluations
  title       "Evaluations"
  version     1.0.0
  uses        home-health-common
  applies to claims where payer is medicare
  dated by    service date
  cite        "None"

define treated disciplines as lines grouped by discipline

rule EV-1 "No discipline evaluates only"
  for each    treated discipline
  {}
  require     not evaluation only
  otherwise   warn
  because     "It does."
  fix         "Look."
  cite        "None"
"""


@pytest.mark.parametrize(
    ("policy", "sent", "outcomes"),
    [
        ("treat missing evaluation only as yes", {}, ["violated"]),
        ("treat missing evaluation only as no", {}, []),
        ('note "none"', {}, ["undetermined"]),
        ("treat missing evaluation only as yes", {"evaluation_only": False}, []),
        ("treat missing evaluation only as no", {"evaluation_only": True}, ["violated"]),
    ],
)
def test_a_fact_of_the_record_that_a_key_leads_to_has_its_stand_in(
    policy: str, sent: dict[str, bool], outcomes: list[str]
) -> None:
    rules = compile_rulebook(TEXT.format(policy), name="evaluations.hhr")
    claim = {
        "claim_id": "C",
        "type_of_bill": "341",
        "payer": "medicare",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-01",
        "lines": [{"line": 1, "service_date": "2024-03-01", "revenue_code": "0421"}],
        "chart": {"therapy_plans": [{"discipline": "PT", **sent}]},
    }
    assert [f.outcome for f in rules.evaluate(claim).findings] == outcomes
