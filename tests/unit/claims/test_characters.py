"""The Medicare number taken apart."""

from __future__ import annotations

import pytest
from msgspec import UNSET

from hhrules.claims.characters import mbi_characters
from hhrules.claims.reader import read_claim


def test_each_character_has_its_place() -> None:
    found = mbi_characters("1EG4")
    assert found is not UNSET
    places = [(c.position, c.character) for c in found]
    assert places == [(1, "1"), (2, "E"), (3, "G"), (4, "4")]


@pytest.mark.parametrize("none", [None, ""])
def test_no_number_has_no_characters(none: str | None) -> None:
    assert mbi_characters(none) == []


def test_an_unknown_number_has_unknown_characters() -> None:
    assert mbi_characters(UNSET) is UNSET


def test_dashes_of_a_number_have_no_place() -> None:
    claim = read_claim(
        {
            "claim_id": "HH-1",
            "type_of_bill": "329",
            "statement_from": "2024-03-01",
            "statement_through": "2024-03-30",
            "patient": {"mbi": "1EG4-TE5-MK73"},
            "lines": [],
        }
    )
    found = claim.mbi_characters
    assert found is not UNSET
    assert "".join(str(c.character) for c in found) == "1EG4TE5MK73"
