"""The history store: added twice is added once, cut off is not half there."""

import datetime as dt
import stat
import threading

import pytest

from hhrules.claims.reader import read_claim
from hhrules.history.store import HistoryStore, HistoryStoreError


def claim(claim_id, start="2024-01-01", patient="P", **fields):
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
def path(tmp_path):
    return tmp_path / "history.db"


def test_earlier_claims_of_the_patient_come_back_whole(path):
    first = claim("A")
    with HistoryStore(path) as store:
        assert store.add([first, claim("B", "2024-09-01"), claim("C", patient="Q")]) == 3
    with HistoryStore(path) as store:
        assert store.earlier(claim("Z", "2024-06-01")) == [first]


def test_adding_again_changes_nothing(path):
    with HistoryStore(path) as store:
        assert store.add([claim("A"), claim("B")]) == 2
        assert store.add([claim("B"), claim("A")]) == 0
        assert store.counts() == (1, 2)


def test_a_later_version_takes_the_place_of_the_former(path):
    old = claim("A", received_date="2024-02-01")
    new = claim("A", received_date="2024-03-01")
    with HistoryStore(path) as store:
        store.add([new])
        store.add([old])
        assert store.earlier(claim("Z", "2024-06-01")) == [new]


def test_the_history_of_a_kept_claim_is_not_kept(path):
    with HistoryStore(path) as store:
        store.add([claim("A", history={"claims": []})])
        (kept,) = store
        assert kept == claim("A")


def test_claims_without_a_patient_are_not_kept(path):
    with HistoryStore(path) as store:
        assert store.add([claim("A", patient=None)]) == 0


def test_complete_since_is_remembered(path):
    with HistoryStore(path) as store:
        assert store.complete_since is None
        store.complete_since = dt.date(2024, 1, 1)
    with HistoryStore(path) as store:
        assert store.complete_since == dt.date(2024, 1, 1)


def test_a_batch_that_fails_is_not_half_there(path):
    def claims():
        yield claim("A")
        raise RuntimeError("cut off")

    with HistoryStore(path) as store:
        with pytest.raises(RuntimeError):
            store.add(claims())
        assert store.counts() == (0, 0)
        assert store.add([claim("A")]) == 1


def test_two_writers_do_not_lose_claims(path):
    def write(mark):
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


def test_the_file_is_for_its_owner_alone(path):
    HistoryStore(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_forgetting_a_patient(path):
    with HistoryStore(path) as store:
        store.add([claim("A"), claim("B", patient="Q")])
        assert store.forget(claim("Z")) == 1
        assert store.counts() == (1, 1)


def test_a_file_of_another_kind_is_refused(path):
    path.write_text("not a database, and long enough to be taken for one " * 50)
    with pytest.raises(HistoryStoreError):
        HistoryStore(path)
