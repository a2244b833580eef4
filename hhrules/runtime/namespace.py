"""The names that generated code can reach: operators, set functions and constructors; no builtins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import CodeType
from typing import Any

from attrs import frozen

from hhrules.runtime import line_order, lists, operators, phrases, sets
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
            phrases.mentions,
            phrases.says_more,
            operators.is_missing,
            sets.belongs,
            sets.count_of,
            sets.distinct_in,
            sets.extreme_of,
            sets.group_of,
            sets.in_run,
            sets.key_of,
            sets.make_runs,
            sets.pick_of,
            sets.run_first,
            sets.run_last,
            sets.run_of,
            sets.sum_of,
        )
    },
    "Groups": sets.Groups,
    "Sum": sets.Sum,
    "Range": Range,
    "exact_div": exact_div,
    "add_totals": sets.add_totals,
    "run_totals": sets.run_totals,
    "str": str,
    "list": list,
    "UNKNOWN": UNKNOWN,
    "date": dt.date,
    "Fraction": Fraction,
    "frozenset": frozenset,
    "int": int,
    "id": id,
}


@frozen(eq=False)
class Evaluators:
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
