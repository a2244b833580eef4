"""What a period pays before adjustments, and what the findings of a report put at risk."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook
from hhrules.engine.library import load
from hhrules.engine.payment import Stake, at_risk
from hhrules.engine.ruleset import Rules
from hhrules.runtime.report import ClaimPayment

BOOKS = Path(__file__).parents[3] / "rulebooks"


@cache
def shipped() -> Rules:
    return load([BOOKS / f"home-health-{name}" for name in ("payment", "lupa", "periods")])


def claim(hipps: str = "1FC11", visits: str = "PT SN SN SN", **changes: Any) -> dict[str, Any]:
    """A period of February and March 2026 with a visit a day from 10 February on."""
    codes = {"SN": ("0551", "G0299"), "PT": ("0421", "G0151"), "OT": ("0431", "G0152")}
    lines = [{"revenue_code": "0023", "hcpcs": hipps, "service_date": "2026-02-10"}]
    for number, visit in enumerate(visits.split()):
        discipline, _, day = visit.partition("@")
        revenue, hcpcs = codes[discipline]
        date = f"2026-02-{int(day or 10 + number):02d}"
        lines.append({"revenue_code": revenue, "hcpcs": hcpcs, "service_date": date})
    for number, line in enumerate(lines):
        line.update(line=number + 1, units=1, charge="100.00", noncovered_charge=None)  # type: ignore[call-overload]
    return {
        "claim_id": "P-1",
        "type_of_bill": "329",
        "payer": "medicare",
        "patient_status": "30",
        "statement_from": "2026-02-10",
        "statement_through": "2026-03-11",
        "lines": lines,
        **changes,
    }


def paid(**changes: Any) -> ClaimPayment:
    return shipped().evaluate(claim(**changes)).payment


# ------------------------------------------------------------------------------ what a period pays


@pytest.mark.parametrize(
    ("hipps", "visits", "expected"),
    [
        ("1FC11", "SN SN SN SN", "2202.09"),  # 2,038.22 x 1.0804: threshold 4 is met
        ("3AA11", "SN SN", "1186.86"),  # 2,038.22 x 0.5823: threshold 2 is met
    ],
)
def test_a_full_period_pays_the_national_amount_by_its_weight(
    hipps: str, visits: str, expected: str
) -> None:
    assert paid(hipps=hipps, visits=visits).expected == expected


def test_the_first_therapy_visit_of_a_first_period_is_worth_more() -> None:
    # 193.42 x 1.6225 is 313.82 for that visit, with two more of nursing
    assert paid(visits="PT SN SN").expected == "667.74"
    assert paid(visits="PT").expected == "313.82"


def test_a_later_period_has_no_dearer_first_visit() -> None:
    assert paid(hipps="3FC11", visits="PT").expected == "193.42"


def test_two_disciplines_on_the_first_day_leave_the_first_visit_open() -> None:
    payment = paid(visits="PT@10 SN@10")
    assert payment.expected is None
    assert "add-on" in payment.reason


def test_status_06_pays_from_the_first_to_the_last_visit() -> None:
    payment = paid(visits="SN@10 SN@12 SN@15 SN@19", patient_status="06")
    assert payment.expected == "734.03"  # 10/30 of 2,202.09
    assert payment.at_risk == "0.00"  # the finding on status 06 stands in the amount already


def test_a_death_takes_nothing_away() -> None:
    payment = paid(
        visits="SN@10 SN@12 SN@15 SN@18",
        patient_status="20",
        occurrences=[{"code": "55", "date": "2026-02-18"}],
    )
    assert payment.expected == "2202.09"


def test_the_through_date_picks_the_year() -> None:
    payment = paid(statement_from="2025-12-20", statement_through="2026-01-18")
    assert payment.expected == "2202.09"


def test_a_year_without_weights_says_which_table_to_import() -> None:
    payment = paid(
        statement_from="2023-07-03",
        statement_through="2023-08-01",
        chart={"lupa_threshold": 4},
        patient_status="06",
    )
    assert (payment.expected, payment.at_risk) == (None, None)
    assert "`case-mix weights`" in payment.reason
    assert "hhrules table import" in payment.reason


def test_figures_that_are_only_recalled_price_nothing() -> None:
    payment = paid(visits="SN", statement_from="2024-02-10", statement_through="2024-03-10")
    assert payment.expected is None
    assert "`visit payment`" in payment.reason


def test_where_nothing_is_violated_no_trace_is_made_for_the_reason() -> None:
    payment = paid(
        statement_from="2023-07-03",
        statement_through="2023-08-01",
        chart={"lupa_threshold": 4},
    )
    assert payment == ClaimPayment(reason="a fact or a figure of the year is missing")


def test_missing_status_is_named() -> None:
    changed = claim(visits="SN")
    del changed["patient_status"]
    payment = shipped().evaluate(changed).payment
    assert payment.expected is None
    assert payment.reason == "Supply patient status."


def test_other_claims_and_the_system_before_2020_are_not_priced() -> None:
    assert paid(type_of_bill="341").expected is None
    before = paid(statement_from="2019-12-20", statement_through="2020-02-17")
    assert (before.expected, before.reason) == (None, "no rulebook says what this claim pays")


# --------------------------------------------------------------------------- what is put at risk

BOOK = """rulebook a-plan
  title       "A plan of one amount"
  version     1.0.0
  applies to claims where type of bill is 329
  dated by    statement from
  cite        "Illustration only"

define expected unadjusted payment as $100.01 * 2

table findings within the expected payment
  | rule  |
  | "X-9" |

rule X-1 "No line of 0023"
  {scope}
  require     {condition}
  otherwise   {action}
  because     "No."
  fix         "Yes."
  cite        "Illustration only"
"""


def risked(action: str, *, scope: str = "", rule: str = "X-1") -> ClaimPayment:
    condition = (
        "revenue code is not 0023" if scope else "there is no line where revenue code is 0023"
    )
    text = BOOK.format(scope=scope, condition=condition, action=action).replace("  \n", "")
    return compile_rulebook(text.replace("X-1", rule)).evaluate(claim()).payment


LINES = "for each    line"


@pytest.mark.parametrize(
    ("action", "scope", "at_risk"),
    [
        ("deny the claim", "", "200.02"),
        ("reject the claim", "", "200.02"),
        ("return to provider", LINES, "200.02"),
        ("deny the claim", LINES, "200.02"),
        ("reduce payment by 6 days / 30 days", "", "40.00"),
        ("reduce payment by 100%", "", "200.02"),
        ("hold", "", "0.00"),
        ("review", "", "0.00"),
        ("warn", LINES, "0.00"),
        ("inform", "", "0.00"),
    ],
)
def test_what_an_action_puts_at_risk(action: str, scope: str, at_risk: str) -> None:
    assert risked(action, scope=scope) == ClaimPayment("200.02", at_risk)


@pytest.mark.parametrize(
    ("action", "scope", "why"),
    [("deny the line", LINES, "denied"), ("reduce payment", "", "share")],
)
def test_what_policy_does_not_price_is_not_known(action: str, scope: str, why: str) -> None:
    payment = risked(action, scope=scope)
    assert (payment.expected, payment.at_risk) == ("200.02", None)
    assert payment.reason.startswith("X-1: ")
    assert why in payment.reason


def test_findings_that_the_amount_holds_are_not_counted_again() -> None:
    assert risked("reduce payment by 25%", rule="X-9").at_risk == "0.00"


def test_rules_left_out_of_a_report_put_nothing_at_risk() -> None:
    rules = compile_rulebook(
        BOOK.format(
            scope="level       claim",
            condition="there is no line where revenue code is 0023",
            action="deny the claim",
        )
    )
    assert rules.select(skip=["X-1"]).evaluate(claim()).payment.at_risk == "0.00"


def ledger(*stakes: Stake) -> ClaimPayment:
    return at_risk(Fraction(203822), stakes)


def test_shares_add_up_to_the_whole_at_most() -> None:
    fifth, most = Stake("A-1", Fraction(1, 5)), Stake("A-2", Fraction(9, 10))
    assert ledger(fifth).at_risk == "407.64"
    assert ledger(fifth, most).at_risk == "2038.22"


def test_a_share_that_is_not_known_matters_only_below_the_whole() -> None:
    unclear = Stake("A-1", None, "its share is not known")
    assert ledger(unclear).at_risk is None
    assert ledger(unclear, Stake("A-2", Fraction(1))).at_risk == "2038.22"


def test_the_two_parts_are_always_there() -> None:
    report = shipped().evaluate(b"{}")
    assert report.status == "error"
    assert report.payment == ClaimPayment()
