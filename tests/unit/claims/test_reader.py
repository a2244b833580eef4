"""Claim documents: what is read, how null and absence differ, and every problem at once."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from hhrules.claims.encode import encode_claim
from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import FEW, Nulls, claim_warnings, read_claim, reading
from hhrules.claims.standard import VOCABULARY
from hhrules.values.truth import UNKNOWN
from tests.unit.claims.documents import document, problems_of


def test_absent_is_unknown_and_null_is_none() -> None:
    claim = read_claim(document(admission_date=None, condition_codes=None))
    assert claim.admission_date is None
    assert claim.received_date is UNKNOWN
    assert claim.condition_codes == []
    assert claim.diagnoses is UNKNOWN


def test_a_part_is_always_there() -> None:
    absent = read_claim(document())
    assert absent.chart.homebound.needs_device is UNKNOWN
    assert absent.chart.visits is UNKNOWN
    none = read_claim(document(chart={"homebound": None}, patient=None))
    assert none.chart.homebound.needs_device is None
    assert none.chart.homebound.absences == []
    assert none.chart.homebound.details.device is None
    assert none.patient.mbi is None
    assert none.chart.start_of_care is UNKNOWN


@pytest.mark.parametrize("nulls", ["none", "unknown"])
def test_a_line_without_a_number_has_that_of_its_place(nulls: Nulls) -> None:
    lines = [{"line": 7}, {"line": None}, {}]
    claim = read_claim(document(lines=lines), nulls=nulls)
    assert [line.line for line in claim.lines] == [7, 2, 3]


def test_null_can_be_read_as_not_known() -> None:
    data = document(admission_date=None, chart={"homebound": None, "visits": None})
    claim = read_claim(data, nulls="unknown")
    assert claim.admission_date is UNKNOWN
    assert claim.chart.visits is UNKNOWN
    assert claim.chart.homebound.needs_device is UNKNOWN


def test_payer_is_medicare_unless_another_is_given() -> None:
    assert read_claim(document()).payer == "medicare"


def test_ways_of_writing_are_made_one() -> None:
    claim = read_claim(
        document(
            type_of_bill="0329",
            patient={"mbi": "1EG4-TE5-MK73"},
            lines=[{"revenue_code": "421"}, {"revenue_code": "0023"}],
            chart={
                "pre_claim_review": {"decision": "none"},
                "homebound": {"details": {"device": False}},
            },
        )
    )
    assert claim.type_of_bill == "329"
    assert claim.patient.mbi == "1EG4TE5MK73"
    assert [line.revenue_code for line in claim.lines] == ["0421", "0023"]
    assert [line.line for line in claim.lines] == [1, 2]
    assert claim.chart.pre_claim_review.decision is None
    assert claim.chart.homebound.details.device is None


def test_the_senders_document_is_not_changed() -> None:
    data = document(type_of_bill="0329", lines=[{"revenue_code": "421"}])
    before = json.dumps(data)
    read_claim(data)
    assert json.dumps(data) == before


def test_amounts_and_percentages_are_exact() -> None:
    claim = read_claim(
        document(
            lines=[{"charge": "120.50", "allowed_amount": 99.1}],
            chart={"therapy_plans": [{"functional_scores": [{"percent": "12.5"}]}]},
        )
    )
    assert claim.lines[0].charge == 12050
    assert claim.lines[0].allowed_amount == 9910
    scores = claim.functional_scores
    assert scores is not UNKNOWN
    assert str(scores[0].percent) == "1/8"


def test_every_problem_is_told_at_once_without_values() -> None:
    data = document(
        type_of_bill=329,
        statement_from="1/2/2024",
        payer="secret plan",
        received_date="1700-01-01",
        lines=[
            {"units": "3", "charge": "3.005"},
            {"hcpcs": "G 0151", "service_date": "2024-02-30"},
            "no line",
        ],
        occurrences={"code": "61"},
        chart={"homebound": {"needs_device": "yes"}},
    )
    del data["statement_through"]
    with pytest.raises(ClaimProblems) as caught:
        read_claim(data)
    assert {(p.code, p.path) for p in caught.value.problems} == {
        ("wrong-type", "$.type_of_bill"),
        ("bad-date", "$.statement_from"),
        ("missing-field", "$.statement_through"),
        ("not-listed", "$.payer"),
        ("bad-date", "$.received_date"),
        ("wrong-type", "$.lines[0].units"),
        ("bad-money", "$.lines[0].charge"),
        ("bad-code", "$.lines[1].hcpcs"),
        ("bad-date", "$.lines[1].service_date"),
        ("wrong-type", "$.lines[2]"),
        ("wrong-type", "$.occurrences"),
        ("wrong-type", "$.chart.homebound.needs_device"),
    }
    assert "secret" not in str(caught.value)
    assert caught.value.claim_id == "A-1"


@pytest.mark.parametrize("field", ["claim_id", "statement_from", "lines", "type_of_bill"])
def test_a_required_field_may_not_be_absent_or_null(field: str) -> None:
    data = document()
    del data[field]
    assert ("missing-field", f"$.{field}") in problems_of(data)
    assert ("missing-field", f"$.{field}") in problems_of(document(**{field: None}))


@pytest.mark.parametrize("reads", [1, FEW + 1], ids=["carefully", "quickly"])
def test_a_claim_has_an_id_and_so_have_its_earlier_claims(reads: int) -> None:
    for _ in range(reads):
        read_claim(document())
    assert problems_of(document(claim_id="")) == {("missing-field", "$.claim_id")}
    nested = document(history={"claims": [document(claim_id="")]})
    assert problems_of(nested) == {("missing-field", "$.history.claims[0].claim_id")}


def test_unknown_fields_are_kept_and_warned_of() -> None:
    claim = read_claim(document(colour="red", lines=[{"units": 1, "shade": {"a": 1}}]))
    assert {w.path for w in claim_warnings(claim)} == {"$.colour", "$.lines[0].shade"}
    again = msgspec.json.decode(encode_claim(claim))
    assert again["colour"] == "red"
    assert again["lines"][0]["shade"] == {"a": 1}


def test_a_sites_extra_facts_are_no_surprise() -> None:
    assert claim_warnings(read_claim(document(extra={"wound_depth": 3}))) == ()


@pytest.mark.parametrize("nulls", ["none", "unknown"])
@pytest.mark.parametrize("number", [1, FEW + 1])
@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"condition_codes": ["20", None]}, "$.condition_codes[1]"),
        ({"lines": [None]}, "$.lines[0]"),
        ({"lines": [{"modifiers": [None]}]}, "$.lines[0].modifiers[0]"),
        ({"chart": {"oasis": [None]}}, "$.chart.oasis[0]"),
    ],
)
def test_a_null_in_a_list_is_never_passed_over(
    parts: dict[str, Any], place: str, number: int, nulls: Nulls
) -> None:
    for _ in range(number):
        with pytest.raises(ClaimProblems) as caught:
            read_claim(document(**parts), nulls=nulls)
    assert [problem.path for problem in caught.value.problems] == [place]


def test_nothing_of_the_patient_shows_in_a_repr() -> None:
    claim = read_claim(document(patient={"mbi": "1EG4TE5MK73"}, remarks="fell at home"))
    shown = repr(claim) + repr(claim.patient) + repr(claim.chart)
    assert "1EG4" not in shown
    assert "fell" not in shown
    assert "A-1" in shown


def test_reading_what_was_written_gives_the_same_claim() -> None:
    claim = read_claim(
        document(
            patient=None,
            lines=[{"charge": "1.05", "modifiers": ["GP"], "service_date": "2024-01-02"}],
            chart={"certifications": [{"from": "2024-01-01", "through": None}]},
            history={"claims": [document(claim_id="A-0")], "all_providers": True},
        )
    )
    assert read_claim(encode_claim(claim)) == claim


def test_a_bad_document_is_a_reading_with_its_problems() -> None:
    good = json.dumps(document()).encode()
    texts = (good, b'{"claim_id": "BAD", ', json.dumps(document(claim_id=3)).encode())
    readings = [reading(text, number) for number, text in enumerate(texts, 1)]
    assert [(r.claim_id, r.number, bool(r.claim), bool(r.problems)) for r in readings] == [
        ("A-1", 1, True, False),
        ("BAD", 2, False, True),
        ("", 3, False, True),
    ]


def test_services_of_a_day_add_up() -> None:
    service = {"hcpcs": "97110", "minutes": 20}
    claim = read_claim(
        document(
            chart={
                "visits": [
                    {"date": "2024-01-02", "discipline": "PT", "services": [service]},
                    {"date": "2024-01-02", "discipline": "PT", "services": [service]},
                    {
                        "date": "2024-01-03",
                        "discipline": "PT",
                        "services": [{"hcpcs": "97110"}],
                    },
                    {"date": "2024-01-04", "discipline": "PT"},
                ]
            }
        )
    )
    services = claim.services
    assert services is not UNKNOWN
    assert [(s.service_date, s.minutes) for s in services] == [
        (dt.date(2024, 1, 2), 40),
        (dt.date(2024, 1, 3), UNKNOWN),
    ]
    assert read_claim(document()).services is UNKNOWN


def test_oasis_items_are_laid_flat() -> None:
    claim = read_claim(document(chart={"oasis": [{"reason": "SOC", "items": {"M1800": 2}}]}))
    items = claim.oasis_items
    assert items is not UNKNOWN
    assert (items[0].reason, items[0].item, items[0].response) == ("SOC", "M1800", "2")


def test_a_whole_number_may_have_a_point_but_no_part() -> None:
    assert read_claim(document(lines=[{"units": 3.0}])).lines[0].units == 3
    assert problems_of(document(lines=[{"units": 3.5}])) == {("wrong-type", "$.lines[0].units")}


@pytest.mark.parametrize("before", [0, FEW + 1])
def test_a_number_that_is_none_is_not_taken_for_null(before: int) -> None:
    for _ in range(before):
        assert read_claim(document(lines=[{"units": None}])).lines[0].units is None
    data = document(lines=[{"units": float("nan"), "charge": float("inf")}])
    assert problems_of(data) == {
        ("wrong-type", "$.lines[0].units"),
        ("wrong-type", "$.lines[0].charge"),
    }


@pytest.mark.parametrize(
    ("place", "value"),
    [("units", -1), ("minutes", -15), ("charge", "-5.00"), ("allowed_amount", -0.01)],
)
def test_a_negative_count_or_amount_is_a_problem_with_its_path(
    place: str, value: object
) -> None:
    document = {
        "claim_id": "A",
        "type_of_bill": "341",
        "statement_from": "2024-01-01",
        "statement_through": "2024-01-31",
        "lines": [{"line": 1, place: value}],
    }
    with pytest.raises(ClaimProblems) as caught:
        read_claim(document)
    assert [(p.code, p.path) for p in caught.value.problems] == [
        ("negative", f"$.lines[0].{place}")
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type_of_bill": "3290"}, "2 digits and 1 capital letter or digit"),
        ({"lines": [{"revenue_code": "42A1"}]}, "4 digits"),
        ({"lines": [{"hcpcs": "g0151"}]}, "1 to 6 capital letters or digits"),
        ({"lines": [{"modifiers": ["G"]}]}, "2 capital letters or digits"),
        ({"patient": {"mbi": "1EG4_TE5"}}, "1 to 12 capital letters or digits"),
        ({"attending": {"npi": "12 34"}}, "1 to 15 letters or digits"),
    ],
)
def test_the_form_of_a_code_is_told_in_words(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ClaimProblems) as caught:
        read_claim(document(**fields))
    assert [p.message for p in caught.value.problems] == [f"expected a code of {words}"]


def test_no_form_is_left_out_above() -> None:
    known = {fact.pattern for fact in VOCABULARY.facts()} - {""}
    assert known == {
        "[0-9]{4}",
        "[0-9A-Z]{1,6}",
        "[0-9A-Z]{2}",
        "[0-9]{2}[0-9A-Z]",
        "[0-9A-Z]{1,12}",
        "[0-9A-Za-z]{1,15}",
    }
