"""Frames: the claim, the subject, a member; where a name is looked for.

Frames stand outermost first; the first is the claim.
"""

from __future__ import annotations

from typing import TypeAlias

from attrs import evolve, frozen

from hhrules.ir.expression_nodes import Across
from hhrules.values.types import Ty


@frozen(eq=False)
class Frame:
    """A record or group that names can be facts of."""

    kind: str  # "claim", a record's or a group's singular
    var: str
    claim: str  # variable of the claim that it stands on
    names: frozenset[str] = frozenset()
    keys: tuple[tuple[str, Ty], ...] = ()
    grouping: str = ""
    date_key: int | None = None
    is_run: bool = False
    scope: Across = "own"
    every_provider: bool = False
    member_kind: str = ""  # of groups: the kind of what is grouped


Frames: TypeAlias = tuple[Frame, ...]


def claim_frame(frames: Frames) -> Frame:
    """The claim that the innermost frame stands on."""
    claim, var = frames[0], frames[-1].claim
    return claim if claim.var == var else evolve(claim, var=var)


def restrict(frames: Frames, depth: int) -> Frames:
    """The frames up to number `depth`."""
    return frames[: depth + 1]
