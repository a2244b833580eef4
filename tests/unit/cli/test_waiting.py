"""`hhrules explain` of a claim that says too little for many rules: which, and what would help most."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hhrules.cli.main import cli

FACTS = ("admission date", "discharge date", "received date")


def book(rules: int) -> str:
    """A rulebook whose rules each want a fact; every third of them the same."""
    head = 'rulebook many\n  title       "Many"\n  version     1.0.0\n  dated by    statement from\n'
    rule = (
        '\nrule MA-{n:02} "Rule {n}"\n  effective from 2024-01-01\n'
        '  require     {fact} is on or after 2024-01-01\n  otherwise   review\n  cite        "A policy"\n'
    )
    return head + "".join(rule.format(n=n, fact=FACTS[n % 3]) for n in range(1, rules + 1))


@pytest.fixture
def claim(tmp_path: Path) -> Path:
    file = tmp_path / "claim.json"
    dates = {"statement_from": "2024-03-04", "statement_through": "2024-03-04"}
    line = {"line": 1, "revenue_code": "0421", "service_date": "2024-03-04"}
    said = {"claim_id": "W-1", "type_of_bill": "329", "payer": "medicare", "lines": [line]}
    file.write_text(json.dumps({**said, **dates}))
    return file


def explained(claim: Path, rules: int, *words: str) -> str:
    rulebook = claim.parent / "many.hhr"
    rulebook.write_text(book(rules))
    told = CliRunner().invoke(
        cli, ["explain", str(claim), *words, "--rulebooks", str(rulebook)]
    )
    assert told.exit_code == 0, told.output
    return told.stdout


def test_few_are_told_step_by_step(claim: Path) -> None:
    assert explained(claim, 8).count("    Decided by: ") == 8


def test_many_are_listed_with_the_facts_that_most_lack(claim: Path) -> None:
    told = explained(claim, 10)
    assert told.startswith("W-1\n")
    assert "  10 outcomes undetermined, for want of facts:\n" in told
    assert "    MA-03  claim: Rule 3\n      Missing: admission date\n" in told
    assert "    discharge date  4\n" in told
    assert "hhrules explain" in told.splitlines()[-2]
    assert "Decided by" not in told


def test_one_of_many_and_all_of_them_are_told_step_by_step(claim: Path) -> None:
    assert explained(claim, 10, "MA-03").count("    Decided by: ") == 1
    assert explained(claim, 10, "--all").count("    Decided by: ") == 10
