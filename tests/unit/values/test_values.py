"""Truth, ranges, money, days and the names of types."""

import datetime as dt
from calendar import monthrange
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hhrules.values.calendar import add_days, add_months, month_end
from hhrules.values.money import cents, dollars, format_money
from hhrules.values.numbers import Number, Range, exact_div, percent, range_of
from hhrules.values.truth import UNKNOWN, not_, or_
from hhrules.values.types import DATE, ListOf, RecordTy

TRUTHS = (True, False, UNKNOWN, None)


def possible(value: Any) -> tuple[bool, ...]:
    return (True, False) if value is UNKNOWN else (bool(value),)


def settled(results: set[Any]) -> Any:
    return results.pop() if len(results) == 1 else UNKNOWN


@pytest.mark.parametrize("operands", list(product(TRUTHS, repeat=3)))
def test_connectives_answer_what_all_possible_facts_agree_on(operands: tuple[Any, ...]) -> None:
    worlds = list(product(*map(possible, operands)))
    assert or_(*operands) is settled({any(w) for w in worlds})


def test_none_counts_as_no() -> None:
    assert not_(None) is True
    assert not_(UNKNOWN) is UNKNOWN


small = st.integers(-4, 4)


@st.composite
def numbers(draw: Any) -> Any:
    if draw(st.booleans()):
        return draw(small)
    low, high = sorted((draw(small), draw(small)))
    return range_of(low, high)


def members(number: Any) -> Any:
    is_range = isinstance(number, Range)
    return range(int(number.lo), int(number.hi) + 1) if is_range else (number,)


@given(numbers(), numbers())
def test_comparison_of_ranges_is_what_all_members_agree_on(a: Number, b: Number) -> None:
    for op in ("__lt__", "__le__", "__gt__", "__ge__"):
        truths = {getattr(x, op)(y) for x in members(a) for y in members(b)}
        left, right = (a, b) if isinstance(a, Range) else (Range(a, a), b)
        assert getattr(left, op)(right) is settled(truths)
    left = a if isinstance(a, Range) else Range(a, a)
    assert left.eq(b) is settled({x == y for x in members(a) for y in members(b)})
    assert left.ne(b) is settled({x != y for x in members(a) for y in members(b)})


@given(numbers(), numbers())
def test_arithmetic_on_ranges_holds_every_result(a: Number, b: Number) -> None:
    pairs = [(x, y) for x in members(a) for y in members(b)]
    for result, exact in (
        (a + b, [x + y for x, y in pairs]),
        (a - b, [x - y for x, y in pairs]),
        (a * b, [x * y for x, y in pairs]),
    ):
        assert range_of(min(exact), max(exact)) == result
    quotient = exact_div(a, b)
    if any(y == 0 for _, y in pairs):
        assert quotient is UNKNOWN
    else:
        exact = [Fraction(x, y) for x, y in pairs]
        assert range_of(min(exact), max(exact)) == quotient


def test_an_open_end_settles_only_what_the_other_end_can() -> None:
    count = Range(3, None)
    assert (count >= 3) is True
    assert (count < 3) is False
    assert (count > 10) is UNKNOWN
    assert (count > 2) is True
    assert count * 2 == Range(6, None)
    assert 10 - count == Range(None, 7)


def test_division_is_exact() -> None:
    assert exact_div(6, 3) == 2
    assert isinstance(exact_div(6, 3), int)
    assert exact_div(1, 3) == Fraction(1, 3)
    assert exact_div(1, 0) is UNKNOWN


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("12.50", 1250), ("12.5", 1250), ("12", 1200), (12, 1200), (12.1, 1210), ("-0.05", -5)],
)
def test_amounts_are_exact_cents(raw: Any, expected: int) -> None:
    assert cents(raw) == expected


@pytest.mark.parametrize(
    "raw", ["12.505", 12.505, "", "1,000", "$5", "1e3", "nan", float("inf"), True, ".5", "٣"]
)
def test_what_is_no_amount_is_refused(raw: Any) -> None:
    with pytest.raises(ValueError, match="expected an amount"):
        cents(raw)


@given(st.integers(-(10**14), 10**14))
def test_dollars_and_cents_are_inverse(amount: int) -> None:
    assert cents(dollars(amount)) == amount


def test_money_prints_as_policy_does() -> None:
    assert format_money(198000) == "$1,980.00"
    assert format_money(Fraction(1, 2)) == "$0.01"
    assert format_money(-150) == "-$1.50"


def test_a_percentage_is_an_exact_share() -> None:
    assert percent("25") == Fraction(1, 4)
    assert percent(12.5) == Fraction(1, 8)
    with pytest.raises(ValueError, match="percentage"):
        percent("25%")


def test_months_need_a_rounding_where_the_day_is_missing() -> None:
    january = dt.date(2023, 1, 31)
    with pytest.raises(ValueError, match="no such day"):
        add_months(january, 1)
    assert add_months(january, 1, "down") == dt.date(2023, 2, 28)
    assert add_months(january, 1, "up") == dt.date(2023, 3, 1)
    assert add_months(january, -11, "down") == dt.date(2022, 2, 28)
    assert add_months(dt.date(2024, 2, 29), 12, "down") == dt.date(2025, 2, 28)


def test_days_stop_at_the_ends_of_the_calendar() -> None:
    assert add_days(dt.date(9999, 12, 30), 5) == dt.date.max
    assert add_days(dt.date(1, 1, 2), -5) == dt.date.min
    assert month_end(dt.date(2024, 2, 3)) == dt.date(2024, 2, 29)


@pytest.mark.parametrize("year", [1896, 1900, 1904, 2000, 2023, 2024, 2100])
def test_months_have_the_days_that_the_calendar_gives_them(year: int) -> None:
    for month in range(1, 13):
        assert month_end(dt.date(year, month, 3)).day == monthrange(year, month)[1]


def test_types_have_an_analysts_names() -> None:
    assert str(DATE) == "a date"
    assert str(ListOf(DATE)) == "a list of dates"
    assert str(RecordTy("inpatient stay")) == "an inpatient stay"
