"""The fenced blocks of a Markdown page, with their places, and how to write their text anew."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ROOT / "README.md",
    *sorted(
        path
        for path in (ROOT / "docs").rglob("*.md")
        if "diagnostics" not in path.parts  # those pages have a test of their own
    ),
)


@frozen
class Block:
    """One fenced block: kind and options, text, and its first line in the page (from 1)."""

    page: Path
    kind: str
    options: tuple[str, ...]
    text: str
    line: int

    @property
    def place(self) -> str:
        """Page and line, for messages."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of the page, in order."""
    found: list[Block] = []
    opened: tuple[str, int] | None = None
    kept: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if opened is None and line.startswith("```"):
            opened, kept = (line[3:].strip(), number), []
        elif opened is not None and line.rstrip() == "```":
            kind, *options = opened[0].split() or [""]
            text = "\n".join(kept) + "\n"
            found.append(Block(page, kind, tuple(options), text, opened[1]))
            opened = None
        elif opened is not None:
            kept.append(line)
    assert opened is None, f"{page}: a block that begins on line {opened} has no end"
    return found


def rewritten(page: Path, texts: dict[int, str]) -> str:
    """The page with the blocks that begin on the given lines holding new texts."""
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for block in reversed(blocks(page)):
        if block.line in texts:
            end = block.line + block.text.count("\n") if block.text != "\n" else block.line
            lines[block.line : end] = [texts[block.line]]
    return "".join(lines)
