"""Figures along the lines where some are not sure, or lack their day or a key.

The members that may count for a line are those before it, and all of which the day is not
known; of these, those whose keys may be the line's. They are added up on the way: by keys, for
each combination of keys that are known of both sides. So each line is looked at once.
"""

from __future__ import annotations

from typing import Any

from hhrules.runtime.groups import Keys, Places, places_of
from hhrules.runtime.operators import Value
from hhrules.values.numbers import Number, Range, range_of
from hhrules.values.truth import UNKNOWN

Row = tuple[Keys, Value, int, Value, Any, bool]
"""Keys, day, line number, amount (None: none), member, whether it surely is one."""


class Amount:
    """What some members come to: those that are sure, the others, all if none were sure."""

    __slots__ = ("high", "high_of_all", "low", "low_of_all", "opened")

    def __init__(self) -> None:
        self.low = self.high = 0
        self.low_of_all = self.high_of_all = 0
        self.opened = 0

    def add(self, amount: Value, *, sure: bool, sign: int = 1) -> None:
        """Count a member; with `sign` -1 it is taken out again."""
        if amount is None:
            return
        if amount is UNKNOWN:
            self.opened += sign
            return
        least, most = min(amount, 0), max(amount, 0)
        self.low += sign * (amount if sure else least)
        self.high += sign * (amount if sure else most)
        self.low_of_all += sign * least
        self.high_of_all += sign * most


class Sum:
    """The least and the most that members come to."""

    __slots__ = ("high", "low", "opened")

    def __init__(self) -> None:
        self.low = self.high = 0
        self.opened = False

    def add(self, amount: Amount, *, sure: bool) -> None:
        """Count members; `sure`: those of them that are sure count for sure."""
        self.low += amount.low if sure else amount.low_of_all
        self.high += amount.high if sure else amount.high_of_all
        self.opened |= amount.opened > 0

    def value(self) -> Number:
        """The sum as a number or a range."""
        return Range(self.low, None) if self.opened else range_of(self.low, self.high)


class Amounts:
    """What members come to by their keys, looked up by those that are known of both sides."""

    __slots__ = ("_by_keys", "_pairs")

    def __init__(self, kinds: set[Places]) -> None:
        both = {
            mine: {tuple([n for n in mine if n in theirs]) for theirs in kinds}
            for mine in kinds
        }
        self._pairs = both
        self._by_keys: dict[tuple[Places, Places, Keys], Amount] = {}

    def add(self, row: Row, sign: int = 1) -> None:
        """Count a member (`sign` -1: no more)."""
        keys, _, _, amount, _, sure = row
        mine = places_of(keys)
        for both in self._pairs[mine]:
            place = mine, both, tuple([keys[n] for n in both])
            found = self._by_keys.get(place)
            if found is None:
                found = self._by_keys[place] = Amount()
            found.add(amount, sure=sure, sign=sign)

    def count(self, keys: Keys, into: Sum, *, sure: bool) -> None:
        """Count the members that may have these keys; `sure`: those that stand where it asks."""
        asked = places_of(keys)
        for mine in self._pairs:
            both = tuple([n for n in mine if n in asked])
            found = self._by_keys.get((mine, both, tuple([keys[n] for n in both])))
            if found is not None:
                into.add(found, sure=sure and len(both) == len(keys))


def possible_totals(rows: list[Row], *, itself: bool) -> dict[int, Number]:
    """For each member, what those come to that may have its keys and may stand before it."""
    kinds = {places_of(row[0]) for row in rows}
    loose, every, before = Amounts(kinds), Amounts(kinds), Amounts(kinds)
    dated: list[Row] = []
    for row in rows:
        every.add(row)
        if row[1] is UNKNOWN:
            loose.add(row)
        elif row[1] is not None:
            dated.append(row)
    found: dict[int, Number] = {}
    for row in rows:
        if row[1] is UNKNOWN or row[1] is None:
            total = Sum()
            kin = every if row[1] is UNKNOWN else loose
            if row[1] is UNKNOWN:
                every.add(row, -1)
            kin.count(row[0], total, sure=False)
            if row[1] is UNKNOWN:
                every.add(row)
            found[id(row[4])] = _with_own(row, total, itself=itself)
    for row in sorted(dated, key=_standing):  # of one day and number the first in the list
        total = Sum()
        before.count(row[0], total, sure=True)
        loose.count(row[0], total, sure=False)
        found[id(row[4])] = _with_own(row, total, itself=itself)
        before.add(row)
    return found


def _with_own(row: Row, total: Sum, *, itself: bool) -> Number:
    """A total, with what the member itself comes to."""
    if itself:
        own = Amount()
        own.add(row[3], sure=row[5])
        total.add(own, sure=UNKNOWN not in row[0])
    return total.value()


def _standing(row: Row) -> tuple[Any, ...]:
    return (row[1], row[2])
