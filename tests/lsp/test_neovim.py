"""Neovim's own client against the server: an editor that shares no code with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.lsp.books import SMALL

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "grammar/editors/neovim"


def test_a_rulebook_is_mended_renamed_formatted_and_run_in_neovim(tmp_path: Path) -> None:
    book, result = tmp_path / "small.hhr", tmp_path / "result"
    book.write_text(SMALL, encoding="utf-8")
    command = json.dumps([sys.executable, "-m", "hhrules", "lsp"])
    ran = subprocess.run(
        [
            "nvim",
            "--headless",
            "--clean",
            "--cmd",
            f"set runtimepath+={PLUGIN} noswapfile",
            "--cmd",
            f"let g:hhrules_command = {command}",
            "-c",
            f"luafile {Path(__file__).with_name('neovim.lua')}",
        ],
        cwd=tmp_path,
        env={**os.environ, "RULEBOOK": str(book), "RESULT": str(result), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = dict(json.loads(line) for line in result.read_text(encoding="utf-8").splitlines())
    assert ran.returncode == 0, (said, ran.stderr)
    assert said["filetype"] == "hhrules"
    ((_, message, line),) = said["mistake"]
    assert "there is no `unitz` here" in message
    assert line == SMALL.split("\n").index(
        "define timed lines as lines where units is more than 4"
    )
    assert said["mended"] == SMALL
    assert "define timed lines as lines where units is more than 4" in said["hover"]
    renamed = SMALL.replace("timed line", "long line")
    assert said["renamed"] == renamed
    assert said["formatted"] == renamed
    assert said["examples"] == "✓ 3 examples hold"
