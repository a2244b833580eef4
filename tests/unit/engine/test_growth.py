"""What a claim costs grows with the number of its lines, and no faster, whatever they lack.

Steps are counted, lines of Python that run, so that the machine has no say. With twice the lines
a claim takes at most twice the steps, less what each claim takes once.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType, FrameType
from typing import Any

import pytest

import hhrules
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from tests.properties.long import examples, repeated
from tests.properties.strategies import Document

VISITS = "DEMO-1"
THERAPY = "DEMO-5A"
LINES = 40
DAYS = 6
VISITS_MADE = 12
"""Figures are worked out once for all that read the same, so that is what the lines say again."""
OVER_DAYS = 1.6
"""So many times the steps may lines over twice the days take; the square would take over twice."""
MOST = 2.05
"""So many times the steps may twice the lines take; the square would take up to four times."""


@cache
def _rules() -> hhrules.Rules:
    return hhrules.load()


def _claim(
    document: Document,
    lines: int,
    fields: tuple[str, ...],
    every: int,
    days: int = DAYS,
    visits: int = VISITS_MADE,
) -> Claim:
    """A claim of so many lines; every line of some number lacks some fields."""
    made = repeated(document, lines, days)
    for number, line in enumerate(made["lines"]):
        line["visit_id"] = f"V{number % visits}"
        for field in fields if number % every == 0 else ():
            line.pop(field, None)
    return read_claim(made)


@contextmanager
def _counted(steps: Counter[CodeType]) -> Iterator[None]:
    """Count the steps of each function that is called meanwhile."""

    def step(frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            steps[frame.f_code] += 1
        return step

    before = sys.gettrace()
    sys.settrace(lambda *_: step)
    try:
        yield
    finally:
        sys.settrace(before)


def _steps(claim: Claim) -> Counter[CodeType]:
    _rules().evaluate(claim)  # what is made once for all claims is there
    steps: Counter[CodeType] = Counter()
    with _counted(steps):
        _rules().evaluate(claim)
    return steps


def _grown(less: Counter[CodeType], more: Counter[CodeType]) -> str:
    """The functions of which the steps grew most, for the one who has to find out why."""
    extra = Counter({code: more[code] - 2 * less[code] for code in more})
    return ", ".join(
        f"{code.co_filename}:{code.co_firstlineno} {code.co_name} {less[code]} to {more[code]}"
        for code, _ in extra.most_common(5)
    )


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (VISITS, ()),
        (VISITS, ("hcpcs", "revenue_code")),
        (VISITS, ("revenue_code", "service_date")),
        (VISITS, ("visit_id", "minutes")),
        (THERAPY, ("hcpcs",)),
        (THERAPY, ("revenue_code",)),
        (THERAPY, ("hcpcs", "service_date")),
        (THERAPY, ("allowed_amount", "modifiers")),
    ],
)
def test_steps_grow_with_the_lines(name: str, fields: tuple[str, ...], every: int) -> None:
    (document,) = (d for d in examples() if d["claim_id"] == name)
    less = _steps(_claim(document, LINES, fields, every))
    more = _steps(_claim(document, 2 * LINES, fields, every))
    assert more.total() <= MOST * less.total(), _grown(less, more)


@pytest.mark.parametrize("days", [DAYS, 15])
def test_steps_grow_little_with_the_days_of_lines_without_codes(days: int) -> None:
    (document,) = (d for d in examples() if d["claim_id"] == THERAPY)
    less = _steps(_claim(document, 2 * LINES, ("hcpcs",), 1, days))
    more = _steps(_claim(document, 2 * LINES, ("hcpcs",), 1, 2 * days))
    assert more.total() <= OVER_DAYS * less.total(), _grown(less, more)


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (VISITS, ("revenue_code", "service_date")),
        (VISITS, ("hcpcs", "revenue_code")),
        (THERAPY, ("revenue_code", "service_date")),
    ],
)
def test_steps_grow_with_the_lines_of_which_none_says_what_another_says(
    name: str, fields: tuple[str, ...], every: int
) -> None:
    (document,) = (d for d in examples() if d["claim_id"] == name)
    less = _steps(_claim(document, LINES, fields, every, visits=LINES))
    more = _steps(_claim(document, 2 * LINES, fields, every, visits=2 * LINES))
    assert more.total() <= MOST * less.total(), _grown(less, more)
