"""Results from workers: a few pieces ahead, in order, or put in order by way of a file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from attrs import define

from hhrules.distributed.run import PLACE, PLACED, in_order

Item = TypeVar("Item")
_WINDOW = 20_000
"""Claims put in order at a time."""


class Awaited(Protocol):
    """What a worker will have done."""

    def result(self) -> pa.Table:
        """What was done; waits for it."""


def ahead(
    submit: Callable[[Item], Awaited], items: Iterable[Item], count: int
) -> Iterator[pa.Table]:
    """The results in the order of the items, with no more than `count` pieces under way."""
    source = iter(items)
    pending = deque(submit(item) for item in islice(source, count))
    while pending:
        yield pending.popleft().result()
        pending.extend(submit(item) for item in islice(source, 1))


def merged(tables: Iterable[pa.Table], folder: Path) -> Iterator[pa.Table]:
    """The rows of all tables by the place of their claim; each table is in order itself.

    The tables are kept in files in `folder`, which is the caller's to remove.
    """
    kept: list[_Kept] = []
    for number, table in enumerate(tables):
        path = folder / f"{number}.arrow"
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, PLACED) as writer:
            writer.write_table(table, max_chunksize=_WINDOW)
        kept.append(_Kept(path))
    while places := [place for one in kept if (place := one.next_place()) is not None]:
        end = min(places) + _WINDOW
        rows = [piece for one in kept for piece in one.up_to(end)]
        yield in_order(pa.Table.from_batches(rows, PLACED))


def without_places(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The findings alone; each table holds whole reports."""
    for table in tables:
        yield table.drop_columns([PLACE]).combine_chunks()


@define
class _Kept:
    """A table in a file, read batch by batch."""

    path: Path
    batch: int = 0
    row: int = 0
    _reader: pa.RecordBatchFileReader | None = None
    _read: tuple[int, pa.RecordBatch] | None = None

    def next_place(self) -> int | None:
        """The place of the next claim."""
        current = self._current()
        return None if current is None else current.column(PLACE)[self.row].as_py()

    def up_to(self, end: int) -> Iterator[pa.RecordBatch]:
        """The rows of claims before a place, which are then done with."""
        while (current := self._current()) is not None:
            before = pc.less(current.column(PLACE).slice(self.row), end).true_count
            if before == 0:
                return
            yield current.slice(self.row, before)
            self.row += before

    def _current(self) -> pa.RecordBatch | None:
        if self._reader is None:
            self._reader = pa.ipc.open_file(pa.memory_map(str(self.path)))
        while self.batch < self._reader.num_record_batches:
            if self._read is None or self._read[0] != self.batch:
                self._read = (self.batch, self._reader.get_batch(self.batch))
            if self.row < self._read[1].num_rows:
                return self._read[1]
            self.batch, self.row = self.batch + 1, 0
        return None
