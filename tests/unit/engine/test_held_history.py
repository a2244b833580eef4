"""A block's claims are kept once its reports are dealt with: who goes on meets none too early."""

import datetime as dt
from pathlib import Path

from msgspec import json

from hhrules.engine.blocks import Block
from hhrules.engine.compiling.whole_set import compile_rulebook
from hhrules.history.store import HistoryStore

BOOK = """rulebook claims-before
  title       "Claims before"
  version     1.0.0
  applies to claims where type of bill is 329
  dated by    statement from
  cite        "for the test"

define filed bills as lines across earlier claims
  dated between 60 days before statement from and statement through
  grouped by claim id, statement from

rule BF-01 "No claim came before"
  require     there is no filed bill
  otherwise   warn
  because     "There is one."
  cite        "for the test"
"""


def document(claim_id: str, day: str) -> bytes:
    claim = {
        "claim_id": claim_id,
        "type_of_bill": "329",
        "statement_from": day,
        "statement_through": day,
        "patient": {"id": "p"},
        "lines": [{"line": 1, "service_date": day}],
    }
    return json.encode(claim)


LATER, FORMER = document("L", "2024-03-01"), document("F", "2024-02-20")


def test_a_block_whose_reports_were_lost_is_judged_again_as_before(tmp_path: Path) -> None:
    rules = compile_rulebook(BOOK, name="claims-before")
    block = Block(lines=LATER + b"\n" + FORMER)
    with HistoryStore(tmp_path / "store.db") as store:
        store.complete_since = dt.date(2023, 1, 1)
        run = iter(rules.judge_blocks([block], history=store, hold=True))
        first = next(run)
        del run  # the reports were not written
        assert store.counts() == (0, 0)
        (again,) = rules.judge_blocks([block], history=store, hold=True)
        assert again.lines == first.lines
        assert store.counts() == (1, 2)
        (met,) = rules.judge_blocks([block], history=store, hold=True)
    assert first.tally.actions == {}
    assert met.tally.actions == {"warn": 1}
