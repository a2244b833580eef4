"""The diagnoses one by one and two by two, so that a rule can tell the principal one from the others."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, ClassVar

from msgspec import UNSET, UnsetType

from hhrules.claims.fields import About, Kind, Record


class ListedDiagnosis(Record, frozen=True):
    """One diagnosis of the claim, with its place among them."""

    record_kind: ClassVar[Kind] = Kind(
        "listed diagnosis", "listed diagnoses", keys=("diagnosis position",)
    )

    diagnosis_position: Annotated[
        int, About("diagnosis position", "Its place: 1 is the principal diagnosis.")
    ]
    diagnosis_code: Annotated[
        str, About("diagnosis code", "The ICD-10 code in capitals, without its dot.")
    ]


class DiagnosisPair(Record, frozen=True):
    """Two secondary diagnoses of the claim."""

    record_kind: ClassVar[Kind] = Kind("diagnosis pair", "diagnosis pairs")

    earlier_code: Annotated[
        str, About("earlier code", "The ICD-10 code of the two that is listed first.")
    ]
    later_code: Annotated[
        str, About("later code", "The ICD-10 code of the two that is listed last.")
    ]


def listed_diagnoses(codes: list[str] | UnsetType) -> list[ListedDiagnosis] | UnsetType:
    """Give the diagnoses in order; unknown where they were not sent."""
    if codes is UNSET:
        return UNSET
    return [
        ListedDiagnosis(place, code.replace(".", "").upper())
        for place, code in enumerate(codes, 1)
    ]


def diagnosis_pairs(codes: list[str] | UnsetType) -> list[DiagnosisPair] | UnsetType:
    """Give every two secondary diagnoses in order; unknown where none were sent."""
    listed = listed_diagnoses(codes)
    if listed is UNSET:
        return UNSET
    secondary = [one.diagnosis_code for one in listed[1:]]
    return [DiagnosisPair(one, other) for one, other in combinations(secondary, 2)]
