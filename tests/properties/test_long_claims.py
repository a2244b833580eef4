"""On long claims full of holes the evaluators say what the oracle says, which walks all sets."""

from __future__ import annotations

from hhrules.claims.history import history_for
from hhrules.claims.reader import read_claim
from tests.judging import by_oracle, by_plain, comparable, shipped
from tests.properties.long import long_claims


def test_evaluators_and_oracle_agree_on_long_claims_that_lack_facts() -> None:
    broken = left_open = 0
    for document in long_claims(24, 24):
        claim = read_claim(document)
        history = history_for(claim)
        for book in shipped().values():
            if book.oracle.applies(claim, history) is False:
                continue
            said = comparable(by_oracle(book, claim))
            assert comparable(by_plain(book, claim)) == said, document["claim_id"]
            broken += len(said[3])
            left_open += len(said[4])
    assert broken > 100
    assert left_open > 1000
