"""`hhrules check --cluster local`, and what `--cluster` refuses."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from hhrules.arrow import reports_of
from tests.unit.cli.conftest import Program, claim
from tests.unit.distributed.conftest import Case


@pytest.mark.parametrize("more", [("json",), ("text", "--history", "run")])
def test_local_processes_give_the_bytes_of_one_process(
    case: Case, program: Program, more: tuple[str, ...]
) -> None:
    words = ("check", "--rulebooks", case.book, *case.paths, "--format", *more)
    here = program(*words)
    there = program(*words, "--cluster", "local", "--jobs", "2")
    assert there.stderr == here.stderr == b""
    assert there.stdout == here.stdout
    assert there.returncode == here.returncode == 2


def test_findings_come_as_a_table(case: Case, program: Program) -> None:
    out = case.book.with_name("findings.parquet")
    words = ("check", "--rulebooks", case.book, *case.paths, "--cluster", "local")
    done = program(*words, "--history", "run", "--format", "parquet", "--out", out)
    assert (done.returncode, done.stderr) == (2, b"")
    (batch,) = pq.read_table(out).combine_chunks().to_batches()
    assert tuple(r.encode() for r in reports_of(batch)) == case.related


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--cluster", "ray://x"), b"is no cluster"),
        (("--cluster", "local", "--history", "claims.db"), b"--history run"),
        (("--cluster", "local", "--profile"), b"--profile does not go with --cluster"),
        (("--cluster", "local", "--lines", "{}"), b"hhrules convert --lines"),
    ],
)
def test_what_a_cluster_cannot_do_is_refused(
    case: Case, program: Program, words: tuple[str, ...], said: bytes
) -> None:
    given = [word.replace("{}", str(case.paths[0])) for word in words]
    done = program("check", *case.paths, *given)
    assert done.returncode == 2
    assert said in done.stderr


def test_documents_are_to_be_made_tables_first(case: Case, program: Program) -> None:
    path = case.book.with_name("claims.jsonl")
    path.write_text(claim())
    done = program("check", path, "--cluster", "local")
    assert done.returncode == 2
    assert b"hhrules convert --format parquet makes a table of it" in done.stderr


@pytest.mark.parametrize(
    ("library", "address"), [("distributed", "dask://x:1"), ("pyspark", "spark:")]
)
def test_a_missing_extra_is_named(
    case: Case, program: Program, library: str, address: str
) -> None:
    hidden = (
        f"import sys; sys.modules[{library!r}] = None; sys.argv[0] = 'hhrules'\n"
        "import runpy; runpy.run_module('hhrules', run_name='__main__')"
    )
    done = program("check", *case.paths, "--cluster", address, code=hidden)
    assert done.returncode == 2
    assert f'pip install "hhrules[{address.partition(":")[0]}]"'.encode() in done.stderr
