"""Results never take the place of claims, of a history store, or of another run's results."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from hhrules.cli.apart import apart, written_onto
from tests.unit.cli.conftest import Program
from tests.unit.cli.test_long_runs import PATIENCE, Long, claims, wait_until

LINES = ("--format", "jsonl")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Long:
    return Long(tmp_path_factory.mktemp("own"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Claims, with the results of an earlier run and what a broken one left beside them."""
    found = tmp_path / "claims"
    found.mkdir()
    for name in ("a.jsonl", "r.jsonl", "r.jsonl.part", "r.jsonl.run"):
        (found / name).write_bytes(claims(2))
    return found


def test_results_in_a_folder_of_claims_are_no_claims(folder: Path) -> None:
    paths = sorted(folder.iterdir())
    assert apart(paths, folder / "r.jsonl") == [folder / "a.jsonl"]
    assert apart(paths, folder / "new.jsonl") == paths


@pytest.mark.parametrize("ending", ["", ".part", ".run"])
def test_claims_that_are_named_are_not_written_onto(folder: Path, ending: str) -> None:
    link, second = folder / "link", folder / "second"
    named = folder / f"r.jsonl{ending}"
    link.symlink_to(named)
    second.hardlink_to(named)
    words = [str(folder / "a.jsonl"), "-", str(folder)]
    assert written_onto(words, folder / "r.jsonl") == ""
    for path in (named, link, second):
        assert written_onto([*words, str(path)], folder / "r.jsonl") == str(path)


@pytest.mark.parametrize("format_", ["jsonl", "json", "text"])
def test_check_leaves_claims_as_they_are(
    program: Program, book: Path, tmp_path: Path, format_: str
) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(claims(2))
    ended = program(
        "check", path, "--format", format_, "--out", path, "--rulebooks", book, "--jobs", "2"
    )
    assert (ended.returncode, path.read_bytes()) == (2, claims(2))
    assert f"onto the claims of {path}; name another file" in ended.stderr.decode()


def test_claims_are_not_appended_to_while_they_are_read(long: Long, tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(claims(2))
    with path.open("ab") as stream:
        _, said = long.start(path, *LINES, stdout=stream).communicate(timeout=PATIENCE)
    assert path.read_bytes() == claims(2)
    assert "onto the claims of" in said.decode()


def test_a_run_into_a_folder_of_claims_tells_the_same_again(long: Long, folder: Path) -> None:
    out = folder / "r.jsonl"
    first = long.run(folder, *LINES, "--out", out)
    written = out.read_bytes()
    assert written.count(b"claim_id") == 2
    assert (long.run(folder, *LINES, "--out", out), out.read_bytes()) == (first, written)


def test_convert_leaves_claims_as_they_are(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(claims(2))
    assert program("convert", path, "--out", path).returncode == 2
    assert path.read_bytes() == claims(2)


def test_a_history_store_is_not_written_onto(long: Long, tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    code, _, said = long.run("-", *LINES, "--history", store, "--out", store, stdin=claims(1))
    assert (code, store.exists()) == (2, False)
    assert "onto the history store" in said


@pytest.mark.parametrize("format_", ["jsonl", "json"])
def test_results_go_where_a_link_leads(long: Long, tmp_path: Path, format_: str) -> None:
    target, link = tmp_path / "today", tmp_path / "latest"
    target.write_bytes(b"before")
    link.symlink_to(target)
    long.run("-", "--format", format_, "--out", link, stdin=claims(1))
    assert link.is_symlink()
    assert b"claim_id" in target.read_bytes()


def test_two_runs_do_not_write_one_file(long: Long, tmp_path: Path) -> None:
    out = tmp_path / "r.jsonl"
    first = long.start("-", *LINES, "--out", out)
    assert first.stdin is not None
    first.stdin.write(claims(2))
    first.stdin.flush()
    wait_until((tmp_path / "r.jsonl.run").exists)
    for more in ((), ("--resume",)):
        code, _, said = long.run("-", *LINES, "--out", out, *more, stdin=claims(3, first=7))
        assert (code, out.exists()) == (2, False)
        assert "another run is writing" in said
    first.communicate(timeout=PATIENCE)
    assert out.read_bytes().count(b"claim_id") == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.jsonl"]


def _with_room_for(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_for_which_there_was_no_room_goes_on_when_there_is(
    long: Long, tmp_path: Path, jobs: str
) -> None:
    path, out, whole = (tmp_path / name for name in ("claims", "out", "whole"))
    path.write_bytes(claims(4_000))
    words = (path, *LINES, "--jobs", jobs, "--out", out)
    full = long.start(*words, preexec_fn=lambda: _with_room_for(1_000_000))
    _, said = full.communicate(timeout=PATIENCE)
    told = said.decode().splitlines()
    assert full.returncode == 2
    assert f"they stand in {out}.part; the same command with --resume goes on" in told
    assert told[-1] == f"hhrules: error: {out}.part: File too large"
    assert long.run(*words, "--resume")[0] == 1
    long.run(path, *LINES, "--out", whole)
    assert out.read_bytes() == whole.read_bytes()


def test_no_room_on_standard_output_is_said(long: Long) -> None:
    with Path("/dev/full").open("wb") as full:
        process = long.start("-", *LINES, stdout=full)
        _, said = process.communicate(claims(3), timeout=PATIENCE)
    assert process.returncode == 2
    assert said.decode().endswith("error: standard output: No space left on device\n")


def test_a_history_store_without_room_is_said_and_gone_on_with(
    long: Long, tmp_path: Path
) -> None:
    path, out, store = (tmp_path / name for name in ("claims", "out", "store.db"))
    path.write_bytes(claims(3_000))
    words = (path, *LINES, "--history", store, "--out", out)
    full = long.start(*words, preexec_fn=lambda: _with_room_for(400_000))
    _, said = full.communicate(timeout=PATIENCE)
    assert full.returncode == 2
    assert "hhrules: error: " in said.decode()
    assert b"Traceback" not in said
    assert long.run(*words, "--resume")[0] == 1
    alone = long.run(path, *LINES, "--history", "run")[1]
    assert out.read_bytes() == alone


def test_a_folder_is_no_history_store(long: Long, tmp_path: Path) -> None:
    code, _, said = long.run("-", "--history", tmp_path, stdin=claims(1))
    assert (code, "Traceback" in said) == (2, False)
    assert f"{tmp_path}: unable to open database file" in said


def test_a_spoilt_store_is_said_by_its_name(long: Long, tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    long.run("-", "--history", store, stdin=claims(1))
    page = 16_384
    size = store.stat().st_size
    with store.open("r+b") as file:
        file.seek(page)
        file.write(b"\xa5" * (size - page))
    code, _, said = long.run("-", *LINES, "--history", store, stdin=claims(1, first=5))
    assert (code, "Traceback" in said) == (2, False)
    assert said.endswith(f"hhrules: error: {store}: database disk image is malformed\n")
