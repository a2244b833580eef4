"""Dask: a scheduler and its workers, who do again whatever a lost worker had done."""

from __future__ import annotations

from collections.abc import Iterator
from operator import getitem

import pyarrow as pa
from distributed import Client, Worker, WorkerPlugin

from hhrules.arrow.pinned import Pinned
from hhrules.distributed.gather import ahead
from hhrules.distributed.problems import ClusterFailed
from hhrules.distributed.run import Part, Run, judge_part, judge_pieces, split


class RulesOnWorkers(WorkerPlugin):
    """Sends the driver's rules to every worker, also to those that join later."""

    def __init__(self, rules: Pinned) -> None:
        self.rules = rules
        self.name = f"hhrules-{rules.sha256[:16]}"

    def setup(self, worker: Worker) -> None:
        """Put the rules together, or refuse."""
        del worker
        self.rules.rules()


def judged_on_dask(run: Run, parts: list[Part], client: Client) -> Iterator[pa.Table]:
    """The findings on each part in order, or with a history those on heaps of patients."""
    client.register_plugin(RulesOnWorkers(run.rules))
    light = run.without_rules()
    workers = max(1, sum(client.nthreads().values()))  # type: ignore[no-untyped-call]  # as Dask has it
    if not run.history:
        yield from ahead(
            lambda part: client.submit(judge_part, light, part, pure=False), parts, 4 * workers
        )
        return
    heaps = 4 * workers
    splits = [client.submit(split, part, heaps, pure=False) for part in parts]
    yield from ahead(
        lambda heap: client.submit(
            judge_pieces,
            light,
            [client.submit(getitem, one, heap, pure=False) for one in splits],
            pure=False,
        ),
        range(heaps),
        heaps,
    )


def connect(address: str) -> Client:
    """A client of the scheduler at `tcp://host:port`; ClusterFailed where there is none."""
    try:
        return Client(address, timeout=10)  # type: ignore[no-untyped-call]  # as Dask has it
    except OSError as error:
        raise ClusterFailed(f"no Dask scheduler answers at {address}") from error
