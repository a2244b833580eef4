"""Documents in an SQLite file, each version in a row of its own.

The file holds patient data: it is made readable for its owner alone.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hhrules.history.shelves import HistoryStoreError, Row

_FORMAT = 3
_PAGE = 16_384
"""Bytes that are read and written at once: a few documents."""
_CACHE = 32 << 20
"""Bytes of the file that are held in memory at most."""
_MAPPED = 1 << 30
"""Bytes of the file that are read where the system has them, without a copy."""
_TABLES = """
CREATE TABLE documents (patient TEXT NOT NULL, document BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_TAKE_OVER = {
    0: "",
    1: "INSERT INTO documents SELECT patient, document FROM claims; DROP TABLE claims;",
    2: "INSERT INTO documents SELECT patient, document FROM versions; DROP TABLE versions;",
}
"""Takes over what a file of an earlier format holds, each version of a claim once."""
_INDEX = "CREATE INDEX documents_of_patient ON documents (patient);"
_SELECT = "SELECT patient, document FROM documents WHERE patient IN ({})"
_MANY = 100
"""Patients that are asked for at once."""


class File:
    """Documents in a file that several processes may read and write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(
            str(path), timeout=60, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise HistoryStoreError(f"{path} is not a history store") from error

    def _prepare(self) -> None:
        self._db.execute(f"PRAGMA page_size = {_PAGE}")
        self._db.execute(f"PRAGMA cache_size = -{_CACHE >> 10}")
        self._db.execute(f"PRAGMA mmap_size = {_MAPPED}")
        self._db.execute("PRAGMA journal_mode = WAL")
        # A process may end at any moment and loses nothing that was committed. Where the power
        # fails the file stays whole, but may lack what was committed in the last moments.
        self._db.execute("PRAGMA synchronous = NORMAL")
        form = self._form()
        if form > _FORMAT:
            self._db.close()
            raise HistoryStoreError(f"{self._path} was written by a newer version")
        if form < _FORMAT:
            self._make()

    def _form(self) -> int:
        (form,) = self._db.execute("PRAGMA user_version").fetchone()
        return int(form)

    def _make(self) -> None:
        """Make the tables; another process may be at it, so look again when the file is ours."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            form = self._form()
            if form < _FORMAT:
                for statement in f"{_TABLES}{_TAKE_OVER[form]}{_INDEX}".split(";")[:-1]:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {_FORMAT}")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def begin(self) -> None:
        """Let nobody else write."""
        self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the changes safe, whatever becomes of this process."""
        self._db.execute("COMMIT")

    def rollback(self) -> None:
        """Undo the changes."""
        self._db.execute("ROLLBACK")

    def documents(self, patients: Sequence[str]) -> Iterable[Row]:
        """What is kept of these patients."""
        for start in range(0, len(patients), _MANY):
            some = patients[start : start + _MANY]
            marks = ",".join("?" * len(some))
            yield from self._db.execute(_SELECT.format(marks), some)

    def add(self, rows: Iterable[Row]) -> None:
        """Keep documents that are new."""
        self._db.executemany("INSERT INTO documents VALUES (?, ?)", rows)

    def drop(self, patient: str) -> None:
        """Keep nothing of a patient any longer."""
        self._db.execute("DELETE FROM documents WHERE patient = ?", (patient,))

    def counts(self) -> tuple[int, int]:
        """How many patients and how many documents there are."""
        patients, documents = self._db.execute(
            "SELECT count(DISTINCT patient), count(*) FROM documents"
        ).fetchone()
        return patients, documents

    def everything(self) -> Iterator[bytes]:
        """Every document, patient by patient."""
        rows = self._db.execute("SELECT document FROM documents ORDER BY patient, rowid")
        for (document,) in rows.fetchall():
            yield document

    def complete_since(self) -> dt.date | None:
        """The day from which on no claim is missing."""
        row = self._db.execute(
            "SELECT value FROM settings WHERE name = 'complete since'"
        ).fetchone()
        return dt.date.fromisoformat(row[0]) if row and row[0] else None

    def set_complete_since(self, day: dt.date | None) -> None:
        """Remember that day."""
        self._db.execute(
            "INSERT INTO settings VALUES ('complete since', ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (None if day is None else day.isoformat(),),
        )

    def close(self) -> None:
        """Write the file through to the disk, unless others have it open, and close it."""
        self._db.close()
