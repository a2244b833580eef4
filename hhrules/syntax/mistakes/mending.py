"""Reading on after a mistake as if it were mended, so that one mistake is told once.

What a mistake hides would be called missing all over the file, and a second mistake in its line
would come to light only after the first is gone. So the likeliest fix of each mistake is made
in a copy of the text, the copy is read, and what is found there is told at its place in the
author's text. Only messages come of that: a text with a mistake never becomes a program.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from attrs import evolve, field, frozen

from hhrules.source.diagnostic import Diagnostic, Edit
from hhrules.source.fixes import compatible, edited
from hhrules.source.text import Span

ROUNDS = 6
"""How often a text is read at most: each round mends what the one before brought to light."""


def _shifts(mended: Mended) -> tuple[tuple[int, int, int, int], ...]:
    """For each edit its start and end in the mended text, then in the author's."""
    found: list[tuple[int, int, int, int]] = []
    moved = 0
    for edit in mended.edits:
        start = edit.span.start + moved
        found.append((start, start + len(edit.text), edit.span.start, edit.span.end))
        moved += len(edit.text) - (edit.span.end - edit.span.start)
    return tuple(found)


@frozen(eq=False)
class Mended:
    """Edits that were made to the author's text, in order; none overlap."""

    edits: tuple[Edit, ...] = ()
    _shifts: tuple[tuple[int, int, int, int], ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_shifts", _shifts(self))

    def text(self, text: str) -> str:
        """The author's text with the edits made."""
        return edited(text, self.edits)

    def origin(self, offset: int, *, end: bool = False) -> int:
        """The place in the author's text of an offset in the mended one.

        Inside new text, that is the beginning of what it stands for, or with `end` its end.
        """
        if not self._shifts:
            return offset
        place = bisect_right(self._shifts, (offset, -1, -1, -1)) - 1
        if place + 1 < len(self._shifts) and self._shifts[place + 1][0] == offset and not end:
            place += 1
        if place < 0:
            return offset
        start, stop, was, was_end = self._shifts[place]
        if offset >= stop:
            return was_end + offset - stop
        if offset == start and end:
            return was
        return was_end if end else was

    def span(self, name: str, start: int, end: int) -> Span:
        """The place in the author's text, called `name`, of one in the mended text."""
        if not self._shifts:
            return Span(name, start, end)
        first = self.origin(start)
        return Span(name, first, max(self.origin(end, end=True), first))

    def unchanged(self, start: int, end: int) -> bool:
        """Whether no edit stands between two offsets of the mended text."""
        return not any(s <= end and start <= e for s, e, _, _ in self._shifts)

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic speaks of a place that was mended."""
        span = diagnostic.span
        return any(
            e.span.start <= span.start and span.end <= max(e.span.end, e.span.start + 1)
            for e in self.edits
        )

    def more(self, found: Iterable[Diagnostic]) -> tuple[Mended, list[Diagnostic]]:
        """These edits and those of first fixes that go with them; and what they mend."""
        able = [d for d in found if d.fixes]
        fixes = compatible((d.fixes[0] for d in able), self.edits)
        made = [d for d in able if any(d.fixes[0] is fix for fix in fixes)]
        edits = [*self.edits, *(edit for fix in fixes for edit in fix.edits)]
        edits.sort(key=lambda e: (e.span.start, e.span.end))
        return Mended(tuple(edits)), [evolve(d, mended=True) for d in made]


@frozen
class Place:
    """Where a piece of the mended text begins, for places within it."""

    name: str
    base: int
    mended: Mended

    def part(self, start: int, end: int) -> Span:
        """The place in the author's text of a part of the piece."""
        return self.mended.span(self.name, self.base + start, self.base + end)


AS_WRITTEN = Mended()
"""The author's text as it is."""
