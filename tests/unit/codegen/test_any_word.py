"""A group may be called anything: also as the generated text calls things of its own."""

from __future__ import annotations

import pytest

from hhrules.claims.reader import read_claim
from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from tests.judging import by_oracle, by_plain, by_twin, comparable, load

BOOK = """\
rulebook words
  title       "Words"
  version     1.0.0
  applies to claims where type of bill is 32X
  dated by statement from

define visit lines as lines where revenue code is one of 0421, 0551
define groups of them called "{word}" as visit lines grouped by service date, revenue code
define lines in it as count of visit lines in this {word}
define most units as largest units of visit lines in this {word}

rule A-01 "One line, of few units"
  for each    {word}
  level       visit
  require     lines in it is at most 1 and most units is less than 9
  otherwise   review
  because     "{{lines in it}} lines."
  cite        "An example, no policy"
"""
CLAIM = {
    "claim_id": "words-1",
    "type_of_bill": "329",
    "statement_from": "2024-03-04",
    "statement_through": "2024-03-30",
    "lines": [
        {"line": 1, "revenue_code": "0421", "service_date": "2024-03-04", "units": 3},
        {"line": 2, "revenue_code": "0421", "service_date": "2024-03-04", "units": 2},
        {"line": 3, "revenue_code": "0551", "service_date": "2024-03-05", "units": 1},
    ],
}


@pytest.mark.parametrize(
    "word",
    [
        *("memo", "key", "env", "given", "found", "report", "row", "met", "group", "rule"),
        *("class", "set", "list", "date", "contains", "t1", "let a", "seen"),
    ],
)
def test_a_group_may_be_called_anything(word: str) -> None:
    text = BOOK.format(word=word)
    (book,) = load((Text(SourceFile("words.hhr", text), {}),)).values()
    claim = read_claim(CLAIM)
    verdict = by_oracle(book, claim)
    assert len(verdict.broken) == 1
    assert comparable(by_plain(book, claim)) == comparable(verdict)
    assert comparable(by_twin(book, claim)) == comparable(verdict)
