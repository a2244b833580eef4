"""A figure that subjects with the same facts share is the figure of each, whatever is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from hhrules.claims.history import History, history_for
from hhrules.claims.model import Claim
from hhrules.claims.reader import read_claim
from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from tests.judging import Loaded, by_oracle, by_plain, comparable, load

VISITS = """\
rulebook visits
  title       "Visits"
  version     1.0.0
  applies to claims where type of bill is 32X
  dated by service date

define visit lines as lines where revenue code is one of 0421, 0551
define visits made called "visit made" as visit lines grouped by service date, revenue code, visit id
define visit days as visit lines grouped by service date, revenue code
define prior day as latest service date of visit lines before this visit line
define crowded visits as visits made where count of visit lines in this visit made is more than 1
define minutes over as minutes - 45
define long visits as visit lines where minutes is more than 30

rule A-01 "One line to a visit"
  for each    visit made
  level       visit
  require     count of visit lines in this visit made is 1
  otherwise   review
  because     "{count of visit lines in this visit made} lines."
  cite        "An example, no policy"

rule A-02 "As many ids as lines"
  for each    visit day
  level       visit
  let         ids = count of distinct visit id of visit lines in this visit day
  require     ids is count of visit lines in this visit day
  otherwise   review
  because     "{ids} ids."
  cite        "An example, no policy"

rule A-03 "The day's longest visit is short"
  for each    visit made
  level       visit
  let         most = largest minutes of visit lines in this visit made
  when        there is a long visit in this visit made
  require     most is at most 60
  otherwise   review
  because     "{most} minutes."
  cite        "An example, no policy"

rule A-04 "The minutes of a visit are few"
  for each    visit made
  level       visit
  require     sum of minutes of visit lines in this visit made is at most 90
  otherwise   review
  because     "Too many."
  cite        "An example, no policy"

rule A-05 "Visits follow on the same day"
  for each    visit line
  level       line
  let         last = latest service date of visit lines across all claims before this visit line
  when        last is not none
  require     service date is on or before last
  otherwise   review
  because     "{last} is the last."
  cite        "An example, no policy"

rule A-06 "A visit that is the last is short"
  for each    visit line
  level       line
  let         last = latest service date of visit lines up to this visit line
  when        last is service date
  require     minutes is at most 45
  otherwise   review
  because     "{last} is the last."
  cite        "An example, no policy"

rule A-07 "Long visits are few, and few minutes in all"
  for each    visit day
  level       visit
  let         long ones = count of long visits
  when        there is a long visit in this visit day
  require     long ones is at most 4
  otherwise   review
  because     "{long ones}."
  require     sum of minutes of long visits is at most 400
  otherwise   review
  because     "{earliest service date of long visits} to {latest service date of long visits}."
  cite        "An example, no policy"

rule A-08 "The minutes under a revenue code are few so far"
  for each    visit line
  level       line
  let         so far = sum of minutes of visit lines in the same revenue code up to this visit line
  require     so far is at most 150
  otherwise   review
  because     "{so far} minutes."
  cite        "An example, no policy"

rule A-09 "A visit without long lines says little"
  for each    visit made
  level       visit
  when        there is no long visit in this visit made
  require     count of distinct modifiers of visit lines in this visit made is at most 1
  otherwise   review
  because     "{count of distinct modifiers of visit lines in this visit made} modifiers."
  cite        "An example, no policy"

rule A-10 "The minutes of a day come to the usual ones"
  for each    visit day
  level       visit
  let         over = sum of minutes over of visit lines in this visit day
  require     over is at most 20
  otherwise   review
  because     "{over} over."
  cite        "An example, no policy"

rule A-11 "The day before has few lines"
  for each    visit line
  level       line
  require     count of visit lines dated between prior day and prior day is at most 5
  otherwise   review
  because     "Many lines on {prior day}."
  cite        "An example, no policy"

rule A-12 "Few visits of a day have several lines"
  for each    visit day
  level       visit
  require     count of crowded visits in this visit day is at most 1
  otherwise   review
  because     "{count of crowded visits in this visit day} visits."
  cite        "An example, no policy"
"""


def _book(without: frozenset[str] = frozenset()) -> Loaded:
    (book,) = load((Text(SourceFile("visits.hhr", VISITS)),), without=without).values()
    return book


def _document(seed: int) -> dict[str, Any]:
    """A claim of few days whose lines lack visit ids, days, codes and minutes here and there."""
    random = Random(seed)  # noqa: S311 - claims, not secrets
    holes = random.choice((0, 0.1, 0.4))

    def line(number: int) -> dict[str, Any]:
        facts = {
            "service_date": f"2024-03-0{random.randint(1, 3)}",
            "revenue_code": random.choice(("0421", "0551", "0270")),
            "visit_id": random.choice(("V1", "V2", None)),
            "minutes": random.choice((15, 45, 45, 70, 70, None)),
            "modifiers": random.choice(([], ["GP"], ["GP", "KX"], None)),
        }
        known = {k: v for k, v in facts.items() if random.random() >= holes}
        return {"line": number, **known}

    return {
        "claim_id": f"C{seed}",
        "type_of_bill": "329",
        "statement_from": "2024-03-01",
        "statement_through": "2024-03-30",
        "lines": [line(n + 1) for n in range(random.randint(1, random.choice((14, 14, 30))))],
    }


def _claims(seed: int) -> tuple[Claim, History]:
    """A claim, and an earlier one of the patient that tells of the same days."""
    claim = read_claim(json.dumps(_document(seed)).encode())
    before = {**_document(seed + 1000), "statement_from": "2024-02-28"}
    earlier = [read_claim(json.dumps(before).encode())] if seed % 3 else []
    return claim, history_for(claim, earlier)


@pytest.mark.parametrize(
    "without", [frozenset(), *({one} for one in ("tables", "shared", "chosen", "once"))]
)
def test_subjects_with_the_same_facts_share_what_is_said_of_each(
    without: set[str],
) -> None:
    book, broken, left_open = _book(frozenset(without)), set(), set()
    for seed in range(45):
        claim, history = _claims(seed)
        said = comparable(by_oracle(book, claim, history))
        assert comparable(by_plain(book, claim, history)) == said, seed
        broken |= {rule for rule, *_ in said[3]}
        left_open |= {rule for rule, *_ in said[4]}
    assert broken == left_open == set(range(len(book.program.rules)))


class Lines(list[Any]):
    """Lines that count how often they are walked over."""

    walks = 0

    def __iter__(self) -> Iterator[Any]:
        self.walks += 1
        return super().__iter__()


def _walks(book: Loaded, lines: int) -> int:
    """How often the lines of a claim are walked over, half of them without their visit's id."""
    own = {"service_date": "2024-03-01", "revenue_code": "0421", "minutes": 45}
    made = [
        {"line": n + 1, **own, **({"visit_id": "V1"} if n % 2 else {})} for n in range(lines)
    ]
    claim = read_claim(json.dumps({**_document(0), "lines": made}).encode())
    counted = Lines(claim.lines)
    by_plain(book, replace(claim, lines=counted))
    return counted.walks


def test_more_lines_with_the_same_facts_take_no_more_walks() -> None:
    assert _walks(_book(), 80) == _walks(_book(), 40)
    bare = _book(frozenset({"shared", "chosen"}))
    assert _walks(bare, 80) > _walks(bare, 40)


def test_what_several_figures_are_about_is_looked_for_once() -> None:
    assert _walks(_book(), 8) < _walks(_book(frozenset({"chosen"})), 8)
