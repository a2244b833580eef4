"""How long a start takes, in processor time, beside a script that is written by hand.

    python -m tests.benchmarks.start [ROUNDS]

Both judge one claim file, in turn, each time in a fresh process; `hhrules` by all the shipped
rulebooks, as an installed program runs: its modules compiled, its rulebooks kept. Quoted is the
median of the ratios pair by pair, and the quietest run of each.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLAIM = ROOT / "examples" / "claims" / "3-missing-gp.json"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "hand": [str(ROOT / "tests" / "benchmarks" / "start_by_hand.py"), str(CLAIM)],
    "hhrules": ["-m", "hhrules", "check", str(CLAIM), "--format", "json", "--fail-on", "never"],
}
_SETTLED = 2.5


def seconds(words: list[str], kept: str) -> float:
    """The processor time of one run, the operating system's own count.

    In the folder `kept` stand compiled modules and rulebooks, whatever the machine's settings.
    """
    told = {**os.environ, "PYTHONPYCACHEPREFIX": kept, "HHRULES_CACHE_DIR": kept}
    told.pop("PYTHONDONTWRITEBYTECODE", None)
    with Path(os.devnull).open("wb") as nothing:
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=told, stdout=nothing)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words} left with {process.returncode}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run the rounds and print a line for each command."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    took: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as kept:
        for words in COMMANDS.values():
            seconds(words, kept)
        time.sleep(_SETTLED)  # what was written a moment ago is not relied on yet
        for words in COMMANDS.values():
            seconds(words, kept)
        for _ in range(rounds):
            for name, words in COMMANDS.items():
                took[name].append(seconds(words, kept))
    for name, figures in took.items():
        ratio = statistics.median(a / b for a, b in zip(figures, took["hand"], strict=True))
        print(f"{name:16} {1000 * min(figures):6.0f} ms at best   {ratio:5.2f} of hand")


if __name__ == "__main__":
    main()
