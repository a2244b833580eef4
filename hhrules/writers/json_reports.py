"""Reports for programs: one JSON document, or one JSON document a line."""

from __future__ import annotations

from hhrules.runtime.report import Report


class JsonWriter:
    """Writes one list of all reports, a report a line."""

    def __init__(self) -> None:
        self._written = 0

    def begin(self) -> bytes:
        """Open the list."""
        return b"["

    def report(self, report: Report) -> bytes:
        """Make one member of the list."""
        self._written += 1
        return (b",\n" if self._written > 1 else b"\n") + report.encode()

    def end(self) -> bytes:
        """Close the list."""
        return b"\n]\n" if self._written else b"]\n"


class JsonLinesWriter:
    """Writes each report on a line of its own."""

    def begin(self) -> bytes:
        """Make nothing: lines need no head."""
        return b""

    def report(self, report: Report) -> bytes:
        """Make one line."""
        return report.encode() + b"\n"

    def end(self) -> bytes:
        """Make nothing: lines need no tail."""
        return b""
