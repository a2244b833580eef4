"""Three-valued logic: yes, no and unknown.

A fact that was never sent is unknown; a fact that is known to be none counts as no where a
condition asks for it. Each connective answers as soon as what is known settles it.
"""

from __future__ import annotations

from typing import TypeAlias, TypeGuard

from msgspec import UNSET, UnsetType

Unknown: TypeAlias = UnsetType
UNKNOWN = UNSET

Truth: TypeAlias = bool | UnsetType


def is_unknown(value: object) -> TypeGuard[UnsetType]:
    """Whether the value was never sent."""
    return value is UNSET


def as_truth(value: bool | UnsetType | None) -> Truth:
    """Give the value as a condition sees it: none is no."""
    return False if value is None else value


def not_(operand: bool | UnsetType | None) -> Truth:
    """Turn yes to no; unknown stays unknown."""
    return UNSET if operand is UNSET else not operand


def and_(*operands: bool | UnsetType | None) -> Truth:
    """No if any operand is no, else unknown if any is unknown, else yes."""
    answer: Truth = True
    for operand in operands:
        if operand is UNSET:
            answer = UNSET
        elif not operand:
            return False
    return answer


def or_(*operands: bool | UnsetType | None) -> Truth:
    """Yes if any operand is yes, else unknown if any is unknown, else no."""
    answer: Truth = False
    for operand in operands:
        if operand is UNSET:
            answer = UNSET
        elif operand:
            return True
    return answer


def none_of(*operands: bool | UnsetType | None) -> Truth:
    """No if any operand is yes, else unknown if any is unknown, else yes."""
    return not_(or_(*operands))
