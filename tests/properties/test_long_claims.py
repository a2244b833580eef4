"""On long claims full of holes the evaluators say what the oracle says, which walks all sets."""

from __future__ import annotations

from hhrules.claims.history import history_for
from hhrules.claims.reader import read_claim
from tests.judging import by_oracle, by_plain, comparable, shipped
from tests.properties.long import examples, long_claims


def test_evaluators_and_oracle_agree_on_long_claims_that_lack_facts() -> None:
    broken = left_open = 0
    for document in long_claims(30, 24):
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


def test_lines_that_say_the_same_on_claims_before_count_as_the_oracle_counts_them() -> None:
    opening, later = (d for d in examples() if d["patient"]["id"] == "demo-5")
    books = [b for b in shipped().values() if "def alike_" in b.modules[0].text]
    broken = left_open = 0
    reporting = {**later, "lines": opening["lines"]}
    before, after = long_claims(16, 20, (opening,)), long_claims(16, 30, (reporting,))
    for number, (earlier, document) in enumerate(zip(before, after, strict=True)):
        if number % 3 == 0:
            del earlier["payer"]
        claim = read_claim(document)
        history = history_for(claim, [read_claim(earlier)])
        for book in books:
            if book.oracle.applies(claim, history) is False:
                continue
            said = comparable(by_oracle(book, claim, history))
            assert comparable(by_plain(book, claim, history)) == said, document["claim_id"]
            broken += len(said[3])
            left_open += len(said[4])
    assert broken > 20
    assert left_open > 50
