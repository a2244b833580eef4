"""Reports for programs keep their keys and are documents that any reader takes."""

from __future__ import annotations

import json

import pytest

from hhrules.runtime.report import Engine, Finding, Report, RulebookRef
from hhrules.writers.json_reports import JsonLinesWriter, JsonWriter

REPORT = Report(claim_id="C-1", status="clean", engine=Engine("1.0.0", "cd" * 32))
FINDING = Finding(
    rule="VB-06",
    outcome="undetermined",
    action="review",
    level="line",
    message="",
    rulebook=RulebookRef("book", "1.0.0", "2024-01-01", "ab" * 32),
)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_json_is_one_list_of_all_reports(number: int) -> None:
    writer = JsonWriter()
    text = b"".join(
        [writer.begin(), *(writer.report(REPORT) for _ in range(number)), writer.end()]
    )
    assert [r["claim_id"] for r in json.loads(text)] == ["C-1"] * number


def test_json_lines_hold_one_report_each() -> None:
    writer = JsonLinesWriter()
    text = writer.begin() + writer.report(REPORT) + writer.report(REPORT) + writer.end()
    assert [json.loads(line)["status"] for line in text.splitlines()] == ["clean", "clean"]


def test_keys_of_a_report_are_always_there() -> None:
    keys = list(json.loads(REPORT.encode()))
    assert keys == [
        "claim_id",
        "status",
        "findings",
        "summary",
        "payment",
        "errors",
        "warnings",
        "engine",
    ]


def test_trace_is_the_only_key_that_waits_to_be_asked_for() -> None:
    full = Report(
        claim_id="C-1", status="undetermined", findings=(FINDING,), engine=REPORT.engine
    )
    finding = json.loads(full.encode())["findings"][0]
    assert set(finding) == set(Finding.__struct_fields__) - {"trace"}
    assert finding["line"] is None
    assert finding["payment"] is None
