"""A small change of a rulebook's text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from hhrules.source.text import SourceFile, Span


@frozen
class Edit:
    """Stretches of the text that get other words; `kind` is the mistake that it stands for."""

    kind: str
    parts: tuple[tuple[int, int, str], ...]

    @property
    def start(self) -> int:
        """Where the change begins."""
        return min(start for start, _, _ in self.parts)

    @property
    def end(self) -> int:
        """Where the change ends."""
        return max(end for _, end, _ in self.parts)

    @property
    def keeps_names(self) -> bool:
        """Whether no name of the text is gone."""
        return not self.kind.startswith("a dropped")

    def applied(self, text: str, shift: int = 0) -> str:
        """The text with the change; `shift` is the offset of the text in its source."""
        for start, end, new in sorted(self.parts, reverse=True):
            text = text[: start - shift] + new + text[end - shift :]
        return text


def replaced(kind: str, span: Span, text: str) -> Edit:
    """Other words in the place of a node."""
    return Edit(kind, ((span.start, span.end, text),))


def cut(kind: str, source: SourceFile, start: int, end: int) -> Edit:
    """Words taken out, with the blanks before them; whole lines go with their line ends."""
    text = source.text
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if not text[line:start].strip() and not text[end:stop].strip():
        return Edit(kind, ((line, min(stop + 1, len(text)), ""),))
    while start > 0 and text[start - 1].isspace():
        start -= 1
    return Edit(kind, ((start, end, ""),))


def without_item(kind: str, items: Iterable[Span], number: int) -> Edit | None:
    """One of several items on a line taken out, with the joint that ties it to the others."""
    spans = list(items)
    if len(spans) <= 1:
        return None
    if number + 1 < len(spans):
        return Edit(kind, ((spans[number].start, spans[number + 1].start, ""),))
    return Edit(kind, ((spans[number - 1].end, spans[number].end, ""),))


def word_after(
    source: SourceFile, start: int, end: int, pattern: str
) -> tuple[int, int, str] | None:
    """The first match of a pattern between two offsets: its place and its text."""
    match = re.compile(pattern).search(source.text, start, end)
    return (match.start(), match.end(), match[0]) if match is not None else None
