"""Figures along the lines, worked out for all of them at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hhrules.runtime.operators import Value
from hhrules.values.truth import UNKNOWN


def add_totals(rows: list[tuple[Any, ...]] | None) -> dict[tuple[Value, ...], int] | None:
    """The total for each combination of keys; None where a key or an amount is not known."""
    if rows is None:
        return None
    totals: dict[tuple[Value, ...], int] = {}
    for keys, _, _, amount, _ in rows:
        if not isinstance(amount, int):
            return None
        totals[keys] = totals.get(keys, 0) + amount
    return None if any(UNKNOWN in keys for keys in totals) else totals


def run_totals(rows: list[tuple[Any, ...]] | None, *, itself: bool) -> dict[int, int]:
    """For each member, the total over the members of its keys that stand before it (`itself`: and its own).

    A row is keys, day, line number, amount, member. Empty where anything is not known for sure:
    the set is then walked member by member.
    """
    totals: dict[tuple[Value, ...], int] = {}
    found: dict[int, int] = {}
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
        if not isinstance(amount, int) or (day, number) == last:
            return {}
        last = (day, number)
        before = totals.get(keys, 0)
        totals[keys] = before + amount
        found[id(member)] = before + amount if itself else before
    return found


def _standing(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (row[1], row[2])
