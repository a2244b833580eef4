"""Spark with two executors, each a process of its own; one of them is killed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from attrs import evolve
from click.testing import CliRunner
from pyspark.sql import SparkSession

from hhrules.arrow import FINDINGS, pin, reports_of
from hhrules.cli.check import check
from hhrules.distributed import spark
from hhrules.distributed.gather import merged, without_places
from hhrules.distributed.problems import ClusterFailed
from hhrules.history.store import HistoryStore
from tests.unit.cli.conftest import ROOT
from tests.unit.distributed.conftest import Case

PARTITIONS = 8
SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.executorEnv.PYTHONPATH": str(ROOT),
    "spark.log.level": "ERROR",
    "spark.shuffle.io.maxRetries": "1",
    "spark.shuffle.io.retryWait": "1s",
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.sql.shuffle.partitions": str(PARTITIONS),
    "spark.task.maxFailures": "2",
    "spark.ui.enabled": "false",
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    folder = tmp_path_factory.mktemp("spark")
    builder = SparkSession.builder.master("local-cluster[2,1,1024]")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        environment.setenv("SPARK_WORKER_DIR", str(folder / "work"))
        environment.setenv("SPARK_LOCAL_DIRS", str(folder / "local"))
        environment.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        made = builder.getOrCreate()
    yield made
    made.stop()


def executors(session: SparkSession) -> list[psutil.Process]:
    """The processes that work for the session."""
    application = session.sparkContext.applicationId
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if application in words and any("CoarseGrainedExecutorBackend" in w for w in words):
            found.append(process)
    return found


def tasks_done(session: SparkSession, work: Future[list[pa.Table]]) -> int:
    """How many tasks of the stage that judges are done, once some are."""
    tracker = session.sparkContext.statusTracker()
    while not work.done():
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info and info.numTasks == PARTITIONS and info.numCompletedTasks:
                return int(info.numCompletedTasks)
        time.sleep(0.01)
    raise AssertionError(f"the work ended before it was looked at: {work.exception()}")


def encoded(tables: Iterator[pa.Table]) -> tuple[bytes, ...]:
    batches = [batch for table in without_places(tables) for batch in table.to_batches()]
    return tuple(report.encode() for batch in batches for report in reports_of(batch))


def test_a_killed_executor_changes_nothing(
    session: SparkSession, case: Case, tmp_path: Path
) -> None:
    run = case.run(history=True)
    with ThreadPoolExecutor(1) as pool:
        judged = pool.submit(lambda: list(spark.judged_on_spark(run, case.paths, session)))
        done = tasks_done(session, judged)
        victim, other = executors(session)
        victim.kill()
        victim.wait()
        tables = judged.result()
    assert 0 < done < PARTITIONS == len(tables)
    assert other.is_running()
    assert encoded(merged(tables, tmp_path)) == case.related


@pytest.mark.usefixtures("session")
def test_the_command_line_gives_the_reports_of_one_process(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "reports.jsonl"
    words = [str(path) for path in case.paths]
    options = ["--rulebooks", str(case.book), "--format", "jsonl", "--out", str(out)]
    done = CliRunner().invoke(check, [*words, *options, "--cluster", "spark:"])
    assert (done.exit_code, done.output) == (2, "")
    assert tuple(out.read_bytes().splitlines()) == case.alone


def test_a_frame_of_claims_gives_a_frame_of_findings(session: SparkSession, case: Case) -> None:
    claims = session.read.parquet(*(str(path) for path in case.paths))
    found = spark.findings(claims, case.rules, history=True, order=("claim_id",)).toArrow()
    assert found.schema.names == FINDINGS.names
    (batch,) = found.cast(FINDINGS).combine_chunks().to_batches()
    reports = list(reports_of(batch))
    with HistoryStore(":memory:") as store:
        by_id = sorted(case.documents, key=lambda d: str(d["claim_id"]))
        expected = [r.encode() for r in case.rules.evaluate_many(by_id, history=store)]
    assert sorted(report.encode() for report in reports) == sorted(expected)


def test_an_executor_with_another_release_refuses(session: SparkSession, case: Case) -> None:
    other = evolve(pin(case.rules.select(only=["S-1"])), program="hhrules 0.0.1 (code 0000)")
    claims = session.read.parquet(str(case.paths[0])).limit(1)
    with (
        pytest.raises(ClusterFailed, match="install the same release on every machine"),
        spark.connect(""),
    ):
        spark.findings(claims, other).collect()
