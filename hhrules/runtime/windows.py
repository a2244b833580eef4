"""Windows of days over sorted lists of days."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

Days = Sequence[dt.date]


def sorted_days(found: dict[Any, list[dt.date]] | None) -> dict[Any, list[dt.date]] | None:
    """The days of each key, put in order; None where they are not known."""
    for days in found.values() if found is not None else ():
        days.sort()
    return found


def _ends(
    days: Days,
    lt: dt.date | None,
    le: dt.date | None,
    gt: dt.date | None,
    ge: dt.date | None,
) -> tuple[int, int]:
    first, last = 0, len(days)
    if lt is not None:
        last = bisect_left(days, lt)
    if le is not None:
        last = min(last, bisect_right(days, le))
    if gt is not None:
        first = bisect_right(days, gt)
    if ge is not None:
        first = max(first, bisect_left(days, ge))
    return first, last


def count_within(
    days: Days,
    lt: dt.date | None = None,
    le: dt.date | None = None,
    gt: dt.date | None = None,
    ge: dt.date | None = None,
) -> int:
    """How many days lie within the bounds that are given."""
    first, last = _ends(days, lt, le, gt, ge)
    return max(0, last - first)


def exists_within(
    days: Days,
    lt: dt.date | None = None,
    le: dt.date | None = None,
    gt: dt.date | None = None,
    ge: dt.date | None = None,
) -> bool:
    """Whether a day lies within the bounds."""
    first, last = _ends(days, lt, le, gt, ge)
    return first < last


def latest_within(
    days: Days,
    lt: dt.date | None = None,
    le: dt.date | None = None,
    gt: dt.date | None = None,
    ge: dt.date | None = None,
) -> dt.date | None:
    """The last day within the bounds; none of none."""
    first, last = _ends(days, lt, le, gt, ge)
    return days[last - 1] if first < last else None


def earliest_within(
    days: Days,
    lt: dt.date | None = None,
    le: dt.date | None = None,
    gt: dt.date | None = None,
    ge: dt.date | None = None,
) -> dt.date | None:
    """The first day within the bounds; none of none."""
    first, last = _ends(days, lt, le, gt, ge)
    return days[first] if first < last else None
