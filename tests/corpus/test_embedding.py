"""The example program that embeds the engine runs as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_program_prints_what_a_queue_needs() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "embed.py")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    lines = done.stdout.splitlines()
    at = lines.index("DEMO-3 findings")
    assert lines[at + 1].startswith("  return_to_provider OT-05 line 3: Put GP on the line")
    assert "DEMO-7 undetermined" in lines
    assert done.stderr == ""
