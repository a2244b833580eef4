"""A claim as a store keeps it: its document, of which no more is read than somebody asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from operator import attrgetter

from msgspec import UNSET, Struct, UnsetType, json
from msgspec.structs import astuple

from hhrules.claims.encode import encode_claim
from hhrules.claims.model import Claim

Read = Callable[[bytes], Claim]


class _Settling(Struct):
    """What tells a claim's versions apart, and which of them stand; the rest is passed over."""

    claim_id: str
    type_of_bill: str
    statement_from: dt.date
    control_number: str | UnsetType | None = UNSET
    document_control_number: str | UnsetType | None = UNSET
    received_date: dt.date | UnsetType | None = UNSET
    processed_date: dt.date | UnsetType | None = UNSET


_settling = json.Decoder(_Settling).decode
_of_claim = attrgetter(*_Settling.__struct_fields__)


class Kept:
    """One version of a claim; `settling` makes its facts known, `claim` reads all of it."""

    __slots__ = (*_Settling.__struct_fields__, "_claim", "_known", "_read", "_written", "document")
    claim_id: str
    type_of_bill: str
    statement_from: dt.date
    control_number: str | UnsetType | None
    document_control_number: str | UnsetType | None
    received_date: dt.date | UnsetType | None
    processed_date: dt.date | UnsetType | None

    def __init__(self, document: bytes, read: Read, claim: Claim | None = None) -> None:
        self.document = document
        self._read = read
        self._claim = claim
        self._known = False
        self._written: bytes | None = None

    def settling(self) -> Kept:
        """The same, with what settles whether it counts."""
        if not self._known:
            claim = self._claim
            said = astuple(_settling(self.document)) if claim is None else _of_claim(claim)
            (
                self.claim_id,
                self.type_of_bill,
                self.statement_from,
                self.control_number,
                self.document_control_number,
                self.received_date,
                self.processed_date,
            ) = said
            self._known = True
        return self

    def says(self, claim: Claim, name: bytes, document: bytes) -> bool:
        """Whether it is this claim, whose id and document are given, word for word."""
        if self.document == document:
            return True
        # Most claims of a patient have other ids. One with escapes may be written in several ways.
        if name not in self.document and b"\\" not in self.document:
            return False
        return self.written() == encode_claim(claim)

    def written(self) -> bytes:
        """The document written anew, which is the same for all that say the same."""
        if self._written is None:
            self._written = encode_claim(self.claim())
        return self._written

    def claim(self) -> Claim:
        """The whole claim, read once."""
        if self._claim is None:
            self._claim = self._read(self.document)
        return self._claim
