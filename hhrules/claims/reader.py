"""JSON to claims, each with every problem of its own and no effect on its neighbours.

A good document is decoded in one step, by `quick` once there have been a few. One that is not
goes through `walk`, which lists all that is wrong, keeps the fields nobody knows, and reads null
as known to be none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr

from hhrules.claims.codes import codes_fit
from hhrules.claims.document import best_claim_id, encoded, parsed, text_of
from hhrules.claims.encode import decode_value
from hhrules.claims.history import of_others
from hhrules.claims.model import Claim
from hhrules.claims.normalise import normalise
from hhrules.claims.nulls import settle_nulls
from hhrules.claims.plain import plain_types
from hhrules.claims.problem import ClaimProblems, Problem
from hhrules.claims.raw import (
    may_have_endless_number,
    path_text,
    without_nulls,
)
from hhrules.values.decoders import making, prepared

if TYPE_CHECKING:
    from hhrules.claims.quick import QuickReader

Nulls = Literal["none", "unknown"]

_OUTSIDE = re.compile(
    rb'"(?:0[0-9]{3}|1[0-7][0-9]{2}|18[0-4][0-9]|2[2-9][0-9]{2}|[3-9][0-9]{3})-[0-9]{2}-[0-9]{2}"'
)


class Reading(Struct, frozen=True):
    """What became of one document: a claim, or its problems; `number` is its place, from 1."""

    claim_id: str
    claim: Claim | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    number: int = 1


def read_claim(
    data: bytes | str | dict[str, Any] | Claim,
    *,
    nulls: Nulls = "none",
    claim_type: type[Claim] = Claim,
    keep: bool = False,
) -> Claim:
    """Give the claim of one document; ClaimProblems with everything that is wrong with it.

    With `keep` it may keep its text, for a store to keep it (see `document_of`).
    """
    if nulls != "none":
        known_nulls(nulls)
    if not isinstance(data, bytes):
        if isinstance(data, claim_type):
            return data
        if isinstance(data, Claim):
            raise TypeError("the claim was read with another set of site facts")
    if claim_type in _quick or _is_worth_it(claim_type):
        claim = _read_quickly(data, nulls, claim_type, keep=keep)
        if claim is not None:
            return claim
    return read_with_care(data, nulls=nulls, claim_type=claim_type)


def known_nulls(nulls: str) -> None:
    """ValueError for a word that does not say what a null means."""
    if nulls not in ("none", "unknown"):
        raise ValueError(f"nulls is 'none' or 'unknown', not {nulls!r}")


def read_with_care(
    data: bytes | str | dict[str, Any],
    *,
    nulls: Nulls = "none",
    claim_type: type[Claim] = Claim,
) -> Claim:
    """Give the claim of one document as `read_claim` does, by the way that can tell what is wrong."""
    kind: type = type(data)
    if not issubclass(kind, bytes | bytearray | memoryview | str | dict):
        said = f"a claim is a Claim, a dict, or JSON as bytes or str, not {kind.__name__}"
        raise TypeError(said)
    text = text_of(data)
    try:
        text, raw = parsed(data)
        if nulls == "unknown" and b"null" in text:
            raw = without_nulls(raw)
        return _typed(text, raw, claim_type)
    except RecursionError as error:
        problem = Problem("malformed-json", "$", "nested too deeply")
        raise ClaimProblems((problem,), best_claim_id(text)) from error


def claim_from_parts(raw: dict[str, Any], *, claim_type: type[Claim] = Claim) -> Claim:
    """Give the claim of a document that another reader has put together and gives away."""
    if claim_type in _quick or _is_worth_it(claim_type):
        claim = _read_quickly(raw, "none", claim_type, keep=False)
        if claim is not None:
            return claim
    return _typed(b"", raw, claim_type)


def claim_warnings(claim: Claim) -> tuple[Problem, ...]:
    """What a reader noted: fields, or columns, that are not known; earlier claims of others."""
    noted = claim.__dict__
    if not noted and not claim.history.claims:
        return ()
    return (
        *(
            unknown_field(path_text(path))
            for path, _ in noted.get("unread", ())
            if "extra" not in path
        ),
        *noted.get("warnings", ()),
        *(_of_another(number, field) for number, field in of_others(claim)),
    )


def _of_another(number: int, field: str) -> Problem:
    path = path_text(("history", "claims", number, "patient", field))
    said = "not this claim's patient: left out, and the history is not taken to be complete"
    return Problem("other-patient", path, said)


def unknown_field(path: str) -> Problem:
    """Give the warning for a field that the model does not know."""
    return Problem("unknown-field", path, "this field is not known and was not read")


def learn(claim_type: type[Claim]) -> type[Claim]:
    """Let msgspec take in the model, by the types of its fields alone."""
    return prepared(claim_type, plain_types)


FEW = 200
"""Documents of a model that are read before it pays to prepare the quick way."""

_read: Counter[type[Claim]] = Counter()
_quick: dict[type[Claim], QuickReader] = {}


def _is_worth_it(claim_type: type[Claim]) -> bool:
    """Count the documents of a model; from some on they are read the quick way."""
    _read[claim_type] += 1
    if _read[claim_type] <= FEW:
        return False
    from hhrules.claims.quick import QuickReader  # noqa: PLC0415 - only for many documents

    with making:
        if claim_type not in _quick:
            _quick[claim_type] = QuickReader(claim_type)
    return True


def _read_quickly(
    data: bytes | str | dict[str, Any], nulls: Nulls, claim_type: type[Claim], *, keep: bool
) -> Claim | None:
    """Give the claim of a good document; None for one to be read with more care."""
    if isinstance(data, bytes):
        text = data
    elif isinstance(data, str):
        text = encoded(data)
    else:
        try:
            text = msgspec.json.encode(data)
        except (TypeError, ValueError, RecursionError):
            return None
    if isinstance(data, dict) and b"null" in text and may_have_endless_number(data):
        return None
    try:
        return _quick[claim_type].claim(text, unknown=nulls == "unknown", keep=keep)
    except RecursionError:
        return None


def _typed(text: bytes, raw: dict[str, Any], claim_type: type[Claim]) -> Claim:
    learn(claim_type)
    earlier = _earlier_documents(raw)
    normalise(raw)
    for document in earlier:
        normalise(document)
    if _OUTSIDE.search(text) is None:
        try:
            if claim_type in _quick:
                return _tidied(raw, claim_type)
            claim = converted(raw, claim_type)
            settle_nulls(claim)
            if codes_fit(claim):
                return claim
        except msgspec.ValidationError:
            pass
    from hhrules.claims.walk import Walk  # noqa: PLC0415 - only a document with something in it

    walk = Walk(claim_type)
    clean = walk.record(claim_type, raw, ())
    if walk.problems:
        raise ClaimProblems(tuple(walk.problems), best_claim_id(text))
    try:
        claim = converted(clean, claim_type)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `")
        problem = Problem("wrong-type", place.rstrip("`") or "$", said.lower())
        raise ClaimProblems((problem,), best_claim_id(text)) from error
    if walk.unread:
        claim.__dict__["unread"] = tuple(walk.unread)
    return claim


def _tidied(raw: dict[str, Any], claim_type: type[Claim]) -> Claim:
    """Give the claim of a document that has unknown fields or nulls; ValidationError for others."""
    from hhrules.claims.tidy import Unread, tidied  # noqa: PLC0415 - only for many documents

    unread: Unread = []
    claim = converted(tidied(claim_type, raw, claim_type, unread), claim_type)
    settle_nulls(claim)
    if not codes_fit(claim):
        raise msgspec.ValidationError("a code of a wrong form")
    if unread:
        claim.__dict__["unread"] = tuple(unread)
    return claim


def _earlier_documents(raw: dict[str, Any]) -> list[dict[str, Any]]:
    history = raw.get("history")
    claims = history.get("claims") if isinstance(history, dict) else None
    return [c for c in claims if isinstance(c, dict)] if isinstance(claims, list) else []


def converted(raw: dict[str, Any], claim_type: type[Claim]) -> Claim:
    """Give the typed claim; a site's own model is used for the earlier claims too."""
    history = raw.get("history")
    claims = history.get("claims") if isinstance(history, dict) else None
    if claim_type is Claim or not isinstance(claims, list) or not isinstance(history, dict):
        return msgspec.convert(raw, claim_type, dec_hook=decode_value)
    rest = {key: value for key, value in history.items() if key != "claims"}
    claim = msgspec.convert({**raw, "history": rest}, claim_type, dec_hook=decode_value)
    earlier = msgspec.convert(claims, list[claim_type], dec_hook=decode_value)  # type: ignore[valid-type]
    force_setattr(claim.history, "claims", earlier)
    return claim


def reading(
    data: bytes | dict[str, Any],
    number: int = 1,
    *,
    nulls: Nulls = "none",
    claim_type: type[Claim] = Claim,
    keep: bool = False,
) -> Reading:
    """Give the claim of a document or its problems; nothing is raised for a bad document."""
    try:
        claim = read_claim(data, nulls=nulls, claim_type=claim_type, keep=keep)
    except ClaimProblems as bad:
        named = bad.claim_id
        if not named and isinstance(data, dict) and isinstance(data.get("claim_id"), str):
            named = data["claim_id"]
        return Reading(named, None, bad.problems, (), number)
    return Reading(claim.claim_id, claim, (), claim_warnings(claim), number)
