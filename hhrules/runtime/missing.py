"""Why something is not decided: the facts that were not sent, out of a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hhrules.runtime.record import Step
from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN

NodeInfo = tuple[str, str, tuple[str, ...], str, str]
"""Kind, label, labels to fall back on, the rulebook's words, type name of an IR node."""


def is_open(value: Any) -> bool:
    """Whether a value is not settled."""
    return value is UNKNOWN or isinstance(value, Range)


def missing_facts(
    step: Step, info: Mapping[int, NodeInfo], lets: Mapping[str, Step]
) -> set[str]:
    """The facts that would settle a step, in the vocabulary's words."""
    kind, label, spare, *_ = info[step.id]
    value = step.value
    if kind == "loop" and step.record is None:
        return {label} if value is UNKNOWN else {"history"}
    if value is True or (kind != "loop" and not is_open(value)):
        return set()
    if kind == "leaf":
        return {label}
    if kind == "local":
        source = lets.get(label)
        return missing_facts(source, info, lets) if source is not None else set(spare)
    within = step.within
    if kind == "first" and within and is_open(within[0].value):
        within = within[:1]
    found: set[str] = set()
    for inner in within:
        if inner.value is not True:  # a quick way past most of what is settled
            found |= missing_facts(inner, info, lets)
    if not found:
        found = {label} if kind == "table" else set(spare)
    return found


def tables_instead(step: Step, info: Mapping[int, NodeInfo]) -> set[str]:
    """The tables that would stand in for a fact that was not sent: those of `A if missing B`."""
    found: set[str] = set()
    waiting = [(step, False)]
    while waiting:
        outer, instead = waiting.pop()
        if not is_open(outer.value):
            continue
        kind, label, *_ = info[outer.id]
        if instead and kind == "table":
            found.add(label)
        for place, inner in enumerate(outer.within):
            waiting.append((inner, instead or (kind == "first" and place > 0)))
    return found
