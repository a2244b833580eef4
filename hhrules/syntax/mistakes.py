"""What to say of a piece that the grammar refuses."""

from __future__ import annotations

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax.pieces import Failure, Start


def report_failure(
    diagnostics: Diagnostics, place: Span, text: str, failure: Failure, kind: Start, context: str
) -> None:
    """Report why `text`, which stands at `place`, could not be read."""
    span = Span(place.name, place.start + failure.start, place.start + failure.end)
    diagnostics.error("E003", f"this is not understood here ({sorted(failure.expected)})", span)
