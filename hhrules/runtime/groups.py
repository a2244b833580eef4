"""Groups and runs whose members, or keys, are not all certain."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from msgspec import Struct

from hhrules.runtime.operators import Value
from hhrules.values.truth import UNKNOWN, Truth

Keys = tuple[Value, ...]
Places = tuple[int, ...]


class Group(Struct, eq=False):
    """Members with the same keys; a member with an unknown key is a group of its own."""

    keys: tuple[Value, ...]
    claim: object
    sure: bool
    members: list[Any] = []  # each group gets a list of its own
    known: frozenset[int] = frozenset()  # the members' identities, once that was asked

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
        group = self.by_keys.get(keys)
        if group is None:
            group = Group(keys, claim, sure)
            self.found.append(group)
            if UNKNOWN not in keys:
                self.by_keys[keys] = group
        elif sure:
            group.sure = True
        group.members.append(member)

    def made(self) -> list[Group]:
        """All groups; one with an unknown key is sure only where no other could be the same."""
        if len(self.found) == len(self.by_keys):
            return self.found
        loose = [g for g in self.found if UNKNOWN in g.keys]
        told = Kin([g.keys for g in self.found])
        for group in loose:
            if told.times(group.keys) > 1:
                group.sure = False
        return self.found


class Kin:
    """Groups or runs by their keys: how many there are that could have the same."""

    __slots__ = ("_counts", "_known", "_times")

    def __init__(self, keys: Iterable[Keys]) -> None:
        self._known: dict[Places, list[Keys]] = {}
        self._counts: dict[tuple[Places, Places], Counter[Keys]] = {}
        self._times: dict[Keys, int] = {}
        for one in keys:
            self._known.setdefault(places_of(one), []).append(one)

    def times(self, keys: Keys) -> int:
        """How many could have these keys; what is not known could be anything."""
        found = self._times.get(keys)
        if found is None:
            asked = places_of(keys)
            found = self._times[keys] = sum(
                self._count(known, tuple([n for n in known if n in asked]), keys)
                for known in self._known
            )
        return found

    def _count(self, known: Places, both: Places, keys: Keys) -> int:
        counts = self._counts.get((known, both))
        if counts is None:
            told = (tuple([one[n] for n in both]) for one in self._known[known])
            counts = self._counts[known, both] = Counter(told)
        return counts[tuple([keys[n] for n in both])]


def places_of(keys: Keys) -> Places:
    """Which keys are known."""
    return tuple([n for n, key in enumerate(keys) if key is not UNKNOWN])


class Run:
    """A stretch of dated members without a longer gap; an open end may reach further.

    One that is not sure stands for a member that may be in another run, in none, or by itself.
    """

    __slots__ = (
        "claim",
        "first",
        "keys",
        "known",
        "last",
        "members",
        "open_end",
        "open_start",
        "sure",
    )

    def __init__(
        self, keys: tuple[Value, ...], day: Value, claim: object, *, sure: bool
    ) -> None:
        self.keys = keys
        self.first = self.last = day
        self.open_start = self.open_end = not sure
        self.sure = sure
        self.claim = claim
        self.members: list[Any] = []
        self.known: frozenset[int] = frozenset()

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
    kin = Kin([run.keys for run in loose])
    for run in runs:
        run.open_start = (run.first - unknown_before).days < gap
        run.open_end = run.last < unknown_before
        if kin.times(run.keys):
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


_FEW = 4
"""Up to so many members are looked through one by one."""


def belongs(member: object, group: Value) -> bool:
    """Whether a record was put into this group."""
    if group is None or group is UNKNOWN:
        return False
    members = group.members
    if len(members) == 1:
        return members[0] is member
    if len(members) <= _FEW:
        for one in members:  # noqa: SIM110 - a generator costs more than the few
            if one is member:
                return True
        return False
    if len(group.known) != len(members):
        group.known = frozenset(map(id, members))
    return id(member) in group.known


class RunIndex:
    """The runs of a grouping by their keys, to find the one in which a day lies."""

    __slots__ = ("_by_keys", "_found", "_kin")

    def __init__(self, runs: Iterable[Run]) -> None:
        self._by_keys: dict[Keys, list[Run]] = {}
        loose: list[Keys] = []
        for run in runs:
            if run.sure:
                self._by_keys.setdefault(run.keys, []).append(run)
            else:
                loose.append(run.keys)
        self._kin = Kin(loose)
        self._found: dict[tuple[Keys, Value], Value] = {}

    def of(self, keys: Keys, day: Value) -> Value:
        """The run with these keys in which a day lies: none, or unknown, if that is so."""
        if UNKNOWN in keys or day is UNKNOWN:
            return UNKNOWN
        if (keys, day) not in self._found:
            self._found[keys, day] = self._look(keys, day)
        return self._found[keys, day]

    def _look(self, keys: Keys, day: Value) -> Value:
        found: Value = None
        for run in self._by_keys.get(keys, ()):
            got = in_run(day, run)
            if got is True:
                return run
            if got is UNKNOWN:
                found = UNKNOWN
        return UNKNOWN if day is not None and self._kin.times(keys) else found


def shape_of(run: Value) -> Value:
    """All that tells a run from another, its members aside."""
    if run is UNKNOWN or run is None:
        return run
    if not run.sure:
        return run.keys
    return run.keys, run.first, run.last, run.open_start, run.open_end
