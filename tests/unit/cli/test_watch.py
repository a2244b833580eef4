"""`hhrules watch` as a process of its own, with real files that are really saved."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli.conftest import ROOT, Program, claim

RULEBOOK = """\
rulebook small
  title       "A small rulebook"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    service date
  cite        "A policy"

rule S-1 "Not many units"
  for each    line
  require     units is at most 8
  otherwise   deny the line
  cite        "A policy"

examples of S-1
  | units | expect   |
  | 8     | met      |
  | 9     | violated |
"""
_PATIENCE = 90.0


class Screen:
    """What the process prints, line by line; a look ends with an empty line."""

    def __init__(self, *words: str | Path, cache: Path) -> None:
        told = {"HHRULES_CACHE_DIR": str(cache), "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hhrules", "watch", *map(str, words)],
            env={**os.environ, **told},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def look(self) -> str:
        """The next look, without the time of day."""
        found: list[str] = []
        while not found or found[-1]:
            found.append(self.lines.get(timeout=_PATIENCE))
        return "\n".join(found[:-1])[10:]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "books" / "small.hhr"
    path.parent.mkdir()
    path.write_text(RULEBOOK)
    return path


@pytest.fixture
def screen(book: Path, tmp_path: Path) -> Iterator[Screen]:
    archive = tmp_path / "archive.jsonl"
    archive.write_text("".join(claim(f"CLAIM-{n}", n) for n in range(7, 11)))
    shown = Screen(book.parent, "--claims", archive, "--first", "2", cache=tmp_path / "cache")
    yield shown
    shown.close()


def by_rename(path: Path, text: str) -> None:
    """Save as most editors do: write beside the file, then rename over it."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(text)
    beside.replace(path)


def test_each_save_tells_what_it_does(screen: Screen, book: Path) -> None:
    began = screen.look()
    assert began.startswith(f"watching {book.parent}")
    assert "  claims: 4 judged\n  examples: 2 hold" in began

    book.write_text(RULEBOOK.replace("at most 8", "at most 7"))
    assert screen.look().splitlines()[1:] == [
        "  claims: 1 of 4 changed, 1 outcome in all",
        "         1  S-1: no finding -> violated (deny)",
        "      CLAIM-8  S-1 line 1, 2024-03-04: no finding -> violated (deny)",
        "  examples: 1 of 2 does not hold",
        f"    {book}:16  S-1  | 8 | met |",
        "      expected met, came out violated",
    ]

    by_rename(book, RULEBOOK.replace("at most 8", "at mst 8"))
    broken = screen.look()
    assert "1 mistake" in broken
    assert "error[E" in broken
    assert "compared with the last rulebooks that loaded" in broken

    by_rename(book, RULEBOOK.replace("at most 8", "at most 6"))
    lines = screen.look().splitlines()
    assert "  claims: 1 of 4 changed, 1 outcome in all" in lines
    assert "      CLAIM-7  S-1 line 1, 2024-03-04: no finding -> violated (deny)" in lines

    by_rename(book, RULEBOOK.replace("at most 8", "at most 20"))
    lines = screen.look().splitlines()
    assert "         4  S-1: violated (deny) -> no finding" in lines
    assert "      and 2 more" in lines

    screen.process.send_signal(signal.SIGINT)
    assert screen.lines.get(timeout=_PATIENCE) == "stopped"
    assert screen.process.wait(timeout=_PATIENCE) == 0


def test_the_first_look_takes_rulebooks_that_are_kept(
    screen: Screen, book: Path, tmp_path: Path
) -> None:
    began = screen.look()
    cache = tmp_path / "cache"
    hhrules = [sys.executable, "-m", "hhrules"]
    told = {**os.environ, "HHRULES_CACHE_DIR": str(cache)}
    check = [
        *hhrules,
        "check",
        "--rulebooks",
        str(book.parent),
        str(tmp_path / "archive.jsonl"),
    ]
    subprocess.run(check, cwd=ROOT, env=told, check=False, capture_output=True)
    (kept,) = cache.iterdir()
    read_at = kept.stat().st_atime_ns
    os.utime(kept, ns=(0, kept.stat().st_mtime_ns))
    again = Screen(book.parent, "--claims", tmp_path / "archive.jsonl", cache=cache)
    assert again.look() == began
    assert read_at > 0
    book.write_text(RULEBOOK.replace("at most 8", "at most 7"))
    assert "claims: 1 of 4 changed, 1 outcome in all" in again.look()
    again.close()


def test_a_save_without_a_change_is_not_told(screen: Screen, book: Path) -> None:
    screen.look()
    book.write_text(RULEBOOK)
    (book.parent / "notes.txt").write_text("nothing to do with it")
    by_rename(book, RULEBOOK + "\n# done\n")
    assert "claims: none of 4 changed its outcome" in screen.look()


def test_a_termination_ends_it_cleanly(screen: Screen) -> None:
    screen.look()
    screen.process.terminate()
    assert screen.lines.get(timeout=_PATIENCE) == "stopped"
    assert screen.process.wait(timeout=_PATIENCE) == 0


def test_an_archive_without_claims_is_refused(book: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("no claim\n")
    shown = Screen(book.parent, "--claims", tmp_path / "empty.txt", cache=tmp_path / "cache")
    assert shown.process.wait(timeout=_PATIENCE) == 2
    shown.close()


def test_an_example_that_does_not_fit_its_rule_is_a_mistake(
    book: Path, program: Program, cache: Path
) -> None:
    (book.parent / "tables").mkdir()
    (book.parent / "tables" / "rates.csv").write_text("hcpcs,most units\nG0151,8\n")
    head, _, _ = RULEBOOK.partition("rule S-1")
    book.write_text(
        head
        + """\
table rates by hcpcs from file "rates.csv"
  cite        "A policy"

rule S-1 "Not many units"
  for each    line
  require     units is at most most units of rates for hcpcs
  otherwise   deny the line
  cite        "A policy"

example of S-1 "a word for a number"
  given       hcpcs is G0151
  with rates
    | hcpcs | most units |
    | G0151 | many       |
  expect      violated
"""
    )
    archive = book.parent / "archive.jsonl"
    archive.write_text(claim("A", 9))
    shown = Screen(book.parent, "--claims", archive, cache=cache)
    look = shown.look()
    shown.close()
    assert "  claims: 1 judged\n  1 mistake\n  error[E107]" in look
    tested = program("test", book)
    assert tested.returncode == 2
    assert b"error[E107]" in tested.stderr
    assert b"Traceback" not in tested.stderr
