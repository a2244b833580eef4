"""Why something is not decided: the facts that were not sent, out of a trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    kind, label, spare, *_ = info.get(step.id, ("", "", (), "", ""))
    if kind == "loop" and step.record is None:
        return {label} if step.value is UNKNOWN else {"history"}
    if step.value is True or (kind != "loop" and not is_open(step.value)):
        return set()
    if kind == "leaf":
        return {label}
    if kind == "local":
        source = lets.get(label)
        return missing_facts(source, info, lets) if source is not None else set(spare)
    within = (
        step.within[:1]
        if kind == "first" and step.within and is_open(step.within[0].value)
        else step.within
    )
    found: set[str] = set()
    for inner in within:
        found |= missing_facts(inner, info, lets)
    if not found:
        found = {label} if kind == "table" else set(spare)
    return found


def tables_instead(step: Step, info: Mapping[int, NodeInfo]) -> Iterator[str]:
    """The tables that would stand in for a fact that was not sent: those of `A if missing B`."""
    kind, *_ = info.get(step.id, ("", "", (), "", ""))
    if not is_open(step.value):
        return
    if kind == "first":
        yield from (table for inner in step.within[1:] for table in _open_tables(inner, info))
    for inner in step.within:
        yield from tables_instead(inner, info)


def _open_tables(step: Step, info: Mapping[int, NodeInfo]) -> Iterator[str]:
    kind, label, *_ = info.get(step.id, ("", "", (), "", ""))
    if is_open(step.value):
        if kind == "table":
            yield label
        for inner in step.within:
            yield from _open_tables(inner, info)


def null_facts(step: Step, info: Mapping[int, NodeInfo]) -> Iterator[str]:
    """The facts that were sent as none and were read."""
    kind, label, *_ = info.get(step.id, ("", "", (), "", ""))
    if kind == "leaf" and step.value is None:
        yield label
    for inner in step.within:
        yield from null_facts(inner, info)
