"""A Dask scheduler and two workers, each a process of its own; one of them is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from distributed import Client

from hhrules.arrow import OtherRules, reports_of
from hhrules.distributed.dask import judged_on_dask
from hhrules.distributed.gather import merged, without_places
from hhrules.distributed.run import judge_part, parts_of
from tests.unit.cli.conftest import ROOT, Program
from tests.unit.distributed.conftest import GROUP, Case

Processes = list[subprocess.Popen[bytes]]


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        quiet = ["--no-dashboard", "--scheduler-file", str(self.file)]
        self._scheduler = self._start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", *quiet
        )
        self._alone = ["--nthreads", "1", "--no-nanny", *quiet]
        self.workers = [self._worker() for _ in range(2)]
        self.client = Client(scheduler_file=str(self.file), timeout=60)  # type: ignore[no-untyped-call]
        self.client.wait_for_workers(2, timeout=60)

    def _start(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *words],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )

    def _worker(self) -> subprocess.Popen[bytes]:
        return self._start("dask_worker", *self._alone)

    @property
    def address(self) -> str:
        """Where the scheduler listens, as the command line has it."""
        scheduler = self.client.scheduler
        assert scheduler is not None
        return str(scheduler.address).replace("tcp://", "dask://")

    def renew(self) -> None:
        """Start a worker in the place of the one that was killed."""
        self.workers.append(self._worker())
        self.client.wait_for_workers(2, timeout=60)

    def close(self) -> None:
        """Stop everything."""
        self.client.close()  # type: ignore[no-untyped-call]
        for process in (self._scheduler, *self.workers):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("dask"))
    yield made
    made.close()


@pytest.mark.parametrize("history", [False, True])
def test_a_killed_worker_changes_nothing(
    cluster: Cluster, case: Case, tmp_path: Path, *, history: bool
) -> None:
    parts = parts_of(case.paths, GROUP)
    judged = judged_on_dask(case.run(history=history), parts, cluster.client)
    first = next(judged)
    victim = cluster.workers[-1]
    victim.kill()
    victim.wait()
    tables = [first, *judged]
    assert len(tables) == (len(parts) if not history else 8)
    in_order = list(merged(tables, tmp_path)) if history else tables
    batches = [batch for table in without_places(in_order) for batch in table.to_batches()]
    reports = tuple(report.encode() for batch in batches for report in reports_of(batch))
    assert reports == case.expected(history=history)
    cluster.renew()


def test_a_worker_without_the_rules_refuses(cluster: Cluster, case: Case) -> None:
    run = case.run(history=False)
    (part, *_) = parts_of(case.paths, GROUP)
    other = evolve(case, rules=case.rules.select(only=["S-1"]))
    light = other.run(history=False).without_rules()
    with pytest.raises(OtherRules, match="not those that were sent"):
        cluster.client.submit(judge_part, light, part, pure=False).result()
    assert run.rules != light.rules


def test_the_command_line_gives_the_bytes_of_one_process(
    cluster: Cluster, case: Case, program: Program
) -> None:
    words = ("check", "--rulebooks", case.book, *case.paths, "--format", "jsonl")
    on_cluster = program(*words, "--cluster", cluster.address)
    here = program(*words)
    assert (on_cluster.stderr, on_cluster.returncode) == (b"", 2)
    assert (here.stdout, here.returncode) == (on_cluster.stdout, 2)


def test_a_scheduler_that_is_not_there_is_told(program: Program, case: Case) -> None:
    words = ("--rulebooks", case.book, *case.paths, "--cluster", "dask://127.0.0.1:1")
    done = program("check", *words)
    assert done.returncode == 2
    assert b"no Dask scheduler answers at tcp://127.0.0.1:1" in done.stderr
    assert b"Traceback" not in done.stderr
