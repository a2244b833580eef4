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
    for keys, _, _, amount, _, _ in rows:
        if not isinstance(amount, int) or UNKNOWN in keys:
            return None
        totals[keys] = totals.get(keys, 0) + amount
    return totals


def run_totals(rows: list[tuple[Any, ...]], *, itself: bool) -> dict[int, Number]:
    """For each member, the total over the members of its keys that stand before it (`itself`: and its own).

    A row is keys, day, line number, amount, member, whether it surely is a member. From an
    amount on that is not known, only the least that a total may be is. Empty where an amount is
    no plain one or a number is not known: the set is then walked member by member.
    """
    if not all(_is_plain(row) for row in rows):
        return {}
    if not all(map(_is_settled, rows)):
        from hhrules.runtime.possible import possible_totals  # noqa: PLC0415 - only for open lines

        return possible_totals(rows, itself=itself)
    totals: dict[tuple[Value, ...], int] = {}
    opened: set[tuple[Value, ...]] = set()
    found: dict[int, Number] = {}
    for keys, _, _, amount, member, _ in sorted(rows, key=_standing):
        total, is_open = totals.get(keys, 0), keys in opened
        if amount is UNKNOWN:
            opened.add(keys)
        elif amount is not None:
            totals[keys] = total + amount
        if itself:
            total, is_open = totals.get(keys, 0), keys in opened
        found[id(member)] = Range(total, None) if is_open else total
    return found


def _is_plain(row: tuple[Any, ...]) -> bool:
    keys, _, number, amount, _, _ = row
    return (
        number.__class__ is int
        and (isinstance(amount, int) or amount is None or amount is UNKNOWN)
        and not any(key.__class__ is Range for key in keys)
    )


def _is_settled(row: tuple[Any, ...]) -> bool:
    keys, day, _, _, _, sure = row
    return sure and day.__class__ is dt.date and UNKNOWN not in keys


def _standing(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (row[1], row[2])
