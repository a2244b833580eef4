"""The Medicare number character by character, so that a rule can say what stands where."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import UNSET, UnsetType

from hhrules.claims.fields import About, Kind, Record


class MbiCharacter(Record, frozen=True):
    """One character of the Medicare number."""

    record_kind: ClassVar[Kind] = Kind("mbi character", "mbi characters", keys=("position",))

    position: Annotated[int, About("position", "Its place, counted from 1.")]
    character: Annotated[
        str, About("character", "The letter or digit at this place.", identifying=True)
    ]


def mbi_characters(mbi: str | UnsetType | None) -> list[MbiCharacter] | UnsetType:
    """Give the characters of the number in order; none where there is no number."""
    if mbi is UNSET:
        return UNSET
    return [MbiCharacter(place, one) for place, one in enumerate(mbi or "", 1)]
