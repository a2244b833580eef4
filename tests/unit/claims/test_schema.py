"""The vocabulary and what is made of it: schema, dictionary, a site's own facts."""

import re

import pytest
from jsonschema import Draft202012Validator

from hhrules.claims.dictionary import data_dictionary_markdown
from hhrules.claims.encode import encode_claim
from hhrules.claims.extend import SiteFact, SiteFactProblem, extend
from hhrules.claims.json_schema import json_schema
from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import claim_warnings, read_claim
from hhrules.claims.standard import VOCABULARY
from hhrules.syntax.words import RESERVED
from hhrules.values.types import CODE, DATE, MONEY, NUMBER, YESNO, ListOf, Ty
from tests.unit.claims.documents import document as claim_document


@pytest.mark.parametrize("name", VOCABULARY.names())
def test_a_name_can_be_written_in_a_rulebook(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*([ -][a-z0-9]+)*", name)
    # A name of the vocabulary is known whole, so `is` and `of` may stand in it.
    assert not set(name.split()) & (set(RESERVED) - {"is", "of"})


@pytest.mark.parametrize(
    ("record", "fact", "ty"),
    [
        ("claim", "type of bill", CODE),
        ("claim", "leaving home is contraindicated", YESNO),
        ("claim", "decision of pre-claim review", CODE),
        ("line", "modifiers", ListOf(CODE)),
        ("line", "allowed amount", MONEY),
        ("therapy plan", "evaluations", ListOf(DATE)),
        ("notice of admission", "accepted date", DATE),
        ("therapy amount", "amount", MONEY),
    ],
)
def test_facts_have_their_types(record: str, fact: str, ty: Ty) -> None:
    found = VOCABULARY.fact(fact, record)
    assert found is not None
    assert found.ty == ty


def test_every_fact_says_what_it_is_and_leads_somewhere() -> None:
    claim = read_claim(
        {
            "claim_id": "A",
            "type_of_bill": "329",
            "statement_from": "2024-01-01",
            "statement_through": "2024-01-30",
            "lines": [],
        }
    )
    for fact in VOCABULARY.facts():
        assert fact.means.endswith("."), fact.name
    for fact in VOCABULARY.claim.facts.values():
        value = claim
        for step in fact.attr_path:
            value = getattr(value, step)
    for kind in VOCABULARY.records.values():
        assert kind.dated_by is None or kind.dated_by in kind.facts
        assert set(kind.keys) <= set(kind.facts)


def test_records_are_found_in_both_numbers() -> None:
    assert VOCABULARY.record("face-to-face encounters") is VOCABULARY.record(
        "face-to-face encounter"
    )
    assert VOCABULARY.record("plans of care") is not None
    assert VOCABULARY.record("unicorn") is None


def test_codes_are_the_same_with_blanks_and_underscores() -> None:
    contractor = VOCABULARY.fact("contractor")
    assert contractor is not None
    assert contractor.code_of("palmetto gba") == "palmetto_gba"
    assert contractor.code_of("nobody") is None


def test_patient_data_is_marked() -> None:
    marked = {fact.name for fact in VOCABULARY.facts() if fact.identifying}
    assert {"mbi", "birth date", "patient id", "narrative"} <= marked


def test_the_schema_covers_each_field_of_the_document() -> None:
    schema = json_schema()
    assert schema["required"] == [
        "claim_id",
        "type_of_bill",
        "statement_from",
        "statement_through",
        "lines",
    ]
    chart = schema["$defs"]["Chart"]["properties"]
    assert chart["start_of_care"]["anyOf"][0]["format"] == "date"
    assert "from" in schema["$defs"]["Certification"]["properties"]


def test_the_dictionary_names_each_fact() -> None:
    text = data_dictionary_markdown()
    for fact in VOCABULARY.facts():
        assert f"| {fact.name} |" in text


DOCUMENT = {
    "claim_id": "A",
    "type_of_bill": "329",
    "statement_from": "2024-01-01",
    "statement_through": "2024-01-30",
    "lines": [{"contract_rate": "3.50"}],
    "extra": {"wound_depth": "2.5", "other": 1},
    "certification": {"face_to_face": True},
}


def test_a_site_declares_facts_anywhere_in_the_document() -> None:
    facts = [
        SiteFact("wound depth", NUMBER, "extra.wound_depth", "How deep the wound is."),
        SiteFact("contract rate", MONEY, "lines.contract_rate"),
        SiteFact("encounter certified", YESNO, "certification.face_to_face"),
        SiteFact("flags", ListOf(CODE), "flags"),
    ]
    vocabulary, model = extend(VOCABULARY, facts)
    claim = read_claim({**DOCUMENT, "history": {"claims": [DOCUMENT]}}, claim_type=model)
    assert claim_warnings(claim) == ()
    for name, record, expected in (
        ("wound depth", "claim", "5/2"),
        ("encounter certified", "claim", "True"),
    ):
        fact = vocabulary.fact(name, record)
        assert fact is not None
        value = claim
        for step in fact.attr_path:
            value = getattr(value, step)
        assert str(value) == expected
    rate = vocabulary.fact("contract rate", "line")
    assert rate is not None
    assert claim.history.claims
    assert getattr(claim.history.claims[0].lines[0], rate.attr_path[0]) == 350
    assert read_claim(encode_claim(claim), claim_type=model) == claim
    assert VOCABULARY.fact("wound depth") is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("type_of_bill", "bill"),
        ("claim_id.part", "part"),
        ("a b", "blank"),
        ("extra.mbi", "mbi"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(path: str, name: str) -> None:
    with pytest.raises(SiteFactProblem):
        extend(VOCABULARY, [SiteFact(name, CODE, path)])


@pytest.mark.parametrize(
    "parts",
    [
        {"type_of_bill": "0329"},
        {"patient": {"mbi": "1EG4-TE5-MK73"}},
        {"lines": [{"revenue_code": "421"}]},
        {"lines": [{"charge": 0.07}, {"charge": 1.1}, {"charge": 9_999_999_999_999}]},
        {"chart": {"face_to_face": [{"relationship": "none"}]}},
        {"chart": {"pre_claim_review": {"decision": "none"}}},
        {"chart": {"pre_claim_review": {"by_discipline": [{"decision": "none"}]}}},
        {"chart": {"homebound": {"details": {"device": False}}}},
        {"admission_date": None, "diagnoses": None},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_the_schema_takes_what_the_reader_takes(parts: dict[str, object]) -> None:
    document = claim_document(**parts)
    assert read_claim(document).claim_id == "A-1"
    assert list(Draft202012Validator(json_schema()).iter_errors(document)) == []


@pytest.mark.parametrize(
    "parts",
    [
        {"claim_id": ""},
        {"claim_id": None},
        {"lines": [{"charge": "12.345"}]},
        {"lines": [{"charge": 1e13}]},
        {"lines": [{"charge": -1}]},
        {"lines": [{"charge": -0.01}]},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(parts: dict[str, object]) -> None:
    document = claim_document(**parts)
    with pytest.raises(ClaimProblems):
        read_claim(document)
    assert not Draft202012Validator(json_schema()).is_valid(document)
