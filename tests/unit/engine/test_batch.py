"""Claims over several processes, twins and programs of their own, one of which dies."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import msgspec
import pytest

from hhrules.engine.blocks import Block, Opened, Stretch
from hhrules.engine.compiling.whole_set import compile_rulebook
from hhrules.engine.processes import Process
from hhrules.engine.ruleset import Rules
from tests.unit.cli.test_long_runs import children, is_alive
from tests.unit.engine.test_workspace import CLAIM, SHARED


class Deadly:
    """What ends the process that unpacks it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return compile_rulebook(
        SHARED.replace("{days}", "10")
        + """
rule LC-01 "No claim is long"
  effective from 2010-01-01
  level       claim
  certainty   verified
  require     not long claim
  otherwise   warn
  because     "It ends on {statement through}."
  cite        "Test"
"""
    )


@pytest.fixture
def beside() -> Iterator[None]:
    """A second thread, for as long as a test runs: beside it no process can be split."""
    done = Event()
    thread = Thread(target=done.wait)
    thread.start()
    yield
    done.set()
    thread.join()


@pytest.fixture(params=["", "beside"])
def kind(request: pytest.FixtureRequest) -> str:
    """Programs as workers; or else twins, unless there were threads before."""
    if request.param:
        request.getfixturevalue(request.param)
    return str(request.param)


def words_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def named(count: int) -> list[dict[str, Any]]:
    return [{**CLAIM, "claim_id": f"C-{n}"} for n in range(count)]


@pytest.mark.usefixtures("kind")
def test_claim_that_no_process_lives_through_is_one_report(rules: Rules) -> None:
    claims: list[Any] = [*named(250)]
    claims[120] = Deadly()
    reports = list(rules.evaluate_many(claims, jobs=2))
    assert [r.status for r in reports].count("error") == 1
    assert reports[120].errors[0].code == "internal-error"
    assert reports[:120] + reports[121:] == [
        rules.evaluate(c) for n, c in enumerate(named(250)) if n != 120
    ]


def test_run_that_is_left_early_ends_its_workers(rules: Rules, kind: str) -> None:
    before = children(os.getpid())
    reports = rules.evaluate_many(iter(named(5000)), jobs=2)
    assert next(iter(reports)).claim_id == "C-0"
    workers = [pid for pid in children(os.getpid()) if pid not in before]
    assert len(workers) == 2
    if kind == "beside":
        assert all(b"hhrules.engine.worker" in words_of(pid) for pid in workers)
    reports.close()  # type: ignore[attr-defined]  # a generator
    assert children(os.getpid()) == before


@pytest.mark.usefixtures("beside")
def test_workers_that_cannot_run_end_the_run(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = shutil.which("false")
    assert program is not None
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(ChildProcessError, match="worker processes end"):
        list(rules.evaluate_many(named(250), jobs=2))


@pytest.mark.usefixtures("beside")
def test_workers_take_no_modules_from_the_folder_they_are_started_in(
    rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "struct.py").write_text("raise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    one = list(rules.evaluate_many(named(5)))
    assert list(rules.evaluate_many(named(5), jobs=2)) == one


@pytest.mark.usefixtures("kind")
def test_workers_judge_as_one_process_does(rules: Rules) -> None:
    claims: list[Any] = [*named(450), b"{", {}, *named(40)]
    day = dt.date(2024, 1, 1)
    some = rules.select(skip=["LC-01"])
    for judging in (rules, some):
        one = list(judging.evaluate_many(claims, as_of=day, nulls="unknown"))
        assert list(judging.evaluate_many(claims, jobs=3, as_of=day, nulls="unknown")) == one


@pytest.mark.usefixtures("kind")
def test_answers_keep_the_order_of_blocks_of_any_size(rules: Rules, tmp_path: Path) -> None:
    document = msgspec.json.encode(named(1)[0])
    long = msgspec.json.encode({**named(1)[0], "remarks": "x" * 3_000_000})
    path = tmp_path / "claims.jsonl"
    path.write_bytes(b"\n".join([document, long, *[document] * 400, long, long, document]))
    whole = path.read_bytes()
    with path.open("rb") as stream:
        file = Opened(stream.fileno())
    cuts = [0, *(n + 1 for n in range(len(whole)) if whole[n : n + 1] == b"\n"), len(whole)]
    blocks = [Block(lines=Stretch(file, a, b - a)) for a, b in pairwise(cuts)]
    blocks[7:7] = [Block(items=named(5)), Block(lines=b"\n" + long + b"\n")]
    one = [j.lines for j in rules.judge_blocks(blocks)]
    assert one[0].count(b"\n") == 1
    assert [j.lines for j in rules.judge_blocks(blocks, jobs=2)] == one


def test_a_file_that_was_cut_short_gives_what_is_left_of_it(
    rules: Rules, tmp_path: Path
) -> None:
    path = tmp_path / "claims.jsonl"
    lines = [msgspec.json.encode(claim) + b"\n" for claim in named(40)]
    path.write_bytes(b"".join(lines))
    with path.open("rb") as stream:
        file = Opened(stream.fileno())
    size = path.stat().st_size
    blocks = [Block(lines=Stretch(file, 0, size // 2)), Block(lines=Stretch(file, size, 99))]
    os.truncate(path, len(lines[0]) * 3)
    for jobs in (1, 2):
        found = list(rules.judge_blocks(blocks, jobs=jobs))
        assert [j.tally.claims for j in found] == [3, 0]


@pytest.fixture
def crowded() -> Iterator[None]:
    """A process with over a thousand open files, as a service that answers many has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    ends = os.pipe()
    taken = [fcntl.fcntl(ends[0], fcntl.F_DUPFD_CLOEXEC, 3) for _ in range(1_100)]
    yield
    for number in (*ends, *taken):
        os.close(number)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("kind", "crowded")
def test_workers_answer_a_process_with_many_open_files(rules: Rules) -> None:
    one = list(rules.evaluate_many(named(250)))
    assert list(rules.evaluate_many(named(250), jobs=2)) == one


def test_number_of_a_worker_that_somebody_else_waited_for_is_not_its_own(rules: Rules) -> None:
    """A program that waits for all children, or ignores their ends, lets numbers go round."""
    words = ["sh", "-c", "sleep 60 >/dev/null 2>&1 & echo $!"]
    other = int(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)
    process = Process(rules._judging(None, "none"))
    worker, process._pid = process._pid, other
    process.end()
    os.waitpid(worker, 0)
    assert is_alive(other)
    os.kill(other, 9)
