"""Which fields of a document may be known to be none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import UnsetType

from hhrules.claims.nulls import names_of_none
from hhrules.claims.reader import read_claim

_CLAIM: dict[str, Any] = {
    "claim_id": "C1",
    "type_of_bill": "329",
    "patient": {"id": "P1"},
    "statement_from": "2024-03-01",
    "statement_through": "2024-03-30",
    "lines": [{"line": 1, "revenue_code": "0421"}],
}


def _reads(more: dict[str, Any], *names: str) -> bool:
    found = names_of_none(read_claim(json.dumps({**_CLAIM, **more}).encode()))
    return found is None or not found.isdisjoint(names)


def test_nothing_is_none_in_a_document_without_null() -> None:
    assert not _reads({}, "admission_date", "modifiers", "period_from")


def test_a_field_is_told_by_its_name() -> None:
    one = {"patient": {"id": "P1", "died_on": None}}
    assert _reads(one, "sex", "died_on")
    assert not _reads(one, "sex", "received_date")


def test_a_field_of_a_line_and_one_of_an_earlier_claim() -> None:
    line = {**_CLAIM["lines"][0], "minutes": None}
    assert _reads({"lines": [line]}, "minutes")
    assert _reads({"history": {"claims": [{**_CLAIM, "lines": [line]}]}}, "minutes")


def test_a_field_that_is_written_with_another_word() -> None:
    stay = {"kind": "initial", "from": None}
    claim = read_claim(json.dumps({**_CLAIM, "chart": {"certifications": [stay]}}).encode())
    assert not isinstance(claim.chart.certifications, UnsetType)
    (made,) = claim.chart.certifications
    name = made.__struct_fields__[made.__struct_encode_fields__.index("from")]
    assert name != "from"
    found = names_of_none(claim)
    assert found is not None
    assert name in found
    assert "signed_date" not in found


@pytest.mark.parametrize(
    "more",
    [
        {"extra": {"wound depth": None}},
        {"chart": {"oasis": [{"reason": "SOC", "items": {"M1860": None}}]}},
        {"chart": {"remarks": "they wrote x:null and left"}},
    ],
)
def test_what_a_key_of_the_sender_stands_for_is_left_open(more: dict[str, Any]) -> None:
    assert _reads(more, "anything")
