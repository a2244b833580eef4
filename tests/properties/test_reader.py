"""Properties of reading and writing claim documents."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hhrules.claims.encode import encode_claim
from hhrules.claims.problem import ClaimProblems
from hhrules.claims.reader import read_claim
from tests.properties.strategies import JSON, Document, documents, spoiled

_SETTINGS = settings(max_examples=120, deadline=None, derandomize=True, database=None)


@_SETTINGS
@given(documents())
def test_a_drawn_document_is_a_good_claim(document: Document) -> None:
    read_claim(document)


@_SETTINGS
@given(documents())
def test_what_is_written_reads_back_as_the_same_claim(document: Document) -> None:
    claim = read_claim(document)
    written = encode_claim(claim)
    again = read_claim(written)
    assert again == claim
    assert encode_claim(again) == written


def _problems_of(data: Any) -> tuple[Any, ...]:
    try:
        read_claim(data)
    except ClaimProblems as found:
        return tuple(found.problems)
    return ()


@_SETTINGS
@given(JSON)
def test_any_json_gives_a_claim_or_problems(value: Any) -> None:
    assert _problems_of(msgspec.json.encode(value))


@_SETTINGS
@given(st.binary(max_size=60))
def test_any_bytes_give_a_claim_or_problems(data: bytes) -> None:
    assert _problems_of(data)


@_SETTINGS
@given(spoiled())
def test_a_spoiled_claim_gives_a_claim_or_problems_with_paths(document: Document) -> None:
    for problem in _problems_of(msgspec.json.encode(document)):
        assert problem.code
        assert problem.message
