"""Each row of the catalogue's first four areas stands in a rulebook as it is there."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from attrs import frozen

from hhrules.engine.library import load
from hhrules.engine.loaded import RuleData
from hhrules.engine.texts import shipped
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax import nodes
from hhrules.syntax.parser import parse

AREAS = ("HB", "EL", "VB", "OT", "FR", "NA", "OA", "PD", "RC", "RS", "BN", "AD")
CATALOGUE = Path(__file__).parents[4] / "shared" / "policy" / "catalogue.csv"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

DAYS_OF_A_GROUP = {"OT-02", "OT-03", "OT-08"}
"""Rules on a discipline: the service date that decides is the first one that is billed."""

CLAIM_DAYS = {"OT-04"}
"""Rules on a claim of several service dates: its From date decides."""


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
    assert {check.action for check in rule.checks} == set(row["action"].split("|"))
    assert all(check.message and check.fix for check in rule.checks)


@pytest.mark.parametrize("row", checks())
def test_its_dates_are_the_catalogues(row: dict[str, str]) -> None:
    one = written()[row["id"]]
    effective = one.rule.effective
    start = effective.start.text if effective and effective.start else ""
    end = effective.end.text if effective and effective.end else ""
    assert (start, end) == (row["effective_from"], row["effective_to"])
    dated = one.rule.dated_by or one.book.header.dated_by
    assert dated is not None
    if row["id"] in DAYS_OF_A_GROUP:
        assert dated.text == "first billed day"
    elif row["id"] in CLAIM_DAYS:
        assert dated.text == "statement from"
    else:
        assert dated.text == row["dated_by"].replace("_", " ")


@pytest.mark.parametrize("row", checks())
def test_its_examples_show_all_outcomes(row: dict[str, str]) -> None:
    assert {"met", "violated", "undetermined"} <= set(outcomes(written()[row["id"]]))


@pytest.mark.parametrize("row", checks())
def test_its_examples_stand_on_both_sides_of_each_boundary(row: dict[str, str]) -> None:
    one = written()[row["id"]]
    shown = {d for e in one.examples for d in _DAY.findall(one.text[e.span.start : e.span.end])}
    day = dt.timedelta(days=1)
    wanted: set[str] = set()
    if row["effective_from"]:
        first = dt.date.fromisoformat(row["effective_from"])
        wanted |= {first.isoformat(), (first - day).isoformat()}
    if row["effective_to"]:
        last = dt.date.fromisoformat(row["effective_to"])
        wanted |= {last.isoformat(), (last + day).isoformat()}
    assert wanted <= shown, f"no example is dated {', '.join(sorted(wanted - shown))}"


@pytest.mark.parametrize("row", [pytest.param(r, id=r["id"]) for r in rows("other")])
def test_what_is_no_check_is_named_where_it_is_kept(row: dict[str, str]) -> None:
    texts = [text.source.text for text in shipped()]
    assert any(re.search(rf"\b{row['id']}\b", text) for text in texts)
