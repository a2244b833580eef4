"""The history store: added twice is added once, cut off is not half there."""

import datetime as dt
import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hhrules.claims.encode import document_of, encode_claim
from hhrules.claims.history import history_for
from hhrules.claims.kept import Kept
from hhrules.claims.model import Claim
from hhrules.claims.quick import QuickReader
from hhrules.claims.reader import read_claim
from hhrules.history import file
from hhrules.history.store import HistoryStore, HistoryStoreError
from tests.unit.history.conftest import claim, spoilt_forgetting


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
            spoilt_forgetting(two)
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


def test_a_store_is_refused_in_a_process_that_was_split_off(path: Path) -> None:
    with HistoryStore(path) as store:
        store.add([claim("A")])
        child = os.fork()
        if child == 0:
            refused = 0
            asked: list[Callable[[], object]] = [
                store.counts,
                lambda: store.add([claim("B")]),
                lambda: store.earlier(claim("Z")),
                lambda: list(store),
            ]
            for ask in asked:
                try:
                    ask()
                except HistoryStoreError as error:
                    refused += "open it in each process" in str(error)
            with HistoryStore(path) as own:
                own.add([claim("C")])
            os._exit(refused)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4
        store.add([claim("D")])
        assert [c.claim_id for c in store] == ["A", "C", "D"]


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(HistoryStoreError, match="unable to open database file"):
        HistoryStore(tmp_path)
