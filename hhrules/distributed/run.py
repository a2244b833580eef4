"""What every worker does, whoever starts it: a piece of the claims in, its findings out.

A piece is a function of its input alone, so a piece whose worker died is done again elsewhere
and comes out the same; findings are only taken from pieces that came back whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import evolve, frozen

from hhrules.arrow.evaluate import evaluate_batches
from hhrules.arrow.files import guarded, open_batches, told_of
from hhrules.arrow.findings import FINDINGS
from hhrules.arrow.pinned import Pinned
from hhrules.arrow.tables import BATCH
from hhrules.claims.reader import Nulls
from hhrules.distributed.patients import patient_keys

PLACE = "_place"
"""The column that tells the place of a claim in the whole run."""

PATIENT = "_patient"
PLACED = FINDINGS.append(pa.field(PLACE, pa.int64()))


@frozen
class Run:
    """How the claims of a run are to be judged.

    With `history`, the claims of the run are each other's history, patient by patient.
    """

    rules: Pinned
    history: bool = False
    as_of: dt.date | None = None
    nulls: Nulls = "unknown"

    def without_rules(self) -> Run:
        """The run for a worker that has the rules already."""
        return evolve(self, rules=evolve(self.rules, data=b""))


@frozen
class Part:
    """A stretch of a file: row groups `first` to `last`, or with -1 all of it."""

    path: str
    first: int
    last: int
    place: int
    """The place of its first claim in the run."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The claims with their places."""
        place = self.place
        for batch in self._plain():
            places = pa.array(range(place, place + batch.num_rows), pa.int64())
            yield batch.append_column(PLACE, places)
            place += batch.num_rows

    def _plain(self) -> Iterator[pa.RecordBatch]:
        if self.first < 0:
            yield from open_batches(Path(self.path))[1]
            return
        with told_of(), pq.ParquetFile(self.path) as file:
            groups = list(range(self.first, self.last + 1))
            yield from guarded(file.iter_batches(batch_size=BATCH, row_groups=groups))


def parts_of(paths: Iterable[Path], least: int) -> list[Part]:
    """The pieces of these files, in order, each with at least so many claims where it can be.

    A row group of a Parquet file is never cut; an Arrow file is one piece. Unreadable for a
    file that is damaged.
    """
    found: list[Part] = []
    place = 0
    for path in paths:
        if not _is_parquet(path):
            found.append(Part(str(path.absolute()), -1, -1, place))
            _, batches = open_batches(path)
            place += sum(batch.num_rows for batch in batches)
            continue
        with told_of():
            metadata = pq.read_metadata(path)
        first = rows = 0
        for group in range(metadata.num_row_groups):
            rows += metadata.row_group(group).num_rows
            if rows >= least or group == metadata.num_row_groups - 1:
                found.append(Part(str(path.absolute()), first, group, place))
                place += rows
                first, rows = group + 1, 0
    return found


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def judge(run: Run, batches: Iterable[pa.RecordBatch]) -> pa.Table:
    """The findings on claims with places, in the order of the places.

    Where the run has a history, a patient's claims must all be here.
    """
    source = _by_patient(batches) if run.history else batches
    places: list[pa.Array] = []

    def claims() -> Iterator[pa.RecordBatch]:
        for batch in source:
            places.append(batch.column(PLACE))
            yield batch.drop_columns([PLACE])

    found = evaluate_batches(
        claims(),
        run.rules,
        history="patients" if run.history else None,
        as_of=run.as_of,
        nulls=run.nulls,
    )
    placed = [_with_places(batch, places.pop(0)) for batch in found]
    table = pa.Table.from_batches(placed, PLACED)
    return in_order(table) if run.history else table


def judge_part(run: Run, part: Part) -> pa.Table:
    """The findings on a piece, for a run without history."""
    return judge(run, part.batches())


def judge_pieces(run: Run, pieces: list[pa.Table]) -> pa.Table:
    """The findings on the claims of some patients, out of all parts."""
    return judge(run, chain.from_iterable(piece.to_batches() for piece in pieces))


def split(part: Part, count: int) -> list[pa.Table]:
    """The claims of a part by patient, in `count` heaps; a patient is in one heap always."""
    heaps: list[list[pa.RecordBatch]] = [[] for _ in range(count)]
    schema: pa.Schema | None = None
    for batch in part.batches():
        keyed = batch.append_column(PATIENT, patient_keys(batch))
        schema = keyed.schema
        heap_of = _heaps(keyed.column(PATIENT), keyed.column(PLACE), count)
        for number, heap in enumerate(heaps):
            heap.append(keyed.filter(pc.equal(heap_of, number)))
    if schema is None:
        return [pa.table({}) for _ in heaps]
    return [pa.Table.from_batches(heap, schema) for heap in heaps]


def _heaps(keys: pa.Array, places: pa.Array, count: int) -> pa.Array:
    """The number of each claim's heap, the same on every machine; nobody's claims are spread."""
    return pa.array(
        [
            place % count if key is None else crc32(key.encode()) % count
            for key, place in zip(keys.to_pylist(), places.to_pylist(), strict=True)
        ],
        pa.int64(),
    )


def _by_patient(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The claims, patient by patient, each patient's in their order in the run."""
    tables = [pa.Table.from_batches([batch]) for batch in batches if batch.num_rows]
    if not tables:
        return
    whole = pa.concat_tables(tables, promote_options="permissive").combine_chunks()
    order = pc.sort_indices(
        whole.select([PATIENT, PLACE]), sort_keys=[(PATIENT, "ascending"), (PLACE, "ascending")]
    )
    whole = whole.drop_columns([PATIENT])
    for start in range(0, len(order), BATCH):
        rows = whole.take(order.slice(start, BATCH)).combine_chunks()
        yield from rows.to_batches()


def _with_places(findings: pa.RecordBatch, places: pa.Array) -> pa.RecordBatch:
    """The rows of a batch with the place of their claim."""
    starts = pc.equal(findings.column("kind"), "claim").cast(pa.int64())
    claim = pc.subtract(pc.cumulative_sum(starts), 1)
    return findings.append_column(PLACE, places.take(claim))


def in_order(table: pa.Table) -> pa.Table:
    """The rows by the place of their claim; those of one claim stay as they are."""
    rows = pa.array(range(len(table)), pa.int64())
    order = pc.sort_indices(
        pa.table({PLACE: table.column(PLACE), "row": rows}),
        sort_keys=[(PLACE, "ascending"), ("row", "ascending")],
    )
    return table.take(order)
