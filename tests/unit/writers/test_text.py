"""What a biller reads: the worst first, equal findings once, missing facts gathered."""

from __future__ import annotations

from datetime import date

import click
from msgspec.structs import replace

from hhrules.runtime.report import (
    ClaimPayment,
    Engine,
    Finding,
    Payment,
    Report,
    ReportError,
    RulebookRef,
    Summary,
)
from hhrules.writers.text import TextWriter

BOOK = RulebookRef("book", "1.0.0", "2024-01-01", "ab" * 32)
ENGINE = Engine("1.0.0", "cd" * 32)
UNITS = Finding(
    rule="VB-06",
    outcome="violated",
    action="review",
    level="line",
    line=2,
    service_date=date(2024, 3, 6),
    message="53 minutes are 4 units; the line has 3.",
    fix="Bill 4 units.",
    citations=("Pub. 100-04, chapter 10",),
    rulebook=BOOK,
)
KX = replace(UNITS, rule="OT-15", action="deny", message="No KX.", fix="Add KX.", line=1)
OPEN = replace(UNITS, rule="HB-03", outcome="undetermined", missing=("residence",), line=None)


def written(*reports: Report, width: int = 80, colour: bool = False) -> str:
    writer = TextWriter(width=width, colour=colour)
    parts = [writer.begin(), *(writer.report(r) for r in reports), writer.end()]
    return b"".join(parts).decode()


def report(*findings: Finding, claim_id: str = "C-1") -> Report:
    return Report(
        claim_id=claim_id,
        status="findings" if findings else "clean",
        findings=findings,
        summary=Summary(),
        engine=ENGINE,
    )


def test_worst_finding_stands_first() -> None:
    text = written(report(UNITS, KX))
    assert text.index("OT-15") < text.index("VB-06")


def test_finding_tells_action_place_message_fix_and_source() -> None:
    lines = written(report(UNITS)).splitlines()
    assert lines[:5] == [
        "C-1  1 finding",
        "  REVIEW  VB-06  line 2, 2024-03-06",
        "    53 minutes are 4 units; the line has 3.",
        "    Do: Bill 4 units.",
        "    Source: Pub. 100-04, chapter 10",
    ]


def test_equal_findings_on_several_lines_are_said_once() -> None:
    text = written(report(KX, replace(KX, line=4), replace(KX, line=7)))
    assert text.count("Add KX.") == 1
    assert "lines 1, 4 and 7" in text


def test_undecided_rules_are_gathered_by_the_facts_they_lack() -> None:
    text = written(report(OPEN, replace(OPEN, rule="HB-15")))
    assert "Missing: residence  (HB-03, HB-15)" in text


def test_payment_share_is_told_as_policy_writes_it() -> None:
    text = written(report(replace(KX, payment=Payment("6/30", "6 days late"))))
    assert "Payment: 6/30 of the payment is taken away: 6 days late" in text


def test_violation_that_rests_on_a_null_says_so() -> None:
    text = written(report(replace(KX, nulls=("accepted date",))))
    assert "rests on accepted date given as none (null)" in text


def test_clean_claim_is_only_counted() -> None:
    assert written(report()) == (
        "1 claim: 1 clean, 0 with findings, 0 undetermined, 0 with errors\n"
    )


def test_unreadable_claim_shows_its_problems_without_an_id() -> None:
    problem = ReportError("date", "$.lines[0].service_date", "expected a date")
    broken = Report(claim_id=None, status="error", errors=(problem,), engine=ENGINE)
    text = written(broken)
    assert "claim without a readable id  not judged: 1 error" in text
    assert "error date  $.lines[0].service_date: expected a date" in text


def test_summary_counts_actions_and_ranks_rules() -> None:
    text = written(report(KX, UNITS), report(replace(UNITS, line=9), claim_id="C-2"))
    assert text.splitlines()[-3:] == [
        "2 claims: 0 clean, 2 with findings, 0 undetermined, 0 with errors",
        "  Findings: deny 1, review 2",
        "  Most often: VB-06 (2), OT-15 (1)",
    ]


def test_no_line_is_wider_than_asked_for() -> None:
    long = replace(KX, message="word " * 60, fix="other " * 40)
    text = written(report(long), width=60)
    assert max(len(line) for line in text.splitlines()[:-3]) <= 60


def test_colour_changes_nothing_but_colour() -> None:
    reports = (report(KX, UNITS, OPEN), report())
    coloured = written(*reports, colour=True)
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == written(*reports)


def test_payment_is_one_line_where_it_is_known() -> None:
    known = replace(report(UNITS), payment=ClaimPayment("2038.22", "407.64"))
    wanted = "  Expected about $2,038.22 before adjustments; at risk $407.64\n"
    assert wanted in written(known)
    part = replace(
        known, payment=ClaimPayment("2038.22", None, "PD-06: its share is not known")
    )
    assert "at risk: not known (PD-06: its share is not known)" in written(part, width=120)
    unknown = replace(known, payment=ClaimPayment(reason="Supply patient status."))
    assert "Expected" not in written(unknown)


def test_that_no_rule_applied_is_told_of_the_first_claim_and_then_counted() -> None:
    said = (ReportError("no-rule-applied", "", "no rule applied: none asks for it"),)
    silent = [replace(report(claim_id=f"S-{n}"), warnings=said) for n in range(3)]
    text = written(*silent)
    assert text.startswith("S-0  clean\n  warning no-rule-applied  no rule applied:")
    assert "S-1" not in text
    assert text.endswith("with errors\n  No rule applied: 3 claims\n")


def test_nothing_that_a_claim_holds_steers_the_terminal() -> None:
    shown = written(
        report(replace(UNITS, message="\x1b[8mhidden\x07"), claim_id="A\x1b[31m\nB")
    )
    assert shown.startswith("A\\x1b[31m\\nB  1 finding\n")
    assert "    \\x1b[8mhidden\\x07\n" in shown
