"""How long a start takes, in processor time, beside a script that is written by hand.

    python -m tests.benchmarks.start [ROUNDS]

Both judge one claim file, in turn, each time in a fresh process; `hhrules` by all the shipped
rulebooks. Quoted is the median of the ratios pair by pair, and the quietest run of each.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLAIM = ROOT / "examples" / "claims" / "3-missing-gp.json"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "hand": [str(ROOT / "tests" / "benchmarks" / "start_by_hand.py"), str(CLAIM)],
    "hhrules": ["-m", "hhrules", "check", str(CLAIM), "--format", "json", "--fail-on", "never"],
}


def seconds(words: list[str]) -> float:
    """The processor time of one run, the operating system's own count."""
    with Path(os.devnull).open("wb") as nothing:
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=nothing)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words} left with {process.returncode}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run the rounds and print a line for each command."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for words in COMMANDS.values():
        seconds(words)
    took: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, words in COMMANDS.items():
            took[name].append(seconds(words))
    for name, figures in took.items():
        ratio = statistics.median(a / b for a, b in zip(figures, took["hand"], strict=True))
        print(f"{name:16} {1000 * min(figures):6.0f} ms at best   {ratio:5.2f} of hand")


if __name__ == "__main__":
    main()
