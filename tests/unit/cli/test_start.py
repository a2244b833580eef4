"""Starting `check`: what it loads, and the compiled rulebooks that it keeps."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.unit.cli.conftest import ROOT, Program, claim

LOADED = """
import sys
from hhrules.cli.main import cli
try:
    cli(prog_name="hhrules")
finally:
    names = sorted(sys.modules)
    import json
    print(json.dumps(names), file=sys.stderr)
"""
SLOW = {
    "asyncio",
    "attr",
    "concurrent.futures",
    "difflib",
    "hashlib",
    "hhrules.claims.vocabulary",
    "hhrules.claims.walk",
    "hhrules.engine.batch",
    "hhrules.history.store",
    "hhrules.source.diagnostic",
    "importlib.resources",
    "json",
    "logging",
    "multiprocessing",
    "pyarrow",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
}
"""What one clean run over good claims has no use for, and what takes long to load."""
STARTED = """
import atexit, sys
from hhrules.cli.start import run
def tell():
    names = sorted(sys.modules)
    import json
    print(json.dumps(names), file=sys.stderr)
atexit.register(tell)
run()
"""
COMPILER = ("lark", "hhrules.syntax", "hhrules.semantics", "hhrules.ir", "hhrules.codegen")


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text(claim("A", 4) + claim("B", 3))
    return path


def modules(done: subprocess.CompletedProcess[bytes]) -> set[str]:
    return set(json.loads(done.stderr.splitlines()[-1]))


def compiler_in(loaded: set[str]) -> list[str]:
    return [m for m in sorted(loaded) if m.startswith(COMPILER)]


def test_check_loads_no_part_of_the_compiler_once_it_has_compiled(
    program: Program, book: Path, claims: Path
) -> None:
    words = ("check", "--rulebooks", book, claims)
    first = program(*words, code=LOADED)
    again = program(*words, code=LOADED)
    assert compiler_in(modules(first)) != []
    assert compiler_in(modules(again)) == []
    assert again.stdout == first.stdout
    assert again.returncode == first.returncode == 1


def test_check_of_the_shipped_rulebooks_loads_no_part_of_the_compiler() -> None:
    examples = ROOT / "examples" / "claims" / "3-missing-gp.json"
    command = [sys.executable, "-c", LOADED, "check", str(examples), "--fail-on", "never"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    again = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert compiler_in(modules(again)) == []
    assert modules(again).isdisjoint(SLOW)
    plain = [sys.executable, "-c", STARTED, *command[3:]]
    loaded = modules(subprocess.run(plain, cwd=ROOT, check=True, capture_output=True))
    assert "hhrules.engine.ruleset" in loaded
    assert loaded.isdisjoint({*SLOW, "click", "hhrules.claims.quick"})
    assert compiler_in(loaded) == []


def test_the_cache_may_be_deleted(
    program: Program, book: Path, claims: Path, cache: Path
) -> None:
    first = program("check", "--rulebooks", book, claims)
    for entry in cache.iterdir():
        entry.unlink()
    assert program("check", "--rulebooks", book, claims).stdout == first.stdout
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:40] + bytes([raw[40] ^ 1]) + raw[41:],
        lambda raw: b"x" * len(raw),
    ],
    ids=["empty", "cut off", "a bit turned", "foreign"],
)
def test_a_damaged_entry_is_as_good_as_none(
    program: Program, book: Path, claims: Path, cache: Path, damage: object
) -> None:
    first = program("check", "--rulebooks", book, claims)
    (entry,) = cache.iterdir()
    assert callable(damage)
    entry.write_bytes(damage(entry.read_bytes()))
    again = program("check", "--rulebooks", book, claims)
    assert (again.stdout, again.stderr) == (first.stdout, b"")
    assert (
        compiler_in(modules(program("check", "--rulebooks", book, claims, code=LOADED))) == []
    )


def test_several_processes_may_compile_at_once(
    program: Program, book: Path, claims: Path, cache: Path
) -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(program, "check", "--rulebooks", book, claims) for _ in range(4)]
        outcomes = {(run.result().returncode, run.result().stdout) for run in runs}
    assert len(outcomes) == 1
    assert [entry.suffix for entry in cache.iterdir()] == [".set"]


def test_a_cache_that_cannot_be_written_only_costs_time(
    program: Program, book: Path, claims: Path, cache: Path
) -> None:
    cache.write_text("a file stands where the folder should be")
    done = program("check", "--rulebooks", book, claims)
    assert done.returncode == 1
    assert done.stderr == b""


def test_a_changed_rulebook_is_compiled_anew(
    program: Program, book: Path, claims: Path
) -> None:
    program("check", "--rulebooks", book, claims)
    path = book / "small.hhr"
    path.write_text(
        path.read_text().replace("require     units is 4", "require     units is 3")
    )
    done = program("check", "--rulebooks", book, claims, "--format", "jsonl")
    statuses = [json.loads(line)["status"] for line in done.stdout.splitlines()]
    assert statuses == ["findings", "clean"]


@pytest.mark.parametrize("format_", ["text", "json", "jsonl"])
def test_output_is_the_same_for_every_number_of_workers(
    program: Program, book: Path, tmp_path: Path, format_: str
) -> None:
    path = tmp_path / "many.jsonl"
    documents = [claim(f"C{n}", 3 + n % 2) for n in range(450)]
    documents[7] = "{broken\n"
    path.write_text("".join(documents))
    words = ("check", "--rulebooks", book, path, "--format", format_)
    one, three = (program(*words, "--jobs", jobs) for jobs in ("1", "3"))
    assert one.returncode == three.returncode == 2
    assert one.stdout == three.stdout
    assert one.stdout


@pytest.mark.parametrize("words", [("check",), ("compile", "--show", "python")])
def test_output_does_not_depend_on_the_hash_seed(
    book: Path, claims: Path, cache: Path, words: tuple[str, ...]
) -> None:
    named = ["--rulebooks", book, claims] if words == ("check",) else [book]
    shown = set()
    for seed in ("1", "2"):
        told = {"PYTHONHASHSEED": seed, "HHRULES_CACHE_DIR": str(cache / seed)}
        command = [sys.executable, "-m", "hhrules", *words, *map(str, named)]
        done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, check=False)
        shown.add(done.stdout)
    assert len(shown) == 1
    assert b"" not in shown
