"""What judging many claims takes: the table of docs/how-to/clusters.md, measured and worked out.

    python -m tests.benchmarks.clusters 20000 --whole --price 0.05 --night 8

Claims are made up, whole or lacking many facts, and written to Parquet. Each way judges a quarter of
them, and then in rounds a quarter and all: what the rest adds is what claims take, what the first run
takes more comes once. Time is the processor time of all processes, driver included, the least of the
rounds; the wall clock of a shared machine says little.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

import hhrules
from hhrules.arrow import FINDINGS, batches_of, pin
from hhrules.claims.reader import read_claim
from hhrules.distributed.gather import merged
from hhrules.distributed.local import judged_locally
from hhrules.distributed.run import Part, Run, judge, parts_of
from tests.benchmarks.claims import Maker, maker, stream

PIECES = 16
FEWER = 4
"""A small run is of so many times fewer claims."""
WORKERS = 2
MILLION = 1_000_000
NIGHT = 100 * MILLION

Way = Callable[[Run, list[Path], list[Part]], Iterator[pa.Table]]


@frozen
class Figure:
    """What one way takes: processor seconds for a run, and for each claim of it."""

    name: str
    once: float
    each: float

    def row(self, price: float, hours: float) -> str:
        """The figure, and what follows from it."""
        per_hour = 3600 / self.each
        core_hours = NIGHT / per_hour
        return (
            f"| {self.name} | {self.once:.1f} | {1e6 * self.each:,.0f} | {per_hour:,.0f} "
            f"| {MILLION / per_hour:.2f} | ${price * MILLION / per_hour:.2f} "
            f"| {core_hours:,.0f} | {core_hours / hours:,.0f} |"
        )


def table(figures: list[Figure], price: float, hours: float) -> str:
    """The table of the page."""
    heads = (
        "run",
        "once a run, s",
        "each claim, µs",
        "claims a core-hour",
        "core-hours a million claims",
        f"a million claims at ${price:.2f} a core-hour",
        "core-hours for 100 million",
        f"cores for 100 million in {hours:g} hours",
    )
    lines = [f"| {' | '.join(heads)} |", "|---|" + "--:|" * (len(heads) - 1)]
    return "\n".join([*lines, *(figure.row(price, hours) for figure in figures)])


def write_claims(count: int, path: Path, make: Maker) -> None:
    """Make up claims and write them in a row group for each piece of work."""
    lines = stream(count, make=make)
    claims = pa.Table.from_batches(batches_of(read_claim(line) for line in lines))
    pq.write_table(claims, path, row_group_size=-(-count // PIECES))


# --------------------------------------------------------------------------------- processes


def spent() -> float:
    """The processor seconds of this process and all that it started, dead ones too."""
    me = psutil.Process()
    seconds = 0.0
    for process in (me, *me.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        seconds += sum(times[:4])
    return seconds


def took(work: Callable[[int], None], number: int) -> float:
    """The processor seconds of a run on so many claims."""
    before = spent()
    work(number)
    return spent() - before


def measured(name: str, work: Callable[[int], None], count: int, rounds: int) -> Figure:
    """What comes once is told by the first run; what claims take, by the least of later ones."""
    fewer = count // FEWER
    first = took(work, fewer)
    pairs = [(took(work, fewer), took(work, count)) for _ in range(rounds)]
    least, most = (min(some) for some in zip(*pairs, strict=True))
    each = (most - least) / (count - fewer)
    return Figure(name, max(0.0, first - fewer * each), each)


# -------------------------------------------------------------------------------------- ways


def in_one_process(run: Run, paths: list[Path], parts: list[Part]) -> Iterator[pa.Table]:
    """All parts in this process."""
    del paths
    if run.history:
        from hhrules.distributed.run import judge_pieces, split  # noqa: PLC0415 - for this way

        splits = [split(part, 1)[0] for part in parts]
        yield judge_pieces(run, splits)
        return
    for part in parts:
        yield judge(run, part.batches())


def locally(run: Run, paths: list[Path], parts: list[Part]) -> Iterator[pa.Table]:
    """On processes of this machine."""
    del paths
    return judged_locally(run, parts, WORKERS)


@contextmanager
def dask() -> Iterator[Way]:
    """On a scheduler and workers."""
    from distributed import Client  # noqa: PLC0415 - for this way

    from hhrules.distributed.dask import judged_on_dask  # noqa: PLC0415 - for this way

    with TemporaryDirectory() as folder:
        at = ["--no-dashboard", "--scheduler-file", f"{folder}/scheduler.json"]
        start = [sys.executable, "-m"]
        local = ["--host", "127.0.0.1", "--port", "0"]
        alone = ["--nthreads", "1", "--no-nanny"]
        commands = [[*start, "distributed.cli.dask_scheduler", *local, *at]]
        commands += [[*start, "distributed.cli.dask_worker", *alone, *at]] * WORKERS
        running = [subprocess.Popen(c, stderr=subprocess.DEVNULL) for c in commands]
        client = Client(scheduler_file=at[-1], timeout=60)  # type: ignore[no-untyped-call]
        client.wait_for_workers(WORKERS)
        yield lambda run, _, parts: judged_on_dask(run, parts, client)
        client.close()  # type: ignore[no-untyped-call]
        for process in reversed(running):
            process.kill()
            process.wait()


@contextmanager
def spark() -> Iterator[Way]:
    """On executors of Spark."""
    from hhrules.distributed.spark import connect, judged_on_spark  # noqa: PLC0415 - for this way

    with connect(f"local-cluster[{WORKERS},1,1024]") as session:
        session.conf.set("spark.sql.shuffle.partitions", str(PIECES))
        session.conf.set("spark.sql.files.maxPartitionBytes", "256k")
        yield lambda run, paths, _: judged_on_spark(run, paths, session)


def figures(count: int, rounds: int, ways: list[str], make_claim: Maker) -> list[Figure]:
    """Every way, without and with the claims as each other's history."""
    found: list[Figure] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        files = {number: folder / f"{number}.parquet" for number in (count // FEWER, count)}
        for number, path in files.items():
            write_claims(number, path, make_claim)
        rules = pin(hhrules.load())
        made: dict[str, Callable[[], Way]] = {
            "one process": lambda: in_one_process,
            f"`--cluster local --jobs {WORKERS}`": lambda: locally,
            f"Dask, {WORKERS} workers": lambda: stack.enter_context(dask()),
            f"Spark, {WORKERS} executors": lambda: stack.enter_context(spark()),
        }
        for name, make in made.items():
            if ways and not any(way.casefold() in name.casefold() for way in ways):
                continue
            way = make()
            for history in (False, True):
                run = Run(rules, history=history)

                def work(number: int, run: Run = run, way: Way = way) -> None:
                    path = files[number]
                    tables = way(run, [path], parts_of([path], 1))
                    _through(tables, folder / "out", number, run)

                more = ", each other's history" if history else ""
                found.append(measured(f"{name}{more}", work, count, rounds))
                print(found[-1], file=sys.stderr)
    return found


def _through(tables: Iterator[pa.Table], folder: Path, count: int, run: Run) -> None:
    """Take the findings as `check` does, and make sure that each claim is there once."""
    folder.mkdir(exist_ok=True)
    whole = merged(tables, folder) if run.history else tables
    heads = 0
    for one in whole:
        heads += one.column("kind").to_pylist().count("claim")
        if one.schema.names[: len(FINDINGS)] != FINDINGS.names:
            raise RuntimeError("these are no findings")
    if heads != count:
        raise RuntimeError(f"{heads} reports on {count} claims")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=20_000)
    parser.add_argument("--whole", action="store_true", help="claims that lack next to nothing")
    parser.add_argument("--price", type=float, default=0.05, help="dollars a core-hour")
    parser.add_argument("--night", type=float, default=8, help="hours of a night")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="ways whose name has this word")
    asked = parser.parse_args()
    found = figures(asked.count, asked.rounds, asked.only, maker(whole=asked.whole))
    print(table(found, asked.price, asked.night))


if __name__ == "__main__":
    main()
