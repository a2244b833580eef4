"""The recorder that a traced evaluator talks to, and the tree of steps that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN


class Step(Struct, frozen=True, eq=False):
    """An expression that was worked out: its number, what it came to, the steps within it.

    `place` is the document path of a fact's record, where the fact is read from.
    """

    id: int
    value: Any
    within: tuple[Step, ...]
    record: Any = None

    def __repr__(self) -> str:
        return f"Step({self.id})"


class Recorder:
    """Collects steps as they are finished; an outer step takes the inner ones that wait for it.

    An inner step may be finished long before the outer one, with others between them: what a
    loop works out stands before the sentence that asks for it.
    """

    __slots__ = ("_count", "_waiting", "children")

    def __init__(self, children: Mapping[int, frozenset[int]]) -> None:
        self.children = children
        self._count = 0
        self._waiting: dict[int, list[tuple[int, Step]]] = {}

    def seen(self, number: int, value: Any, record: Any = None) -> Any:
        """Note that expression `number` came to `value`; the value passes through."""
        mine = self.children.get(number)
        within = self._take(mine, only_last=record is not None) if mine else ()
        self._count = count = self._count + 1
        entry = (count, Step(number, value, within, record))
        entries = self._waiting.get(number)
        if entries is None:
            self._waiting[number] = [entry]
        else:
            entries.append(entry)
        return value

    @property
    def steps(self) -> tuple[Step, ...]:
        """The outermost steps, in the order in which they were finished."""
        return _in_order([entry for entries in self._waiting.values() for entry in entries])

    def _take(self, numbers: frozenset[int], *, only_last: bool) -> tuple[Step, ...]:
        """The waiting steps with these numbers; a member of a set takes its own alone."""
        taken: list[tuple[int, Step]] = []
        waiting = self._waiting
        for number in numbers:
            entries = waiting.get(number)
            if not entries:
                continue
            if only_last:
                taken.append(entries.pop())
            else:
                taken += entries
                entries.clear()
        return _in_order(taken) if taken else ()


def _in_order(entries: list[tuple[int, Step]]) -> tuple[Step, ...]:
    if len(entries) == 1:
        return (entries[0][1],)
    entries.sort()  # by their counts, which differ
    return tuple([step for _, step in entries])


Kept = tuple[Any, list[tuple[int, Step]], tuple[Any, ...]]
"""What a definition came to, the open steps that it left, and what it was asked of."""

Definition = Callable[..., Any]


class Sieve(Recorder):
    """A recorder that passes over what is settled: enough to tell which facts are missing.

    Most steps of a trace are settled, and a settled step has nothing missing within it. Those in
    `places` are kept all the same, since what stands beside or within them counts by its place;
    of those that are not in `loops` it is enough that they were there.
    `memo` keeps what definitions came to; it may serve all traces of one claim.
    """

    __slots__ = ("_loops", "_places", "memo")

    def __init__(
        self,
        children: Mapping[int, frozenset[int]],
        places: Mapping[int, Step],
        loops: frozenset[int],
        memo: dict[tuple[Any, ...], Kept],
    ) -> None:
        super().__init__(children)
        self._places = places
        self._loops = loops
        self.memo = memo

    def seen(self, number: int, value: Any, record: Any = None) -> Any:
        """Note that expression `number` came to `value`, if it is open; the value passes through."""
        if value is UNKNOWN or number in self._loops or value.__class__ is Range:
            return Recorder.seen(self, number, value, record)
        waiting = self._waiting
        if waiting:
            for inner in self.children.get(number, ()):
                entries = waiting.get(inner)
                if entries:
                    if record is not None:
                        entries.pop()
                    else:
                        entries.clear()
        settled = self._places.get(number)
        if settled is not None:
            self._count = count = self._count + 1
            entries = waiting.get(number)
            if entries is None:
                waiting[number] = [(count, settled)]
            else:
                entries.append((count, settled))
        return value

    def work_out(
        self, traced: Definition, plain: Definition, subjects: tuple[Any, ...], env: Any
    ) -> Any:
        """What a definition comes to; it is traced only where it is open, and once."""
        key = (traced, *map(id, subjects))
        kept = self.memo.get(key)
        if kept is not None:
            for number, step in kept[1]:
                self._count += 1
                self._waiting.setdefault(number, []).append((self._count, step))
            return kept[0]
        value = plain(*subjects, env)
        if value is not UNKNOWN and value.__class__ is not Range:
            self.memo[key] = (value, [], subjects)
            return value
        before = self._count
        value = traced(*subjects, env, self.seen)
        left = [e for entries in self._waiting.values() for e in entries if e[0] > before]
        left.sort()
        self.memo[key] = (value, [(step.id, step) for _, step in left], subjects)
        return value


class NoneFinder:
    """A recorder that notes only which facts were read and are none; `leaves` name the facts."""

    __slots__ = ("_known", "_leaves", "found")

    def __init__(self, leaves: Mapping[int, str]) -> None:
        self.found: set[str] = set()
        self._leaves = leaves
        self._known: dict[tuple[Any, ...], tuple[Any, set[str], tuple[Any, ...]]] = {}

    def seen(self, number: int, value: Any, record: Any = None) -> Any:  # noqa: ARG002 - see `Recorder`
        """Note that expression `number` came to `value`, if it is none; the value passes through."""
        if value is None and number in self._leaves:
            self.found.add(self._leaves[number])
        return value

    def work_out(
        self,
        traced: Definition,
        plain: Definition,  # noqa: ARG002 - it tells nothing of what it reads
        subjects: tuple[Any, ...],
        env: Any,
    ) -> Any:
        """What a definition comes to, and what it read that is none; it is worked out once."""
        key = (traced, *map(id, subjects))
        kept = self._known.get(key)
        if kept is None:
            outside, self.found = self.found, set()
            value = traced(*subjects, env, self.seen)
            kept = self._known[key] = (value, self.found, subjects)
            self.found = outside
        self.found |= kept[1]
        return kept[0]


def remembering(traced: Definition, plain: Definition) -> Definition:
    """A traced definition that a sieve works out once for the same subjects."""

    def remembered(*given: Any) -> Any:
        *subjects, env, seen = given
        return seen.__self__.work_out(traced, plain, tuple(subjects), env)

    return remembered


def places_that_count(
    kinds: Mapping[int, str], children: Mapping[int, frozenset[int]]
) -> frozenset[int]:
    """The steps that a sieve has to keep: loops, and what stands in a place of its own."""
    kept: set[int] = set()
    for number, kind in kinds.items():
        if kind == "loop":
            kept.add(number)
        if kind in ("loop", "leaf", "first"):
            kept |= children.get(number, frozenset())
    return frozenset(kept)
