"""The names that generated code can reach: operators, set functions and constructors; no builtins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import CodeType
from typing import Any

from attrs import frozen

from hhrules.runtime import operators, sets
from hhrules.values.numbers import Range, exact_div
from hhrules.values.truth import UNKNOWN

NAMES: Mapping[str, object] = {
    **operators.OPERATORS,
    "is_none": operators.is_none,
    "is_missing": operators.is_missing,
    **{
        f.__name__: f
        for f in (
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
