"""What would decide an undetermined rule: least, and true when it is tried."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import hhrules
from hhrules.engine.explaining.explain import Explanation
from hhrules.engine.ruleset import Rules

ROOT = Path(__file__).resolve().parents[3]
HEADER = """\
rulebook my-rules
  title       "My rules"
  version     1.0.0
  dated by    statement from

rule MR-01 "As the sentence says"
{body}  otherwise   review
  cite        "A source"
"""
CLAIM: dict[str, Any] = {
    "claim_id": "A",
    "type_of_bill": "329",
    "statement_from": "2024-03-04",
    "statement_through": "2024-04-02",
    "admission_date": "2024-03-04",
    "lines": [{"line": 1, "revenue_code": "0421", "service_date": "2024-03-04", "units": 3}],
}
FACTS = {
    "needs a supportive device": "needs_device",
    "needs special transportation": "needs_special_transport",
    "psychiatric condition": "psychiatric",
}
SENTENCES = [
    "needs a supportive device and psychiatric condition",
    "needs a supportive device or psychiatric condition",
    """any of
    not needs a supportive device
    all of
      psychiatric condition
      needs special transportation""",
    """none of
    needs a supportive device
    needs special transportation""",
    """all of
    needs a supportive device
    any of
      psychiatric condition
      not psychiatric condition""",
]


def rules_with(body: str) -> Rules:
    return hhrules.compile(HEADER.format(body=body))


def explained(rules: Rules, claim: dict[str, Any]) -> Explanation:
    (one,) = rules.explain(claim, "MR-01")
    return one


def with_facts(values: dict[str, bool]) -> dict[str, Any]:
    homebound = {FACTS[name]: value for name, value in values.items()}
    return {**CLAIM, "chart": {"homebound": homebound}}


def outcomes(rules: Rules, names: tuple[str, ...]) -> set[str]:
    """How the rule comes out for all values of some facts, worked out apart from the search."""
    found: set[str] = set()
    for values in itertools.product((True, False), repeat=len(names)):
        claim = with_facts(dict(zip(names, values, strict=True)))
        found.add(explained(rules, claim).outcome)
    return found


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_smaller_set_of_facts_decides(sentence: str) -> None:
    rules = rules_with(f"  require     {sentence}\n")
    settling = explained(rules, CLAIM).settling()
    assert settling is not None
    assert settling.sure
    assert "undetermined" not in outcomes(rules, settling.facts)
    for size in range(len(settling.facts)):
        for fewer in itertools.combinations(FACTS, size):
            assert "undetermined" in outcomes(rules, fewer)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_way_told_comes_out_so(sentence: str) -> None:
    rules = rules_with(f"  require     {sentence}\n")
    settling = explained(rules, CLAIM).settling()
    assert settling is not None
    for way in settling.ways:
        pairs = way.values
        if len(settling.facts) == 1:
            pairs = tuple(f"{settling.facts[0]}: {v}" for v in way.values)
        named = dict(pair.split(": ") for pair in pairs)
        values = {name: word == "yes" for name, word in named.items()}
        assert explained(rules, with_facts(values)).outcome == way.outcome


def ways(body: str, claim: dict[str, Any] = CLAIM) -> list[tuple[str, str]]:
    settling = explained(rules_with(body), claim).settling()
    assert settling is not None
    return [(", ".join(way.values), way.outcome) for way in settling.ways]


def test_a_day_is_told_by_its_edge() -> None:
    body = "  require     received date is on or before 5 days after admission date\n"
    assert ways(body)[:2] == [
        ("2024-03-09 or before", "met"),
        ("2024-03-10 or later", "violated"),
    ]


def test_an_amount_is_told_by_what_is_left() -> None:
    lines = [
        {**CLAIM["lines"][0], "allowed_amount": "120.00"},
        {"line": 2, "revenue_code": "0421"},
    ]
    body = "  require     sum of allowed amount of lines is at most $200\n"
    assert ways(body, {**CLAIM, "lines": lines})[:2] == [
        ("$80.00 or less", "met"),
        ("$80.01 or more", "violated"),
    ]


def test_a_list_that_was_not_sent_is_told_by_its_members() -> None:
    body = """\
  require     there is a certification where signed date is on or before statement through
"""
    told = {outcome: words for words, outcome in ways(body)}
    assert told["violated"].startswith("none")
    assert told["met"].startswith("one with signed date 20")


def test_a_rule_on_records_that_were_not_sent_asks_for_the_list() -> None:
    body = "  for each    certification\n  require     kind is initial\n"
    told = {outcome: words for words, outcome in ways(body)}
    assert told["not applicable"] == "none"
    assert told["met"].startswith("one with kind initial")
    assert told["violated"].startswith("one with kind")


def test_what_is_decided_has_nothing_to_settle() -> None:
    rules = rules_with("  require     needs a supportive device\n")
    assert explained(rules, with_facts({"needs a supportive device": True})).settling() is None


def test_what_is_left_of_a_yearly_amount_is_told_to_the_cent() -> None:
    file = ROOT / "examples" / "claims" / "4-kx-above-the-threshold.jsonl"
    claim = file.read_bytes().splitlines()[2]
    found = {e.subject: e.settling() for e in hhrules.load().explain(claim, "OT-15")}
    settling = found["line 2"]
    assert settling is not None
    (violated,) = [w.values for w in settling.ways if w.outcome == "violated"]
    assert violated == ("therapy amounts: one with year 2024, group PT_SLP, amount $2,190.01",)
