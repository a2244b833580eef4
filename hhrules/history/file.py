"""Documents in an SQLite file, each version in a row of its own.

Documents come in the order of time and are looked up by patient. An index by patient that is kept
up with every document is written to all over; here new documents are *loose* at first, with their
patients known in memory, and get their *places* by some thousands at once.

The file holds patient data: it is made readable for its owner alone.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn
from weakref import WeakSet

from msgspec import Struct, json

from hhrules.history.shelves import HistoryStoreError, Row, Version

_FORMAT = 4
_PAGE = 16_384
"""Bytes that are read and written at once: a few documents."""
_CACHE = 32 << 20
"""Bytes of the file that are held in memory at most."""
_MAPPED = 1 << 30
"""Bytes of the file that are read where the system has them, without a copy."""
_TABLES = """
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, patient TEXT NOT NULL, claim_id TEXT NOT NULL, document BLOB NOT NULL
);
CREATE TABLE places (
  patient TEXT, id INTEGER, claim_id TEXT NOT NULL, PRIMARY KEY (patient, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
INSERT OR REPLACE INTO settings VALUES ('placed', '0'), ('last', '0'), ('drops', '0');
CREATE VIEW kept AS SELECT patient, id FROM places UNION ALL
SELECT patient, id FROM documents
WHERE id > (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'placed');
"""
_TAKE_OVER = """
INSERT INTO documents SELECT NULL, patient, claim_id(document), document FROM {0};
DROP TABLE {0};
INSERT INTO places SELECT patient, id, claim_id FROM documents ORDER BY patient, id;
UPDATE settings SET value = (SELECT coalesce(max(id), 0) FROM documents)
WHERE name IN ('placed', 'last');
"""
"""Takes over what a file of an earlier format holds, each version of a claim once."""
_LAY_ASIDE = """
DROP VIEW kept;
DROP TABLE places;
ALTER TABLE documents RENAME TO documents_3;
"""
"""Makes room in a file of the third format, whose tables have the names of these."""
_BEFORE = {1: "claims", 2: "versions", 3: "documents_3"}
"""Where files of earlier formats hold that."""
_NUMBERS = """SELECT CAST(value AS INTEGER) FROM settings
 WHERE name IN ('drops', 'last', 'placed') ORDER BY name"""
"""How often patients were dropped, the last number that was given to a document, and the last
document that has a place."""
_OF_PATIENTS = "SELECT patient, claim_id, id FROM places WHERE patient IN ({})"
_BY_ID = "SELECT id, document FROM documents WHERE id IN ({})"
_MANY = 100
"""Patients, or documents, that are asked for at once."""
LOOSE = 4_000
"""Documents without a place, at most, when a change begins."""

Loose = tuple[str, str, int]
"""A patient, the id of a claim, and the number of its document."""


class _Named(Struct):
    claim_id: str


_named = json.Decoder(_Named).decode


def _claim_id(document: bytes) -> str:
    return _named(document).claim_id


_open: WeakSet[File] = WeakSet()
_left: list[sqlite3.Connection] = []


class _Elsewhere:
    """Stands for a file that was opened before this process was split off from another."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getattr__(self, name: str) -> NoReturn:
        said = "was opened before this process was split off (fork): open it in each process"
        raise HistoryStoreError(f"{self._path} {said}")


def _leave_all() -> None:
    for file in list(_open):
        file.leave()


os.register_at_fork(after_in_child=_leave_all)


class File:
    """Documents in a file that several processes may read and write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._placed = -1
        self._drops = 0
        self._seen = 0
        self._last = 0
        self._loose: dict[str, list[Loose]] = {}
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        try:
            self._db = sqlite3.connect(
                str(path), timeout=60, isolation_level=None, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise HistoryStoreError(f"{path}: {error}") from error
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._db.close()
            at_fault = isinstance(error, sqlite3.OperationalError)
            said = str(error) if at_fault else "is not a history store"
            raise HistoryStoreError(f"{path}{': ' * at_fault or ' '}{said}") from error
        _open.add(self)

    def leave(self) -> None:
        """Let go of the file in a process that was split off: it is open in the other one.

        SQLite forbids even to close it here.
        """
        _left.append(self._db)
        self._db = _Elsewhere(self._path)  # type: ignore[assignment]  # it refuses whatever is asked

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
                self._db.create_function("claim_id", 1, _claim_id)
                before = _LAY_ASIDE if form == _FORMAT - 1 else ""
                after = _TAKE_OVER.format(_BEFORE[form]) if form else ""
                for statement in f"{before}{_TABLES}{after}".split(";")[:-1]:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {_FORMAT}")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _look(self) -> None:
        """Take note of the documents that are new; within a transaction."""
        (drops,), (self._last,), (placed,) = self._db.execute(_NUMBERS).fetchall()
        if (placed, drops) != (self._placed, self._drops):
            self._placed = self._seen = placed
            self._drops = drops
            self._loose = {}
        if self._seen == self._last:
            return
        new = self._db.execute(
            "SELECT patient, claim_id, id FROM documents WHERE id > ?", (self._seen,)
        )
        for version in new:
            self._loose.setdefault(version[0], []).append(version)
        self._seen = self._last

    def _place(self) -> None:
        """Give all documents a place."""
        self._db.execute(
            "INSERT INTO places SELECT patient, id, claim_id FROM documents WHERE id > ?"
            " ORDER BY patient, id",
            (self._placed,),
        )
        self._set("placed", self._seen)
        self._placed = self._seen
        self._loose = {}

    def begin(self) -> None:
        """Let nobody else write."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._look()
            if self._seen - self._placed >= LOOSE:
                self._place()
        except BaseException:
            self.rollback()
            raise

    def commit(self) -> None:
        """Make the changes safe, whatever becomes of this process."""
        try:
            self._db.execute("COMMIT")
        except BaseException:
            self._placed = -1
            raise

    def rollback(self) -> None:
        """Undo the changes, and what was noted of them."""
        self._placed = -1
        if self._db.in_transaction:  # a full disk ends it by itself
            self._db.execute("ROLLBACK")

    def versions(self, patients: Sequence[str]) -> Iterable[Version]:
        """What is kept of these patients."""
        if self._db.in_transaction:
            return self._versions(patients)
        self._db.execute("BEGIN")
        try:
            self._look()
            found = self._versions(patients)
            texts = dict(self.texts([number for _, _, number in found]))
            return [(patient, name, texts[number]) for patient, name, number in found]
        finally:
            self._db.execute("ROLLBACK")

    def _versions(self, patients: Sequence[str]) -> list[Loose]:
        placed = self._found(_OF_PATIENTS, patients)
        loose = self._loose
        return [*placed, *(v for p in patients if p in loose for v in loose[p])]

    def texts(self, numbers: Sequence[int]) -> Iterable[tuple[int, bytes]]:
        """The documents with these numbers."""
        return self._found(_BY_ID, numbers)

    def _found(self, statement: str, asked: Sequence[object]) -> Iterator[Any]:
        for start in range(0, len(asked), _MANY):
            some = asked[start : start + _MANY]
            yield from self._db.execute(statement.format(",".join("?" * len(some))), some)

    def add(self, rows: Iterable[Row]) -> None:
        """Keep documents that are new."""
        numbered = list(enumerate(rows, self._last + 1))
        if not numbered:
            return
        self._db.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?)",
            [(number, *row) for number, row in numbered],
        )
        for number, (patient, name, _) in numbered:
            self._loose.setdefault(patient, []).append((patient, name, number))
        self._seen = self._last = numbered[-1][0]
        self._set("last", self._last)

    def _set(self, name: str, number: int) -> None:
        self._db.execute("UPDATE settings SET value = ? WHERE name = ?", (str(number), name))

    def drop(self, patient: str) -> None:
        """Keep nothing of a patient any longer; nothing was added since `begin`."""
        self._db.execute(
            "DELETE FROM documents WHERE id IN (SELECT id FROM places WHERE patient = ?)",
            (patient,),
        )
        self._db.execute("DELETE FROM places WHERE patient = ?", (patient,))
        loose = [(number,) for _, _, number in self._loose.pop(patient, ())]
        self._db.executemany("DELETE FROM documents WHERE id = ?", loose)
        self._set("drops", self._drops + 1)

    def counts(self) -> tuple[int, int]:
        """How many patients and how many documents there are."""
        patients, documents = self._db.execute(
            "SELECT count(DISTINCT patient), count(*) FROM kept"
        ).fetchone()
        return patients, documents

    def everything(self) -> Iterator[bytes]:
        """Every document, patient by patient; one that is dropped meanwhile may be left out."""
        numbers = self._db.execute("SELECT id FROM kept ORDER BY patient, id").fetchall()
        for number in numbers:
            yield from (document for _, document in self.texts(number))

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
