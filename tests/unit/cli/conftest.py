"""A small rulebook, and the program as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hhrules.cli.main import cli

ROOT = Path(__file__).resolve().parents[3]
RULEBOOK = """\
rulebook small
  title       "A small rulebook"
  version     1.0.0
  applies to claims where type of bill is one of 320, 329
  dated by    statement from
  cite        "A policy"

define therapy lines as lines where revenue code is 0421

value fee
  | effective from | figure |
  | 2023-01-01     | $10    |
  | 2024-01-01     | $12    |

rule S-1 "Visits have four units"
  for each    therapy line
  require     units is 4
  otherwise   deny the line
  because     "Units on {service date}: {units}."
  fix         "Bill 4 units."
  cite        "A policy"

rule S-2 "The number was asked for"
  effective from 2024-01-01
  require     treatment authorization is not none
  otherwise   warn
  because     "There is no number."
  fix         "Ask for it."
  cite        "A policy"

example of S-1 "three units"
  given       revenue code is 0421
  given       units is 3
  expect      violated
"""
CLAIM = """\
{"claim_id": "%s", "type_of_bill": "329", "statement_from": "2024-03-04",
 "statement_through": "2024-04-02", "patient": {"id": "p"},
 "treatment_authorization": "X1", "lines": [{"line": 1, "revenue_code": "0421",
 "hcpcs": "G0151", "service_date": "2024-03-04", "units": %s}]}
"""


def hhrules(*words: str | Path, stdin: str | bytes | None = None) -> Result:
    """Call a command in this process."""
    return CliRunner().invoke(cli, [str(word) for word in words], input=stdin)


Program = Callable[..., subprocess.CompletedProcess[bytes]]


def claim(name: str = "A", units: int = 4) -> str:
    """Make a claim document of one line."""
    return " ".join((CLAIM % (name, units)).split()) + "\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Give the folder of the small rulebook."""
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "small.hhr").write_text(RULEBOOK)
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Give a folder for compiled rulebooks that nothing else uses."""
    return tmp_path / "cache"


@pytest.fixture
def program(cache: Path) -> Program:
    """Run `hhrules` as a process, with a cache of its own."""
    return run_with(cache)


def run_with(cache: Path) -> Program:
    """Give a way to run `hhrules` as a process that keeps compiled rulebooks in this folder."""

    def run(*words: str | Path, code: str = "") -> subprocess.CompletedProcess[bytes]:
        start = ["-c", code] if code else ["-m", "hhrules"]
        command = [sys.executable, *start, *(str(word) for word in words)]
        told = {"HHRULES_CACHE_DIR": str(cache), "COLUMNS": "80"}
        return subprocess.run(
            command, cwd=ROOT, env={**os.environ, **told}, capture_output=True, check=False
        )

    return run
