"""Claims with nothing wrong, whole in every fact: no finding, here and in a process."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hhrules.engine.library import load
from hhrules.engine.ruleset import Rules

ROOT = Path(__file__).parents[3]
CLAIMS = sorted((ROOT / "tests" / "corpus" / "claims").glob("*.json"))


@cache
def rules() -> Rules:
    return load()


def document(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def names() -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in CLAIMS]


def test_both_kinds_of_claims_are_there_for_each_span_of_rules() -> None:
    years = ("2014", "2017", "2018", "2019", "2021", "2022", "2024", "2026")
    assert {p.stem for p in CLAIMS} == {
        f"{kind}-{y}" for kind in ("home-health", "outpatient") for y in years
    }


@pytest.mark.parametrize("path", names())
def test_a_clean_claim_has_no_finding(path: Path) -> None:
    report = rules().evaluate(document(path))
    assert report.errors == ()
    found = [(f.rule, f.outcome, f.message) for f in report.findings]
    assert found == []


@pytest.mark.parametrize("path", names())
def test_what_the_form_does_not_carry_is_never_held_against_it(path: Path) -> None:
    claim = document(path)
    claim.pop("chart", None)
    claim.pop("history", None)
    for line in claim["lines"]:
        for name in ("minutes", "performer", "visit_id", "allowed_amount"):
            line.pop(name, None)
    report = rules().evaluate(claim)
    assert report.errors == ()
    assert [(f.rule, f.message) for f in report.findings if f.outcome == "violated"] == []


@pytest.mark.parametrize("path", names())
def test_an_empty_chart_breaks_no_rule_on_the_chart(path: Path) -> None:
    claim = copy.deepcopy(document(path))
    claim["chart"] = {"homebound": {}, "skilled_need": {}}
    report = rules().evaluate(claim)
    assert [
        f.rule for f in report.findings if f.outcome == "violated" and f.level == "chart"
    ] == []


def test_the_command_finds_nothing_either() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "hhrules",
            "check",
            "--format",
            "jsonl",
            "--fail-on",
            "inform",
            *(str(path) for path in CLAIMS),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["claim_id"] for r in reports] == [path.stem for path in CLAIMS]
    assert [(r["claim_id"], f["rule"]) for r in reports for f in r["findings"]] == []
