"""Figures along the lines, worked out for all of them at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hhrules.runtime.operators import Value
from hhrules.values.numbers import Number, Range
from hhrules.values.truth import UNKNOWN


def add_totals(rows: list[tuple[Any, ...]] | None) -> dict[tuple[Value, ...], int] | None:
    """The total for each combination of keys; None where a key or an amount is not known."""
    if rows is None:
        return None
    totals: dict[tuple[Value, ...], int] = {}
    for keys, _, _, amount, _ in rows:
        if not isinstance(amount, int) or UNKNOWN in keys:
            return None
        totals[keys] = totals.get(keys, 0) + amount
    return totals


def run_totals(rows: list[tuple[Any, ...]] | None, *, itself: bool) -> dict[int, Number]:
    """For each member, the total over the members of its keys that stand before it (`itself`: and its own).

    A row is keys, day, line number, amount, member. From an amount on that is not known, only
    the least that a total may be is. Empty where anything else is not known for sure: the set is
    then walked member by member.
    """
    totals: dict[tuple[Value, ...], int] = {}
    opened: set[tuple[Value, ...]] = set()
    found: dict[int, Number] = {}
    last: tuple[Any, ...] | None = None
    if rows is None:
        return {}
    for keys, day, number, *_ in rows:
        if (
            day.__class__ is not dt.date
            or number.__class__ is not int
            or UNKNOWN in keys
            or None in keys
        ):
            return {}
    for keys, day, number, amount, member in sorted(rows, key=_standing):
        if (day, number) == last or not _is_plain(amount):
            return {}
        last = (day, number)
        total, is_open = totals.get(keys, 0), keys in opened
        if amount is UNKNOWN:
            opened.add(keys)
        elif amount is not None:
            totals[keys] = total + amount
        if itself:
            total, is_open = totals.get(keys, 0), keys in opened
        found[id(member)] = Range(total, None) if is_open else total
    return found


def _is_plain(amount: Value) -> bool:
    return isinstance(amount, int) or amount is None or amount is UNKNOWN


def _standing(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (row[1], row[2])
