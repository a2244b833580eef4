"""What goes wrong with rulebooks as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hhrules.source.diagnostic import Diagnostic
    from hhrules.source.text import SourceFile


class RulebookError(Exception):
    """A rulebook that does not parse and check in full; carries all that is wrong with it."""

    def __init__(
        self, diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]
    ) -> None:
        first = diagnostics[0].message if diagnostics else "no rulebook"
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        super().__init__(f"{first}{more}")
        self.diagnostics = tuple(diagnostics)
        self.sources = dict(sources)

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process makes the same error of."""
        return RulebookError, (self.diagnostics, self.sources)


class RulesLost(LookupError):
    """What was kept of a rulebook cannot be read any longer, nor made again from its text."""
