"""From the segments of an institutional claim to a claim document.

A box that the 837I carries and that was left blank is known to be none; what the 837I cannot
carry (the chart, the history) stays unknown. Values are passed on as they stand: whether a date
or an amount is one is judged by the claim reader, with all other problems of the claim.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from attrs import define, field

PAYERS = {"MA": "medicare", "MB": "medicare", "MC": "medicaid", "16": "medicare_advantage"}
_MODIFIER_FIRST, _MODIFIER_LAST = 2, 6
_BLANKS = ("",) * 8
_ENDS_LINES = frozenset(("SBR", "SV1", "SV3"))


def at(elements: list[str], place: int) -> str:
    """Give the element at a place, blank where the segment ends before it."""
    return elements[place].strip() if place < len(elements) else ""


@lru_cache(maxsize=1 << 14)
def date(text: str) -> str | None:
    """CCYYMMDD, with or without a time behind it, as YYYY-MM-DD; anything else as it stands."""
    if not text:
        return None
    day = text[:8]
    if len(day) == 8 and day.isdecimal() and "1850" <= day[:4] <= "2199":  # noqa: PLR2004
        return f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return text


def span(text: str) -> tuple[str | None, str | None]:
    """Both days of CCYYMMDD-CCYYMMDD; a single day is both."""
    first, dash, last = text.partition("-")
    return date(first), date(last) if dash else date(first)


@lru_cache(maxsize=1 << 14)
def amount(text: str) -> str | None:
    """Give an amount with a digit before its point and none of X12's bare points."""
    if not text:
        return None
    text = text.rstrip(".") if text.endswith(".") else text
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    return sign + ("0" + digits if digits.startswith(".") else digits)


@lru_cache(maxsize=1 << 10)
def quantity(text: str) -> int | str | None:
    """Units as a whole number, also where they are written 3.0."""
    if not text:
        return None
    whole, _, rest = text.partition(".")
    return int(whole) if whole.isdecimal() and not rest.strip("0") else text


@define
class Party:
    """The provider, subscriber or patient of the claims that follow."""

    parts: dict[str, Any] = field(factory=dict)
    problems: list[Any] = field(factory=list)


def blank_claim(claim_id: str) -> dict[str, Any]:
    """Give a claim whose boxes are all blank."""
    return {
        "claim_id": claim_id,
        "admission_date": None,
        "point_of_origin": None,
        "patient_status": None,
        "treatment_authorization": None,
        "document_control_number": None,
        "remarks": None,
        "condition_codes": [],
        "occurrences": [],
        "occurrence_spans": [],
        "values": [],
        "diagnoses": [],
        "attending": {"npi": None, "name": None},
        "certifying": {"npi": None, "name": None},
        "lines": [],
    }


@define
class ClaimBuilder:
    """One claim as its segments come in.

    `place` is the loop that the next segment belongs to.
    """

    document: dict[str, Any]
    component: str
    number: int
    place: str = "claim"
    problems: list[Any] = field(factory=list)
    line_kinds: set[str] = field(factory=set)
    line: dict[str, Any] = field(factory=dict)
    closed: bool = False

    def take(self, name: str, elements: list[str]) -> None:
        """Read one segment of the claim."""
        if name == "SV2":
            self.line_kinds.add(name)
            self._service(elements)
        elif name == "LX":
            self._open_line(elements)
        elif self.place == "line" and name not in _ENDS_LINES:
            self._line_segment(name, elements)
        elif name == "SBR":
            self.place = "other payer"
        elif name in ("SV1", "SV3"):
            self.line_kinds.add(name)
        elif self.place != "other payer":
            self._claim_segment(name, elements)

    def _claim_segment(self, name: str, elements: list[str]) -> None:
        document = self.document
        match name:
            case "DTP":
                self._date(at(elements, 1), at(elements, 3))
            case "CL1":
                document["point_of_origin"] = at(elements, 2) or None
                document["patient_status"] = at(elements, 3) or None
            case "REF":
                self._reference(at(elements, 1), at(elements, 2))
            case "NTE":
                self._note(at(elements, 1), at(elements, 2))
            case "HI":
                for composite in elements[1:]:
                    self._code(composite.split(self.component))
            case "NM1":
                self._party(elements)
            case _:  # what a claim document does not carry
                pass

    def _date(self, qualifier: str, text: str) -> None:
        if qualifier == "434":
            first, last = span(text)
            self.document["statement_from"] = first
            self.document["statement_through"] = last
        elif qualifier == "435":
            self.document["admission_date"] = date(text)

    def _reference(self, qualifier: str, value: str) -> None:
        if qualifier in ("G1", "9F") and value:
            # A prior authorization goes before a referral number.
            if qualifier == "G1" or self.document["treatment_authorization"] is None:
                self.document["treatment_authorization"] = value
        elif qualifier == "F8":
            self.document["document_control_number"] = value or None

    def _note(self, qualifier: str, text: str) -> None:
        if qualifier == "ADD" and text:
            before = self.document["remarks"]
            self.document["remarks"] = f"{before} {text}" if before else text

    def _code(self, parts: list[str]) -> None:
        kind, code = parts[0].strip(), at(parts, 1)
        if not code:
            return
        match kind:
            case "ABK" | "BK":
                self.document["diagnoses"].insert(0, code)
            case "ABF" | "BF":
                self.document["diagnoses"].append(code)
            case "BG":
                self.document["condition_codes"].append(code)
            case "BH":
                self.document["occurrences"].append({"code": code, "date": date(at(parts, 3))})
            case "BI":
                first, last = span(at(parts, 3))
                entry = {"code": code, "from": first, "through": last}
                self.document["occurrence_spans"].append(entry)
            case "BE":
                value = {"code": code, "amount": amount(at(parts, 4))}
                self.document["values"].append(value)
            case _:  # procedures and other codes that no claim document carries
                pass

    def _party(self, elements: list[str]) -> None:
        who = {"71": "attending", "DN": "certifying"}.get(at(elements, 1))
        self.place = "party"
        if who:
            self.document[who] = practitioner(elements)

    def _open_line(self, elements: list[str]) -> None:
        self.place = "line"
        number = at(elements, 1)
        lines = self.document["lines"]
        self.line = {
            "line": int(number) if number.isdecimal() else len(lines) + 1,
            "service_date": None,
            "hcpcs": None,
            "modifiers": [],
            "noncovered_charge": None,
        }
        lines.append(self.line)

    def _service(self, elements: list[str]) -> None:
        if self.place != "line":
            self._open_line([])
        line = self.line
        _, revenue, composite, charge, _, units, _, noncovered = (*elements, *_BLANKS)[:8]
        line["revenue_code"] = revenue.strip() or None
        procedure = composite.strip().split(self.component)
        if procedure[0] in ("HC", "HP") and at(procedure, 1):
            line["hcpcs"] = at(procedure, 1)
            if len(procedure) > _MODIFIER_FIRST:
                line["modifiers"] = [
                    m for m in procedure[_MODIFIER_FIRST:_MODIFIER_LAST] if m.strip()
                ]
                if words := at(procedure, 6):
                    line["description"] = words
        line["charge"] = amount(charge.strip())
        line["units"] = quantity(units.strip())
        line["noncovered_charge"] = amount(noncovered.strip())

    def _line_segment(self, name: str, elements: list[str]) -> None:
        if name == "DTP" and at(elements, 1) == "472":
            self.line["service_date"] = span(at(elements, 3))[0]


def practitioner(elements: list[str]) -> dict[str, Any]:
    """Give the NPI and the name of an NM1 segment."""
    first, last = at(elements, 4), at(elements, 3)
    npi = at(elements, 9) if at(elements, 8) == "XX" else ""
    return {"npi": npi or None, "name": " ".join(w for w in (first, last) if w) or None}
