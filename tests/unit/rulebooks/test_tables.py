"""The tables of the rulebooks hold the facts of the policy files: no row more, none less."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
POLICY = ROOT.parent / "shared" / "policy"
BOOKS = ROOT / "rulebooks"


def policy(name: str) -> list[dict[str, str]]:
    file = POLICY / name
    assert file.is_file(), f"the facts of policy are not at {file}"
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def shipped(path: str) -> list[dict[str, str]]:
    with (BOOKS / path).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_functional_codes() -> None:
    wanted = {
        r["code"]: (r["limitation_set"], r["role"]) for r in policy("functional_gcodes.csv")
    }
    have = shipped("outpatient-therapy/tables/functional_codes.csv")
    assert {r["hcpcs"]: (r["limitation set"], r["role"]) for r in have} == wanted
    assert len(have) == len(wanted)


def test_evaluation_codes_and_their_days() -> None:
    have = {
        r["hcpcs"]: (r["first day"], r["last day"])
        for r in shipped("functional-reporting/tables/evaluation_codes.csv")
    }
    wanted = policy("functional_eval_codes.csv")
    assert set(have) == {r["code"] for r in wanted}
    reporting = ("2013-01-01", "2018-12-31")
    for row in wanted:
        first, last = have[row["code"]]
        assert (first or reporting[0]) == row["trigger_from"], row["code"]
        assert (last or reporting[1]) == row["trigger_to"], row["code"]


def test_visit_codes_and_their_disciplines() -> None:
    have = shipped("home-health-visits/tables/visit_codes.csv")
    words = {"PT": "PT", "OT": "OT", "SLP": "SLP", "SN": "SN", "MSW": "MSW", "HHA": "AIDE"}
    wanted = {
        r["code"]: words[r["discipline"]]
        for r in policy("hh_visit_hcpcs.csv")
        if r["discipline"] in words
    }
    assert {r["hcpcs"]: r["code discipline"] for r in have} == wanted


def test_outpatient_codes_and_what_they_are_timed_by() -> None:
    have = shipped("outpatient-therapy/tables/outpatient_codes.csv")
    wanted = policy("outpatient_therapy_codes.csv")
    assert {r["hcpcs"]: (r["timed"], r["unit basis minutes"]) for r in have} == {
        r["code"]: (r["timed"], r["unit_basis_minutes"]) for r in wanted
    }


@pytest.mark.parametrize(
    ("kind", "value"),
    [("therapy_cap", "therapy cap"), ("kx_threshold", "therapy threshold")],
)
def test_therapy_amounts(kind: str, value: str) -> None:
    book = BOOKS / "outpatient-therapy-amounts" / "outpatient-therapy-amounts.hhr"
    text = book.read_text(encoding="utf-8")
    block = text[text.index(f"value {value} by therapy group") :].split("\n\n", 1)[0]
    have = {
        (row[0], group): int(row[number].replace("$", "").replace(",", ""))
        for row in re.findall(r"\| ([0-9]{4})-01-01 +\| [^|]+\| (\S+) \| (\S+) ", block)
        for group, number in (("PT_SLP", 1), ("OT", 2))
    }
    wanted = {
        (r["year"], r["discipline_group"]): int(r["amount_usd"])
        for r in policy("therapy_thresholds.csv")
        if r["kind"] == kind
    }
    assert wanted
    assert have == wanted
