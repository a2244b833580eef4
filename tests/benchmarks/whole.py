"""Whole claims, with chart and history, of any year: those of `examples/claims`, moved in time."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from random import Random
from typing import Any

from tests.benchmarks.claims import SPARE

EXAMPLES = Path(__file__).parents[2] / "examples" / "claims"
YEARS = range(2016, 2027)
_HOME_HEALTH = ("1-units-of-a-visit", "2-one-code-per-visit")
_OUTPATIENT = ("3-missing-gp", "6-over-new-year-2019")
_DAY = re.compile(r'"(\d{4}-\d\d-\d\d)')
_YEAR = 364
"""Days that a claim is moved by, so that each day stays the day of the week that it was."""


def whole(rng: Random) -> dict[str, Any]:
    """A claim of some year for which next to nothing is missing; three of four are 32X."""
    name = rng.choice(_HOME_HEALTH if rng.random() < 0.75 else _OUTPATIENT)
    text = (EXAMPLES / f"{name}.json").read_text()
    year = int(json.loads(text)["statement_from"][:4])
    weeks = rng.randrange(-4, 5)
    found: dict[str, Any] = json.loads(
        _moved(text, (rng.choice(YEARS) - year) * _YEAR + 7 * weeks)
    )
    found["claim_id"] = found["patient"]["id"] = SPARE
    return found


def _moved(text: str, days: int) -> str:
    """The text with every day in it so much later."""
    by = dt.timedelta(days)
    return _DAY.sub(lambda m: f'"{dt.date.fromisoformat(m[1]) + by}', text)
