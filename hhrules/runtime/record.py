"""The recorder that a traced evaluator talks to, and the tree of steps that it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen


@frozen(eq=False)
class Step:
    """An expression that was worked out: its number, what it came to, the steps within it.

    `place` is the document path of a fact's record, where the fact is read from.
    """

    id: int
    value: Any
    within: tuple[Step, ...]
    record: Any = None


class Recorder:
    """Collects steps as they are finished; an outer step takes the inner ones that lie before it."""

    __slots__ = ("children", "steps")

    def __init__(self, children: Mapping[int, frozenset[int]]) -> None:
        self.children = children
        self.steps: list[Step] = []

    def seen(self, number: int, value: Any, record: Any = None) -> Any:
        """Note that expression `number` came to `value`; the value passes through."""
        mine = self.children.get(number, frozenset())
        steps = self.steps
        cut = len(steps)
        while cut and steps[cut - 1].id in mine:
            cut -= 1
        within = tuple(steps[cut:])
        del steps[cut:]
        steps.append(Step(number, value, within, record))
        return value
