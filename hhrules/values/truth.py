"""Three-valued logic: yes, no and unknown.

A fact that was never sent is unknown; a fact that is known to be none counts as no where a
condition asks for it. Each connective answers as soon as what is known settles it.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import UNSET, UnsetType

Unknown: TypeAlias = UnsetType
UNKNOWN = UNSET

Truth: TypeAlias = bool | UnsetType


def not_(operand: bool | UnsetType | None) -> Truth:
    """Turn yes to no; unknown stays unknown."""
    return UNSET if operand is UNSET else not operand


def or_(*operands: bool | UnsetType | None) -> Truth:
    """Yes if any operand is yes, else unknown if any is unknown, else no."""
    answer: Truth = False
    for operand in operands:
        if operand is UNSET:
            answer = UNSET
        elif operand:
            return True
    return answer
