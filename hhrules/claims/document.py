"""Documents before they are claims: their text, and their parts as JSON has them."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from hhrules.claims.keys import duplicate_keys
from hhrules.claims.problem import ClaimProblems, Problem
from hhrules.claims.raw import endless_numbers

_CLAIM_ID = rb'"claim_id"\s*:\s*"([^"\\\x00-\x1f]{1,100})"'


def encoded(text: str) -> bytes:
    """Give the bytes of a document; what no bytes can hold makes it one that cannot be read."""
    return text.encode("utf-8", "surrogatepass")


def text_of(data: bytes | str | dict[str, Any]) -> bytes:
    """Give the text of a document as it came; none for one that came in parts."""
    if isinstance(data, dict):
        return b""
    return encoded(data) if isinstance(data, str) else bytes(data)


def parsed(data: bytes | str | dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """Give the document's own text and its parts, which are ours to change."""
    if isinstance(data, dict):
        try:
            parts = msgspec.to_builtins(data)
            text = msgspec.json.encode(parts)
        except (TypeError, ValueError) as error:
            problem = Problem("wrong-type", "$", "expected what JSON can hold")
            raise ClaimProblems((problem,)) from error
        if places := endless_numbers(parts):
            endless = (Problem("wrong-type", place, "expected a number") for place in places)
            raise ClaimProblems(tuple(endless), best_claim_id(text))
    else:
        text = text_of(data)
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        coded = isinstance(error, msgspec.DecodeError)
        said = str(error).removeprefix("JSON is malformed: ") if coded else "not text in UTF-8"
        problem = Problem("malformed-json", "$", f"not JSON: {said}")
        raise ClaimProblems((problem,), best_claim_id(text)) from error
    if not isinstance(raw, dict):
        raise ClaimProblems((Problem("wrong-type", "$", "expected a claim document"),))
    twice = () if isinstance(data, dict) else duplicate_keys(text, raw)
    if twice:
        found = tuple(Problem("duplicate-key", p, "this field stands twice") for p in twice)
        raise ClaimProblems(found, best_claim_id(text))
    return text, raw


def best_claim_id(text: bytes) -> str:
    """Give the claim id of a document that could not be read, where it can be made out."""
    match = re.search(_CLAIM_ID, text)
    return match.group(1).decode("utf-8", "replace") if match else ""
