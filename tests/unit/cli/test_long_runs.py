"""Long runs as real processes: several workers, broken off, gone on with, killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hhrules.history.store import HistoryStore
from tests.unit.cli.conftest import ROOT, RULEBOOK, claim

PATIENCE = 60


class Long:
    """Runs `hhrules check` on the small rulebook, fed by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "small.hhr").write_text(RULEBOOK)

    def start(self, *words: str | Path, **options: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "hhrules", "check", "--rulebooks"]
        command += [str(w) for w in (self.folder / "small.hhr", *words)]
        told = {"HHRULES_CACHE_DIR": str(self.folder / "cache"), "COLUMNS": "80"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # options of its own
            command, cwd=ROOT, env={**os.environ, **told}, **{**pipes, **options}
        )

    def run(self, *words: str | Path, stdin: bytes = b"") -> tuple[int, bytes, str]:
        process = self.start(*words)
        out, said = process.communicate(stdin, timeout=PATIENCE)
        return process.returncode, out, said.decode()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Long:
    return Long(tmp_path_factory.mktemp("long"))


def claims(count: int, first: int = 0) -> bytes:
    return "".join(claim(f"C{n}", 3 + n % 2) for n in range(first, first + count)).encode()


def wait_until(done: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in found.split()]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture
def broken_off(long: Long, tmp_path: Path) -> Callable[[int], tuple[Path, str]]:
    """Begin a run of 600 claims, end it by a signal after 300; its result file and last words."""

    def run(number: int) -> tuple[Path, str]:
        out = tmp_path / "reports.jsonl"
        process = long.start("-", "--format", "jsonl", "--out", out)
        assert process.stdin is not None
        process.stdin.write(claims(300))
        process.stdin.flush()
        part = tmp_path / "reports.jsonl.part"
        wait_until(lambda: part.exists() and part.read_bytes().count(b"\n") == 300)
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == (-9 if number == signal.SIGKILL else 128 + number)
        assert not out.exists()
        return out, said.decode()

    return run


def whole(long: Long) -> bytes:
    code, out, _ = long.run("-", "--format", "jsonl", stdin=claims(600))
    assert code == 1
    assert out.count(b"\n") == 600
    return out


@pytest.mark.parametrize("format_", ["jsonl", "json"])
def test_two_workers_write_what_one_writes(long: Long, format_: str) -> None:
    one = long.run("-", "--format", format_, stdin=claims(900))
    two = long.run("-", "--format", format_, "--jobs", "2", stdin=claims(900))
    assert two == one
    assert one[1].count(b'"claim_id"') == 900


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_says_how_to_go_on_and_goes_on(
    long: Long, broken_off: Callable[[int], tuple[Path, str]], number: int
) -> None:
    out, said = broken_off(number)
    assert "broken off after 300 claims" in said
    assert f"they stand in {out}.part; the same command with --resume goes on" in said
    words = ("-", "--format", "jsonl", "--out", out, "--resume")
    assert long.run(*words, stdin=claims(600)) == (1, b"", "")
    assert out.read_bytes() == whole(long)
    assert [p.name for p in out.parent.iterdir()] == [out.name]


def test_killed_run_goes_on_behind_its_last_whole_line(
    long: Long, broken_off: Callable[[int], tuple[Path, str]]
) -> None:
    out, _ = broken_off(signal.SIGKILL)
    part = out.with_name(f"{out.name}.part")
    part.write_bytes(part.read_bytes()[:-40])  # as a write that was cut off leaves it
    words = ("-", "--format", "jsonl", "--out", out, "--resume", "--jobs", "2")
    assert long.run(*words, stdin=claims(600))[0] == 1
    assert out.read_bytes() == whole(long)


def test_run_goes_on_only_with_what_it_began(
    long: Long, broken_off: Callable[[int], tuple[Path, str]]
) -> None:
    out, _ = broken_off(signal.SIGTERM)
    words = ("-", "--format", "jsonl", "--out", out, "--resume", "--skip", "S-2")
    code, _, said = long.run(*words, stdin=claims(600))
    assert code == 2
    assert "begun with other claims, rules or options" in said
    assert out.with_name(f"{out.name}.part").read_bytes().count(b"\n") == 300


def test_exit_code_counts_what_was_found_before_the_break(long: Long, tmp_path: Path) -> None:
    out = tmp_path / "r.jsonl"
    process = long.start("-", "--format", "jsonl", "--out", out)
    assert process.stdin is not None
    process.stdin.write(claim("bad", 3).encode() + b"{}\n")
    process.stdin.flush()
    part = tmp_path / "r.jsonl.part"
    wait_until(lambda: part.exists() and part.read_bytes().count(b"\n") == 2)
    process.terminate()
    process.communicate(timeout=PATIENCE)
    stdin = claim("bad", 3).encode() + b"{}\n" + claim("good", 4).encode()
    words = ("-", "--format", "jsonl", "--out", out, "--resume")
    assert long.run(*words, stdin=stdin)[0] == 2


def test_resume_without_a_broken_run_begins_at_the_beginning(
    long: Long, tmp_path: Path
) -> None:
    out = tmp_path / "reports.jsonl"
    words = ("-", "--format", "jsonl", "--out", out, "--resume")
    assert long.run(*words, stdin=claims(600))[0] == 1
    assert out.read_bytes() == whole(long)


def test_history_of_a_run_is_whole_after_a_break(long: Long, tmp_path: Path) -> None:
    out, store = tmp_path / "reports.jsonl", tmp_path / "store.db"
    process = long.start("-", "--format", "jsonl", "--out", out, "--history", store)
    assert process.stdin is not None
    process.stdin.write(claims(50))
    process.stdin.flush()
    part = tmp_path / "reports.jsonl.part"
    wait_until(lambda: part.exists() and part.read_bytes().count(b"\n") == 50)
    process.kill()
    process.communicate(timeout=PATIENCE)
    words = ("-", "--format", "jsonl", "--out", out, "--history", store, "--resume")
    assert long.run(*words, stdin=claims(80))[0] == 1
    with HistoryStore(store) as kept:
        assert kept.counts() == (1, 80)


def test_every_format_tells_the_same_with_a_history(long: Long, tmp_path: Path) -> None:
    told = {}
    for format_ in ("jsonl", "json"):
        store = tmp_path / f"{format_}.db"
        words = ("-", "--format", format_, "--history", store)
        _, told[format_], _ = long.run(*words, stdin=claims(250))
        with HistoryStore(store) as kept:
            assert kept.counts() == (1, 250)
    lines = [json.loads(line) for line in told["jsonl"].splitlines()]
    assert json.loads(told["json"]) == lines


def test_worker_that_is_killed_changes_nothing(long: Long, tmp_path: Path) -> None:
    out = tmp_path / "reports.jsonl"
    process = long.start("-", "--format", "jsonl", "--jobs", "2", "--out", out)
    assert process.stdin is not None
    process.stdin.write(claims(3000))
    process.stdin.flush()
    part = tmp_path / "reports.jsonl.part"
    wait_until(lambda: part.exists() and part.stat().st_size)
    os.kill(children(process.pid)[0], signal.SIGKILL)
    process.communicate(claims(3000, 3000), timeout=PATIENCE)
    assert process.returncode == 1
    one = long.run("-", "--format", "jsonl", stdin=claims(6000))
    assert out.read_bytes() == one[1]


def test_workers_end_with_the_process_that_they_work_for(long: Long) -> None:
    process = long.start("-", "--format", "jsonl", "--jobs", "2")
    assert process.stdin is not None
    process.stdin.write(claims(10))
    process.stdin.flush()
    wait_until(lambda: len(children(process.pid)) == 2)
    workers = children(process.pid)
    words = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    assert all(Path(f"/proc/{pid}/cmdline").read_bytes() == words for pid in workers)  # twins
    process.kill()
    process.communicate(timeout=PATIENCE)
    wait_until(lambda: not any(is_alive(pid) for pid in workers))


def test_unreadable_claim_among_many_is_one_report_with_an_error(long: Long) -> None:
    stdin = claims(400) + b'{"claim_id": "X", "lines": 7}\n' + claims(400, 400)
    code, out, _ = long.run("-", "--format", "jsonl", "--jobs", "2", stdin=stdin)
    assert code == 2
    reports = [json.loads(line) for line in out.splitlines()]
    assert len(reports) == 801
    assert [r["claim_id"] for r in reports if r["status"] == "error"] == ["X"]
    assert reports[400]["status"] == "error"


def test_memory_does_not_grow_with_the_input(long: Long) -> None:
    def most(count: int) -> int:
        """The most memory (KB) that a process of its own held while it judged."""
        code = (
            "import resource, sys\n"
            "from hhrules.cli.main import cli\n"
            "cli(sys.argv[1:], standalone_mode=False)\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
        )
        words = [
            "check",
            "-",
            "--format",
            "jsonl",
            "--rulebooks",
            str(long.folder / "small.hhr"),
        ]
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            cwd=ROOT,
            env={**os.environ, "HHRULES_CACHE_DIR": str(long.folder / "cache")},
            input=claims(count),
            capture_output=True,
            check=True,
        )
        return int(done.stderr.split()[-1])

    few = most(2_000)
    assert most(12_000) < few + 8_192


def test_reading_stops_while_nobody_takes_the_results(long: Long) -> None:
    process = long.start("-", "--format", "jsonl")
    assert process.stdin is not None
    assert process.stdout is not None
    os.set_blocking(process.stdin.fileno(), False)
    some, taken, refused_since = claims(200), 0, time.monotonic()
    while time.monotonic() < refused_since + 2.0:
        try:
            taken += os.write(process.stdin.fileno(), some)
            refused_since = time.monotonic()
        except BlockingIOError:
            time.sleep(0.02)
        assert taken < 4_000_000
    process.kill()
    process.communicate(timeout=PATIENCE)
