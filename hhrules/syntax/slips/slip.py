"""One slip: a part of a text that is written otherwise than the language writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from attrs import frozen

QUOTED = re.compile(r'"(?:[^"\n]|"")*"|#[^\n]*')


@frozen
class Slip:
    """One slip: where, what to say, and what to write instead; offsets are those of the piece.

    It is `safe` to mend where it could mean nothing else.
    """

    code: str
    start: int
    end: int
    message: str
    note: str
    replacement: str | None
    help: str = ""
    safe: bool = True
    extra: int = 0  # characters after the place that the replacement takes in
    others: tuple[str, ...] = ()  # other things that may be meant
    dashed: bool = False  # a dash that reads as a minus

    @property
    def title(self) -> str:
        """What to do, in words."""
        said = (self.replacement or "").strip()
        return self.help or (f"write `{said}`" if said else "delete it")


Make = Callable[["re.Match[str]", str], "Slip | None"]
Kinds = tuple[tuple[re.Pattern[str], Make], ...]


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of some phrases, the longest first; blanks may be several."""
    listed = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(p).replace(r"\ ", " +") for p in listed)
