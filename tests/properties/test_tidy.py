"""Documents with unknown fields and nulls are read alike by the cheap way and by the walk."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hhrules.claims import reader
from hhrules.claims.encode import encode_claim
from hhrules.claims.model import Claim
from hhrules.claims.walk import Walk
from tests.properties.strategies import Document, disordered, documents

reader.learn(Claim)


def walked(raw: Document) -> tuple[Claim | None, tuple[Any, ...]]:
    """The claim, or none, and the fields that nobody knows, as the walk finds them."""
    walk = Walk(Claim)
    clean = walk.record(Claim, raw, ())
    claim = None if walk.problems else reader.converted(clean, Claim)
    return claim, tuple(walk.unread)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(documents(), st.data())
def test_both_ways_read_the_same(document: Document, data: st.DataObject) -> None:
    raw = disordered(document, data)
    before = msgspec.json.encode(raw)
    try:
        claim = reader._tidied(raw, Claim)
    except msgspec.ValidationError:
        return  # such a document is walked through
    finally:
        assert msgspec.json.encode(raw) == before
    expected, unread = walked(raw)
    assert expected is not None
    assert claim == expected
    assert claim.__dict__.get("unread", ()) == unread
    expected.__dict__["unread"] = unread
    assert encode_claim(claim) == encode_claim(expected)


def test_a_document_with_all_of_it_is_put_in_order() -> None:
    raw = {
        "claim_id": "A",
        "type_of_bill": "329",
        "statement_from": "2024-01-01",
        "statement_through": "2024-01-30",
        "condition_codes": None,
        "patient": None,
        "lines": [{"units": 3.0, "modifiers": None, "shelf": 7}, {"units": 2}],
        "house": {"number": 1},
    }
    claim = reader._tidied(raw, Claim)
    assert claim.condition_codes == []
    assert claim.patient.mbi is None
    assert [line.units for line in claim.lines] == [3, 2]
    assert claim.__dict__["unread"] == ((("lines", 0, "shelf"), 7), (("house",), {"number": 1}))
    assert b'"shelf":7' in encode_claim(claim)
