"""Batches of a history store: seen within, safe after, gone where they break off."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hhrules.claims.model import Claim
from hhrules.history.store import HistoryStore
from tests.unit.history.conftest import claim, spoilt_forgetting


def test_a_batch_that_fails_is_not_half_there(path: Path) -> None:
    def claims() -> Iterator[Claim]:
        yield claim("A")
        raise RuntimeError("cut off")

    with HistoryStore(path) as store:
        with pytest.raises(RuntimeError):
            store.add(claims())
        assert store.counts() == (0, 0)
        assert store.add([claim("A")]) == 1


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
            spoilt_forgetting(store)
        assert [c.claim_id for c in store.of_patient(claim("Z"))] == ["A"]


def test_a_batch_within_a_batch_is_a_part_of_it(path: Path) -> None:
    with HistoryStore(path) as store, HistoryStore(path) as other:
        with store.batch():
            with store.batch():
                store.add([claim("A")])
            assert other.counts() == (0, 0)
        assert other.counts() == (1, 1)
