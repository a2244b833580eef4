"""The order of lines over claims: by day, then by claim, then by number."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from math import inf
from typing import Any

from msgspec import Struct

from hhrules.claims.history import is_earlier
from hhrules.claims.model import Claim
from hhrules.runtime.operators import Value
from hhrules.values.truth import UNKNOWN, Truth


def stands_before(
    day: Value, number: Value, other: Value, other_number: Value, *at: Any
) -> Truth:
    """Whether a line stands before another: by day, then earlier claims first, then by line number.

    `at` are the claim of each and the lines themselves. Of two lines of one claim and day that
    have the same number the one that comes first in the list stands first.
    """
    return _precedes(day, number, other, other_number, *at, same=False)


def stands_up_to(
    day: Value, number: Value, other: Value, other_number: Value, *at: Any
) -> Truth:
    """Whether a line stands before another or is that line."""
    return _precedes(day, number, other, other_number, *at, same=True)


def _precedes(
    day: Value,
    number: Value,
    other: Value,
    other_number: Value,
    claim: Claim,
    other_claim: Claim,
    line: object,
    other_line: object,
    *,
    same: bool,
) -> Truth:
    if line is other_line:
        return same
    if day is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    if day is None or other is None:
        return False
    if day != other:
        return bool(day < other)
    if claim is not other_claim:
        return is_earlier(claim, other_claim)
    if number is UNKNOWN or other_number is UNKNOWN:
        return UNKNOWN
    if number == other_number:
        return next(x is line for x in claim.lines if x is line or x is other_line)
    return bool(number < other_number)


class Standing(Struct, gc=False):
    """The days of some lines in order, and from which line of the claim on each day counts."""

    days: list[dt.date]
    from_line: dict[dt.date, float]


def days_standing(rows: list[tuple[Claim, Value, Value]], claim: Claim) -> Standing | None:
    """The days of lines (their claim, day and number), for a line of `claim` to look back on.

    None where a day or a number is not known, or where two lines of the claim have one number.
    """
    numbers = [line.line for line in claim.lines]
    if any(n.__class__ is not int for n in numbers) or len(set(numbers)) < len(numbers):
        return None
    found: dict[dt.date, float] = {}
    for theirs, day, line in rows:
        if day is None:
            continue
        if day.__class__ is not dt.date:
            return None
        first = line
        if theirs is not claim:
            first = -inf if is_earlier(theirs, claim) else inf
        if first < found.get(day, inf):
            found[day] = first
        else:
            found.setdefault(day, first)
    return Standing(sorted(found), found)


def latest_before(table: Standing, day: dt.date, line: int, *, itself: bool) -> dt.date | None:
    """The latest of the days before a line (`itself`: up to it); None if there is none."""
    first = table.from_line.get(day)
    if first is not None and (first < line or (itself and first == line)):
        return day
    place = bisect_left(table.days, day)
    return table.days[place - 1] if place else None
