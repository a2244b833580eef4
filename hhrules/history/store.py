"""Earlier claims, in a file or for one run: safe to add twice, by several processes, to cut off.

Each version of a claim is kept under its patient. Which of them count is settled when somebody
asks, so the order in which they were added never matters.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import ValidationError, json
from msgspec.structs import replace

from hhrules.claims.encode import decode_value, document_of
from hhrules.claims.history import history_for, patient_key
from hhrules.claims.kept import Kept
from hhrules.claims.model import Claim, History
from hhrules.claims.reader import learn, read_claim
from hhrules.history.shelves import HistoryStoreError, Memory, Row, Shelf

__all__ = ["HistoryStore", "HistoryStoreError"]

BATCH = 500

_BLANK = History()


class HistoryStore:
    """Earlier claims in a file, or `:memory:`; use it as a context manager, from any thread."""

    def __init__(self, path: str | Path, *, claim_type: type[Claim] = Claim) -> None:
        self.path = Path(path)
        self._claim_type = claim_type
        self._lock = threading.RLock()
        self._in_batch = False
        self._known: dict[str, list[Kept]] = {}  # while a batch goes on
        self._waiting: list[Row] = []
        self._gone: list[str] = []
        self._unread: list[int] = []
        self._loaded: dict[int, bytes] = {}
        self._since: dt.date | None = None
        learn(claim_type)
        self._decode = json.Decoder(claim_type, dec_hook=decode_value).decode
        self._shelf = _shelf(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was added is safe now even where the power fails."""
        self._shelf.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make what is added in here safe in one go, and read each patient's claims only once.

        Nobody else can add in the meantime, so a batch is to be short. One within another is a part
        of it.
        """
        with self._lock:
            if self._in_batch:
                yield
                return
            self._shelf.begin()
            self._since = self._shelf.complete_since()
            self._in_batch = True
            try:
                yield
                for patient in self._gone:
                    self._shelf.drop(patient)
                self._shelf.add(self._waiting)
            except BaseException:
                self._shelf.rollback()
                raise
            finally:
                self._in_batch = False
                self._known.clear()
                self._waiting.clear()
                self._gone.clear()
                self._unread.clear()
                self._loaded.clear()
            self._shelf.commit()

    def foresee(self, claims: Iterable[Claim]) -> None:
        """Read what is kept of the patients of these claims at once; within a batch."""
        with self._lock:
            if self._in_batch:
                patients = dict.fromkeys(filter(None, map(patient_key, claims)))
                self._learn([p for p in patients if p not in self._known])

    def add(self, claims: Iterable[Claim]) -> int:
        """Keep these claims.

        How many were new. A claim that names no patient cannot be kept.
        """
        with self._lock:
            if self._in_batch:
                return sum(map(self._add_one, claims))
        added, source = 0, iter(claims)
        while some := list(islice(source, BATCH)):
            with self.batch():
                self.foresee(some)
                added += sum(map(self._add_one, some))
        return added

    def _add_one(self, claim: Claim) -> bool:
        """Take a claim into the batch, unless that version is kept already."""
        patient = patient_key(claim)
        if patient is None:
            return False
        if claim.history != _BLANK:
            claim = replace(claim, history=_BLANK)
        document = document_of(claim)
        mine = self._of(patient)
        if mine and any(kept.says(claim, document) for kept in mine):
            return False
        mine.append(Kept(claim.claim_id, document, self._read, claim=claim))
        self._waiting.append((patient, claim.claim_id, document))
        return True

    def _of(self, patient: str) -> list[Kept]:
        """What is kept of a patient, as far as a batch can tell."""
        found = self._known.get(patient)
        if found is None:
            self._learn([patient])
            found = self._known[patient]
        return found

    def _learn(self, patients: list[str]) -> None:
        for patient in patients:
            self._known[patient] = []
        for patient, claim_id, document in self._shelf.versions(patients):
            kept = Kept(claim_id, document, self._read, load=self._load)
            self._known[patient].append(kept)
            if isinstance(document, int):
                self._unread.append(document)

    def _load(self, number: int) -> bytes:
        """A document by its number; where one is asked for, those of the whole batch will be."""
        with self._lock:
            if number not in self._loaded:
                self._loaded.update(self._shelf.texts([number, *self._unread]))
                self._unread.clear()
            if number not in self._loaded:
                raise HistoryStoreError(f"{self.path} has dropped a claim meanwhile")
            return self._loaded.pop(number)

    def kept_of(self, claim: Claim) -> list[Kept]:
        """Every kept version of every claim of the claim's patient.

        For `history_for` to settle.
        """
        patient = patient_key(claim)
        if patient is None:
            return []
        with self._lock:
            if self._in_batch:
                return self._of(patient)[:]
            return [
                Kept(claim_id, document, self._read)
                for _, claim_id, document in self._shelf.versions([patient])
            ]

    def of_patient(self, claim: Claim) -> list[Claim]:
        """The same versions as claims."""
        return [kept.claim() for kept in self.kept_of(claim)]

    def _read(self, document: bytes) -> Claim:
        """A claim as it was kept; one with fields that nobody knows takes the long way."""
        try:
            return self._decode(document)
        except ValidationError:
            return read_claim(document, claim_type=self._claim_type)

    def earlier(self, claim: Claim) -> list[Claim]:
        """Give the claims that stand and come before this one, oldest first."""
        return list(history_for(claim, self.kept_of(claim), self.complete_since).earlier)

    @property
    def complete_since(self) -> dt.date | None:
        """The day from which on no claim is missing here; None where that is not known."""
        with self._lock:
            return self._since if self._in_batch else self._shelf.complete_since()

    @complete_since.setter
    def complete_since(self, day: dt.date | None) -> None:
        with self._lock:
            self._shelf.set_complete_since(day)
            self._since = day

    def forget(self, claim: Claim) -> int:
        """Drop all that is kept of the claim's patient; how many versions that were."""
        patient = patient_key(claim)
        if patient is None:
            return 0
        with self._lock:
            if not self._in_batch:
                with self.batch():
                    return self.forget(claim)
            dropped = len(self._of(patient))
            self._known[patient] = []
            self._waiting = [row for row in self._waiting if row[0] != patient]
            self._gone.append(patient)
            return dropped

    def counts(self) -> tuple[int, int]:
        """How many patients and how many versions of claims are kept."""
        with self._lock:
            return self._shelf.counts()

    def __iter__(self) -> Iterator[Claim]:
        """Every kept version, patient by patient."""
        with self._lock:
            documents = self._shelf.everything()
        for document in documents:
            yield read_claim(document, claim_type=self._claim_type)


def _shelf(path: str | Path) -> Shelf:
    if str(path) == ":memory:":
        return Memory()
    from hhrules.history.file import File  # noqa: PLC0415 - needs SQLite

    return File(Path(path))
