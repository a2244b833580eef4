"""What every writer of reports offers, and which formats there are."""

from __future__ import annotations

from typing import Protocol

from hhrules.runtime.report import Report


class ReportWriter(Protocol):
    """Turns reports into bytes one by one, so that a long run holds none of them back."""

    def begin(self) -> bytes:
        """Make what stands before the first report."""

    def report(self, report: Report) -> bytes:
        """Make one report."""

    def end(self) -> bytes:
        """Make what stands after the last report."""
