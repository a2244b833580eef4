"""The order of lines over claims: by day, then by claim, then by number."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection
from math import inf
from typing import Any

from msgspec import Struct

from hhrules.claims.history import is_earlier
from hhrules.claims.model import Claim
from hhrules.runtime.figures import extreme_of
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


class Days(Struct, gc=False):
    """The days of some lines in order, and from which line of the claim on each day counts."""

    days: list[dt.date]
    from_line: dict[dt.date, float]

    def latest(self, day: dt.date, number: int, *, itself: bool) -> dt.date | None:
        """The latest of the days before a line (`itself`: up to it); None if there is none."""
        first = self.from_line.get(day)
        if first is not None and (first < number or (itself and first == number)):
            return day
        place = bisect_left(self.days, day)
        return self.days[place - 1] if place else None


class Standing(Struct, gc=False):
    """Lines of a set by their days, for a line of the claim to look back on."""

    sure: Days
    maybe: Days  # of those that may not be of the set
    undated: frozenset[int]  # identities of those whose day is not known
    members: dict[int, bool]  # identities of all that have a day or may; whether each is sure
    settled: bool  # all are sure, and have days


def days_standing(
    rows: list[tuple[Claim, Value, Value, object, bool]], claim: Claim
) -> Standing | None:
    """Lines, each with its claim, day and number, and whether it is sure, by their days.

    None where a number of the claim's lines is not known, or two have one number.
    """
    numbers = [line.line for line in claim.lines]
    if any(n.__class__ is not int for n in numbers) or len(set(numbers)) < len(numbers):
        return None
    sure: dict[dt.date, float] = {}
    maybe: dict[dt.date, float] = {}
    undated: list[int] = []
    members: dict[int, bool] = {}
    for theirs, day, number, line, is_sure in rows:
        if day is None:
            continue
        members[id(line)] = is_sure
        if day.__class__ is not dt.date:
            undated.append(id(line))
            continue
        first = number
        if theirs is not claim:
            first = -inf if is_earlier(theirs, claim) else inf
        found = sure if is_sure else maybe
        if first < found.get(day, inf):
            found[day] = first
        else:
            found.setdefault(day, first)
    settled = not maybe and not undated
    return Standing(
        Days(sorted(sure), sure),
        Days(sorted(maybe), maybe),
        frozenset(undated),
        members,
        settled,
    )


def latest_before(
    table: Standing, line: Any, day: Value, *, itself: bool, open_before: dt.date | None
) -> Value:
    """The latest day of the lines before a line (`itself`: up to it); none if there is none.

    Of the lines that may stand there the latest decides, or one of which the day is not known.
    """
    sure: list[Value] = []
    maybe: list[Value] = []
    if day.__class__ is dt.date:
        latest = table.sure.latest(day, line.line, itself=itself)
        if table.settled and open_before is None:
            return latest
        sure.append(latest)
        maybe.append(table.maybe.latest(day, line.line, itself=itself))
    own = id(line)
    others: Collection[int] = table.members if day is UNKNOWN else table.undated
    if len(others) > (own in others):
        maybe.append(UNKNOWN)
    if itself and day is UNKNOWN and own in table.members:
        maybe.append(UNKNOWN)
    return extreme_of("latest", sure, maybe, open_before=open_before, unknown=False)
