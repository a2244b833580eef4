"""What a table says where no row matches."""

from __future__ import annotations

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook

TEXT = """\
rulebook places
  title       "Places"
  version     1.0.0
  applies to claims where type of bill is 329
  dated by    statement from
  cite        "None"

table open by provider state
  | provider state | open |
  | IL, OH         | yes  |
  no row means {}

rule PL-1 "The state is open"
  require     open
  otherwise   warn
  because     "It is not."
  fix         "Look."
  cite        "None"
"""


@pytest.mark.parametrize(
    ("said", "state", "outcomes"),
    [
        ("no", "IL", []),
        ("no", "CA", ["violated"]),
        ("yes", "CA", []),
        ("none", "CA", ["violated"]),
        ("undetermined", "CA", ["undetermined"]),
        ("no", None, ["undetermined"]),
        ("yes", None, []),
    ],
)
def test_no_row_means_what_it_says(said: str, state: str | None, outcomes: list[str]) -> None:
    """A value is as good a rest as none."""
    rules = compile_rulebook(TEXT.format(said), name="places.hhr")
    claim = {
        "claim_id": "C",
        "type_of_bill": "329",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-01",
        "lines": [],
        "provider": {"state": state} if state else {},
    }
    assert [f.outcome for f in rules.evaluate(claim).findings] == outcomes
