"""A piece that the grammar refused: what was read, and what stands where it stopped."""

from __future__ import annotations

import re

from attrs import frozen

from hhrules.source.diagnostic import Diagnostics, Edit, Fix
from hhrules.source.text import Span
from hhrules.syntax.mistakes.expected import in_words
from hhrules.syntax.mistakes.mending import Place
from hhrules.syntax.pieces import Failure
from hhrules.syntax.words import RESERVED

QUOTED = re.compile(r'"(?:[^"\n]|"")*"|#[^\n]*')


@frozen
class Case:
    """One refused piece."""

    diagnostics: Diagnostics
    place: Place
    text: str
    failure: Failure
    keyword: str  # of the clause, or the column of the cell

    @property
    def span(self) -> Span:
        """The place where the grammar stopped."""
        return self.part(self.failure.start, self.failure.end)

    @property
    def found(self) -> str:
        """What stands where the grammar stopped."""
        return self.text[self.failure.start : self.failure.end].strip()

    @property
    def rest(self) -> str:
        """What stands from there to the end of the line."""
        return self.text[self.failure.start :].split("\n")[0].rstrip()

    @property
    def before(self) -> str:
        """What was read, without quoted text."""
        return QUOTED.sub("", self.text[: self.failure.start])

    @property
    def at_start(self) -> bool:
        """Whether nothing but the clause word was read."""
        return len(self.before.split()) <= len(self.keyword.split())

    def part(self, start: int, end: int) -> Span:
        """A place in the piece."""
        return self.place.part(start, end)

    def error(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        label: str = "",
        note: str = "",
        help: str = "",  # noqa: A002 - the field's own name
        replacement: str | None = None,
        fixes: tuple[Fix, ...] = (),
        safe: bool = False,
    ) -> bool:
        """Report, and say that something was reported."""
        place = span or self.span
        if replacement is not None:
            if not help:
                said = replacement.strip().split("\n")[0]
                help = f"write `{said}`" if said else "delete it"  # noqa: A001 - the same
            fixes = (Fix(help, (Edit(place, replacement),), safe), *fixes)
        self.diagnostics.error(
            code, message, place, label=label, note=note, help=help, fixes=fixes
        )
        return True

    def fix(self, title: str, *edits: tuple[int, int, str], safe: bool = False) -> Fix:
        """A fix by edits of the piece: where each begins and ends, and its text."""
        made = tuple(Edit(self.part(start, end), text) for start, end, text in edits)
        return Fix(title, made, safe)

    @property
    def could_follow(self) -> str:
        """What could have stood at the place, as a remark."""
        words = in_words(self.failure.expected)
        return f"here could stand {words}" if words else ""

    @property
    def reserved_help(self) -> str:
        """Help where a reserved word stands in a name."""
        return f"a name cannot hold the word `{self.found}`" if self.found in RESERVED else ""
