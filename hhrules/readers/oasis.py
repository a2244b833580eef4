"""OASIS assessments in CMS's submission XML, one to a file, as claim documents.

An assessment is no claim: the document made of it has no lines, and the day on which the
assessment was completed stands for its dates. All items are kept as responses; those that say
who, when and why fill the assessment's own fields too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET

from hhrules.claims.model import Claim
from hhrules.claims.problem import ClaimProblems, Problem
from hhrules.claims.reader import Reading, claim_from_parts, claim_warnings

REASONS = {
    "01": "SOC",
    "03": "ROC",
    "04": "REC",
    "05": "OTH",
    "06": "TRN",
    "07": "TRN",
    "08": "DTH",
    "09": "DC",
}
LIMIT = 4_000_000
"""Bytes of one file; an assessment has some thirty thousand."""

_ITEM = re.compile(r"(?:[A-Z]{1,2}[0-9]{4}[A-Z0-9]*)(?=_)").match
_ITEM_SET = re.compile(r"[A-E][0-9]?-[0-9]{6}").search
_COUNTS = {"M2200_THER_NEED_NBR": "M2200"}
_SKIPPED = ("", "^", "-")


def read_oasis(stream: BinaryIO, *, claim_type: type[Claim] = Claim) -> Iterator[Reading]:
    """One reading for the assessment in a file."""
    data = stream.read(LIMIT + 1)
    try:
        raw = document_of(data)
        claim = claim_from_parts(raw, claim_type=claim_type)
    except ClaimProblems as wrong:
        yield Reading(wrong.claim_id, None, wrong.problems)
        return
    yield Reading(claim.claim_id, claim, (), claim_warnings(claim))


def document_of(data: bytes) -> dict[str, Any]:
    """Give the claim document of an assessment; ClaimProblems where it cannot be made."""
    answers = _answers(data)
    completed = _day(answers.get("M0090_INFO_COMPLETED_DT"))
    began = _day(answers.get("M0030_START_CARE_DT"))
    day = completed or began
    if day is None:
        raise _refused("the assessment has neither M0090 nor M0030, so no date")
    known = {
        "reason": REASONS.get(answers.get("M0100_ASSMT_REASON") or ""),
        "completed_date": completed,
        "resumed_on": _day(answers.get("M0032_ROC_DT")),
        "ordered_date": _day(answers.get("M0102_PHYSN_ORDRD_SOCROC_DT")),
        "event_date": _day(answers.get("M0906_DC_TRAN_DTH_DT")),
        "ccn": answers.get("M0010_CCN") or answers.get("M0010_MEDICARE_ID"),
        "mbi": answers.get("M0063_MEDICARE_NUM"),
        "hipps": answers.get("SUBM_HIPPS_CODE") or answers.get("CALC_HIPPS_CODE"),
        "version": _form(answers.get("ITM_SET_VRSN_CD")),
    }
    assessment: dict[str, Any] = {n: value for n, value in known.items() if value is not None}
    assessment["items"] = _items(answers)
    chart: dict[str, Any] = {"oasis": [assessment]}
    if began is not None:
        chart["start_of_care"] = began
    return {
        "claim_id": f"OASIS {assessment.get('reason', '')} {day}".replace("  ", " "),
        "type_of_bill": "329",
        "statement_from": day,
        "statement_through": day,
        "lines": [],
        "chart": chart,
    }


def _answers(data: bytes) -> dict[str, str | None]:
    """Give what stands under each tag; None for an answer that was skipped."""
    if len(data) > LIMIT:
        raise _refused(f"larger than {LIMIT} bytes")
    if b"<!" in data.replace(b"<!--", b""):
        raise _refused("a document type of its own is not read")
    try:
        root = ET.fromstring(data)  # noqa: S314 - without a document type nothing expands
    except (ET.ParseError, ValueError, LookupError) as error:
        raise _refused(f"not well-formed: {error}") from error
    found = root if root.tag == "ASSESSMENT" else root.find(".//ASSESSMENT")
    if found is None:
        raise _refused("no ASSESSMENT in it")
    return {
        child.tag: None if (text := (child.text or "").strip()) in _SKIPPED else text
        for child in found
        if len(child) == 0
    }


def _items(answers: dict[str, str | None]) -> dict[str, int | str | None]:
    """Give the responses by item: M1860 for an item with one tag, the whole tag for others."""
    numbers = Counter(m.group() for tag in answers if (m := _ITEM(tag)))
    items: dict[str, int | str | None] = {}
    for tag, answer in answers.items():
        match = _ITEM(tag)
        short = match.group() if match and numbers[match.group()] == 1 else tag
        items[_COUNTS.get(tag, short)] = _response(answer)
    if answers.get("ITM_SET_VRSN_CD"):
        match = _ITEM_SET(answers["ITM_SET_VRSN_CD"] or "")
        items["ITM_SET_VRSN_CD"] = match.group() if match else answers["ITM_SET_VRSN_CD"]
    return items


def _response(answer: str | None) -> int | str | None:
    plain = answer is not None and answer.isascii() and answer.isdigit() and len(answer) <= 3  # noqa: PLR2004
    return int(answer) if plain and answer is not None else answer


def _day(answer: str | None) -> str | None:
    if answer is None or not (answer.isascii() and answer.isdigit() and len(answer) == 8):  # noqa: PLR2004
        return None
    return f"{answer[:4]}-{answer[4:6]}-{answer[6:]}"


def _form(item_set: str | None) -> str | None:
    """OASIS-D for the item set D-012019."""
    match = _ITEM_SET(item_set or "")
    return f"OASIS-{match.group().partition('-')[0]}" if match else None


def _refused(reason: str) -> ClaimProblems:
    return ClaimProblems((Problem("unreadable-assessment", "$", reason),))
