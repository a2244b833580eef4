"""Cases that other languages' suites hold: none may fail, and the published page is current."""

from __future__ import annotations

import pytest

from tests.conformance.report import PAGE, page
from tests.conformance.suites import FOLDER, Case, cases
from tests.conformance.verdict import Verdict, judge

SUITES = {"FEEL": 1353, "CQL": 39, "dates-calc": 56}


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    assert FOLDER.is_dir(), f"the suites are missing: {FOLDER}"
    return [judge(case) for case in cases()]


def test_every_case_of_every_suite_is_judged(verdicts: list[Verdict]) -> None:
    counts = dict.fromkeys(SUITES, 0)
    for verdict in verdicts:
        counts[verdict.case.suite.split()[0]] += 1
    assert counts == SUITES


def test_no_case_fails(verdicts: list[Verdict]) -> None:
    assert [_shown(v.case, v.reason) for v in verdicts if v.kind == "failed"] == []


def test_no_case_is_refused_without_a_reason(verdicts: list[Verdict]) -> None:
    assert all(v.reason for v in verdicts if v.kind == "refused")


def test_the_published_page_is_current(verdicts: list[Verdict]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(verdicts)


def _shown(case: Case, reason: str) -> str:
    return f"{case.suite} {case.name} {case.ours}: {reason}"
