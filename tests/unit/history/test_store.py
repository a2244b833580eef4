"""The history store: added twice is added once, cut off is not half there."""

import datetime as dt
import hashlib
import json
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hhrules.claims.encode import document_of, encode_claim
from hhrules.claims.history import history_for
from hhrules.claims.kept import Kept
from hhrules.claims.model import Claim
from hhrules.claims.quick import QuickReader
from hhrules.claims.reader import read_claim
from hhrules.history import file
from hhrules.history.store import HistoryStore, HistoryStoreError


def claim(
    claim_id: str, start: str = "2024-01-01", patient: str | None = "P", **fields: Any
) -> Claim:
    return read_claim(
        {
            "claim_id": claim_id,
            "type_of_bill": "329",
            "statement_from": start,
            "statement_through": start,
            "patient": {"id": patient},
            "lines": [{"charge": "1.05"}],
        }
        | fields
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def test_earlier_claims_of_the_patient_come_back_whole(path: Path) -> None:
    first = claim("A")
    with HistoryStore(path) as store:
        assert store.add([first, claim("B", "2024-09-01"), claim("C", patient="Q")]) == 3
    with HistoryStore(path) as store:
        assert store.earlier(claim("Z", "2024-06-01")) == [first]


def test_adding_again_changes_nothing(path: Path) -> None:
    with HistoryStore(path) as store:
        assert store.add([claim("A"), claim("B")]) == 2
        assert store.add([claim("B"), claim("A")]) == 0
        assert store.counts() == (1, 2)


def test_a_later_version_takes_the_place_of_the_former(path: Path) -> None:
    old = claim("A", received_date="2024-02-01")
    new = claim("A", received_date="2024-03-01")
    with HistoryStore(path) as store:
        store.add([new])
        store.add([old])
        assert store.earlier(claim("Z", "2024-06-01")) == [new]


def test_the_history_of_a_kept_claim_is_not_kept(path: Path) -> None:
    with HistoryStore(path) as store:
        store.add([claim("A", history={"claims": []})])
        (kept,) = store
        assert kept == claim("A")


def test_claims_without_a_patient_are_not_kept(path: Path) -> None:
    with HistoryStore(path) as store:
        assert store.add([claim("A", patient=None)]) == 0


def test_complete_since_is_remembered(path: Path) -> None:
    with HistoryStore(path) as store:
        assert store.complete_since is None
        store.complete_since = dt.date(2024, 1, 1)
    with HistoryStore(path) as store:
        assert store.complete_since == dt.date(2024, 1, 1)


def test_a_batch_that_fails_is_not_half_there(path: Path) -> None:
    def claims() -> Iterator[Claim]:
        yield claim("A")
        raise RuntimeError("cut off")

    with HistoryStore(path) as store:
        with pytest.raises(RuntimeError):
            store.add(claims())
        assert store.counts() == (0, 0)
        assert store.add([claim("A")]) == 1


def test_two_writers_do_not_lose_claims(path: Path) -> None:
    def write(mark: str) -> None:
        with HistoryStore(path) as store:
            for number in range(20):
                store.add([claim(f"{mark}-{number}")])

    HistoryStore(path).close()
    threads = [threading.Thread(target=write, args=(mark,)) for mark in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with HistoryStore(path) as store:
        assert store.counts() == (1, 40)


def test_two_processes_see_what_the_other_one_placed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "LOOSE", 3)
    with HistoryStore(path) as one, HistoryStore(path) as two:
        for number in range(10):
            writer, reader = (one, two) if number % 3 else (two, one)
            writer.add([claim(f"C{number}")])
            assert len(reader.of_patient(claim("Z"))) == number + 1
            assert reader.add([claim(f"C{number}")]) == 0
        with pytest.raises(ZeroDivisionError):
            _spoilt_forgetting(two)
        assert one.counts() == two.counts() == (1, 10)
        assert two.forget(claim("Z")) == 10
        assert one.of_patient(claim("Z")) == []
        assert one.add([claim("C1")]) == 1
        assert [c.claim_id for c in two] == ["C1"]


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    HistoryStore(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_forgetting_a_patient(path: Path) -> None:
    with HistoryStore(path) as store:
        store.add([claim("A"), claim("B", patient="Q")])
        assert store.forget(claim("Z")) == 1
        assert store.counts() == (1, 1)


def test_a_file_of_another_kind_is_refused(path: Path) -> None:
    path.write_text("not a database, and long enough to be taken for one " * 50)
    with pytest.raises(HistoryStoreError):
        HistoryStore(path)


def test_claims_of_a_batch_are_seen_in_it_and_safe_after_it(tmp_path: Path) -> None:
    first, second = claim("A", "2024-01-01"), claim("B", "2024-02-01")
    with HistoryStore(tmp_path / "store.db") as store, HistoryStore(store.path) as other:
        with store.batch():
            assert store.of_patient(second) == []
            assert store.add([first, first]) == 1
            assert [c.claim_id for c in store.of_patient(second)] == ["A"]
            assert other.counts() == (0, 0)
        assert other.counts() == (1, 1)


def test_batch_sees_what_others_added_before_it(tmp_path: Path) -> None:
    first, second = claim("A", "2024-01-01"), claim("B", "2024-02-01")
    with HistoryStore(tmp_path / "store.db") as store, HistoryStore(store.path) as other:
        with store.batch():
            assert store.of_patient(second) == []
        other.add([first])
        with store.batch():
            assert [c.claim_id for c in store.of_patient(second)] == ["A"]


def test_broken_batch_keeps_nothing(tmp_path: Path) -> None:
    first = claim("A", "2024-01-01")
    with HistoryStore(tmp_path / "store.db") as store:
        with pytest.raises(RuntimeError):
            _break_off(store, first)
        assert store.counts() == (0, 0)
        with store.batch():
            assert store.of_patient(first) == []


def _break_off(store: HistoryStore, first: Claim) -> None:
    with store.batch():
        store.add([first])
        raise RuntimeError


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


def test_a_batch_reads_ahead_and_keeps_each_version_once(path: Path) -> None:
    first, second = claim("A"), claim("B", "2024-02-01")
    with HistoryStore(path) as store:
        store.add([first])
        with store.batch():
            store.foresee([second, claim("C", patient="Q"), claim("D", patient=None)])
            assert store.of_patient(second) == [first]
            assert store.add([first, second, second]) == 1
            assert store.of_patient(claim("Z")) == [first, second]
        assert store.counts() == (1, 2)
        with pytest.raises(ZeroDivisionError):
            _spoilt_batch(store)
        assert store.counts() == (1, 2)
    with HistoryStore(path) as store:
        assert store.of_patient(claim("Z")) == [first, second]


def _spoilt_batch(store: HistoryStore) -> None:
    with store.batch():
        store.add([claim("E")])
        raise ZeroDivisionError


def test_forgetting_in_a_batch(path: Path) -> None:
    with HistoryStore(path) as store:
        store.add([claim("A"), claim("B", patient="Q")])
        with store.batch():
            store.add([claim("C")])
            assert store.forget(claim("Z")) == 2
            assert store.of_patient(claim("Z")) == []
            assert store.add([claim("D")]) == 1
        assert [c.claim_id for c in store] == ["D", "B"]


@pytest.mark.parametrize("where", ["file", "memory"])
def test_a_broken_batch_forgets_nobody(path: Path, where: str) -> None:
    with HistoryStore(path if where == "file" else ":memory:") as store:
        store.add([claim("A")])
        with pytest.raises(ZeroDivisionError):
            _spoilt_forgetting(store)
        assert [c.claim_id for c in store.of_patient(claim("Z"))] == ["A"]


def _spoilt_forgetting(store: HistoryStore) -> None:
    with store.batch():
        store.forget(claim("Z"))
        raise ZeroDivisionError


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


def test_a_claim_is_kept_once_however_it_is_written(path: Path) -> None:
    text = encode_claim(claim("A", remarks="é"))
    others = [json.dumps(json.loads(text), indent=n).encode() for n in (None, 1, 4)]
    quick = QuickReader(Claim)
    with HistoryStore(path) as store:
        for number, one in enumerate((text, *others, *others)):
            read = quick.claim(one, keep=True)
            assert read is not None
            assert document_of(read) == one
            assert store.add([read]) == (number == 0)
        changed = quick.claim(text.replace(b"329", b"0329"), keep=True)
        assert changed is not None
        assert document_of(changed) == text
        assert store.add([changed]) == 0
    with HistoryStore(path) as store:
        assert [document_of(one) for one in store] == [text]


def test_what_another_process_forgets_is_gone(path: Path) -> None:
    with HistoryStore(path) as one, HistoryStore(path) as two:
        one.add([claim("A"), claim("B", patient="Q")])
        assert two.forget(claim("Z")) == 1
        assert one.of_patient(claim("Z")) == []
        assert one.add([claim("A")]) == 1
        assert two.counts() == (2, 2)


def test_a_file_of_a_newer_format_is_refused(path: Path) -> None:
    HistoryStore(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(HistoryStoreError):
        HistoryStore(path)


def test_nothing_is_read_of_earlier_claims_that_nobody_asks_for() -> None:
    read: list[bytes] = []

    def reader(document: bytes) -> Claim:
        read.append(document)
        return read_claim(document)

    first, second = encode_claim(claim("A")), encode_claim(claim("B", "2024-07-01"))
    kept = [Kept("A", first, reader), Kept("B", second, reader)]
    this = claim("Z", "2024-06-01")
    history = history_for(this, kept)
    assert read == []
    assert [c.claim_id for c in history.earlier] == ["A"]
    assert history.earlier == history_for(this, kept).earlier
    assert read == [first]


def test_a_batch_within_a_batch_is_a_part_of_it(path: Path) -> None:
    with HistoryStore(path) as store, HistoryStore(path) as other:
        with store.batch():
            with store.batch():
                store.add([claim("A")])
            assert other.counts() == (0, 0)
        assert other.counts() == (1, 1)
