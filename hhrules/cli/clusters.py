"""`hhrules check --cluster`: the same command on many processes or machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hhrules.arrow.problems import MissingExtra, TableProblem, require
from hhrules.cli.history import RUN
from hhrules.cli.output import say
from hhrules.cli.paths import expand
from hhrules.cli.verdict import Verdict
from hhrules.distributed.problems import ClusterFailed
from hhrules.runtime.report import Report

if TYPE_CHECKING:
    import pyarrow as pa

    from hhrules.distributed.run import Part, Run

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_PIECE = 10_000
"""The least number of claims that are worth sending away."""


class ClusterAddress(click.ParamType[str]):
    """Where to run: `local`, `dask://host:port`, `spark://host:port` or `spark:MASTER`."""

    name = "ADDRESS"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Take an address of a known kind."""
        text = str(value)
        if text == "local" or text.startswith(("dask://", "spark:")):
            return text
        self.fail(
            f"{text!r} is no cluster; write local, dask://host:port, spark://host:port or "
            "spark:MASTER, such as spark:yarn",
            param,
            ctx,
        )


def cluster_option(command: Decorated) -> Decorated:
    """Give a command the `--cluster` option."""
    return click.option(
        "--cluster",
        type=ClusterAddress(),
        metavar="local|dask://HOST:PORT|spark://HOST:PORT|spark:MASTER",
        help="Judge Parquet or Arrow files on this cluster; the output is the same.",
    )(command)


def refuse(history_at: str | None, lines: Path | None, *, profile: bool) -> None:
    """Refuse options that one process needs to itself."""
    if history_at not in (None, RUN):
        raise click.UsageError("--cluster knows the claims of the run only: --history run")
    if lines is not None:
        raise click.UsageError("--cluster takes whole claims: first hhrules convert --lines")
    if profile:
        raise click.UsageError("--profile is for one process: leave --cluster out")


def findings_on(
    cluster: str, words: Sequence[str], run: Run, jobs: int
) -> Iterator[pa.RecordBatch]:
    """The findings on the claims of these files, in their order; leaves with 2 where it fails."""
    paths = expand(words)
    try:
        with _results(cluster, paths, run, jobs) as tables:
            for table in tables:
                yield from table.to_batches()
    except MissingExtra as problem:
        say(f"hhrules: error: --cluster {cluster.partition(':')[0]} {problem}")
        raise click.exceptions.Exit(2) from None
    except (ClusterFailed, TableProblem) as problem:
        say(f"hhrules: error: {problem}")
        raise click.exceptions.Exit(2) from None


@contextmanager
def _results(
    cluster: str, paths: Sequence[Path], run: Run, jobs: int
) -> Iterator[Iterable[pa.Table]]:
    """The tables of findings without places, in order."""
    from hhrules.distributed.gather import merged, without_places  # noqa: PLC0415 - needs the extra

    with ExitStack() as stack:
        if cluster.startswith("spark:"):
            tables = _on_spark(cluster, paths, run, stack)
        elif cluster.startswith("dask:"):
            tables = _on_dask(cluster, paths, run, stack)
        else:
            from hhrules.distributed.local import judged_locally  # noqa: PLC0415 - needs the extra

            tables = judged_locally(run, _parts(paths), jobs)
        if run.history or cluster.startswith("spark:"):
            folder = stack.enter_context(TemporaryDirectory(prefix="hhrules-"))
            tables = merged(tables, Path(folder))
        yield without_places(tables)


def _parts(paths: Sequence[Path]) -> list[Part]:
    from hhrules.distributed.run import parts_of  # noqa: PLC0415 - needs the extra

    return parts_of(paths, _PIECE)


def _on_dask(
    cluster: str, paths: Sequence[Path], run: Run, stack: ExitStack
) -> Iterable[pa.Table]:
    require("distributed", "dask")
    from hhrules.distributed.dask import connect, judged_on_dask  # noqa: PLC0415 - needs the extra

    client = stack.enter_context(connect(cluster.replace("dask://", "tcp://", 1)))
    return judged_on_dask(run, _parts(paths), client)


def _on_spark(
    cluster: str, paths: Sequence[Path], run: Run, stack: ExitStack
) -> Iterable[pa.Table]:
    require("pyspark", "spark")
    from hhrules.distributed.spark import connect, judged_on_spark  # noqa: PLC0415 - needs the extra

    master = cluster if cluster.startswith("spark://") else cluster.removeprefix("spark:")
    session = stack.enter_context(connect(master))
    return judged_on_spark(run, paths, session)


def reports_in(batches: Iterable[pa.RecordBatch]) -> Iterator[Report]:
    """The reports that the rows stand for; a report may go on in the next batch."""
    from hhrules.arrow.findings import reports_of  # noqa: PLC0415 - needs the extra

    for batch in batches:
        yield from reports_of(batch)


def pieces_of(
    batches: Iterable[pa.RecordBatch], format_: str, verdict: Verdict
) -> Iterator[bytes]:
    """The bytes of a findings table, piece by piece, with a look at what the rows mean."""
    from hhrules.arrow.files import TableBytes  # noqa: PLC0415 - needs the extra
    from hhrules.arrow.findings import FINDINGS, kinds_of_row  # noqa: PLC0415 - needs the extra

    file = TableBytes("parquet" if format_ == "parquet" else "arrow", FINDINGS)
    for batch in batches:
        for status, outcome, action in kinds_of_row(batch):
            verdict.note(status, outcome, action)
        yield file.write(batch)
    yield file.close()
