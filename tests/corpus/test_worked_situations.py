"""The eight situations that the demonstration shows: each claim has its finding and no other.

Each finding's explanation names the facts that it rests on.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from hhrules.cli.main import cli
from hhrules.runtime.report import Finding, Report

CLAIMS = Path(__file__).resolve().parents[2] / "examples" / "claims"
FOUND = {
    "DEMO-1": {("VB-06", 5)},
    "DEMO-2": {("VB-03", 7)},
    "DEMO-3": {("OT-05", 3)},
    "DEMO-4A": set(),
    "DEMO-4B": set(),
    "DEMO-4C": {("OT-15", 2)},
    "DEMO-5A": set(),
    "DEMO-5B": {("FR-14", 4), ("OT-10", 4)},
    "DEMO-6": {("FR-06", 1)},
    "DEMO-7": set(),
    "DEMO-8": {("OT-05", 3)},
}
"""What is violated, by claim: the rule and the line."""
ALSO = {"DEMO-2": {("VB-04", 7)}}
"""What may be said of the same mistake by a second rule."""
EXPLAINED = {
    "DEMO-1": (
        "1-*",
        "VB-06",
        ["minutes = 53   [line 5, minutes]", "units = 3   [line 5, FL 46]", "units due = 4"],
    ),
    "DEMO-2": (
        "2-*",
        "VB-03",
        ["visit id = pt-2024-03-18", "line 7 = counts", "line 8 = counts"],
    ),
    "DEMO-3": (
        "3-*",
        "OT-05",
        ["modifiers = none   [line 3, FL 44]", "Revenue code 0421 is PT"],
    ),
    "DEMO-4C": (
        "4-*",
        "OT-15",
        [
            "spent = $2,390.00",
            "allowed amount = $60.00 each   [claim DEMO-4A, lines 2 to 21, allowed_amount]",
            "allowed amount = $60.00 each   [claim DEMO-4B, lines 1 to 16, allowed_amount]",
            "therapy threshold = $2,330.00",
            "modifiers = GP   [line 2, FL 44]",
        ],
    ),
    "DEMO-5B": ("5-*", "FR-14", ["day number = 10", "2017-03-08, PT = counts"]),
    "DEMO-6": ("6-*", "FR-06", ["service date = 2018-12-31", "outset = 2018-12-31"]),
    "DEMO-8": ("8-*", "OT-05", ["modifiers = none   [line 3, 2400 SV202-3 to -6]"]),
    "DEMO-7": (
        "7-*",
        "HB-03",
        [
            "criterion one = yes",
            "normally unable to leave home = unknown",
            "Supply normally unable to leave home.",
        ],
    ),
}


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    words = ["check", str(CLAIMS), "--history", "run", "--format", "jsonl"]
    done = CliRunner().invoke(cli, words)
    lines = done.stdout_bytes.splitlines()
    return {r.claim_id or "": r for r in (msgspec.json.decode(x, type=Report) for x in lines)}


def of(report: Report, outcome: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.outcome == outcome]


def test_every_claim_has_its_report(reports: dict[str, Report]) -> None:
    assert list(reports) == sorted(FOUND)
    assert not any(report.errors for report in reports.values())


@pytest.mark.parametrize("claim", FOUND)
def test_a_claim_has_its_finding_and_no_other(reports: dict[str, Report], claim: str) -> None:
    found = {(f.rule, f.line) for f in of(reports[claim], "violated")}
    assert FOUND[claim] <= found <= FOUND[claim] | ALSO.get(claim, set())


def test_half_a_homebound_record_is_not_decided(reports: dict[str, Report]) -> None:
    (finding,) = (f for f in of(reports["DEMO-7"], "undetermined") if f.rule == "HB-03")
    assert finding.missing == ("normally unable to leave home",)
    assert finding.action == "deny"


def test_an_837_file_says_what_the_document_of_the_same_claim_says(
    reports: dict[str, Report],
) -> None:
    sent, whole = reports["DEMO-8"], reports["DEMO-3"]
    assert [f.message for f in of(sent, "violated")] == [
        f.message for f in of(whole, "violated")
    ]
    assert not of(whole, "undetermined")
    assert {m for f in of(sent, "undetermined") for m in f.missing} >= {
        "received date",
        "therapy plans",
        "history",
    }


def test_the_claim_over_new_year_owes_its_codes_for_the_old_year_only(
    reports: dict[str, Report],
) -> None:
    (finding,) = of(reports["DEMO-6"], "violated")
    assert str(finding.service_date) == "2018-12-31"


@pytest.mark.parametrize("claim", EXPLAINED)
def test_its_explanation_names_the_facts(claim: str) -> None:
    pattern, rule, facts = EXPLAINED[claim]
    (path,) = CLAIMS.glob(pattern)
    words = ["explain", str(path), rule, "--claim-id", claim, "--history", "run"]
    shown = CliRunner().invoke(cli, words)
    assert shown.exit_code == 0
    assert [fact for fact in facts if fact not in shown.stdout] == []
