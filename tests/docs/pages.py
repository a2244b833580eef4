"""One page from top to bottom: what its blocks give, compared or written anew."""

from __future__ import annotations

from pathlib import Path

from tests.docs.blocks import Block, blocks, rewritten
from tests.docs.console import apply, commands, matches, prepare, run, write


def differences(page: Path, folder: Path) -> list[str]:
    """What a reader who follows the page would see otherwise than shown."""
    found: list[str] = []
    for block, shown, real, command in _runs(page, folder):
        if not matches(shown, real):
            found.append(f"{block.place}: {command}\n--- shown\n{shown}\n--- real\n{real}")
    return found


def update(page: Path, folder: Path) -> None:
    """Write the real output into the page; a `...` that still fits stays as it is."""
    texts: dict[int, str] = {}
    for block, shown, real, command in _runs(page, folder):
        assert "Traceback" not in real, f"{block.place}: {command}\n{real}"
        output = shown if matches(shown, real) else real
        texts[block.line] = texts.get(block.line, "") + f"{command}\n"
        if output:
            texts[block.line] += output + "\n"
    page.write_text(rewritten(page, texts), encoding="utf-8")


def _runs(page: Path, folder: Path) -> list[tuple[Block, str, str, str]]:
    found = blocks(page)
    if not any(block.kind == "console" for block in found):
        return []
    prepare(folder)
    results: list[tuple[Block, str, str, str]] = []
    for block in found:
        if block.kind == "diff":
            apply(block, folder)
        elif block.kind in ("rules", "json") and "." in "".join(block.options):
            write(block, folder)
        elif block.kind == "console" and "elsewhere" not in block.options:
            results += [
                (block, shown, run(command, folder), raw)
                for command, raw, shown in commands(block)
            ]
    return results
