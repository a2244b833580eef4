"""837 files to claims, as they stream: any number of interchanges, transactions and claims.

Institutional claims (005010X223 and the older 004010X096) are read. A professional or dental
claim is counted and reported as what it is. A broken segment makes a problem of the claim it
stands in, or of all claims of the subscriber or provider it stands in; the others go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from attrs import define, field

from hhrules.claims.model import Claim
from hhrules.claims.problem import ClaimProblems, Problem
from hhrules.claims.reader import Reading, claim_from_parts, claim_warnings
from hhrules.readers.x12_claims import (
    PAYERS,
    ClaimBuilder,
    Party,
    at,
    blank_claim,
    date,
)
from hhrules.readers.x12_places import in_file
from hhrules.readers.x12_segments import SegmentReader

_NAME = re.compile(r"[A-Z][A-Z0-9]{1,2}").fullmatch
_FORMS = {"X222": "professional", "X098": "professional", "X224": "dental", "X097": "dental"}
_INSTITUTIONAL = ("X223", "X096")
_LEVELS = {"20": "provider", "22": "subscriber", "23": "patient"}


def read_x12(stream: BinaryIO, *, claim_type: type[Claim] = Claim) -> Iterator[Reading]:
    """One reading for each claim of the stream, as soon as its last segment was seen."""
    source = SegmentReader(stream)
    reader = X12Reader(source, claim_type)
    for segment in source:
        for_claim = reader.take(segment)
        if for_claim:
            yield from for_claim
    yield from reader.finish()


@define
class X12Reader:
    """Where in the file we are, and who the claims that come belong to."""

    source: SegmentReader
    claim_type: type[Claim]
    version: str = ""
    form: str = ""
    level: str = ""
    where: str = ""
    parties: dict[str, Party] = field(factory=dict)
    claim: ClaimBuilder | None = None
    count: int = 0
    kinds: set[str] = field(factory=set)

    def take(self, segment: str) -> tuple[Reading, ...]:
        """Read one segment; a claim is given when the next one begins."""
        elements = segment.split(self.source.element)
        name = elements[0]
        claim = self.claim
        if claim is not None and name in _OF_CLAIMS:
            claim.take(name, elements)
        elif name in _OUTER:
            return self._outer(name, elements)
        elif claim is None and name in _OF_PARTIES:
            self._party_segment(name, elements)
        elif not _NAME(name):
            self._broken()
        return ()

    def finish(self) -> Iterator[Reading]:
        """Give the last claim; one that the file breaks off in is not judged."""
        if self.claim is not None:
            self.claim.problems.append(
                Problem("x12-cut-off", self._place(), "the file ends inside this claim")
            )
        yield from self._flush()
        if not self.source.number:
            problem = Problem("x12-no-segments", "segment 1", "no X12 segment can be made out")
            yield Reading("", None, (problem,))
        elif not self.count:
            kinds = ", ".join(sorted(self.kinds)) or "none"
            said = f"X12 without a claim; transactions: {kinds}"
            yield Reading("", None, (Problem("x12-no-claims", "segment 1", said),))

    def _outer(self, name: str, elements: list[str]) -> tuple[Reading, ...]:
        ended = self._flush()
        match name:
            case "GS":
                self.version = at(elements, 8)
            case "ST":
                self.form = at(elements, 3) or self.version
                self.kinds.add(at(elements, 1))
                self.parties = {}
            case "HL":
                self._open_level(_LEVELS.get(at(elements, 3), ""))
            case "CLM":
                self._open_claim(elements)
            case _:  # headers and trailers only end what came before
                pass
        return ended

    def _open_level(self, level: str) -> None:
        self.level = level
        self.where = ""
        # A level ends those below it.
        for inner in _INNER.get(level, ()):
            self.parties.pop(inner, None)
        if level:
            self.parties[level] = Party()

    def _open_claim(self, elements: list[str]) -> None:
        self.count += 1
        document = blank_claim(at(elements, 1))
        place = at(elements, 5).split(self.source.component)
        bill = at(place, 0) + at(place, 2)
        if at(place, 0) and at(place, 2):
            document["type_of_bill"] = bill
        self.claim = ClaimBuilder(document, self.source.component, self.count)
        if not at(elements, 1):
            del document["claim_id"]

    def _party_segment(self, name: str, elements: list[str]) -> None:
        party = self.parties.get(self.level)
        if party is None:
            return
        parts = party.parts
        match name:
            case "NM1":
                self.where = at(elements, 1)
                self._named(parts, elements)
            case "N4" if self.where in ("85", "IL", "QC"):
                parts["state"] = at(elements, 2) or None
            case "DMG" if self.where in ("IL", "QC"):
                parts["birth_date"] = date(at(elements, 2))
                parts["sex"] = at(elements, 3) or None
            case "REF" if self.where == "85" and at(elements, 1) == "1C":
                parts["ccn"] = at(elements, 2)
            case "SBR":
                parts["payer"] = PAYERS.get(at(elements, 9), "other")
            case "PAT":
                parts["died_on"] = date(at(elements, 6))
            case _:  # of a party that a claim document does not carry
                pass

    def _named(self, parts: dict[str, Any], elements: list[str]) -> None:
        match self.where:
            case "85":
                parts["npi"] = (at(elements, 9) if at(elements, 8) == "XX" else "") or None
                parts["name"] = at(elements, 3) or None
            case "IL":
                parts["member"] = at(elements, 9).replace("-", "") or None
            case "PR":
                parts["payer_name"] = at(elements, 3) or None
            case _:  # submitter, receiver, pay-to
                pass

    def _broken(self) -> None:
        problem = Problem("x12-broken-segment", self._place(), "this segment has no valid name")
        if self.claim is not None:
            self.claim.problems.append(problem)
        elif self.level in self.parties:
            self.parties[self.level].problems.append(problem)

    def _place(self) -> str:
        return f"segment {self.source.number} (character {self.source.offset})"

    def _flush(self) -> tuple[Reading, ...]:
        claim, self.claim = self.claim, None
        if claim is None:
            return ()
        problems = [p for party in self.parties.values() for p in party.problems]
        problems += claim.problems + self._wrong_form(claim)
        claim_id = claim.document.get("claim_id", "")
        if problems:
            return (Reading(claim_id, None, tuple(problems), (), claim.number),)
        self._add_parties(claim.document)
        try:
            read = claim_from_parts(claim.document, claim_type=self.claim_type)
        except ClaimProblems as bad:
            told = tuple(in_file(p, claim.document) for p in bad.problems)
            return (Reading(claim_id, None, told, (), claim.number),)
        remarks = claim_warnings(read) + self._remarks()
        return (Reading(claim_id, read, (), remarks, claim.number),)

    def _remarks(self) -> tuple[Problem, ...]:
        if self.source.has_header:
            return ()
        said = "the file has no interchange header; separators were read off its first group"
        return (Problem("x12-no-header", "segment 1", said),)

    def _wrong_form(self, claim: ClaimBuilder) -> list[Problem]:
        if _INSTITUTIONAL[0] in self.form:
            return []
        form = next((words for mark, words in _FORMS.items() if mark in self.form), "")
        if not form and not any(mark in self.form for mark in _INSTITUTIONAL):
            form = "professional" if claim.line_kinds == {"SV1"} else ""
        if not form:
            return []
        message = f"a {form} claim, not an institutional one: home health is billed on the 837I"
        return [Problem("x12-not-institutional", "$", message)]

    def _add_parties(self, document: dict[str, Any]) -> None:
        provider = self._parts("provider")
        subscriber = self._parts("subscriber")
        document["payer"] = subscriber.get("payer", "other")
        document["payer_name"] = subscriber.get("payer_name")
        document["provider"] = {
            key: provider[key] for key in ("npi", "name", "state", "ccn") if key in provider
        }
        patient = self._parts("patient") or subscriber
        document["patient"] = {
            key: patient.get(key)
            for key in ("birth_date", "sex", "state", "died_on")
            if key in patient
        }
        member = subscriber.get("member")
        if document["payer"] == "medicare":
            document["patient"]["mbi"] = member
        elif member and not self._parts("patient"):
            document["patient"]["id"] = member

    def _parts(self, level: str) -> dict[str, Any]:
        party = self.parties.get(level)
        return party.parts if party is not None else {}


_INNER = {"provider": ("subscriber", "patient"), "subscriber": ("patient",)}
_OUTER = frozenset(("ISA", "GS", "ST", "HL", "CLM", "SE", "GE", "IEA"))
_OF_PARTIES = frozenset(("NM1", "N4", "DMG", "REF", "SBR", "PAT"))
_OF_CLAIMS = frozenset(
    ("DTP", "CL1", "REF", "NTE", "HI", "NM1", "SBR", "LX", "SV1", "SV2", "SV3")
)
