"""Groups, runs and figures over sets whose members, or history, are not all certain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction
from operator import gt, lt
from typing import Any

from hhrules.runtime.operators import Value
from hhrules.values.numbers import Range, range_of
from hhrules.values.truth import UNKNOWN, Truth


class Group:
    """Members with the same keys; a member with an unknown key is a group of its own."""

    __slots__ = ("claim", "keys", "members", "sure")

    def __init__(self, keys: tuple[Value, ...], claim: object, *, sure: bool) -> None:
        self.keys = keys
        self.claim = claim
        self.sure = sure
        self.members: list[Any] = []

    def __repr__(self) -> str:
        return f"Group({len(self.members)} members)"


class Groups:
    """Builds the groups of one grouping in the order in which their first members stand."""

    __slots__ = ("by_keys", "found")

    def __init__(self) -> None:
        self.found: list[Group] = []
        self.by_keys: dict[tuple[Value, ...], Group] = {}

    def add(
        self, keys: tuple[Value, ...], member: object, claim: object, *, sure: bool
    ) -> None:
        """Put a member with its kin."""
        known = UNKNOWN not in keys
        group = self.by_keys.get(keys) if known else None
        if group is None:
            group = Group(keys, claim, sure=sure)
            self.found.append(group)
            if known:
                self.by_keys[keys] = group
        elif sure:
            group.sure = True
        group.members.append(member)

    def made(self) -> list[Group]:
        """All groups; one with an unknown key is sure only where no other could be the same."""
        loose = [g for g in self.found if UNKNOWN in g.keys]
        for group in loose:
            if any(g is not group and _compatible(g.keys, group.keys) for g in self.found):
                group.sure = False
        return self.found


class Run:
    """A stretch of dated members without a longer gap; an open end may reach further.

    One that is not sure stands for a member that may be in another run, in none, or by itself.
    """

    __slots__ = ("claim", "first", "keys", "last", "members", "open_end", "open_start", "sure")

    def __init__(
        self, keys: tuple[Value, ...], day: Value, claim: object, *, sure: bool
    ) -> None:
        self.keys = keys
        self.first = self.last = day
        self.open_start = self.open_end = not sure
        self.sure = sure
        self.claim = claim
        self.members: list[Any] = []

    def __repr__(self) -> str:
        return f"Run({len(self.members)} members)"


def make_runs(
    members: Iterable[tuple[tuple[Value, ...], Value, object, bool]],
    gap: Value,
    unknown_before: dt.date,
    claim: object,
) -> list[Run]:
    """Part dated members by their keys and by gaps longer than `gap` days.

    `unknown_before`: the day before which members may be missing. A run that such a member could
    reach is open at that end; one that an uncertain member could reach is open at both.
    """
    parts: dict[tuple[Value, ...], list[tuple[dt.date, object]]] = {}
    loose: list[Run] = []
    known_gap = isinstance(gap, int | Fraction)
    for keys, day, member, sure in members:
        if day is None:
            continue
        if sure and known_gap and day is not UNKNOWN and UNKNOWN not in keys:
            parts.setdefault(keys, []).append((day, member))
        else:
            run = Run(keys, day, claim, sure=False)
            run.members.append(member)
            loose.append(run)
    runs: list[Run] = []
    for keys, dated in parts.items():
        runs += _stretches(keys, dated, gap, claim)
    for run in runs:
        run.open_start = (run.first - unknown_before).days < gap
        run.open_end = run.last < unknown_before
        if any(_compatible(run.keys, other.keys) for other in loose):
            run.open_start = run.open_end = True
    return [*runs, *loose]


def _stretches(
    keys: tuple[Value, ...], dated: list[tuple[dt.date, object]], gap: Value, claim: object
) -> list[Run]:
    dated.sort(key=lambda d: d[0])
    runs: list[Run] = []
    for day, member in dated:
        if not runs or (day - runs[-1].last).days > gap:
            runs.append(Run(keys, day, claim, sure=True))
        runs[-1].last = day
        runs[-1].members.append(member)
    return runs


def _compatible(a: tuple[Value, ...], b: tuple[Value, ...]) -> bool:
    return all(x is UNKNOWN or y is UNKNOWN or x == y for x, y in zip(a, b, strict=True))


def in_run(day: Value, run: Value) -> Truth:
    """Whether a day lies in a run."""
    if run is UNKNOWN or day is UNKNOWN:
        return UNKNOWN
    if run is None or day is None:
        return False
    if not run.sure:
        return UNKNOWN
    if day < run.first:
        return UNKNOWN if run.open_start else False
    if day > run.last:
        return UNKNOWN if run.open_end else False
    return True


def run_first(run: Value) -> Value:
    """The first day of a run, unknown where it may begin earlier."""
    if run is UNKNOWN or run is None:
        return UNKNOWN
    return UNKNOWN if run.open_start else run.first


def run_last(run: Value) -> Value:
    """The last day of a run, unknown where it may go on."""
    if run is UNKNOWN or run is None:
        return UNKNOWN
    return UNKNOWN if run.open_end else run.last


def key_of(group: Value, index: int) -> Value:
    """A key of a group that may be none or unknown."""
    return group if group is UNKNOWN or group is None else group.keys[index]


def belongs(member: object, group: Value) -> bool:
    """Whether a record was put into this group."""
    return (
        group is not None and group is not UNKNOWN and any(m is member for m in group.members)
    )


def group_of(groups: Value, keys: tuple[Value, ...]) -> Value:
    """The group with these keys; none if there is none, unknown if a key or its being is."""
    if groups is UNKNOWN or UNKNOWN in keys:
        return UNKNOWN
    for group in groups:
        if group.keys == keys:
            return group if group.sure else UNKNOWN
    return UNKNOWN if any(_compatible(g.keys, keys) for g in groups) else None


def run_of(runs: Value, keys: tuple[Value, ...], day: Value) -> Value:
    """The run with these keys in which a day lies."""
    if runs is UNKNOWN or UNKNOWN in keys or day is UNKNOWN:
        return UNKNOWN
    found: Value = None
    for run in runs:
        if _compatible(run.keys, keys):
            got = in_run(day, run)
            if got is True:
                return run
            if got is UNKNOWN:
                found = UNKNOWN
    return found


# ------------------------------------------------------------------------------ figures


def count_of(sure: int, maybe: int, *, open_end: bool) -> Value:
    """How many: a range where some only may belong or more may exist."""
    if open_end:
        return Range(sure, None)
    return Range(sure, sure + maybe) if maybe else sure


def add_totals(rows: list[tuple[Any, ...]] | None) -> dict[tuple[Value, ...], int] | None:
    """The total for each combination of keys; None where a key or an amount is not known."""
    if rows is None:
        return None
    totals: dict[tuple[Value, ...], int] = {}
    for keys, _, _, amount, _ in rows:
        if UNKNOWN in keys or not isinstance(amount, int):
            return None
        totals[keys] = totals.get(keys, 0) + amount
    return totals


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


class Sum:
    """The uncertain part of a sum; amounts on claims are never negative where not known."""

    __slots__ = ("high", "low", "open_end", "open_start")

    def __init__(self) -> None:
        self.low: Any = 0
        self.high: Any = 0
        self.open_start = self.open_end = False

    def add(self, value: Value, *, sure: bool) -> None:
        """Count a value that is not plain, or whose member is not sure."""
        if value is None:
            return
        if value is UNKNOWN:
            self.open_end = True
            return
        low, high = (value.lo, value.hi) if isinstance(value, Range) else (value, value)
        self.open_start |= low is None
        self.open_end |= high is None
        low, high = low or 0, high or 0
        if not sure:
            low, high = min(low, 0), max(high, 0)
        self.low += low
        self.high += high


def sum_of(total: Value, rest: Sum | None, *, open_end: bool) -> Value:
    """The sum of the sure part and the rest."""
    if rest is None:
        return Range(total, None) if open_end else total
    low = None if rest.open_start else total + rest.low
    high = None if open_end or rest.open_end else total + rest.high
    return range_of(low, high)


def distinct_in(sure: list[Value], maybe: list[Value], *, open_end: bool) -> Value:
    """How many different values; one not known may be new, or one that is there, or none."""
    known = {v for v in sure if v is not UNKNOWN and v is not None}
    more = {v for v in maybe if v is not UNKNOWN and v is not None} - known
    loose = sum(v is UNKNOWN for v in sure) + sum(v is UNKNOWN for v in maybe)
    low = len(known)
    if open_end:
        return Range(low, None)
    high = len(known) + len(more) + loose
    return low if low == high else Range(low, high)


def extreme_of(
    op: str,
    sure: list[Value],
    maybe: list[Value],
    *,
    open_before: dt.date | None,
    unknown: bool,
) -> Value:
    """The earliest, latest, largest or smallest; none of nothing.

    `open_before`: members dated before that day may be missing (None: no member is).
    """
    if unknown or any(isinstance(v, Range) or v is UNKNOWN for v in sure):
        return UNKNOWN
    better: Callable[[Any, Any], bool] = lt if op in ("earliest", "smallest") else gt
    best: Value = None
    for value in sure:
        if value is not None and (best is None or better(value, best)):
            best = value
    for value in maybe:
        if value is None:
            continue
        if value is UNKNOWN or isinstance(value, Range) or best is None or better(value, best):
            return UNKNOWN
    if open_before is not None and not (
        op == "latest" and best is not None and best >= open_before
    ):
        return UNKNOWN
    return best


def pick_of(sure: list[Value], maybe: list[Value], *, unknown: bool, total: bool) -> Value:
    """The value of the one record with the keys; with `total`, of all of them together.

    Several such records that say different things leave it open which is meant.
    """
    if unknown:
        return UNKNOWN
    if not sure:
        return UNKNOWN if maybe else None
    if not total:
        return sure[0] if all(v == sure[0] for v in (*sure, *maybe)) else UNKNOWN
    if maybe or any(v is UNKNOWN for v in sure):
        return UNKNOWN
    return sum(v for v in sure if v is not None)
