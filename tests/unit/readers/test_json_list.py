"""Lists of documents are read piece by piece, whatever the size of the pieces."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hhrules.readers.json_list import members
from tests.properties.strategies import JSON


def read(data: bytes, chunk: int) -> list[bytes]:
    return list(members(io.BytesIO(data), chunk))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(JSON, max_size=4), st.sampled_from((1, 2, 7, 30, 10_000)), st.booleans())
def test_the_members_are_given_as_they_stand(
    values: list[Any], chunk: int, plain: bool
) -> None:
    texts = [json.dumps(value, ensure_ascii=plain).encode() for value in values]
    assert read(b"[" + b",".join(texts) + b"]", chunk) == texts
    assert read(b"\xef\xbb\xbf \n[ " + b" ,\n".join(texts) + b"\t] \n", chunk) == texts


@pytest.mark.parametrize("number", [b"0.5", b"1e5", b"1E+5", b"-2.5e-10", b"12"])
@pytest.mark.parametrize("chunk", range(1, 12))
def test_a_number_may_be_cut_anywhere(number: bytes, chunk: int) -> None:
    assert read(b"[" + number + b", 1]", chunk) == [number, b"1"]


@pytest.mark.parametrize(
    ("data", "given_before", "said"),
    [
        (b'[{"a": 1}, {"b": }]', [b'{"a": 1}'], "expecting value (byte 17)"),
        (b'[{"a": 1}, {"b": 2', [b'{"a": 1}'], "expecting ',' delimiter (byte 18)"),
        (b'[{"a": 1} {"b": 2}]', [b'{"a": 1}'], "expected ] (byte 10)"),
        (b'[{"a": 1}', [b'{"a": 1}'], "expected ] (byte 9)"),
        (b'[{"a": 1}] x', [b'{"a": 1}'], "nothing more was expected (byte 11)"),
        (b'["open', [], "unterminated string starting at (byte 1)"),
        (b"[" * 20_000, [], "nested too deeply (byte 1)"),
    ],
)
@pytest.mark.parametrize("chunk", [5, 100_000])
def test_a_fault_is_told_with_its_place_after_what_came_before_it(
    data: bytes, given_before: list[bytes], said: str, chunk: int
) -> None:
    found: list[bytes] = []
    with pytest.raises(ValueError, match="byte") as caught:
        found.extend(members(io.BytesIO(data), chunk))
    assert str(caught.value) == said
    assert found == given_before


def test_a_fault_far_from_the_end_is_told_without_reading_on() -> None:
    stream = io.BytesIO(b'[{"a" 1}, ' + b" " * 1_000_000)
    with pytest.raises(ValueError, match="byte 6"):
        list(members(stream, 1_000))
    assert stream.tell() < 10_000
