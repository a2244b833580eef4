"""`hhrules check --cluster`: the same command on many processes or machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct

from hhrules.arrow.problems import MissingExtra, TableProblem, require
from hhrules.claims.reader import Nulls
from hhrules.cli.history import RUN
from hhrules.cli.output import results, say
from hhrules.cli.paths import expand
from hhrules.cli.progress import Progress
from hhrules.cli.tables import TABLES, need_arrow
from hhrules.cli.verdict import Verdict
from hhrules.distributed.problems import ClusterFailed
from hhrules.readers.detect import detect
from hhrules.writers.report import ReportWriter

if TYPE_CHECKING:
    import pyarrow as pa

    from hhrules.distributed.run import Run
    from hhrules.engine.ruleset import Rules

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
        if text != "local" and not text.startswith(("dask://", "spark:")):
            said = "write local, dask://host:port, spark://host:port or spark:MASTER"
            self.fail(f"{text!r} is no cluster; {said}, such as spark:yarn", param, ctx)
        return text


def cluster_option(command: Decorated) -> Decorated:
    """Give a command the `--cluster` option."""
    return click.option(
        "--cluster",
        type=ClusterAddress(),
        metavar="local|dask://HOST:PORT|spark://HOST:PORT|spark:MASTER",
        help="Judge Parquet or Arrow files on this cluster; the output is the same.",
    )(command)


def refuse(history_at: str | None, lines: Path | None, *, profile: bool, resume: bool) -> None:
    """Refuse options that one process needs to itself."""
    if history_at not in (None, RUN):
        raise click.UsageError("--cluster knows the claims of the run only: --history run")
    if lines is not None:
        raise click.UsageError("--cluster takes whole claims: first hhrules convert --lines")
    for name, given in (("--profile", profile), ("--resume", resume)):
        if given:
            raise click.UsageError(f"{name} does not go with --cluster")


class Asked(Struct, frozen=True):
    """What a command asks of a cluster."""

    cluster: str
    words: Sequence[str]
    rules: Rules
    jobs: int
    history_at: str | None
    as_of: date | None
    nulls: Nulls | None

    def through(
        self, format_: str, writer: ReportWriter, out: Path | None, verdict: Verdict
    ) -> int:
        """Write the results and give the exit code; 2 where the cluster failed."""
        need_arrow()
        paths = _tables(self.words)
        try:
            with ExitStack() as stack:
                batches = self._findings(paths, stack)
                stream = stack.enter_context(results(out))
                if format_ in TABLES:
                    pieces = _table_pieces(batches, format_, verdict)
                else:
                    pieces = _report_pieces(batches, writer, verdict)
                for piece in pieces:
                    stream.write(piece)
        except MissingExtra as problem:
            say(f"hhrules: error: --cluster {self.cluster.partition(':')[0]} {problem}")
            return 2
        except (ClusterFailed, TableProblem) as problem:
            say(f"hhrules: error: {problem}")
            return 2
        return verdict.exit_code

    def _findings(self, paths: Sequence[Path], stack: ExitStack) -> Iterator[pa.RecordBatch]:
        """The findings on the claims of these files, in the order of the claims."""
        from hhrules.arrow.pinned import pin  # noqa: PLC0415 - needs the extra
        from hhrules.distributed.gather import merged, without_places  # noqa: PLC0415 - the same
        from hhrules.distributed.run import Run  # noqa: PLC0415 - the same

        run = Run(
            pin(self.rules),
            history=self.history_at is not None,
            as_of=self.as_of,
            nulls=self.nulls or "unknown",
        )
        tables = self._judged(run, paths, stack)
        if run.history or self.cluster.startswith("spark:"):
            from tempfile import TemporaryDirectory  # noqa: PLC0415 - slow to load

            folder = stack.enter_context(TemporaryDirectory(prefix="hhrules-"))
            tables = merged(tables, Path(folder))
        for table in without_places(tables):
            yield from table.to_batches()

    def _judged(self, run: Run, paths: Sequence[Path], stack: ExitStack) -> Iterator[pa.Table]:
        if self.cluster.startswith("spark:"):
            require("pyspark", "spark")
            from hhrules.distributed import spark  # noqa: PLC0415 - needs the extra

            whole = self.cluster.startswith("spark://")
            master = self.cluster if whole else self.cluster.removeprefix("spark:")
            session = stack.enter_context(spark.connect(master))
            return spark.judged_on_spark(run, paths, session)
        from hhrules.distributed.run import parts_of  # noqa: PLC0415 - needs the extra

        parts = parts_of(paths, _PIECE)
        if self.cluster.startswith("dask:"):
            require("distributed", "dask")
            from hhrules.distributed import dask  # noqa: PLC0415 - needs the extra

            address = self.cluster.replace("dask://", "tcp://", 1)
            client = stack.enter_context(dask.connect(address))
            return dask.judged_on_dask(run, parts, client)
        from hhrules.distributed.local import judged_locally  # noqa: PLC0415 - needs the extra

        return judged_locally(run, parts, self.jobs)


def _tables(words: Sequence[str]) -> list[Path]:
    """The files that are meant; each must be a table."""
    paths = expand(words)
    for path in paths:
        if not path.is_file():
            raise click.UsageError("--cluster reads files, not standard input")
        with path.open("rb") as file:
            if detect(file.read(65_536)).format not in TABLES:
                raise click.UsageError(
                    f"--cluster reads Parquet and Arrow, which {path} is not: "
                    "hhrules convert --format parquet makes a table of it"
                )
    return paths


def _report_pieces(
    batches: Iterable[pa.RecordBatch], writer: ReportWriter, verdict: Verdict
) -> Iterator[bytes]:
    from hhrules.arrow.findings import reports_of  # noqa: PLC0415 - needs the extra

    progress = Progress()
    yield writer.begin()
    for report in progress.over(report for batch in batches for report in reports_of(batch)):
        verdict.tally.count(report)
        yield writer.report(report)
    yield writer.end()


def _table_pieces(
    batches: Iterable[pa.RecordBatch], format_: str, verdict: Verdict
) -> Iterator[bytes]:
    from hhrules.arrow.files import TableBytes  # noqa: PLC0415 - needs the extra
    from hhrules.arrow.findings import FINDINGS, tally_of  # noqa: PLC0415 - the same

    file = TableBytes("parquet" if format_ == "parquet" else "arrow", FINDINGS)
    for batch in batches:
        verdict.tally.add(tally_of(batch))
        yield file.write(batch)
    yield file.close()
