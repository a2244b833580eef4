"""What a run reads from and writes to: pipes with names, readers that stop, full disks, nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hhrules.cli.start import UNHEARD
from tests.unit.cli.conftest import ROOT
from tests.unit.cli.test_long_runs import PATIENCE, Long, claims


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Long:
    return Long(tmp_path_factory.mktemp("streams"))


@pytest.mark.parametrize("words", ["--format jsonl", "--format json --jobs 2"])
def test_pipe_with_a_name_is_read_like_a_file(long: Long, tmp_path: Path, words: str) -> None:
    pipe = tmp_path / "claims"
    os.mkfifo(pipe)
    process = long.start(pipe, *words.split())
    pipe.write_bytes(claims(400))
    out, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (1, b"")
    assert out.count(b'"claim_id"') == 400


def fed(process: subprocess.Popen[bytes], *parts: bytes) -> bytes:
    """What a run tells of parts that come one after another."""
    assert process.stdin is not None
    for part in parts[:-1]:
        process.stdin.write(part)
        process.stdin.flush()
        time.sleep(0.3)
    return process.communicate(parts[-1], timeout=PATIENCE)[0]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_pipe_that_nobody_waits_for_is_waited_for(long: Long, jobs: str) -> None:
    end, other = os.pipe()
    os.set_blocking(end, False)
    process = long.start("-", "--format", "jsonl", "--jobs", jobs, stdin=end)
    os.close(end)
    process.stdin = os.fdopen(other, "wb")
    out = fed(process, claims(100), claims(100, 100)[:-40], claims(100, 100)[-40:])
    assert process.returncode == 1
    assert out.count(b"\n") == 200


@pytest.mark.parametrize("first", [b"\xef\xbb\xbf", b"\n", b"\xef\xbb\xbf \r\n"])
def test_what_stands_before_the_first_claim_may_come_alone(long: Long, first: bytes) -> None:
    process = long.start("-", "--format", "jsonl")
    out = fed(process, first, claims(20))
    assert process.returncode == 1
    assert out.count(b"\n") == 20


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("format_", ["text", "jsonl"])
def test_a_reader_that_stops_reading_ends_the_run(
    long: Long, tmp_path: Path, format_: str, jobs: str
) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(claims(3_000))
    with long.start(path, "--format", format_, "--jobs", jobs) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) == UNHEARD


@pytest.mark.parametrize("words", ["--format jsonl", "--format json --jobs 2"])
def test_results_that_cannot_be_written_whole_end_the_run_without_buffers_too(
    long: Long, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    path, room = tmp_path / "claims.jsonl", 20_000
    path.write_bytes(claims(300))
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")

    def have_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    with (tmp_path / "results").open("wb") as results:
        process = long.start(path, *words.split(), stdout=results, preexec_fn=have_little_room)
        _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, b"File too large" in said) == (2, True)
    assert (tmp_path / "results").stat().st_size == room


def test_help_that_nobody_reads_is_said_so_too(long: Long) -> None:
    end, other = os.pipe()
    os.close(end)
    process = long.start("--help", stdout=other)
    os.close(other)
    assert process.communicate(timeout=PATIENCE)[1] == b""
    assert process.returncode == UNHEARD


@pytest.mark.parametrize("words", ["--format jsonl", "--format json --jobs 2"])
def test_a_caller_may_close_what_it_does_not_want(
    long: Long, tmp_path: Path, words: str
) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(claims(3))
    quiet = (
        "import os, sys; [os.close(n) for n in (0, 1, 2)]; os.execv(sys.argv[1], sys.argv[1:])"
    )
    named = ["-m", "hhrules", "check", str(path), "--rulebooks", str(long.folder / "small.hhr")]
    command = [sys.executable, "-c", quiet, sys.executable, *named, *words.split()]
    told = {**os.environ, "HHRULES_CACHE_DIR": str(long.folder / "cache")}
    assert subprocess.run(command, cwd=ROOT, env=told, check=False).returncode == 1
