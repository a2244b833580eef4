"""Groups, runs and figures whose members are not all certain stay open where they have to."""

from __future__ import annotations

import datetime as dt

from hhrules.claims.history import history_for
from hhrules.claims.reader import read_claim
from hhrules.runtime.environment import Environment
from hhrules.runtime.figures import Sum, distinct_in, pick_of, sum_of
from hhrules.runtime.groups import Groups, RunIndex, in_run, make_runs, run_last
from hhrules.runtime.operators import is_none_of, is_one_of
from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN

EVER = dt.date.min
CLAIM = b"""{"claim_id": "C", "type_of_bill": "329", "statement_from": "2024-03-01",
    "statement_through": "2024-03-30", "lines": []}"""


def _day(number: int) -> dt.date:
    return dt.date(2024, 3, number)


def test_a_group_with_an_unknown_key_is_sure_only_where_it_is_alone() -> None:
    alone = Groups()
    alone.add((_day(1), UNKNOWN), "a", "claim", sure=True)
    alone.add((_day(2), "PT"), "b", "claim", sure=True)
    assert [g.sure for g in alone.made()] == [True, True]
    beside = Groups()
    beside.add((_day(1), UNKNOWN), "a", "claim", sure=True)
    beside.add((_day(1), "PT"), "b", "claim", sure=True)
    assert [g.sure for g in beside.made()] == [False, True]


def test_a_group_that_may_not_exist_is_not_found_for_certain() -> None:
    groups = Groups()
    groups.add(("PT",), "a", "claim", sure=False)
    claim = read_claim(CLAIM)
    env = Environment(claim, history_for(claim), {}, None, [lambda *_: groups.made()])
    assert env.group_of(0, ("PT",)) is UNKNOWN
    assert env.group_of(0, ("OT",)) is None


def test_an_uncertain_member_joins_no_two_runs() -> None:
    members = [((), _day(1), "a", True), ((), _day(5), "b", False), ((), _day(9), "c", True)]
    runs = make_runs(members, 5, EVER, "claim")
    assert [(r.first, r.last) for r in runs if r.sure] == [
        (_day(1), _day(1)),
        (_day(9), _day(9)),
    ]
    assert in_run(_day(9), runs[0]) is UNKNOWN
    assert RunIndex(runs).of((), _day(9)) is runs[1]


def test_runs_of_one_uncertain_member_are_not_none() -> None:
    runs = make_runs([((), _day(1), "a", False)], 5, EVER, "claim")
    assert RunIndex(runs).of((), _day(1)) is UNKNOWN


def test_a_run_before_history_is_complete_may_go_on() -> None:
    members = [((), _day(1), "a", True)]
    (before,) = make_runs(members, 5, _day(20), "claim")
    (after,) = make_runs(members, 0, _day(1), "claim")
    assert run_last(before) is UNKNOWN
    assert run_last(after) == _day(1)


def test_a_gap_that_is_not_known_makes_no_run_certain() -> None:
    members = [((), _day(1), "a", True), ((), _day(2), "b", True)]
    assert not any(run.sure for run in make_runs(members, UNKNOWN, EVER, "claim"))


def test_a_hidden_value_may_be_none_and_add_nothing() -> None:
    assert distinct_in([UNKNOWN], [], open_end=False) == Range(0, 1)


def test_records_of_one_key_that_differ_leave_it_open() -> None:
    assert pick_of(["a", "a"], [], unknown=False, total=False) == "a"
    assert pick_of(["a", "b"], [], unknown=False, total=False) is UNKNOWN
    assert pick_of([], ["a"], unknown=False, total=False) is UNKNOWN
    assert pick_of([], [], unknown=False, total=False) is None


def test_a_sum_is_open_where_a_member_is() -> None:
    rest = Sum()
    rest.add(Range(None, 5), sure=True)
    assert sum_of(10, rest, open_end=False) == Range(None, 15)


def test_an_uncertain_count_is_one_of_some_numbers_only_where_all_of_it_is() -> None:
    assert is_one_of(Range(1, 2), (1, 3), ()) is UNKNOWN
    assert is_one_of(Range(1, 2), (), ((1, 4),)) is True
    assert is_one_of(Range(5, None), (1,), ((2, 4),)) is False
    assert is_none_of(Range(5, None), (1,), ((2, 4),)) is True
