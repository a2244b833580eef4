"""Some rules alone are counted as they are among all."""

from __future__ import annotations

import pytest

import hhrules
from tests.benchmarks.claims import stream


def test_counts_of_two_halves_add_up_to_those_of_the_whole() -> None:
    rules = hhrules.load()
    half = [rule for book in rules.rulebooks for rule in book.rules][::2]
    only, rest = rules.select(only=half), rules.select(skip=half)
    for document in stream(8, seed=3):
        whole = rules.evaluate(document).summary
        parts = [some.evaluate(document).summary for some in (only, rest)]
        for name in ("met", "violated", "undetermined", "not_applicable"):
            assert sum(getattr(p, name) for p in parts) == getattr(whole, name)


def test_a_rule_that_is_not_there_cannot_be_selected() -> None:
    with pytest.raises(ValueError, match="no loaded rulebook has a rule OT-5"):
        hhrules.load().select(only=["OT-5"])
