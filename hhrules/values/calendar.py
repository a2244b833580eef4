"""Calendar days. A duration is a number of days; months are only ever shifted by."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Literal, TypeAlias

Rounding: TypeAlias = Literal["up", "down"] | None


_SPANS: dict[int, dt.timedelta] = {}
"""The spans that policy counts in, each made once."""
_FEW = 1_000


def add_days(date: dt.date, days: int) -> dt.date:
    """Give the day `days` later (earlier where negative).

    It stops at the calendar's first and last day.
    """
    span = _SPANS.get(days)
    if span is None:
        span = dt.timedelta(days=days)
        if len(_SPANS) < _FEW:
            _SPANS[days] = span
    try:
        return date + span
    except OverflowError:
        return dt.date.max if days > 0 else dt.date.min


_EVERY_MONTH = 28
"""Days that every month has."""
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2


def _days_in(year: int, month: int) -> int:
    """The days of a month; the standard `calendar` says so too, but takes long to load."""
    leaps = month == _FEBRUARY and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leaps


@lru_cache(maxsize=1 << 13)
def add_months(date: dt.date, months: int, rounding: Rounding = None) -> dt.date:
    """Give the same day of the month, `months` later.

    Where that month has no such day: `down` gives its last day, `up` the first of the next
    month, and no rounding raises ValueError.
    """
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    if year < dt.MINYEAR:
        return dt.date.min
    if year > dt.MAXYEAR:
        return dt.date.max
    if date.day <= _EVERY_MONTH:
        return dt.date(year, month, date.day)
    length = _days_in(year, month)
    if date.day <= length:
        return dt.date(year, month, date.day)
    if rounding is None:
        raise ValueError("the month has no such day; name a rounding")
    last = dt.date(year, month, length)
    return last if rounding == "down" else add_days(last, 1)


def month_end(date: dt.date) -> dt.date:
    """Give the last day of the date's month."""
    return date.replace(day=_days_in(date.year, date.month))
