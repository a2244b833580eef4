"""Days in lists of records are sorted once; what is looked up in them is what the rule says."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from tests.judging import Loaded, by_oracle, by_plain, comparable, load

LOOKS = """\
rulebook looks
  title       "Looks"
  version     1.0.0
  applies to claims where type of bill is 32X
  dated by service date

table disciplines by revenue code
  | revenue code | discipline |
  | 0421         | PT         |
  | 0431         | OT         |
  no row means none
define discipline as discipline of disciplines for revenue code


rule A-01 "Looked at within thirty days"
  for each    line
  level       line
  let         last = latest evaluations of therapy plans in the same discipline before this line
  when        last is not none
  require     service date is on or before 30 days after last
  otherwise   review
  because     "{last}."
  cite        "An example, no policy"

rule A-02 "Looked at again within the period"
  for each    line
  level       line
  let         first = earliest reassessments of therapy plans in the same discipline after service date
  require     first is none or first is on or before statement through
  otherwise   review
  because     "{first}."
  cite        "An example, no policy"
"""


def _book(without: frozenset[str] = frozenset()) -> Loaded:
    (book,) = load((Text(SourceFile("looks.hhr", LOOKS)),), without=without).values()
    return book


def _claim(seed: int) -> Claim:
    """Lines and plans of two disciplines, of which days, codes and whole lists are missing."""
    random = Random(seed)  # noqa: S311 - claims, not secrets
    holes = random.choice((0, 0, 0.1, 0.3))

    def day() -> str:
        return f"2024-0{random.randint(1, 3)}-{random.randint(1, 28):02}"

    def known(facts: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in facts.items() if random.random() >= holes}

    def days() -> list[str] | None:
        return random.choice((None, [day() for _ in range(random.randint(0, 3))]))

    plans = [
        known(
            {
                "discipline": random.choice(("PT", "OT", None)),
                "evaluations": days(),
                "reassessments": days(),
            }
        )
        for _ in range(random.randint(0, 3))
    ]
    lines = [
        {"line": n + 1, **known({"service_date": day(), "revenue_code": code})}
        for n, code in enumerate(random.choices(("0421", "0431", "0551"), k=4))
    ]
    document = {
        "claim_id": f"C{seed}",
        "type_of_bill": "329",
        "statement_from": "2024-02-01",
        "statement_through": "2024-03-08",
        "lines": lines,
        **({"chart": {"therapy_plans": plans}} if random.random() >= holes else {}),
    }
    return read_claim(json.dumps(document).encode())


@pytest.mark.parametrize("without", [frozenset(), frozenset({"tables"}), frozenset({"clean"})])
def test_a_line_meets_the_days_of_its_plans_as_the_rule_says(without: frozenset[str]) -> None:
    book, broken, left_open = _book(without), set(), set()
    for seed in range(250):
        claim = _claim(seed)
        said = comparable(by_oracle(book, claim))
        assert comparable(by_plain(book, claim)) == said, seed
        broken |= {rule for rule, *_ in said[3]}
        left_open |= {rule for rule, *_ in said[4]}
    assert broken == left_open == {0, 1}


def test_days_are_sorted_once_for_all_lines() -> None:
    text = _book().modules[0].text
    assert text.count("(sorted_days(") == 2
    assert "bisect_left" in text
    assert "earliest_within" in text
