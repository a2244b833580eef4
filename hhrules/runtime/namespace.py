"""The names that generated code can reach: operators, set functions and constructors; no builtins."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import CodeType
from typing import Any

from msgspec import Struct

from hhrules.runtime import (
    figures,
    groups,
    line_order,
    lists,
    near,
    operators,
    phrases,
    rows,
    running,
    windows,
)
from hhrules.values.calendar import add_days
from hhrules.values.money import Cents
from hhrules.values.numbers import Range, exact_div
from hhrules.values.truth import UNKNOWN

NAMES: Mapping[str, object] = {
    **{
        f.__name__: f
        for f in (
            operators.eq,
            operators.ne,
            operators.lt,
            operators.le,
            operators.gt,
            operators.ge,
            operators.between,
            operators.add,
            operators.sub,
            operators.mul,
            operators.div,
            operators.floor,
            operators.days_after,
            operators.days_before,
            operators.months_after,
            operators.month_end,
            operators.year_of,
            operators.year_start,
            operators.known_later,
            operators.least,
            operators.greatest,
            operators.if_missing,
            operators.is_one_of,
            operators.is_none_of,
            lists.contains,
            lists.includes_any,
            lists.includes_none,
            lists.includes_all,
            lists.listed,
            line_order.stands_before,
            line_order.stands_up_to,
            line_order.days_standing,
            line_order.latest_before,
            phrases.mentions,
            phrases.says_more,
            operators.is_missing,
            groups.belongs,
            figures.completed,
            figures.count_of,
            figures.distinct_in,
            figures.extreme_of,
            groups.in_run,
            groups.key_of,
            groups.make_runs,
            figures.pick_of,
            groups.run_first,
            groups.run_last,
            groups.shape_of,
            figures.sum_of,
        )
    },
    "Group": groups.Group,
    "Groups": groups.Groups,
    "Sum": figures.Sum,
    "Range": Range,
    "exact_div": exact_div,
    "add_totals": running.add_totals,
    "run_totals": running.run_totals,
    "bisect_left": bisect_left,
    "bisect_right": bisect_right,
    "sorted_days": windows.sorted_days,
    "count_within": windows.count_within,
    "exists_within": windows.exists_within,
    "latest_within": windows.latest_within,
    "earliest_within": windows.earliest_within,
    "new_row": rows.new_row,
    "Near": near.Near,
    "KeyError": KeyError,
    "TypeError": TypeError,
    "str": str,
    "list": list,
    "UNKNOWN": UNKNOWN,
    "date": dt.date,
    "timedelta": dt.timedelta,
    "add_days": add_days,
    "set": set,
    "Fraction": Fraction,
    "frozenset": frozenset,
    "int": int,
    "WHOLES": frozenset({int, Cents}),
    "len": len,
    "id": id,
}


class Evaluators(Struct, frozen=True, eq=False):
    """The functions of one loaded module."""

    applies: Callable[..., Any]
    functions: tuple[Callable[..., Any], ...]
    makers: tuple[Callable[..., Any], ...]
    namespace: dict[str, Any]


def run_code(
    code: CodeType,
    objects: Mapping[str, object],
    evaluators: tuple[str, ...],
    makers: tuple[str, ...],
) -> Evaluators:
    """The functions of a module's code, with nothing else in reach."""
    namespace: dict[str, Any] = {"__builtins__": {}, "__name__": "rulebook", **NAMES, **objects}
    exec(code, namespace)
    return Evaluators(
        namespace["applies"],
        tuple(namespace[n] for n in evaluators),
        tuple(namespace[n] for n in makers),
        namespace,
    )
