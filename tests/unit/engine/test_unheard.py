"""A claim that no rule speaks of says so, and a payer's name that is nearly a rulebook's does."""

from __future__ import annotations

from typing import Any

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook
from hhrules.engine.ruleset import Rules

BOOK = """\
rulebook plan
  title       "A plan"
  version     1.0.0
  applies to claims where payer is medicaid and payer name is "Harbor State" and type of bill is 329
  dated by    statement from
  cite        "None"

rule PL-1 "Visits have a charge"
  effective from 2020-01-01 to 2029-12-31
  for each    line
  when        revenue code is 055X
  require     charge is more than $0.00
  otherwise   warn
  because     "no charge"
  fix         "Add it."
  cite        "None"
"""


SILENT = "none of its rules is in force for it and finds something to judge"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return compile_rulebook(BOOK)


def claim(**other: Any) -> dict[str, Any]:
    line = {"line": 1, "revenue_code": "0551", "service_date": "2024-05-03", "charge": "10.00"}
    plan = {"type_of_bill": "329", "payer": "medicaid", "payer_name": "Harbor State"}
    days = {"statement_from": "2024-05-01", "statement_through": "2024-05-30"}
    return {"claim_id": "C", **plan, **days, "lines": [line], **other}


def warned(rules: Rules, **other: Any) -> list[tuple[str, str]]:
    return [(w.code, w.message) for w in rules.evaluate(claim(**other)).warnings]


def test_a_claim_that_a_rule_judged_has_no_warning(rules: Rules) -> None:
    report = rules.evaluate(claim())
    assert (report.status, report.warnings) == ("clean", ())


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"payer": "other"}, "plan asks that payer is medicaid"),
        (
            {"payer": "other", "type_of_bill": "341"},
            "plan asks that payer is medicaid; plan asks that type of bill is 329",
        ),
        ({"payer_name": None}, 'plan asks that payer name is "Harbor State"'),
        (
            {"statement_from": "2019-01-01"},
            f"plan speaks of such claims, but {SILENT}",
        ),
        (
            {"lines": [{"line": 1, "revenue_code": "0421"}]},
            "plan speaks of such claims, but none of its rules applies to it",
        ),
    ],
)
def test_a_claim_without_outcomes_is_told_why(
    rules: Rules, other: dict[str, Any], said: str
) -> None:
    assert warned(rules, **other) == [("no-rule-applied", f"no rule applied: {said}")]
    assert rules.evaluate(claim(**other)).status == "clean"


def test_what_is_not_known_of_a_heading_is_told_too(rules: Rules) -> None:
    unknown = claim()
    del unknown["payer_name"]
    (warning,) = rules.evaluate(unknown).warnings
    assert warning.message == 'no rule applied: plan asks that payer name is "Harbor State"'


def test_a_rule_that_was_left_out_is_no_silence(rules: Rules) -> None:
    report = rules.select(skip=["PL-1"]).evaluate(claim())
    assert (report.summary.met, report.warnings) == (0, ())


@pytest.mark.parametrize(
    "name",
    [
        "HARBOR STATE",
        "harbor  state",
        "Harbor-State.",
        "Harbor State Medicaid",
        "Harbor",
        "Harbour State",
        "Harbro State",
        "Harbar State",
    ],
)
def test_a_name_that_is_nearly_the_payers_is_told(rules: Rules, name: str) -> None:
    codes = dict(warned(rules, payer_name=name))
    assert '"Harbor State"' in codes["payer-name-unknown"]


@pytest.mark.parametrize("name", ["Arbor Estates", "Ohio", "Garden State", "?"])
def test_another_name_is_not(rules: Rules, name: str) -> None:
    assert [code for code, _ in warned(rules, payer_name=name)] == ["no-rule-applied"]


def test_a_near_name_on_a_claim_of_another_payer_is_not(rules: Rules) -> None:
    found = warned(rules, payer="medicare", payer_name="HARBOR STATE")
    assert [code for code, _ in found] == ["no-rule-applied"]


def test_the_warning_names_no_value_of_the_claim(rules: Rules) -> None:
    text = str(warned(rules, payer_name="Harbor State of Grace", claim_id="SECRET"))
    assert "Grace" not in text
    assert "SECRET" not in text
