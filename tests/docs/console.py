"""Running the `console` and `diff` blocks of a page, each page in a folder of its own.

The folder holds copies of the shipped rulebooks and examples, so a page may tell its reader to
change a rulebook: a `diff` block after that text does it. A line of output that is `...` stands
for any lines.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.blocks import ROOT, Block

_FILE = re.compile(r"^\+\+\+ (?P<path>\S+)$", re.MULTILINE)


def prepare(folder: Path) -> None:
    """Lay out what a page may use."""
    for name in ("rulebooks", "examples"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)


def commands(block: Block) -> list[tuple[str, str, str]]:
    """Each command of a console block: as one line, as it stands, and the output shown."""
    found: list[tuple[str, str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], line, []))
        elif found and found[-1][0].endswith("\\"):
            command = found[-1][0][:-1].rstrip() + " " + line.strip()
            found[-1] = (command, f"{found[-1][1]}\n{line}", [])
        else:
            assert found, f"{block.place}: output stands before the first command"
            found[-1][2].append(line)
    return [(command, raw, "\n".join(output).strip("\n")) for command, raw, output in found]


def run(command: str, folder: Path) -> str:
    """The output of one command, results and messages in one text."""
    words = shlex.split(command)
    if words[0] == "cp":
        shutil.copytree(folder / words[-2], folder / words[-1])
        return ""
    assert words[0] == "hhrules", f"pages run hhrules and cp only, not {words[0]}"
    environment = {
        "HHRULES_CACHE_DIR": str(folder / ".cache"),
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
        "COLUMNS": "88",
    }
    done = subprocess.run(
        [sys.executable, "-m", "hhrules", *words[1:]],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    lines = (line.rstrip() for line in done.stdout.splitlines())
    return "\n".join(lines).strip("\n")


def matches(shown: str, real: str) -> bool:
    """Whether the output on the page is the real one, `...` lines aside."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.$", shown, flags=re.MULTILINE)]
    return re.fullmatch(".*".join(parts), real, flags=re.DOTALL) is not None


def write(block: Block, folder: Path) -> None:
    """Lay down the file that a block names beside its kind: `rules my-rules/my-rules.hhr`."""
    path = folder / next(option for option in block.options if "." in option)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def apply(block: Block, folder: Path) -> None:
    """Make the change that a `diff` block tells: `+++ PATH`, then kept, old and new lines."""
    match = _FILE.search(block.text)
    assert match, f"{block.place}: the change names no file (`+++ PATH`)"
    path = folder / match["path"]
    body = block.text[match.end() + 1 :].splitlines()
    old = "\n".join(line[1:] for line in body if line[:1] in (" ", "-"))
    new = "\n".join(line[1:] for line in body if line[:1] in (" ", "+"))
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{block.place}: the lines to change stand there once"
    path.write_text(text.replace(old, new), encoding="utf-8")
