"""What a rulebook says of a claim, however it was found out."""

from __future__ import annotations

from typing import Any

from attrs import define, field


@define(eq=False)
class Verdict:
    """What a rulebook says about a claim, by the places of rules and checks and by subjects."""

    met: int = 0
    not_applicable: int = 0
    violated: int = 0
    broken: list[tuple[int, int, object]] = field(factory=list)
    open: list[tuple[int, object]] = field(factory=list)
    outcomes: dict[tuple[int, object], str] = field(factory=dict)


def subject_of(value: Any) -> object:
    """What tells one subject from another, whoever made the groups."""
    if value is None:
        return None
    if hasattr(value, "keys") and hasattr(value, "members"):
        # the members of a run may be groups themselves, made anew by each evaluator
        return (value.keys, tuple(sorted((subject_of(m) for m in value.members), key=repr)))
    return id(value)
