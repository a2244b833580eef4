"""Each row of the catalogue stands in a rulebook as it is there."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from attrs import frozen

from hhrules.engine.bookdata import RuleData
from hhrules.engine.library import load
from hhrules.engine.texts import shipped
from hhrules.site.declared import policy_rows
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse

AREAS = ("HB", "EL", "VB", "OT", "FR", "NA", "OA", "PD", "RC", "RS", "BN", "AD")
CATALOGUE = Path(__file__).parents[4] / "shared" / "policy" / "catalogue.csv"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

DECIDED_BY = {
    # a discipline: the service date that decides is the first one that is billed
    **dict.fromkeys(("OT-02", "OT-03", "OT-08"), "first billed day"),
    # a claim of several service dates: its From date decides
    **dict.fromkeys(("OT-04", "RS-08"), "statement from"),
    # a claim that has not been received yet is judged by its Through date
    **dict.fromkeys(("EL-21", "AD-13", "AD-16", "AD-22", "AD-23", "AD-24"), "day of receipt"),
    # the claim's admission date, not the notice's own
    **dict.fromkeys(("NA-02", "NA-09"), "admission date of claim"),
    # M0090; for an assessment that was never made, the From date
    **dict.fromkeys(("OA-02", "OA-03", "OA-04", "OA-05", "OA-06", "OA-15"), "completed date"),
    "OA-16": "statement from",
}
"""What the deciding date is called in the rulebook, where it is not the catalogue's own word."""

EFFECTIVE = {"NA-09": ("2022-01-01", "")}
"""Policy gives no day: asked from the first notices on."""

WEAKER = {
    "BN-02": {"warn"},  # a device applied in 2023 in a period that ends in 2024
    "BN-15": {"review"},  # codes of first visits, which are recalled only
}
"""Milder actions beside the catalogue's, for what policy is not sure of."""

ALWAYS_SENT = {"NA-20", "AD-12"}
"""Rules that read the bill type and the From date alone, without which no document is a claim."""

NO_SUCH_DAY = {"AD-02": {"2009-12-31", "2010-01-01"}}
"""Boundaries on which the rule cannot speak: it is on claims that end on a 29 February."""


@frozen(eq=False)
class Written:
    """A rule as a rulebook has it, with its examples."""

    rule: nodes.Rule
    book: nodes.Rulebook
    text: str
    examples: tuple[nodes.Example | nodes.ExampleTable, ...]


def rows(kind: str) -> list[dict[str, str]]:
    if not CATALOGUE.is_file():
        return []  # one test says so
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        found = [r for r in csv.DictReader(file) if r["id"].split("-")[0] in AREAS]
    return [r for r in found if (r["kind"] == "check") == (kind == "check")]


@cache
def written() -> dict[str, Written]:
    found: dict[str, Written] = {}
    for text in shipped():
        book = parse(text.source, Diagnostics())
        assert book is not None
        for block in book.blocks:
            if isinstance(block, nodes.Rule) and not block.replaces:
                examples = tuple(
                    b
                    for b in book.blocks
                    if isinstance(b, nodes.Example | nodes.ExampleTable) and b.rule == block.id
                )
                found[block.id] = Written(block, book, text.source.text, examples)
    return found


@cache
def loaded() -> dict[str, RuleData]:
    return {rule.id: rule for book in load().books for rule in book.data.rules}


def outcomes(one: Written) -> Iterator[str]:
    for example in one.examples:
        if isinstance(example, nodes.ExampleTable):
            grids = [example.grid]
        else:
            grids = [records.grid for records in example.claim.records]
            yield from (expect.outcome for expect in example.expects)
        for grid in grids:
            for row in grid.rows:
                yield from (c.outcome for c in row.cells if isinstance(c, nodes.ExpectCell))


def checks() -> list[object]:
    return [pytest.param(row, id=row["id"]) for row in rows("check")]


def test_the_catalogue_is_there() -> None:
    assert CATALOGUE.is_file(), f"the catalogue of rules is not at {CATALOGUE}"
    assert {row["id"].split("-")[0] for row in rows("check")} == set(AREAS)


@pytest.mark.parametrize("row", checks())
def test_a_check_is_a_rule(row: dict[str, str]) -> None:
    assert row["id"] in written()
    rule = loaded()[row["id"]]
    assert rule.cites
    assert rule.level == row["level"]
    assert rule.certainty == row["certainty"]
    actions = set(row["action"].split("|")) | WEAKER.get(row["id"], set())
    assert {check.action for check in rule.checks} == actions
    assert all(check.message and check.fix for check in rule.checks)


@pytest.mark.parametrize("row", checks())
def test_its_dates_are_the_catalogues(row: dict[str, str]) -> None:
    one = written()[row["id"]]
    effective = one.rule.effective
    start = effective.start.text if effective and effective.start else ""
    end = effective.end.text if effective and effective.end else ""
    catalogues = (row["effective_from"], row["effective_to"])
    assert (start, end) == EFFECTIVE.get(row["id"], catalogues)
    dated = one.rule.dated_by or one.book.header.dated_by
    assert dated is not None
    assert dated.text == DECIDED_BY.get(row["id"], row["dated_by"].replace("_", " "))


@pytest.mark.parametrize("row", checks())
def test_its_examples_show_all_outcomes(row: dict[str, str]) -> None:
    wanted = {"met", "violated", "undetermined"}
    if row["id"] in ALWAYS_SENT:
        wanted = {"met", "violated"}
    assert wanted <= set(outcomes(written()[row["id"]]))


@pytest.mark.parametrize("row", checks())
def test_its_examples_stand_on_both_sides_of_each_boundary(row: dict[str, str]) -> None:
    one = written()[row["id"]]
    shown = {d for e in one.examples for d in _DAY.findall(one.text[e.span.start : e.span.end])}
    day = dt.timedelta(days=1)
    wanted: set[str] = set()
    start, end = EFFECTIVE.get(row["id"], (row["effective_from"], row["effective_to"]))
    if start:
        first = dt.date.fromisoformat(start)
        wanted |= {first.isoformat(), (first - day).isoformat()}
    if end:
        last = dt.date.fromisoformat(end)
        wanted |= {last.isoformat(), (last + day).isoformat()}
    wanted -= NO_SUCH_DAY.get(row["id"], set())
    assert wanted <= shown, f"no example is dated {', '.join(sorted(wanted - shown))}"


@pytest.mark.parametrize("row", [pytest.param(r, id=r["id"]) for r in rows("other")])
def test_what_is_no_check_is_carried_or_says_why_not(row: dict[str, str]) -> None:
    declared = {r.id: r for r in policy_rows()}[row["id"]]
    assert declared.kind == row["kind"].replace("_", " ")
    assert declared.carried_by or declared.gap


def test_each_check_has_one_rule_of_its_own() -> None:
    checked = [row["id"] for row in rows("check")]
    assert len(checked) == 174
    assert sorted({r for r in loaded() if r in checked}) == sorted(checked)
