"""The diagnoses one by one and two by two."""

from __future__ import annotations

from msgspec import UNSET

from hhrules.claims.diagnoses import diagnosis_pairs, listed_diagnoses


def test_each_diagnosis_has_its_place_and_no_dot() -> None:
    found = listed_diagnoses(["i69.351", "E119"])
    assert found is not UNSET
    places = [(d.diagnosis_position, d.diagnosis_code) for d in found]
    assert places == [(1, "I69351"), (2, "E119")]


def test_pairs_are_of_secondary_diagnoses() -> None:
    found = diagnosis_pairs(["A", "B", "C", "D"])
    assert found is not UNSET
    pairs = [(p.earlier_code, p.later_code) for p in found]
    assert pairs == [("B", "C"), ("B", "D"), ("C", "D")]


def test_one_secondary_diagnosis_makes_no_pair() -> None:
    assert diagnosis_pairs(["A", "B"]) == []


def test_diagnoses_that_were_not_sent_are_unknown() -> None:
    assert listed_diagnoses(UNSET) is UNSET
    assert diagnosis_pairs(UNSET) is UNSET
