"""Which earlier claims count, whatever the order in which they come."""

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from hhrules.claims.history import history_for, patient_key, same_provider
from hhrules.claims.model import Claim
from hhrules.claims.reader import claim_warnings, read_claim


def claim(claim_id: str, start: str = "2024-01-01", bill: str = "329", **fields: Any) -> Claim:
    return read_claim(
        {
            "claim_id": claim_id,
            "type_of_bill": bill,
            "statement_from": start,
            "statement_through": start,
            "patient": {"id": "P"},
            "lines": [],
        }
        | fields
    )


THIS = claim("Z", "2024-06-01")


def ids(claims: list[Claim], of: Claim = THIS) -> list[str]:
    return [c.claim_id for c in history_for(of, claims).earlier]


def test_earlier_is_by_first_day_then_by_id() -> None:
    claims = [claim("B", "2024-02-01"), claim("A", "2024-03-01"), claim("C", "2024-07-01")]
    same_day = [claim("Y", "2024-06-01"), claim("ZZ", "2024-06-01")]
    assert ids(claims + same_day) == ["B", "A", "Y"]


def test_of_claims_that_begin_together_the_document_knows_which_came_first() -> None:
    later_id = {
        "claim_id": "ZZ",
        "type_of_bill": "329",
        "statement_from": "2024-06-01",
        "statement_through": "2024-06-01",
        "lines": [],
    }
    later_day = later_id | {
        "claim_id": "C",
        "statement_from": "2024-07-01",
        "statement_through": "2024-07-01",
    }
    this = claim("Z", "2024-06-01", history={"claims": [later_id, later_day]})
    assert ids([], this) == ["ZZ"]


def test_a_claim_counts_once_and_never_for_itself() -> None:
    first = claim("A")
    assert ids([first, first, claim("A"), THIS]) == ["A"]


def test_a_claim_that_got_the_payers_number_is_the_same_claim() -> None:
    assert ids([claim("A"), claim("A", control_number="C1")]) == ["A"]


def test_the_version_received_last_counts() -> None:
    old = claim("A", received_date="2024-02-01", remarks="old")
    new = claim("A", received_date="2024-03-01", remarks="new")
    for order in permutations([old, new]):
        (kept,) = history_for(THIS, order).earlier
        assert kept.remarks == "new"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_replacement_and_cancel_work_in_any_order(order: tuple[int, ...]) -> None:
    original = claim("A", control_number="C1")
    replacement = claim("B", bill="327", document_control_number="C1", control_number="C2")
    cancel = claim("C", bill="328", document_control_number="C2")
    given = (original, replacement, cancel)
    assert ids([given[i] for i in order]) == []
    assert ids([given[i] for i in order if i != 2]) == ["B"]


def test_a_claim_is_not_preceded_by_the_claim_it_replaces() -> None:
    original = claim("A", "2024-05-01", control_number="C1")
    this = claim("Z", "2024-06-01", "327", document_control_number="C1")
    assert ids([original], this) == []


def test_how_far_back_history_is_complete() -> None:
    assert history_for(THIS).complete_since == THIS.statement_from
    listed = claim("Z", "2024-06-01", history={"claims": []})
    assert history_for(listed).complete_since is None
    dated = claim("Z", "2024-06-01", history={"claims": [], "complete_since": "2024-01-01"})
    assert history_for(dated).complete_since == dt.date(2024, 1, 1)
    since = dt.date(2023, 1, 1)
    assert history_for(THIS, [], since).complete_since == since
    dayed = claim("Z", "2024-06-01", history={"complete_since": "2024-01-01"})
    assert history_for(dayed).complete_since == dt.date(2024, 6, 1)  # complete, but of nothing
    assert history_for(dayed, []).complete_since == dt.date(2024, 1, 1)
    assert history_for(dated, [], since).complete_since == since


def test_all_providers_has_to_be_said() -> None:
    assert history_for(THIS).all_providers is False
    said = claim("Z", history={"claims": [], "all_providers": True})
    assert history_for(said).all_providers is True


def test_whose_claim_it_is() -> None:
    assert patient_key(THIS) == "id:P"
    assert patient_key(claim("A", patient={"mbi": "1EG4-TE5-MK73"})) == "mbi:1EG4TE5MK73"
    assert patient_key(claim("A", patient={})) is None


def test_agencies_differ_only_where_numbers_do() -> None:
    mine = claim("A", provider={"ccn": "107001", "npi": "1234567893"})
    assert same_provider(mine, claim("B"))
    assert same_provider(mine, claim("B", provider={"npi": "1234567893"}))
    assert not same_provider(mine, claim("B", provider={"ccn": "107002"}))


A, B = "1EG4TE5MK73", "2FG4TE5MK74"


@pytest.mark.parametrize(
    ("mine", "theirs", "field"),
    [
        ({"id": "P"}, {"id": "Q"}, "id"),
        ({"id": "P", "mbi": A}, {"id": "Q", "mbi": B}, "id"),
        ({"id": "P", "mbi": A}, {"id": "Q"}, "id"),
        ({"mbi": A}, {"mbi": B}, "mbi"),
        ({"id": "P", "mbi": A}, {"mbi": B}, "mbi"),
        ({"id": "P"}, {"id": "P"}, ""),
        ({"id": "P", "mbi": A}, {"id": "P", "mbi": B}, ""),  # who got a new number
        ({"id": "P", "mbi": A}, {"id": "Q", "mbi": A}, ""),  # or another agency's id
        ({"id": "P"}, {"mbi": B}, ""),
        ({"id": "P"}, {}, ""),
        ({"id": None}, {"id": "Q"}, ""),
        ({}, {}, ""),
    ],
)
def test_claims_of_another_patient_in_a_document_are_told_and_left_out(
    mine: dict[str, Any], theirs: dict[str, Any], field: str
) -> None:
    own = [_earlier("A", "2024-02-01", mine), _earlier("B", "2024-03-01", theirs)]
    this = claim("Z", "2024-06-01", patient=mine, history={"claims": own})
    told = [(w.code, w.path) for w in claim_warnings(this)]
    known = history_for(this)
    if field:
        assert told == [("other-patient", f"$.history.claims[1].patient.{field}")]
        assert [c.claim_id for c in known.earlier] == ["A"]
        assert known.complete_since == this.statement_from  # nothing is known before it
    else:
        assert told == []
        assert [c.claim_id for c in known.earlier] == ["A", "B"]
        assert known.complete_since is None


def test_a_list_with_claims_of_another_patient_is_not_whole_whatever_it_says() -> None:
    own = [_earlier("A", "2024-02-01", {"id": "Q"})]
    said = {"claims": own, "complete_since": "2024-01-01"}
    this = claim("Z", "2024-06-01", history=said)
    assert history_for(this).complete_since == this.statement_from
    stored = dt.date(2024, 4, 1)
    assert history_for(this, [], stored).complete_since == stored
    assert history_for(this, []).complete_since == this.statement_from


def test_another_patients_list_does_not_say_which_claim_of_a_day_came_first() -> None:
    same_day = claim("ZZ", "2024-06-01")
    for patient, found in (({"id": "P"}, ["ZZ"]), ({"id": "Q"}, [])):
        own = [_earlier("ZZ", "2024-06-01", patient)]
        this = claim("Z", "2024-06-01", history={"claims": own})
        assert ids([same_day], this) == found


def _earlier(claim_id: str, start: str, patient: dict[str, Any]) -> dict[str, Any]:
    return {
        "claim_id": claim_id,
        "type_of_bill": "329",
        "statement_from": start,
        "statement_through": start,
        "patient": patient,
        "lines": [],
    }
