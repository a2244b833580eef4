"""Groups of what stands on earlier claims: how far they reach is how far the claims do."""

from typing import Any

import pytest

from hhrules.engine.compiling.whole_set import compile_rulebook

BOOK = """rulebook twice
  title       "Claims sent twice"
  version     1.0.0
  applies to claims where type of bill is 329
  dated by    statement from
  cite        "for the test"

define filed lines as lines across earlier claims
define filed bills as filed lines
  dated between 1 day before statement from and statement through
  grouped by claim id, statement from

rule TT-01 "No other claim begins on this day"
  require     there is no filed bill where statement from is statement from of claim
  otherwise   warn
  because     "There is one."
  cite        "for the test"
"""


def document(**history: Any) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "claim_id": "Z",
        "type_of_bill": "329",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-30",
        "lines": [{"line": 1, "service_date": "2024-03-04"}],
    }
    return claim | ({"history": history} if history else {})


SAME = document() | {"claim_id": "A"}
NEXT = SAME | {
    "statement_from": "2024-02-01",
    "statement_through": "2024-02-28",
    "lines": [{"line": 1, "service_date": "2024-02-04"}],
}


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        (document(), "undetermined"),
        (document(claims=[]), "clean"),
        (document(claims=[SAME]), "findings"),
        (document(claims=[NEXT]), "clean"),
        (document(claims=[NEXT], complete_since="2024-01-01"), "clean"),
        (document(claims=[], complete_since="2024-03-15"), "undetermined"),
    ],
)
def test_what_is_known_of_groups_follows_what_is_known_of_claims(
    claim: dict[str, Any], outcome: str
) -> None:
    rules = compile_rulebook(BOOK, name="twice")
    assert rules.evaluate(claim).status == outcome


ALIKE = """rulebook alike
  title       "Claims with as many lines"
  version     1.0.0
  applies to claims where type of bill is 329
  dated by    statement from
  cite        "for the test"

define filed bills as lines across earlier claims
  dated between 60 days before statement from and statement through
  grouped by claim id, statement from

rule TT-02 "No earlier claim has as many lines"
  require     there is no filed bill where count of lines in this filed bill is count of lines
  otherwise   warn
  because     "There is one."
  cite        "for the test"
"""


@pytest.mark.parametrize(
    ("earlier", "outcome"),
    [([2], "clean"), ([1], "findings"), ([1, 2], "findings"), ([2, 2], "clean")],
)
def test_a_group_by_facts_of_the_claim_holds_the_lines_of_that_claim_alone(
    earlier: list[int], outcome: str
) -> None:
    """Two claims of one line each are not one of two."""
    claims = [
        NEXT
        | {
            "claim_id": f"E{place}",
            "lines": [{"line": n, "service_date": "2024-02-04"} for n in range(1, lines + 1)],
        }
        for place, lines in enumerate(earlier)
    ]
    rules = compile_rulebook(ALIKE, name="alike")
    claim = document(claims=claims, complete_since="2023-01-01")
    assert rules.evaluate(claim).status == outcome
