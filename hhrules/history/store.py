"""Earlier claims in an SQLite file: safe to add twice, by several processes, and to cut off.

Each version of a claim is a row of its own, under its patient. Which of them count is settled
when they are read, so the order in which they were added never matters. The file holds patient
data: it is made readable for its owner alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import ValidationError, json
from msgspec.structs import replace

from hhrules.claims.encode import decode_value, encode_claim
from hhrules.claims.history import history_for, identity, patient_key
from hhrules.claims.model import Claim, History
from hhrules.claims.reader import learn, read_claim

BATCH = 500
RECENT = 2_000
"""Patients whose claims are remembered from one batch to the next."""

_FORMAT = 2
_PAGE = 16_384
"""Bytes that are read and written at once: a few documents."""
_TABLES = """
CREATE TABLE versions (
  patient TEXT NOT NULL,
  identity TEXT NOT NULL,
  version BLOB NOT NULL,
  document BLOB NOT NULL
);
CREATE UNIQUE INDEX versions_of_patient ON versions (patient, version);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_FROM_1 = """
INSERT INTO versions SELECT patient, identity, unhex(version), document FROM claims;
DROP TABLE claims;
"""
"""Takes over what a file of the first format holds."""
_INSERT = "INSERT INTO versions VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_SELECT = "SELECT patient, version, document FROM versions WHERE patient IN ({}) ORDER BY identity, version"
_MANY = 100
"""Patients that are asked for at once."""
_BLANK = History()

Row = tuple[str, str, bytes, bytes]
Versions = dict[bytes, Claim]
"""The kept versions of a patient's claims, by their hashes."""


class HistoryStoreError(Exception):
    """The file is no history store of a format that this version reads."""


class HistoryStore:
    """A file of earlier claims; use it as a context manager, from any thread."""

    def __init__(self, path: str | Path, *, claim_type: type[Claim] = Claim) -> None:
        self.path = Path(path)
        self._claim_type = claim_type
        self._lock = threading.RLock()
        self._recent: dict[str, Versions] | None = None  # by patient, while a batch goes on
        self._known: dict[str, Versions] = {}
        self._waiting: list[Row] = []
        self._version = -1
        self._since: dt.date | None = None
        learn(claim_type)
        self._decode = json.Decoder(claim_type, dec_hook=decode_value).decode
        if str(path) != ":memory:" and not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(
            str(path), timeout=60, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise HistoryStoreError(f"{self.path} is not a history store") from error

    def _prepare(self) -> None:
        self._db.execute(f"PRAGMA page_size = {_PAGE}")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        (form,) = self._db.execute("PRAGMA user_version").fetchone()
        if form > _FORMAT:
            self._db.close()
            raise HistoryStoreError(f"{self.path} was written by a newer version")
        if form < _FORMAT:
            self._begin(form)

    def _begin(self, form: int) -> None:
        """Make the tables; another process may be at it, so look again when the file is ours."""
        self._db.create_function("unhex", 1, bytes.fromhex, deterministic=True)
        self._db.execute("BEGIN IMMEDIATE")
        try:
            (form,) = self._db.execute("PRAGMA user_version").fetchone()
            if form < _FORMAT:
                for statement in f"{_TABLES}{_FROM_1 if form else ''}".split(";")[:-1]:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {_FORMAT}")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

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
        """Close the file; what was added is safe already."""
        self._db.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make what is added in here safe in one go, and read each patient's claims only once.

        Nobody else can add in the meantime, so a batch is to be short.
        """
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            (version,) = self._db.execute("PRAGMA data_version").fetchone()
            if version != self._version:
                self._known.clear()
            for patient in list(self._known)[: max(0, len(self._known) - RECENT)]:
                del self._known[patient]
            self._version, self._recent = version, self._known
            self._since = self._complete_since()
            try:
                yield
                self._db.executemany(_INSERT, self._waiting)
            except BaseException:
                self._known.clear()
                self._db.execute("ROLLBACK")
                raise
            finally:
                self._recent = None
                self._waiting.clear()
            self._db.execute("COMMIT")

    def foresee(self, claims: Iterable[Claim]) -> None:
        """Read what is kept of the patients of these claims at once; within a batch."""
        with self._lock:
            recent = self._recent
            if recent is None:
                return
            patients = dict.fromkeys(filter(None, map(patient_key, claims)))
            fresh = [p for p in patients if p not in recent]
            for start in range(0, len(fresh), _MANY):
                some = fresh[start : start + _MANY]
                recent.update(self._versions(some))

    def add(self, claims: Iterable[Claim]) -> int:
        """Keep these claims.

        How many were new. A claim that names no patient cannot be kept.
        """
        with self._lock:
            if self._recent is not None:
                return sum(self._add_one(claim) for claim in claims)
        added = 0
        rows = filter(None, map(_row, claims))
        while some := list(islice(rows, BATCH)):
            with self._lock:
                added += self._write(some)
        return added

    def _add_one(self, claim: Claim) -> bool:
        """Take a claim into the batch, unless that version is kept already."""
        row = _row(claim)
        if row is None:
            return False
        patient, _, version, _ = row
        mine = self._of(patient)
        if version in mine:
            return False
        mine[version] = claim if claim.history is _BLANK else replace(claim, history=_BLANK)
        self._waiting.append(row)
        return True

    def _of(self, patient: str) -> Versions:
        """What is kept of a patient."""
        if self._recent is None:
            return self._versions([patient])[patient]
        found = self._recent.get(patient)
        if found is None:
            found = self._recent[patient] = self._versions([patient])[patient]
        return found

    def _versions(self, patients: list[str]) -> dict[str, Versions]:
        found: dict[str, Versions] = {patient: {} for patient in patients}
        marks = ",".join("?" * len(patients))
        for patient, version, document in self._db.execute(_SELECT.format(marks), patients):
            found[patient][version] = self._read(document)
        return found

    def _write(self, batch: list[Row]) -> int:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            before = self._db.total_changes
            self._db.executemany(_INSERT, batch)
            new = self._db.total_changes - before
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return new

    def of_patient(self, claim: Claim) -> list[Claim]:
        """Every kept version of every claim of the claim's patient.

        For `history_for` to settle.
        """
        key = patient_key(claim)
        if key is None:
            return []
        with self._lock:
            return list(self._of(key).values())

    def _read(self, document: bytes) -> Claim:
        """A claim as it was kept; one with fields that nobody knows takes the long way."""
        try:
            return self._decode(document)
        except ValidationError:
            return read_claim(document, claim_type=self._claim_type)

    def earlier(self, claim: Claim) -> list[Claim]:
        """Give the claims that stand and come before this one, oldest first."""
        return list(history_for(claim, self.of_patient(claim), self.complete_since).earlier)

    def _complete_since(self) -> dt.date | None:
        row = self._db.execute(
            "SELECT value FROM settings WHERE name = 'complete since'"
        ).fetchone()
        return dt.date.fromisoformat(row[0]) if row and row[0] else None

    @property
    def complete_since(self) -> dt.date | None:
        """The day from which on no claim is missing here; None where that is not known."""
        with self._lock:
            if self._recent is not None:
                return self._since
            return self._complete_since()

    @complete_since.setter
    def complete_since(self, day: dt.date | None) -> None:
        with self._lock:
            self._db.execute(
                "INSERT INTO settings VALUES ('complete since', ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (None if day is None else day.isoformat(),),
            )

    def forget(self, claim: Claim) -> int:
        """Drop all that is kept of the claim's patient; how many versions that were."""
        with self._lock:
            return self._db.execute(
                "DELETE FROM versions WHERE patient = ?", (patient_key(claim),)
            ).rowcount

    def counts(self) -> tuple[int, int]:
        """How many patients and how many versions of claims are kept."""
        with self._lock:
            patients, versions = self._db.execute(
                "SELECT count(DISTINCT patient), count(*) FROM versions"
            ).fetchone()
        return patients, versions

    def __iter__(self) -> Iterator[Claim]:
        """Every kept version, patient by patient."""
        with self._lock:
            rows = self._db.execute(
                "SELECT document FROM versions ORDER BY patient, identity, version"
            ).fetchall()
        for (document,) in rows:
            yield read_claim(document, claim_type=self._claim_type)


def _row(claim: Claim) -> Row | None:
    patient = patient_key(claim)
    if patient is None:
        return None
    document = encode_claim(
        claim if claim.history == _BLANK else replace(claim, history=_BLANK)
    )
    return patient, identity(claim), hashlib.sha256(document).digest(), document
