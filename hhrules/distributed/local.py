"""The processes of one machine."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from hhrules.arrow.pinned import Pinned
from hhrules.distributed.gather import ahead
from hhrules.distributed.problems import ClusterFailed
from hhrules.distributed.run import Part, Run, judge_part, judge_pieces, split


def judged_locally(run: Run, parts: list[Part], jobs: int) -> Iterator[pa.Table]:
    """The findings on each part in order, or with a history those on heaps of patients."""
    spawn = get_context("spawn")
    light = run.without_rules()
    try:
        with (
            TemporaryDirectory(prefix="hhrules-") as folder,
            ProcessPoolExecutor(jobs, spawn, _prepare, (run.rules,)) as pool,
        ):
            if not run.history:
                yield from ahead(lambda p: pool.submit(judge_part, light, p), parts, 2 * jobs)
                return
            heaps = 4 * jobs
            done = [
                pool.submit(_split_into_files, part, heaps, folder, number)
                for number, part in enumerate(parts)
            ]
            for future in done:
                future.result()
            yield from ahead(
                lambda heap: pool.submit(_judge_files, light, folder, heap, len(parts)),
                range(heaps),
                jobs,
            )
    except BrokenProcessPool:
        raise ClusterFailed(
            "a worker process died; nothing of the run is lost but time"
        ) from None


def _prepare(rules: Pinned) -> None:
    rules.rules()


def _split_into_files(part: Part, heaps: int, folder: str, number: int) -> None:
    for heap, table in enumerate(split(part, heaps)):
        with (
            pa.OSFile(str(_piece(folder, number, heap)), "wb") as file,
            pa.ipc.new_file(file, table.schema) as writer,
        ):
            writer.write_table(table)


def _judge_files(run: Run, folder: str, heap: int, parts: int) -> pa.Table:
    return judge_pieces(run, [_read(_piece(folder, n, heap)) for n in range(parts)])


def _read(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def _piece(folder: str, part: int, heap: int) -> Path:
    return Path(folder) / f"{part}-{heap}.arrow"
