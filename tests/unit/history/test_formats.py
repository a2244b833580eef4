"""History files of other formats: those of before are taken over, newer ones refused."""

import datetime as dt
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hhrules.claims.encode import encode_claim
from hhrules.history.store import HistoryStore, HistoryStoreError
from tests.unit.history.conftest import claim


def test_a_file_of_another_kind_is_refused(path: Path) -> None:
    path.write_text("not a database, and long enough to be taken for one " * 50)
    with pytest.raises(HistoryStoreError):
        HistoryStore(path)


def test_a_file_of_the_first_format_is_taken_over(path: Path) -> None:
    kept = claim("A")
    document = encode_claim(kept)
    row = ("id:P", "id:A", hashlib.sha256(document).hexdigest(), "2024-01-01", document)
    with closing(sqlite3.connect(path)) as old:
        old.execute(
            "CREATE TABLE claims (patient TEXT, identity TEXT, version TEXT,"
            " statement_from TEXT, document BLOB, PRIMARY KEY (patient, identity, version))"
            " WITHOUT ROWID"
        )
        old.execute("CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        old.execute("INSERT INTO settings VALUES ('complete since', '2023-01-01')")
        old.execute("INSERT INTO claims VALUES (?, ?, ?, ?, ?)", row)
        old.execute("PRAGMA user_version = 1")
        old.commit()
    for _ in range(2):
        with HistoryStore(path) as store:
            assert store.complete_since == dt.date(2023, 1, 1)
            assert store.earlier(claim("Z", "2024-06-01")) == [kept]
            assert store.add([kept]) == 0


def test_a_file_of_the_second_format_is_taken_over(path: Path) -> None:
    kept = claim("A")
    document = encode_claim(kept)
    row = ("id:P", "id:A", hashlib.sha256(document).digest(), document)
    with closing(sqlite3.connect(path)) as old:
        old.execute(
            "CREATE TABLE versions (patient TEXT NOT NULL, identity TEXT NOT NULL,"
            " version BLOB NOT NULL, document BLOB NOT NULL)"
        )
        old.execute("CREATE UNIQUE INDEX versions_of_patient ON versions (patient, version)")
        old.execute("CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        old.execute("INSERT INTO versions VALUES (?, ?, ?, ?)", row)
        old.execute("PRAGMA user_version = 2")
        old.commit()
    for _ in range(2):
        with HistoryStore(path) as store:
            assert store.earlier(claim("Z", "2024-06-01")) == [kept]
            assert store.add([kept]) == 0


@pytest.mark.parametrize("placed", [0, 1, 2])
def test_a_file_of_the_third_format_is_taken_over(path: Path, placed: int) -> None:
    kept = [claim("A"), claim("B", "2024-02-01")]
    with closing(sqlite3.connect(path)) as old:
        old.executescript(
            "CREATE TABLE documents (id INTEGER PRIMARY KEY AUTOINCREMENT,"
            " patient TEXT NOT NULL, document BLOB NOT NULL);"
            "CREATE TABLE places (patient TEXT, id INTEGER, PRIMARY KEY (patient, id))"
            " WITHOUT ROWID;"
            "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
            "CREATE VIEW kept AS SELECT patient, id FROM places UNION ALL"
            " SELECT patient, id FROM documents WHERE id >"
            " (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'placed');"
            "PRAGMA user_version = 3;"
        )
        settings = [("placed", str(placed)), ("complete since", "2023-01-01")]
        old.executemany("INSERT INTO settings VALUES (?, ?)", settings)
        rows = [("id:P", encode_claim(one)) for one in kept]
        old.executemany("INSERT INTO documents VALUES (NULL, ?, ?)", rows)
        old.execute(
            "INSERT INTO places SELECT patient, id FROM documents WHERE id <= ?", (placed,)
        )
        old.commit()
    for _ in range(2):
        with HistoryStore(path) as store:
            assert store.complete_since == dt.date(2023, 1, 1)
            assert store.earlier(claim("Z", "2024-06-01")) == kept
            assert store.add(kept) == 0
            assert store.counts() == (1, 2)


def test_a_file_of_a_newer_format_is_refused(path: Path) -> None:
    HistoryStore(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(HistoryStoreError):
        HistoryStore(path)
