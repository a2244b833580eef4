"""The recorder that a traced evaluator talks to, and the tree of steps that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct


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


Definition = Callable[..., Any]


class AllFoundError(Exception):
    """Nothing more can be found: what is left of a trace need not be worked out."""


class NoneFinder:
    """A recorder that notes only which facts were read and are none; `leaves` name the facts."""

    __slots__ = ("_found", "_known", "_leaves", "_most", "all_found")

    def __init__(self, leaves: Mapping[int, str]) -> None:
        self.all_found: set[str] = set()
        self._found: set[str] = set()  # by the definition that is being worked out
        self._most: frozenset[str] | None = None
        self._leaves = leaves
        self._known: dict[tuple[Any, ...], tuple[Any, set[str], tuple[Any, ...]]] = {}

    def begin(self, most: frozenset[str] | None) -> None:
        """Begin with a rule on a subject; `most` is what can be found at most, if that is known."""
        self.all_found, self._found, self._most = set(), set(), most

    def seen(self, number: int, value: Any, record: Any = None) -> Any:  # noqa: ARG002 - see `Recorder`
        """Note that expression `number` came to `value`, if it is none; the value passes through.

        Raises AllFoundError once nothing more can be found.
        """
        if value is None and number in self._leaves:
            self._note({self._leaves[number]})
        return value

    def _note(self, found: set[str]) -> None:
        self._found |= found
        self.all_found |= found
        if self._most is not None and self.all_found >= self._most:
            raise AllFoundError

    def work_out(self, traced: Definition, subjects: tuple[Any, ...], env: Any) -> Any:
        """What a definition comes to, and what it read that is none; it is worked out once."""
        key = (traced, *map(id, subjects))
        kept = self._known.get(key)
        if kept is None:
            outside, self._found = self._found, set()
            value = traced(*subjects, env, self.seen)
            kept = self._known[key] = (value, self._found, subjects)
            self._found = outside
        self._note(kept[1])
        return kept[0]


def remembering(traced: Definition) -> Definition:
    """A traced definition that is worked out once for the same subjects."""

    def remembered(*given: Any) -> Any:
        *subjects, env, seen = given
        return seen.__self__.work_out(traced, tuple(subjects), env)

    return remembered
