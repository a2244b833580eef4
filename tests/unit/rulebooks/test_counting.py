"""Counts of days and units against the plain algorithms of policy."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hhrules.engine.library import load
from hhrules.engine.ruleset import Rules

FIRST = dt.date(2017, 1, 10)
CLOSES_AFTER = 60
DUE = 10


BOOKS = {
    "FR-14": "functional-reporting-days",
    "OT-12": "outpatient-therapy-units",
    "VB-06": "home-health-visits",
}


@cache
def rules(book: str) -> Rules:
    return load(Path(__file__).parents[3] / "rulebooks" / book)


def found(claim: dict[str, Any], rule: str) -> set[dt.date | None]:
    report = rules(BOOKS[rule]).evaluate(claim)
    assert report.errors == ()
    return {
        f.service_date for f in report.findings if f.rule == rule and f.outcome == "violated"
    }


def claim_of(lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    days = sorted(line["service_date"] for line in lines)
    return {
        "claim_id": "count",
        "type_of_bill": "341",
        "statement_from": days[0],
        "statement_through": days[-1],
        "lines": [{"line": n, **line} for n, line in enumerate(lines, 1)],
        **more,
    }


def late_days(days: list[dt.date], reports: set[dt.date]) -> set[dt.date]:
    """The tenth treatment days that pass without a report, period by period."""
    late: set[dt.date] = set()
    period: list[dt.date] = []
    opening = True
    for before, day in zip([None, *days], days, strict=False):
        if before is None or (day - before).days > CLOSES_AFTER:
            period, opening = [], True
        period.append(day)
        if len(period) == DUE and day not in reports:
            late.add(day)
        if day in reports and not (opening and len(period) == 1):
            period, opening = [], False
    return late


@pytest.mark.parametrize("seed", range(40))
def test_every_tenth_treatment_day(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a draw to repeat
    steps = [1, 1, 1, 2, 3, 7] * 6 + [61, 59]
    days = [FIRST]
    while len(days) < 45:
        days.append(days[-1] + dt.timedelta(days=chance.choice(steps)))
    reports = {day for day in days if chance.random() < 0.12}
    lines: list[dict[str, Any]] = []
    for day in days:
        one = {"service_date": day.isoformat(), "revenue_code": "0421", "units": 1}
        lines.append({**one, "hcpcs": "97110", "modifiers": ["GP"]})
        if day in reports:
            lines.append({**one, "hcpcs": "G8978", "modifiers": ["GP", "CK"]})
    cut = chance.randrange(1, len(lines) - 1)
    earlier = {**claim_of(lines[:cut]), "claim_id": "earlier"}
    history = {"claims": [earlier], "complete_since": "2016-01-01", "all_providers": True}
    whole = found(claim_of(lines, history={**history, "claims": []}), "FR-14")
    assert whole == late_days(days, reports)
    later = {dt.date.fromisoformat(line["service_date"]) for line in lines[cut:]}
    assert found(claim_of(lines[cut:], history=history), "FR-14") == whole & later


@pytest.mark.parametrize("seed", range(25))
def test_units_of_a_days_timed_codes(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a draw to repeat
    codes = chance.sample(["97110", "97112", "97116", "97140", "97530", "97535"], k=3)
    minutes = [chance.randrange(1, 50) for _ in codes]
    units = [max(0, m // 15 + chance.choice([-1, 0, 0, 1])) for m in minutes]
    lines = [
        {
            "service_date": "2024-03-01",
            "revenue_code": "0421",
            "hcpcs": code,
            "modifiers": ["GP"],
            "minutes": m,
            "units": u,
        }
        for code, m, u in zip(codes, minutes, units, strict=True)
    ]
    total = sum(minutes)
    due = (total + 7) // 15 if total >= 8 else 0
    starved = any(m >= 15 and u == 0 for m, u in zip(minutes, units, strict=True))
    sated = any(u * 15 > m for m, u in zip(minutes, units, strict=True))
    wrong = total >= 8 and (sum(units) > due or (starved and sated))
    claim = claim_of(lines, chart={"visits": []})
    assert found(claim, "OT-12") == ({dt.date(2024, 3, 1)} if wrong else set())


@pytest.mark.parametrize("minutes", [1, 7, 8, 22, 23, 37, 38, 127, 128, 300, 487])
def test_units_of_a_home_health_visit(minutes: int) -> None:
    due = max(1, (minutes + 7) // 15)
    for units in (due - 1, due, due + 1):
        line = {
            "service_date": "2024-03-04",
            "revenue_code": "0421",
            "hcpcs": "G0151",
            "modifiers": [],
            "minutes": minutes,
            "units": units,
        }
        claim = {**claim_of([line]), "type_of_bill": "329"}
        assert bool(found(claim, "VB-06")) is (minutes < 8 or units != due)
