"""One set of rules that was compiled before, for several threads at once, from the first claim on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import RULEBOOK, claim


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("threads") / "small.hhr"
    path.write_text(RULEBOOK)
    return path


def program(code: str, book: Path, *documents: str) -> subprocess.CompletedProcess[bytes]:
    told = {**os.environ, "HHRULES_CACHE_DIR": str(book.parent / "cache")}
    words = [sys.executable, "-c", code, str(book), *documents]
    return subprocess.run(words, env=told, capture_output=True, check=False)


ALONE = """
import sys
from hhrules import load
rules = load([sys.argv[1]])
for document in sys.argv[2:]:
    print(rules.evaluate(document.encode()).encode())
"""

AT_ONCE = """
import sys, threading
from hhrules import load
sys.setswitchinterval(1e-6)
documents, start, told = sys.argv[2:], threading.Barrier(8), []
rules = load([sys.argv[1]])

def judge():
    start.wait()
    told.append([rules.evaluate(d.encode()).encode() for d in documents])

threads = [threading.Thread(target=judge) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert all(reports == told[0] for reports in told)
for report in told[0]: print(report)
"""


def test_threads_are_told_what_one_is_told(book: Path) -> None:
    documents = [claim("good", 4), claim("bad", 3)]
    alone = program(ALONE, book, *documents)
    assert (alone.returncode, alone.stdout.count(b"claim_id")) == (0, 2), alone.stderr.decode()
    for _ in range(4):
        at_once = program(AT_ONCE, book, *documents)
        assert (at_once.returncode, at_once.stdout) == (0, alone.stdout), (
            at_once.stderr.decode()
        )
