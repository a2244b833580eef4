"""Figures over sets whose members, or history, are not all certain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from operator import gt, lt
from typing import Any

from hhrules.runtime.operators import Value
from hhrules.values.numbers import Range, ends_of, range_of
from hhrules.values.truth import UNKNOWN


def count_of(sure: int, maybe: int, *, open_end: bool) -> Value:
    """How many: a range where some only may belong or more may exist."""
    if open_end:
        return Range(sure, None)
    return Range(sure, sure + maybe) if maybe else sure


class Sum:
    """The uncertain part of a sum; amounts on claims are never negative where not known."""

    __slots__ = ("high", "low", "open_end", "open_start")

    def __init__(self) -> None:
        self.low: Any = 0
        self.high: Any = 0
        self.open_start = self.open_end = False

    def add(self, value: Value, *, sure: bool) -> None:
        """Count a value that is not plain, or whose member is not sure."""
        if value is None:
            return
        if value is UNKNOWN:
            self.open_end = True
            return
        low, high = ends_of(value)
        self.open_start |= low is None
        self.open_end |= high is None
        low, high = low or 0, high or 0
        if not sure:
            low, high = min(low, 0), max(high, 0)
        self.low += low
        self.high += high


def sum_of(total: Value, rest: Sum | None, *, open_end: bool) -> Value:
    """The sum of the sure part and the rest."""
    if rest is None:
        return Range(total, None) if open_end else total
    low = None if rest.open_start else total + rest.low
    high = None if open_end or rest.open_end else total + rest.high
    return range_of(low, high)


def completed(whole: Value, mine: Value) -> Value:
    """A count or sum of members that may belong, one of which, that gives `mine` alone, does."""
    least, most = ends_of(whole)
    low, high = ends_of(mine)
    return range_of(
        None if least is None or low is None else least + max(low, 0),
        None if most is None or high is None else most + min(high, 0),
    )


def distinct_in(sure: list[Value], maybe: list[Value], *, open_end: bool) -> Value:
    """How many different values; one not known may be new, or one that is there, or none."""
    known = {v for v in sure if v is not UNKNOWN and v is not None}
    more = {v for v in maybe if v is not UNKNOWN and v is not None} - known
    loose = sum(v is UNKNOWN for v in sure) + sum(v is UNKNOWN for v in maybe)
    low = len(known)
    if open_end:
        return Range(low, None)
    high = len(known) + len(more) + loose
    return low if low == high else Range(low, high)


_PLAIN = (dt.date, int)


def extreme_of(
    op: str,
    sure: list[Value],
    maybe: list[Value],
    *,
    open_before: dt.date | None,
    unknown: bool,
) -> Value:
    """The earliest, latest, largest or smallest; none of nothing.

    `open_before`: members dated before that day may be missing (None: no member is).
    """
    if unknown:
        return UNKNOWN
    if open_before is None and not maybe:
        if not sure:
            return None
        if sure[0].__class__ in _PLAIN and (len(sure) == 1 or len(set(map(type, sure))) == 1):
            return (min if op in ("earliest", "smallest") else max)(sure)
    return _surest(op, sure, maybe, open_before)


def _surest(
    op: str, sure: list[Value], maybe: list[Value], open_before: dt.date | None
) -> Value:
    """The extreme where not all values are plain, or members may be missing."""
    if any(isinstance(v, Range) or v is UNKNOWN for v in sure):
        return UNKNOWN
    better: Callable[[Any, Any], bool] = lt if op in ("earliest", "smallest") else gt
    best: Value = None
    for value in sure:
        if value is not None and (best is None or better(value, best)):
            best = value
    for value in maybe:
        if value is None:
            continue
        if value is UNKNOWN or isinstance(value, Range) or best is None or better(value, best):
            return UNKNOWN
    if open_before is not None and not (
        op == "latest" and best is not None and best >= open_before
    ):
        return UNKNOWN
    return best


def pick_of(sure: list[Value], maybe: list[Value], *, unknown: bool, total: bool) -> Value:
    """The value of the one record with the keys; with `total`, of all of them together.

    Several such records that say different things leave it open which is meant.
    """
    if unknown:
        return UNKNOWN
    if not sure:
        return UNKNOWN if maybe else None
    if not total and not maybe and len(sure) == 1:
        return sure[0]
    if not total:
        return sure[0] if all(v == sure[0] for v in (*sure, *maybe)) else UNKNOWN
    if maybe or any(v is UNKNOWN for v in sure):
        return UNKNOWN
    return sum(v for v in sure if v is not None)
