"""What there is to say about a rulebook: data only; `render` makes text of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from enum import Enum

from attrs import define, field, frozen

from hhrules.source.text import Span


class Severity(Enum):
    """How much a diagnostic weighs: an error keeps the rulebook from loading."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Label:
    """A marked place with a short remark: what is here."""

    span: Span
    text: str = ""


@frozen
class Diagnostic:
    """One mistake: `code` (E012), one-line message, the place, why it matters, what to write.

    `help` is the likeliest correction in words; `replacement`, where given, is the text that
    can be pasted over the first label's span.
    """

    code: str
    message: str
    span: Span
    label: str = ""
    others: tuple[Label, ...] = ()
    note: str = ""
    help: str = ""
    replacement: str | None = None
    severity: Severity = Severity.ERROR


@define
class Diagnostics:
    """A collector that passes append to; nothing is printed here."""

    found: list[Diagnostic] = field(factory=list)

    def error(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        others: tuple[Label, ...] = (),
        note: str = "",
        help: str = "",  # noqa: A002 - the field's own name
        replacement: str | None = None,
    ) -> None:
        """Record a mistake that keeps the rulebook from loading."""
        self.found.append(
            Diagnostic(code, message, span, label, others, note, help, replacement)
        )

    def warning(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        note: str = "",
        help: str = "",  # noqa: A002 - the field's own name
    ) -> None:
        """Record something worth a look that does not keep the rulebook from loading."""
        self.found.append(
            Diagnostic(code, message, span, label, (), note, help, None, Severity.WARNING)
        )

    @property
    def has_errors(self) -> bool:
        """Whether any of them keeps the rulebook from loading."""
        return any(d.severity is Severity.ERROR for d in self.found)

    def sorted(self) -> list[Diagnostic]:
        """All of them by place."""
        return sorted(self.found, key=lambda d: (d.span.name, d.span.start, d.code))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.sorted())

    def __len__(self) -> int:
        return len(self.found)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` is most likely a slip of, if one is near enough."""
    matches = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.72)
    return matches[0] if matches else None
