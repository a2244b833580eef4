"""What there is to say about a rulebook: data only; `render` makes text of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache

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
class Edit:
    """New text for a place; an empty span inserts, an empty text deletes."""

    span: Span
    text: str


@frozen
class Fix:
    """A correction that a program can make: what it does, in words, and its edits.

    It is `safe` where it says the same thing in the language's own form, so that it may be
    made without asking; a guess at what was meant is not. Edits of one fix never overlap, and
    none of them stands in another file than the diagnostic's.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


@frozen
class Diagnostic:
    """One mistake: `code` (E012), one-line message, the place, why it matters, what to write.

    `help` is the likeliest correction in words; `fixes` are corrections that can be made by
    pressing a key, the likeliest first.
    """

    code: str
    message: str
    span: Span
    label: str = ""
    others: tuple[Label, ...] = ()
    note: str = ""
    help: str = ""
    fixes: tuple[Fix, ...] = ()
    severity: Severity = Severity.ERROR
    mended: bool = False  # the text was read on as if the first fix had been made

    @property
    def replacement(self) -> str | None:
        """What to paste over the marked place, where the first fix does no more than that."""
        match self.fixes:
            case (Fix(edits=(Edit(span=span, text=text),)), *_) if span == self.span:
                return text
        return None


@define
class Diagnostics:
    """A collector that passes append to; nothing is printed here."""

    found: list[Diagnostic] = field(factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        """Record what was found elsewhere."""
        self.found.append(diagnostic)

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
        at: Span | None = None,
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        """Record a mistake that keeps the rulebook from loading.

        `replacement` is short for one fix that puts it in the place of `at`, or of `span`.
        """
        if replacement is not None and not fixes:
            place = span if at is None else at
            fixes = (Fix(help or _written(replacement), (Edit(place, replacement),)),)
        self.found.append(Diagnostic(code, message, span, label, others, note, help, fixes))

    def warning(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        note: str = "",
        help: str = "",  # noqa: A002 - the field's own name
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        """Record something worth a look that does not keep the rulebook from loading."""
        self.found.append(
            Diagnostic(code, message, span, label, (), note, help, fixes, Severity.WARNING)
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


def _written(replacement: str) -> str:
    """A fix in words; a replacement of several lines is shown by its first."""
    first = replacement.strip().split("\n")[0]
    return f"write `{first}`" if first else "delete it"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` is most likely a slip of, if one is near enough."""
    return _nearest(word, frozenset(known))


@lru_cache(maxsize=1024)
def _nearest(word: str, known: frozenset[str]) -> str | None:
    matches = get_close_matches(word, sorted(known), n=1, cutoff=0.72)
    return matches[0] if matches else None
