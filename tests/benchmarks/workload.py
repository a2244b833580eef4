"""Claims with the facts that the benchmark rulebook reads; about one in ten has a slip."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from tests.benchmarks.claims import home_health, outpatient

_SLIPS = 0.1


def workload(rng: Random) -> dict[str, Any]:
    """One claim, whole as far as the twelve rules ask."""
    slip = rng.random() < _SLIPS
    if rng.random() < 0.75:
        found = home_health(rng)
        _certify(found, rng, slip=slip)
    else:
        found = outpatient(rng)
        found["prior_ytd"] = {"PT_SLP": "0.00", "OT": "0.00"}
        found["occurrences"] = [{"code": "29", "date": found["statement_from"]}]
        _modify(found, slip=slip)
    _count_units(found["lines"], slip=slip and rng.random() < 0.5)
    return found


def _certify(found: dict[str, Any], rng: Random, *, slip: bool) -> None:
    start = dt.date.fromisoformat(found["admission_date"])

    def after(days: int) -> str:
        return (start + dt.timedelta(days=days)).isoformat()

    found.pop("chart", None)
    found["certification"] = {
        "type": "initial",
        "start_of_care": after(0),
        "face_to_face": after(40 if slip else rng.choice((-60, -10, 5, 20))),
        "noa_received": after(rng.choice((1, 3, 5))),
        "recertifications": [after(57), after(117)],
    }
    found["assessment"] = {
        "reason": "01",
        "m0030_start_of_care": after(0),
        "m0090_completed": after(4),
    }
    found["homebound"] = {
        "needs_device": True,
        "needs_assistance": False,
        "special_transport": False,
        "leaving_contraindicated": False,
        "normal_inability": True,
        "taxing_effort": True,
    }
    lines = found["lines"]
    seen: set[tuple[str, str]] = set()
    kept = []
    for line in lines:
        key = (line["revenue_code"][:3], line["service_date"])
        if key not in seen or slip:
            seen.add(key)
            kept.append(line)
    found["lines"] = [{**line, "line": number} for number, line in enumerate(kept, 1)]


def _modify(found: dict[str, Any], *, slip: bool) -> None:
    year = max(2019, int(found["statement_from"][:4]))
    for name in ("statement_from", "statement_through"):
        found[name] = f"{year}{found[name][4:].replace('02-29', '02-28')}"
    for line in found["lines"]:
        line["service_date"] = found["statement_from"]
        line["modifiers"] = [] if slip else ["GP"]
        line["allowed_amount"] = "31.25"


def _count_units(lines: list[dict[str, Any]], *, slip: bool) -> None:
    for line in lines:
        if "minutes" in line:
            line["units"] = (line["minutes"] + 7) // 15 + slip
