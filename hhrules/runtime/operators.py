"""The operators of the language on values that may be none or unknown.

Unknown goes through every operator unless the other side settles the answer; none goes through
arithmetic, is never in an order with anything, and equals nothing but none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from math import floor as _floor
from typing import Any

from hhrules.values.calendar import add_days, add_months
from hhrules.values.calendar import month_end as _month_end
from hhrules.values.numbers import Range, exact_div
from hhrules.values.truth import UNKNOWN, Truth, not_, or_

_PLAIN = (dt.date, int)
Value = Any  # a rulebook's value: what it is was settled by its type at compile time


def eq(a: Value, b: Value) -> Truth:
    """Whether two values are the same."""
    if a.__class__ is int and b.__class__ is int:
        return bool(a == b)
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if isinstance(a, Range):
        return False if b is None else a.eq(b)
    if isinstance(b, Range):
        return False if a is None else b.eq(a)
    return bool(a == b)


def ne(a: Value, b: Value) -> Truth:
    """Whether two values differ."""
    same = eq(a, b)
    return UNKNOWN if same is UNKNOWN else not same


def lt(a: Value, b: Value) -> Truth:
    """Less, or earlier."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    return False if a is None or b is None else a < b


def le(a: Value, b: Value) -> Truth:
    """At most, or on or before."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    return False if a is None or b is None else a <= b


def gt(a: Value, b: Value) -> Truth:
    """More, or later."""
    return lt(b, a)


def ge(a: Value, b: Value) -> Truth:
    """At least, or on or after."""
    return le(b, a)


def between(value: Value, low: Value, high: Value) -> Truth:
    """From low to high, both counted; one side known to fail settles it."""
    first, second = le(low, value), le(value, high)
    if first is False or second is False:
        return False
    return UNKNOWN if first is UNKNOWN or second is UNKNOWN else True


def add(a: Value, b: Value) -> Value:
    """The sum."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    return None if a is None or b is None else a + b


def sub(a: Value, b: Value) -> Value:
    """The difference; of two dates, in days."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if a is None or b is None:
        return None
    return (a - b).days if isinstance(a, dt.date) else a - b


def mul(a: Value, b: Value) -> Value:
    """The product."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    return None if a is None or b is None else a * b


def div(a: Value, b: Value) -> Value:
    """The exact quotient; unknown where the divisor is zero."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    return None if a is None or b is None else exact_div(a, b)


def floor(a: Value) -> Value:
    """The whole part, downwards."""
    if a is UNKNOWN or a is None:
        return a
    if isinstance(a, Range):
        low = None if a.lo is None else _floor(a.lo)
        high = None if a.hi is None else _floor(a.hi)
        return low if low is not None and low == high else Range(low, high)
    return _floor(a)


def _whole_days(amount: int | Fraction) -> int:
    return amount if isinstance(amount, int) else _floor(amount)


def days_after(date: Value, amount: Value) -> Value:
    """The day that many days later."""
    if date is UNKNOWN or amount is UNKNOWN or isinstance(amount, Range):
        return UNKNOWN
    return None if date is None or amount is None else add_days(date, _whole_days(amount))


def days_before(date: Value, amount: Value) -> Value:
    """The day that many days earlier."""
    if date is UNKNOWN or amount is UNKNOWN or isinstance(amount, Range):
        return UNKNOWN
    return None if date is None or amount is None else add_days(date, -_whole_days(amount))


def months_after(date: Value, months: int, rounding: str) -> Value:
    """The same day of a later month, rounded where that month has no such day."""
    if date is UNKNOWN or date is None:
        return date
    return add_months(date, months, rounding)


def month_end(date: Value) -> Value:
    """The last day of the date's month."""
    return date if date is UNKNOWN or date is None else _month_end(date)


def year_of(date: Value) -> Value:
    """The calendar year of a date."""
    return date if date is UNKNOWN or date is None else date.year


def year_start(year: Value) -> Value:
    """1 January of a year."""
    if year is UNKNOWN or year is None:
        return UNKNOWN
    return dt.date(max(1, min(9999, year)), 1, 1)


def known_later(a: Value, b: Value) -> Value:
    """The later of two days that bound a set from below; one unknown leaves the other."""
    if a is UNKNOWN or a is None:
        return b
    if b is UNKNOWN or b is None:
        return a
    return max(a, b)


def least(a: Value, b: Value) -> Value:
    """The earlier or smaller; passes over a none, not over an unknown."""
    if a.__class__ is b.__class__ and a.__class__ in _PLAIN:
        return min(a, b)
    return _extreme(a, b, least=True)


def greatest(a: Value, b: Value) -> Value:
    """The later or larger; passes over a none, not over an unknown."""
    if a.__class__ is b.__class__ and a.__class__ in _PLAIN:
        return max(a, b)
    return _extreme(a, b, least=False)


def _extreme(a: Value, b: Value, *, least: bool) -> Value:
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if a is None:
        return b
    if b is None:
        return a
    if isinstance(a, Range) or isinstance(b, Range):
        pick = min if least else max
        (lo, hi), (low, high) = _ends(a), _ends(b)
        new_lo = _open_pick(pick, lo, low, open_wins=least)
        new_hi = _open_pick(pick, hi, high, open_wins=not least)
        return new_lo if new_lo is not None and new_lo == new_hi else Range(new_lo, new_hi)
    return min(a, b) if least else max(a, b)


def _ends(value: Value) -> tuple[Value, Value]:
    return (value.lo, value.hi) if isinstance(value, Range) else (value, value)


def _open_pick(pick: Callable[..., Value], a: Value, b: Value, *, open_wins: bool) -> Value:
    if a is None or b is None:
        return None if open_wins else (b if a is None else a)
    return pick(a, b)


def is_missing(value: Value) -> bool:
    """Whether a value was not sent, or cannot be worked out from what was."""
    return value is UNKNOWN or isinstance(value, Range)


def if_missing(value: Value, other: Value) -> Value:
    """The value, or what a rule takes for it where it was not sent."""
    return other if value is UNKNOWN else value


def is_one_of(
    value: Value, numbers: tuple[Value, ...], spans: tuple[tuple[Value, Value], ...]
) -> Truth:
    """Whether a number is one of some, or lies in one of some spans."""
    if value.__class__ is int and not spans:
        return value in numbers
    return or_(
        *(eq(value, n) for n in numbers), *(between(value, low, high) for low, high in spans)
    )


def is_none_of(
    value: Value, numbers: tuple[Value, ...], spans: tuple[tuple[Value, Value], ...]
) -> Truth:
    """Whether a number is none of some, and in none of some spans."""
    return not_(is_one_of(value, numbers, spans))
