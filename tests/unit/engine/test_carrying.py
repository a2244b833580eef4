"""Rules, claims, reports and errors in other processes, and copies of them in this one."""

from __future__ import annotations

import copy
import json
import multiprocessing
import pickle
from pathlib import Path
from typing import Any

import pytest

import hhrules
from hhrules import Claim, Report, RulebookError, Rules
from hhrules.claims.reader import read_claim
from hhrules.engine import carried, library
from hhrules.engine.blocks import Opened
from tests.unit.cli.conftest import RULEBOOK, claim

SITE = """
fact wound depth has type whole number
  path     "chart.wound_depth"
  means    "In millimetres."

rule S-3 "Wound depth is small"
  require  wound depth is at most 3
  otherwise warn
  because  "The depth is {wound depth}."
  cite     "A policy"
"""
DEEP = json.dumps(
    {
        **json.loads(claim()),
        "chart": {"wound_depth": 5},
        "mood": "good",
        "history": {"claims": [{**json.loads(claim("Z")), "chart": {"wound_depth": 4}}]},
    }
).encode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rulebook whose compiled form is read from the cache, part by part."""
    monkeypatch.setenv("HHRULES_CACHE_DIR", str(tmp_path / "cache"))
    path = tmp_path / "site.hhr"
    path.write_text(RULEBOOK + SITE)
    library.load([path])
    return path


def carry(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - from this test


@pytest.mark.parametrize("again", [carry, copy.copy, copy.deepcopy])
def test_rules_that_were_carried_or_copied_judge_as_before(folder: Path, again: Any) -> None:
    report = library.load([folder]).evaluate(DEEP)
    rules = library.load([folder])
    another = again(rules)
    assert another.evaluate(DEEP) == report
    del another
    assert rules.evaluate(DEEP) == report
    assert {e.rule for e in rules.explain(DEEP)} == {"S-1", "S-2", "S-3"}
    assert report.engine == rules.engine


def test_selected_rules_stay_selected(folder: Path) -> None:
    rules = library.load([folder]).select(skip=["S-3"])
    assert carry(rules).evaluate(DEEP).findings == ()


def test_a_copy_of_an_open_file_is_refused(folder: Path) -> None:
    """It would close a descriptor that is its own no more, be it a socket by then."""
    with pytest.raises(TypeError, match="not to be copied"):
        copy.deepcopy(library.load([folder]).books)
    with folder.open("rb") as file, pytest.raises(TypeError, match="not to be copied"):
        copy.copy(Opened(file.fileno()))


def test_rules_of_another_version_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = pickle.dumps(library.load([folder]))
    monkeypatch.setattr(carried, "program_version", lambda: "99")
    with pytest.raises(pickle.UnpicklingError, match="hhrules 99"):
        pickle.loads(sent)  # noqa: S301 - from this test


def test_a_claim_keeps_what_its_reader_noted(folder: Path) -> None:
    site = library.load([folder])
    plain = hhrules.compile(RULEBOOK)
    for rules in (site, plain):
        read = read_claim(DEEP, claim_type=rules.claim_type)
        sent = carry(read)
        assert (type(sent), sent) == (type(read), read)
        report = rules.evaluate(read)
        assert len(report.warnings) == (1 if rules is site else 3)
        assert rules.evaluate(sent) == report
        assert list(rules.evaluate_many([read] * 3, jobs=2)) == [report] * 3


def test_sets_with_the_same_facts_take_each_others_claims(tmp_path: Path) -> None:
    def of(depth: str) -> Rules:
        path = tmp_path / f"{depth}.hhr"
        path.write_text(f"{RULEBOOK}{SITE}".replace("wound_depth", f"wound_depth_{depth}"))
        return library.load([path], use_cache=False)

    first = of("a")
    read = read_claim(claim().encode(), claim_type=first.claim_type)
    others = [of(letter) for letter in "bcdefghijkl"]
    assert len({o.claim_type for o in others} | {first.claim_type}) == 12
    assert first.select(skip=["S-3"]).evaluate(read).status == "clean"
    assert of("a").evaluate(read).status == "undetermined"


def test_the_mistakes_of_a_rulebook_reach_another_process() -> None:
    with pytest.raises(RulebookError) as caught:
        hhrules.compile("rulebook x\n  tite 3\n")
    told, sent = caught.value, carry(caught.value)
    assert (str(sent), sent.diagnostics) == (str(told), told.diagnostics)
    assert sent.sources["rulebook.hhr"].text == told.sources["rulebook.hhr"].text


def judged(rules: Rules, document: bytes) -> Report:
    return rules.evaluate(document)


def read(document: bytes) -> Claim:
    return read_claim(document)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_pool_of_processes_judges_as_this_one(folder: Path, method: str) -> None:
    rules = library.load([folder])
    report = rules.evaluate(DEEP)
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.apply(judged, (rules, DEEP)) == report
        assert pool.apply(read, (claim().encode(),)) == read(claim().encode())
