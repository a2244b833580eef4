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
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from hhrules.claims.encode import encode_claim
from hhrules.claims.history import history_for, identity, patient_key
from hhrules.claims.model import Claim, History
from hhrules.claims.reader import read_claim

BATCH = 500
_FORMAT = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS claims (
  patient TEXT NOT NULL,
  identity TEXT NOT NULL,
  version TEXT NOT NULL,
  statement_from TEXT NOT NULL,
  document BLOB NOT NULL,
  PRIMARY KEY (patient, identity, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_INSERT = "INSERT INTO claims VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_BLANK = History()


class HistoryStoreError(Exception):
    """The file is no history store of a format that this version reads."""


class HistoryStore:
    """A file of earlier claims; use it as a context manager, from any thread."""

    def __init__(self, path: str | Path, *, claim_type: type[Claim] = Claim) -> None:
        self.path = Path(path)
        self._claim_type = claim_type
        self._lock = threading.Lock()
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
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        (form,) = self._db.execute("PRAGMA user_version").fetchone()
        if form not in (0, _FORMAT):
            self._db.close()
            raise HistoryStoreError(f"{self.path} was written by a newer version")
        if form == 0:
            self._db.executescript(_TABLES)
            self._db.execute(f"PRAGMA user_version = {_FORMAT}")

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

    def add(self, claims: Iterable[Claim]) -> int:
        """Keep these claims.

        How many were new. A claim that names no patient cannot be kept.
        """
        added = 0
        rows = filter(None, map(_row, claims))
        while batch := list(islice(rows, BATCH)):
            with self._lock:
                added += self._write(batch)
        return added

    def _write(self, batch: list[tuple[str, str, str, str, bytes]]) -> int:
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
            rows = self._db.execute(
                "SELECT document FROM claims WHERE patient = ? ORDER BY identity, version",
                (key,),
            ).fetchall()
        return [read_claim(document, claim_type=self._claim_type) for (document,) in rows]

    def earlier(self, claim: Claim) -> list[Claim]:
        """Give the claims that stand and come before this one, oldest first."""
        return list(history_for(claim, self.of_patient(claim), self.complete_since).earlier)

    @property
    def complete_since(self) -> dt.date | None:
        """The day from which on no claim is missing here; None where that is not known."""
        with self._lock:
            row = self._db.execute(
                "SELECT value FROM settings WHERE name = 'complete since'"
            ).fetchone()
        return dt.date.fromisoformat(row[0]) if row and row[0] else None

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
                "DELETE FROM claims WHERE patient = ?", (patient_key(claim),)
            ).rowcount

    def counts(self) -> tuple[int, int]:
        """How many patients and how many versions of claims are kept."""
        with self._lock:
            patients, versions = self._db.execute(
                "SELECT count(DISTINCT patient), count(*) FROM claims"
            ).fetchone()
        return patients, versions

    def __iter__(self) -> Iterator[Claim]:
        """Every kept version, patient by patient."""
        with self._lock:
            rows = self._db.execute(
                "SELECT document FROM claims ORDER BY patient, identity, version"
            ).fetchall()
        for (document,) in rows:
            yield read_claim(document, claim_type=self._claim_type)


def _row(claim: Claim) -> tuple[str, str, str, str, bytes] | None:
    patient = patient_key(claim)
    if patient is None:
        return None
    document = encode_claim(replace(claim, history=_BLANK))
    version = hashlib.sha256(document).hexdigest()
    return patient, identity(claim), version, claim.statement_from.isoformat(), document
