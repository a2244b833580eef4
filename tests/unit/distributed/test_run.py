"""How work is cut into pieces, put together again, and refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from attrs import evolve

import hhrules
from hhrules.arrow import OtherRules, Pinned, evaluate_batches, pin, reports_of
from hhrules.arrow.claims import read_batch
from hhrules.arrow.problems import Unreadable
from hhrules.claims.history import patient_key
from hhrules.distributed.gather import ahead, merged, without_places
from hhrules.distributed.local import judged_locally
from hhrules.distributed.patients import patient_keys
from hhrules.distributed.problems import ClusterFailed
from hhrules.distributed.run import PATIENT, PLACE, parts_of, split
from tests.unit.distributed.conftest import CLAIMS, GROUP, Case


def encoded(tables: list[pa.Table]) -> tuple[bytes, ...]:
    batches = [batch for table in without_places(tables) for batch in table.to_batches()]
    return tuple(report.encode() for batch in batches for report in reports_of(batch))


@pytest.mark.parametrize("history", [False, True])
def test_local_processes_give_the_reports_of_one_process(
    case: Case, tmp_path: Path, *, history: bool
) -> None:
    parts = parts_of(case.paths, 3 * GROUP)
    tables = list(judged_locally(case.run(history=history), parts, jobs=2))
    assert len(tables) > 2
    in_order = list(merged(tables, tmp_path)) if history else tables
    assert encoded(in_order) == case.expected(history=history)


def test_parts_have_every_claim_once_with_its_place(case: Case) -> None:
    parts = parts_of(case.paths, 50)
    places = [
        place
        for part in parts
        for batch in part.batches()
        for place in batch.column(PLACE).to_pylist()
    ]
    assert places == list(range(CLAIMS))
    assert len(parts) == 2 * (CLAIMS // 2 // (3 * GROUP))


def test_a_patient_is_in_one_heap_whole(case: Case) -> None:
    heaps: list[set[str | None]] = [set() for _ in range(5)]
    rows = 0
    for part in parts_of(case.paths, 50):
        for heap, table in zip(heaps, split(part, 5), strict=True):
            heap.update(table.column(PATIENT).to_pylist())
            rows += len(table)
    assert rows == CLAIMS
    named = [heap - {None} for heap in heaps]
    assert sum(map(len, named)) == len(set().union(*named)) == 36


def test_keys_of_rows_are_those_of_claims() -> None:
    patients = pa.array(
        [
            {"id": "p", "mbi": "1EG4TE5MK73"},
            {"id": "", "mbi": "1EG4-TE5-MK73"},
            {"id": None, "mbi": "1EG4TE5MK73"},
            {"id": "", "mbi": None},
            None,
        ]
    )
    base = {
        "claim_id": ["A", "B", "C", "D", "E"],
        "type_of_bill": ["329"] * 5,
        "statement_from": ["2024-03-04"] * 5,
        "statement_through": ["2024-03-04"] * 5,
        "lines": pa.array([[]] * 5, pa.list_(pa.struct([("units", pa.int64())]))),
    }
    nested = pa.record_batch({**base, "patient": patients})
    ids, numbers = patients.flatten()
    dotted = pa.record_batch({**base, "patient.id": ids, "patient.mbi": numbers})
    for batch in (nested, dotted):
        claims = [reading.claim for reading in read_batch(batch)]
        expected = [patient_key(claim) for claim in claims if claim is not None]
        assert expected == ["id:p", "mbi:1EG4TE5MK73", "mbi:1EG4TE5MK73", None, None]
        assert patient_keys(batch).to_pylist() == expected
    assert patient_keys(pa.record_batch(base)).to_pylist() == [None] * 5


def test_rows_are_merged_by_place_and_claims_stay_whole(tmp_path: Path, case: Case) -> None:
    tables = list(judged_locally(case.run(history=False), parts_of(case.paths, 100), jobs=1))
    whole = pa.concat_tables(tables)
    odd = pa.compute.bit_wise_and(whole.column(PLACE), 1)
    halves = [whole.filter(pa.compute.equal(odd, k)) for k in (1, 0)]
    again = pa.concat_tables(merged(halves, tmp_path))
    assert again.equals(whole)


def test_no_more_pieces_are_under_way_than_asked_for() -> None:
    submitted: list[int] = []

    class Done:
        def __init__(self, number: int) -> None:
            self.number = number

        def result(self) -> pa.Table:
            return pa.table({"n": [self.number]})

    def submit(number: int) -> Done:
        submitted.append(number)
        return Done(number)

    results = ahead(submit, range(10), 3)
    assert next(results)["n"].to_pylist() == [0]
    assert submitted == [0, 1, 2]
    assert [table["n"][0].as_py() for table in results] == list(range(1, 10))


# ------------------------------------------------------------------------------------ rules


def test_rules_arrive_as_they_were_sent(case: Case) -> None:
    narrowed = pin(case.rules.select(skip=["S-2"])).rules()
    assert narrowed.engine == case.rules.engine
    assert narrowed.unwanted == {"S-2"}


def test_a_worker_keeps_the_rules_that_it_put_together(case: Case) -> None:
    sent = pin(case.rules.select(skip=["S-3"]))
    assert sent.rules() is evolve(sent, data=b"").rules()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda p: evolve(p, program="hhrules 0.0.1 (code 0000)"), "install the same release"),
        (lambda p: evolve(p, data=b"x"), "not those that were sent"),
        (lambda p: evolve(p, bundle_sha256="0" * 64), "not those that were sent"),
    ],
    ids=["other release", "other bytes", "other rulebooks"],
)
def test_a_worker_refuses_other_rules(
    spoil: Callable[[Pinned], Pinned], said: str, case: Case
) -> None:
    fresh = pin(case.rules.select(only=["S-2"]))  # which nothing else here has put together
    with pytest.raises(OtherRules, match=said):
        spoil(fresh).rules()


def test_the_shipped_rules_are_the_default(shipped: hhrules.Rules, case: Case) -> None:
    (part, *_) = parts_of(case.paths, GROUP)
    (batch,) = part.batches()
    (by_default,) = evaluate_batches([batch.drop_columns([PLACE])])
    (expected,) = evaluate_batches([batch.drop_columns([PLACE])], shipped)
    assert by_default.equals(expected)


def test_a_damaged_file_is_told_of(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "damaged.parquet"
    whole = case.paths[0].read_bytes()
    path.write_bytes(whole[:4000])
    with pytest.raises(Unreadable):
        parts_of([path], GROUP)
    path.write_bytes(whole)
    (part, *_) = parts_of([path], GROUP)
    path.unlink()
    with pytest.raises(Unreadable):
        list(part.batches())


def test_a_killed_process_ends_a_local_run_without_results(case: Case) -> None:
    judged = judged_locally(case.run(history=False), parts_of(case.paths, GROUP), jobs=1)
    next(judged)
    (worker,) = [child for child in psutil.Process().children() if _judges(child)]
    worker.kill()
    with pytest.raises(ClusterFailed, match="a worker process died"):
        list(judged)


def _judges(child: psutil.Process) -> bool:
    try:
        return any("spawn_main" in word for word in child.cmdline())
    except psutil.Error:  # one of another test, that ended in this moment
        return False
