"""The text of a document: what is no JSON, no object, or says a field twice."""

import json
from typing import Any

import pytest

from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import FEW, read_claim
from tests.unit.claims.documents import document, problems_of


@pytest.mark.parametrize(
    "text",
    [
        b'{"claim_id":"A","claim_id":"B"}',
        b'{"claim_id" :"A", "claim_id": "B"}',
        b'{"lines":[{"units":1,"units":2}]}',
        b'{"claim_id":"A","cl\\u0061im_id":"B"}',
    ],
)
def test_a_field_that_stands_twice_is_a_problem(text: bytes) -> None:
    assert {code for code, _ in problems_of(text)} == {"duplicate-key"}


def test_a_field_that_stands_twice_is_named_with_its_place() -> None:
    text = b'{"lines":[{},{"units":1,"units":2}],"patient":{"mbi":1,"mbi":2},"a":1,"a":2}'
    with pytest.raises(ClaimProblems) as caught:
        read_claim(text)
    places = [problem.path for problem in caught.value.problems]
    assert places == ["$.a", "$.lines[1].units", "$.patient.mbi"]


@pytest.mark.parametrize("number", [1, FEW + 1])
def test_a_document_nested_too_deeply_is_a_problem(number: int) -> None:
    deep: list[Any] = []
    for _ in range(700):
        deep = [deep]
    for data in (document(deep=deep, remarks=None), b'{"a":' * 50_000):
        for _ in range(number):
            with pytest.raises(ClaimProblems, match="nested too deeply"):
                read_claim(data, nulls="unknown")


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"3", b'{"a":', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_document_is_a_problem(text: bytes) -> None:
    assert problems_of(text)


@pytest.mark.parametrize("number", [1, FEW + 1])
def test_a_text_that_no_bytes_can_hold_is_a_problem(number: int) -> None:
    for _ in range(number):
        with pytest.raises(ClaimProblems):
            read_claim('{"claim_id": "\ud800"}')


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_json_may_come_in_any_kind_of_bytes(kind: type) -> None:
    assert read_claim(kind(json.dumps(document()).encode())) == read_claim(document())


@pytest.mark.parametrize("strange", [5, None, ["{}"]])
def test_what_is_no_document_at_all_is_a_type_error(strange: Any) -> None:
    with pytest.raises(TypeError, match="a claim is a Claim, a dict, or JSON as bytes or str"):
        read_claim(strange)
