"""Ways of writing a claim that mean the same, made one before the document is typed.

Only what is sure to be meant is changed: a leading zero of the type of bill, revenue codes cut
to fewer than four digits, dashes in the Medicare number, the word none where none is meant,
lines without a number.
"""

from __future__ import annotations

from typing import Any

from hhrules.claims.fields import Json

_FULL = 4
"""Digits of a type of bill with its leading zero, and of a revenue code."""


def normalise(raw: dict[str, Any]) -> None:
    """Change the document in place.

    What has another type than expected is left to the checks.
    """
    bill = raw.get("type_of_bill")
    if isinstance(bill, str) and len(bill) == _FULL and bill[0] == "0":
        raw["type_of_bill"] = bill[1:]
    lines = raw.get("lines")
    if isinstance(lines, list):
        _lines(lines)
    for holder, key in ((raw.get("patient"), "mbi"),):
        number = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and isinstance(number, str) and "-" in number:
            holder[key] = number.replace("-", "")
    chart = raw.get("chart")
    if isinstance(chart, dict):
        _chart(chart)


def _lines(lines: list[Any]) -> None:
    for number, line in enumerate(lines, 1):
        if not isinstance(line, dict):
            continue
        if line.get("line") is None:
            line["line"] = number
        code = line.get("revenue_code")
        if isinstance(code, str) and 0 < len(code) < _FULL and code.isdecimal():
            line["revenue_code"] = code.zfill(_FULL)


def _chart(chart: dict[str, Any]) -> None:
    review = chart.get("pre_claim_review")
    if isinstance(review, dict):
        _none_word([review], "decision")
        _none_word(review.get("by_discipline"), "decision")
    _none_word(chart.get("face_to_face"), "relationship")
    homebound = chart.get("homebound")
    details = homebound.get("details") if isinstance(homebound, dict) else None
    if isinstance(details, dict):
        for key, value in details.items():
            if value is False:
                details[key] = None


def _none_word(records: Json, key: str) -> None:
    for record in records if isinstance(records, list) else ():
        if isinstance(record, dict) and record.get(key) == "none":
            record[key] = None
