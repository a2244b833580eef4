"""What the oracle knows of sets: members that are sure or not, groups, runs, figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from attrs import frozen

from hhrules.values.numbers import Range, range_of
from hhrules.values.truth import UNKNOWN
from tests import oracle_values as v


@frozen(eq=False)
class Part:
    """A group or a run: `first` and `last` are the days of a run that are certain."""

    keys: tuple[Any, ...]
    members: tuple[Any, ...] = ()
    sure: bool = True
    first: Any = None
    last: Any = None
    open_start: bool = False
    open_end: bool = False


@frozen(eq=False)
class Members:
    """A set: each member's variables and whether it is sure; what may be missing from it."""

    found: list[tuple[dict[str, Any], bool]]
    unsent: bool = False
    edge: dt.date | None = None

    @property
    def is_open(self) -> bool:
        """Whether there may be members that are not here."""
        return self.unsent or self.edge is not None


def may_match(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    return all(x is UNKNOWN or y is UNKNOWN or x == y for x, y in zip(a, b, strict=True))


def group_of(groups: Any, keys: tuple[Any, ...]) -> Any:
    if groups is UNKNOWN or UNKNOWN in keys:
        return UNKNOWN
    exact = next((g for g in groups if g.keys == keys), None)
    if exact is not None:
        return exact if exact.sure else UNKNOWN
    return UNKNOWN if any(may_match(g.keys, keys) for g in groups) else None


def run_of(runs: Any, keys: tuple[Any, ...], day: Any) -> Any:
    if runs is UNKNOWN or UNKNOWN in keys or day is UNKNOWN:
        return UNKNOWN
    near = [(run, in_run(day, run)) for run in runs if may_match(run.keys, keys)]
    sure = next((run for run, got in near if got is True), None)
    return sure or (UNKNOWN if any(got is UNKNOWN for _, got in near) else None)


def in_run(day: Any, run: Any) -> Any:
    if run is UNKNOWN or day is UNKNOWN:
        return UNKNOWN
    if run is None or day is None:
        return False
    if not run.sure:
        return UNKNOWN
    if run.first <= day <= run.last:
        return True
    return UNKNOWN if (run.open_start if day < run.first else run.open_end) else False


def presence(value: Any, test: str) -> Any:
    missing = value is UNKNOWN or isinstance(value, Range)
    if test in ("missing", "known"):
        return missing is (test == "missing")
    none = UNKNOWN if value is UNKNOWN else value is None or value == []
    return none if test == "none" else v.negate(none)


def sum_of(values: list[tuple[Any, bool]], *, is_open: bool) -> Any:
    low: Any = 0  # what is not known is taken to be no less than nothing
    high: Any = None if is_open else 0
    for value, sure in values:
        if value is None:
            continue
        first, last = (0, None) if value is UNKNOWN else v.bounds(value)
        if first is None or low is None:
            low = None
        else:
            low += first if sure else min(first, 0)
        if last is None or high is None:
            high = None
        else:
            high += last if sure else max(last, 0)
    return range_of(low, high)


def distinct_of(values: list[tuple[Any, bool]], *, is_open: bool) -> Any:
    known = {x for x, s in values if s and x is not UNKNOWN and x is not None}
    more = {x for x, _ in values if x is not UNKNOWN and x is not None}
    loose = sum(x is UNKNOWN for x, _ in values)
    return range_of(len(known), None if is_open else len(more) + loose)


def best_of(op: str, values: list[tuple[Any, bool]], edge: dt.date | None) -> Any:
    pick: Callable[..., Any] = min if op in ("earliest", "smallest") else max
    sure = [x for x, s in values if s and x is not None]
    maybe = [x for x, s in values if not s and x is not None]
    if any(x is UNKNOWN or isinstance(x, Range) for x in (*sure, *maybe)):
        return UNKNOWN
    best = pick(sure) if sure else None
    if maybe and (best is None or pick(*sure, *maybe) != best):
        return UNKNOWN
    if edge is not None and not (op == "latest" and best is not None and best >= edge):
        return UNKNOWN
    return best


def picked(values: list[tuple[Any, bool]], *, total: bool) -> Any:
    sure = [x for x, s in values if s]
    maybe = [x for x, s in values if not s]
    if total:
        if maybe or UNKNOWN in sure:
            return UNKNOWN
        return sum(x for x in sure if x is not None) if sure else None
    if not sure:
        return UNKNOWN if maybe else None
    return sure[0] if all(x == sure[0] for x in (*sure, *maybe)) else UNKNOWN


def make_groups(drawn: list[tuple[tuple[Any, ...], Any, bool]]) -> list[Part]:
    """Members by their keys; one whose keys are not all known is a group by itself.

    Such a group is sure only where no other could be the same.
    """
    kin: list[list[tuple[tuple[Any, ...], Any, bool]]] = []
    for one in drawn:
        home = next((k for k in kin if k[0][0] == one[0] and UNKNOWN not in one[0]), None)
        if home is None:
            kin.append([one])
        else:
            home.append(one)
    found = []
    for group in kin:
        keys = group[0][0]
        alone = sum(may_match(keys, other[0][0]) for other in kin) == 1
        sure = any(s for _, _, s in group) and (UNKNOWN not in keys or alone)
        found.append(Part(keys, tuple(m for _, m, _ in group), sure))
    return found


def make_runs(
    drawn: list[tuple[tuple[Any, ...], Any, Any, bool]], gap: Any, edge: dt.date
) -> list[Part]:
    """Runs of the members that are sure; each other member is a run that may be one."""
    dated: list[tuple[tuple[Any, ...], dt.date, Any]] = []
    loose: list[Part] = []
    for keys, day, member, sure in drawn:
        if day is None:
            continue
        if sure and isinstance(gap, int) and day is not UNKNOWN and UNKNOWN not in keys:
            dated.append((keys, day, member))
        else:
            loose.append(Part(keys, (member,), False, day, day, True, True))
    runs = []
    for keys in dict.fromkeys(k for k, _, _ in dated):
        mine = sorted(((d, m) for k, d, m in dated if k == keys), key=lambda p: p[0])
        bridged = any(may_match(keys, part.keys) for part in loose)
        start = 0
        for n in range(1, len(mine) + 1):
            if n == len(mine) or (mine[n][0] - mine[n - 1][0]).days > gap:
                first, last = mine[start][0], mine[n - 1][0]
                early = bridged or (first - edge).days < gap
                within = tuple(m for _, m in mine[start:n])
                runs.append(
                    Part(keys, within, True, first, last, early, bridged or last < edge)
                )
                start = n
    return [*runs, *loose]
