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
Load = Callable[[int], bytes]


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
    """One version of a claim; `settling` makes its facts known, `claim` reads all of it.

    It has its document, or the number by which that is loaded when somebody asks.
    """

    __slots__ = (
        *_Settling.__struct_fields__,
        "_claim",
        "_document",
        "_known",
        "_load",
        "_read",
        "_written",
    )
    claim_id: str
    type_of_bill: str
    statement_from: dt.date
    control_number: str | UnsetType | None
    document_control_number: str | UnsetType | None
    received_date: dt.date | UnsetType | None
    processed_date: dt.date | UnsetType | None

    def __init__(
        self,
        claim_id: str,
        document: bytes | int,
        read: Read,
        *,
        claim: Claim | None = None,
        load: Load | None = None,
    ) -> None:
        self.claim_id = claim_id
        self._document = document
        self._read = read
        self._load = load
        self._claim = claim
        self._known = False
        self._written: bytes | None = None

    @property
    def document(self) -> bytes:
        """The document as it is kept."""
        found = self._document
        if isinstance(found, int):
            if self._load is None:
                raise TypeError(found)  # Invariant: who gives a number can load it
            found = self._document = self._load(found)
        return found

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

    def says(self, claim: Claim, document: bytes) -> bool:
        """Whether it says what this claim says, which has this document."""
        if self.claim_id != claim.claim_id:
            return False
        return self.document == document or self.written() == encode_claim(claim)

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
