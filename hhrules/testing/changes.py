"""What became otherwise between two judgements of the same claims: no message, no patient data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from hhrules.runtime.report import Finding, Report

NO_FINDING = "no finding"

Place = tuple[str, int, dt.date]
"""Where a finding stands: rule, line (0: none), day (the first of all days: none)."""

Standing = Mapping[Place, str]
"""What was found on one claim, in words: `violated (deny)`, `undetermined`."""


@frozen
class Change:
    """One outcome that became another: the claim, the rule, where on the claim, before and after."""

    claim: str
    rule: str
    line: int | None
    day: dt.date | None
    before: str
    after: str

    def words(self) -> str:
        """The change as one line of text."""
        where = f" line {self.line}" if self.line else ""
        day = f", {self.day}" if self.day else ""
        return f"{self.claim}  {self.rule}{where}{day}: {self.before} -> {self.after}"


def standing(report: Report, books: Iterable[str] | None = None) -> Standing:
    """The findings of a report by place (of some rulebooks alone, where they are named)."""
    wanted = None if books is None else set(books)
    if report.errors and not report.findings:
        return {("", 0, dt.date.min): "cannot be judged"}
    found: dict[Place, list[str]] = {}
    for finding in report.findings:
        if wanted is None or finding.rulebook.id in wanted:
            place = (finding.rule, finding.line or 0, finding.service_date or dt.date.min)
            found.setdefault(place, []).append(_words(finding))
    return {place: ", ".join(sorted(words)) for place, words in found.items()}


def _words(finding: Finding) -> str:
    if finding.outcome != "violated":
        return finding.outcome
    share = f" {finding.payment.fraction}" if finding.payment is not None else ""
    return f"violated ({finding.action.replace('_', ' ')}{share})"


def changes(claim: str, before: Standing, after: Standing) -> Iterator[Change]:
    """The places on one claim at which something else is found than before."""
    for place in sorted({*before, *after}):
        old, new = before.get(place, NO_FINDING), after.get(place, NO_FINDING)
        if old != new:
            rule, line, day = place
            yield Change(
                claim, rule, line or None, None if day == dt.date.min else day, old, new
            )
