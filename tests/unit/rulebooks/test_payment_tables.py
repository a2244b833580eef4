"""The figures that price a period are those of policy and of the payer's own tables."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
BOOK = ROOT / "rulebooks" / "home-health-payment"
COLUMNS = ("SN", "PT", "SLP", "OT", "MSW", "HHA")
FAMILIES = {
    "0550": "SN",
    "0420": "PT",
    "0440": "SLP",
    "0430": "OT",
    "0560": "MSW",
    "0570": "HHA",
}


def rows(path: Path) -> list[dict[str, str]]:
    assert path.is_file(), f"the facts of policy are not at {path}"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def figures() -> dict[tuple[str, str], tuple[str, str]]:
    """Amount and certainty by year and discipline, as the rulebook states them."""
    text = (BOOK / "home-health-payment.hhr").read_text(encoding="utf-8")
    block = text[text.index("value visit payment by discipline") :].split("\n\n", 1)[0]
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for line in re.findall(r"^  \| ([0-9].*) \|$", block, re.MULTILINE):
        cells = [c.strip() for c in line.split("|")]
        for column, cell in zip(COLUMNS, cells[2:8], strict=True):
            found[cells[0][:4], column] = (cell.removeprefix("$"), cells[8])
    return found


@pytest.mark.parametrize(
    ("column", "published", "file"),
    [
        ("case-mix weight", "weight", "home-health-payment/tables/case_mix_weights.csv"),
        ("lupa threshold", "threshold", "home-health-lupa/tables/lupa_thresholds.csv"),
    ],
)
def test_weights_and_thresholds_are_those_of_the_two_published_years(
    column: str, published: str, file: str
) -> None:
    wanted = {
        (r["code"], f"{year}-01-01", f"{year}-12-31"): r[published]
        for year in ("2025", "2026")
        for r in rows(SHARED / "claims" / "cms-pricer" / f"hrg-{year}.csv")
    }
    have = rows(BOOK.parent / file)
    assert len(have) == 864
    assert {
        (r["hipps"], r["effective from"], r["effective to"]): r[column] for r in have
    } == wanted


def test_a_visit_pays_what_policy_says_and_only_verified_figures_decide() -> None:
    wanted = [
        r
        for r in rows(SHARED / "policy" / "pdgm_rates.csv")
        if r["item"].startswith("per_visit_")
    ]
    have = figures()
    assert len(have) == len(wanted) == 42
    for row in wanted:
        amount, certainty = have[row["cy"], row["item"].removeprefix("per_visit_")]
        if row["certainty"] == "verified":
            assert (amount, certainty) == (row["value"], "verified"), row
        else:
            assert certainty == "recalled" or amount == "undetermined", row


@pytest.mark.parametrize("year", ["2025", "2026"])
def test_a_visit_pays_what_the_payer_s_table_says(year: str) -> None:
    have = figures()
    for row in rows(SHARED / "claims" / "cms-pricer" / f"rev-{year}.csv"):
        amount, _ = have[year, FAMILIES[row["code"]]]
        assert Decimal(amount) == Decimal(row["nonruralDollarRate"])
        assert row["nonruralDollarRate"] == row["ruralDollarRate"]
