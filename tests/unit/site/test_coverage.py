"""Every dated row of policy and every statement of the sources is declared, and carried."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from hhrules.site.coverage import PAGE, coverage_page
from hhrules.site.declared import (
    KINDS,
    VERDICTS,
    Carriers,
    PolicyRow,
    policy_rows,
    reason_codes,
    statements,
)
from hhrules.site.pages import BookView, rules_by_id

POLICY = Path(__file__).resolve().parents[4] / "shared" / "policy"
ROWS = {row.id: row for row in policy_rows()}


def catalogue() -> dict[str, dict[str, str]]:
    with (POLICY / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def spoken() -> dict[str, str]:
    """The statements of the sources, each with the cell that names its rows."""
    text = (POLICY / "seed_coverage.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| (S[0-9]-[0-9]+) \|[^|]*\| ([^|]*) \|", text, re.MULTILINE))


def test_all_rows_stand_there_with_their_kind() -> None:
    expected = {i: r["kind"].replace("_", " ") for i, r in catalogue().items()}
    assert len(expected) == 277
    assert {i: r.kind for i, r in ROWS.items()} == expected
    assert set(expected.values()) <= set(KINDS)


def test_all_statements_stand_there() -> None:
    expected = spoken()
    assert len(expected) == 180
    declared = statements()
    assert [s.id for s in declared] == list(expected)
    assert all(s.says and s.verdict in VERDICTS for s in declared)


def test_statements_name_the_rows_of_the_policy_files() -> None:
    known = catalogue()
    expected = spoken()
    for statement in statements():
        assert set(statement.rows) <= set(known), statement.id
        first = re.match(r"[A-Z]{2}-[0-9]{2}", expected[statement.id])
        if first:
            assert first[0] in statement.rows, statement.id


def test_each_reason_code_of_policy_says_what_it_means() -> None:
    with (POLICY / "reason_codes.csv").open(encoding="utf-8", newline="") as file:
        wanted = {code for r in csv.DictReader(file) for code in r["code"].split("/")}
    known = {r.code: r for r in reason_codes()}
    assert set(known) == wanted
    assert [c for c, r in known.items() if not r.says] == []
    assert [i for r in known.values() for i in r.rows if i not in ROWS] == []


def test_each_statement_has_rows_or_a_reason() -> None:
    assert [s.id for s in statements() if not s.rows and not s.holds] == []
    assert [s.id for s in statements() if s.is_stale and not s.holds] == []


def test_each_check_is_a_rule_with_examples(books: list[BookView]) -> None:
    rules = rules_by_id(books)
    checks = [i for i, r in ROWS.items() if r.kind == "check"]
    assert len(checks) == 174
    assert [i for i in checks if i not in rules] == []
    assert [i for i in checks if rules[i].example_count < 3] == []
    assert [i for i in checks if not (rules[i].certainty and rules[i].cites)] == []


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_what_carries_a_row_is_there(row: PolicyRow, books: list[BookView]) -> None:
    carriers = Carriers(tuple(books))
    assert [c for c in row.carried_by if carriers.place(c, row.id) is None] == []
    kinds = {carrier.split()[0] for carrier in row.carried_by}
    match row.kind:
        case "check":
            assert row.carried_by == (f"rule {row.id}",)
        case "value":
            assert kinds & {"value", "table"}
        case "definition":
            assert kinds & {"define", "table", "rule", "value"} or row.gap
        case _:
            assert kinds - {"notes"} or row.gap
    if row.kind != "check":
        assert row.says
        assert row.certainty == catalogue()[row.id]["certainty"]


def test_a_row_counts_as_carried_by_notes_only_if_they_name_it(books: list[BookView]) -> None:
    carriers = Carriers(tuple(books))
    assert carriers.place("notes homebound", "HB-08") is not None
    assert carriers.place("notes homebound", "AD-01") is None
    assert carriers.place("notes nowhere", "HB-08") is None


def test_the_committed_page_is_current(books: list[BookView]) -> None:
    assert PAGE.read_text(encoding="utf-8") == coverage_page(books)


def test_the_page_shows_each_row_and_statement_once() -> None:
    heads = re.findall(r"^\| ([A-Z]+[0-9]?-[0-9]+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert Counter(heads) == Counter([*ROWS, *spoken()])
