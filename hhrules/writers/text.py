"""Reports for people at a terminal: what is wrong with each claim, and what to do about it.

Within a claim the worst comes first; equal findings on several lines are said once. Outcomes
that could not be decided are gathered by the facts they lack: one fact often settles many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from hhrules.runtime.report import ACTIONS, NO_RULE, Action, ClaimPayment, Finding, Report
from hhrules.values.money import cents, format_money
from hhrules.writers.layout import counted, listed, paragraph, visible

_COLOURS: dict[Action, str] = {
    "deny": "red",
    "reject": "red",
    "return_to_provider": "red",
    "reduce_payment": "yellow",
    "hold": "yellow",
    "review": "yellow",
    "warn": "cyan",
    "inform": "cyan",
}
_FREQUENT = 5


class TextWriter:
    """Writes reports as paragraphs and ends with a summary of the run."""

    def __init__(self, *, width: int = 80, colour: bool = False) -> None:
        self.width = width
        self.colour = colour
        self._statuses: Counter[str] = Counter()
        self._actions: Counter[Action] = Counter()
        self._rules: Counter[str] = Counter()
        self._unheard: Counter[str] = Counter()

    def begin(self) -> bytes:
        """Make nothing: the first claim is its own head."""
        return b""

    def report(self, report: Report) -> bytes:
        """Make the paragraphs of one claim; a clean claim is only counted.

        That no rule applied is told of the first claim of which the same is to be said.
        """
        self._count(report)
        if report.status == "clean" and not self._news(report):
            return b""
        lines = [self._head(report)]
        lines += self._problems(report)
        violated = [f for f in report.findings if f.outcome == "violated"]
        for group in _alike(sorted(violated, key=_weight)):
            lines += self._finding(group)
        lines += self._undecided([f for f in report.findings if f.outcome == "undetermined"])
        lines += self._payment(report.payment)
        return self._encode([*lines, ""])

    def end(self) -> bytes:
        """Make the summary of the run."""
        total = sum(self._statuses.values())
        parts = [
            f"{self._statuses['clean']:,} clean",
            f"{self._statuses['findings']:,} with findings",
            f"{self._statuses['undetermined']:,} undetermined",
            f"{self._statuses['error']:,} with errors",
        ]
        lines = [self._bold(f"{counted(total, 'claim')}: ") + ", ".join(parts)]
        if self._actions:
            said = (
                f"{_words(action)} {self._actions[action]:,}"
                for action in ACTIONS
                if self._actions[action]
            )
            lines += paragraph(", ".join(said), self.width, 2, "Findings: ")
            ranked = sorted(self._rules.items(), key=lambda item: (-item[1], item[0]))
            often = (f"{rule} ({times:,})" for rule, times in ranked[:_FREQUENT])
            lines += paragraph(", ".join(often), self.width, 2, "Most often: ")
        if self._unheard:
            lines.append(f"  No rule applied: {counted(self._unheard.total(), 'claim')}")
        return self._encode(lines)

    def _count(self, report: Report) -> None:
        self._statuses[report.status] += 1
        for finding in report.findings:
            if finding.outcome == "violated":
                self._actions[finding.action] += 1
                self._rules[finding.rule] += 1
        for warning in report.warnings:
            if warning.code == NO_RULE:
                self._unheard[warning.message] += 1

    def _news(self, report: Report) -> bool:
        """Whether a clean claim has a warning that was not told of another one."""
        return any(w.code != NO_RULE or self._unheard[w.message] == 1 for w in report.warnings)

    def _head(self, report: Report) -> str:
        violated = sum(f.outcome == "violated" for f in report.findings)
        open_ones = len(report.findings) - violated
        said = []
        if report.errors:
            said.append("not judged: " + counted(len(report.errors), "error"))
        if violated:
            said.append(counted(violated, "finding"))
        if open_ones:
            said.append(f"{open_ones:,} not decided")
        name = visible(report.claim_id or "") or "claim without a readable id"
        return self._bold(name) + "  " + (", ".join(said) or report.status)

    def _problems(self, report: Report) -> list[str]:
        lines = []
        for kind, colour, problems in (
            ("error", "red", report.errors),
            ("warning", "cyan", report.warnings),
        ):
            for problem in problems:
                lead = f"{kind} {problem.code}  "
                text = f"{problem.path}: {problem.message}" if problem.path else problem.message
                lines += self._led(paragraph(text, self.width, 2, lead), lead, colour)
        return lines

    def _finding(self, group: Sequence[Finding]) -> list[str]:
        first = group[0]
        action = _words(first.action).upper()
        head = (
            "  " + self._paint(action, _COLOURS[first.action]) + "  " + self._bold(first.rule)
        )
        place = _places(group)
        lines = [head + (f"  {place}" if place else "")]
        lines += paragraph(first.message, self.width, 4)
        if first.payment:
            text = f"{first.payment.fraction} of the payment is taken away"
            reason = f": {first.payment.reason}" if first.payment.reason else ""
            lines += paragraph(text + reason, self.width, 4, "Payment: ")
        if first.fix:
            lines += paragraph(first.fix, self.width, 4, "Do: ")
        if first.nulls:
            text = f"rests on {listed(first.nulls)} given as none (null); is that so?"
            lines += paragraph(text, self.width, 4, "Note: ")
        if first.citations:
            lines += self._dim(paragraph("; ".join(first.citations), self.width, 4, "Source: "))
        return lines

    def _undecided(self, findings: Sequence[Finding]) -> list[str]:
        if not findings:
            return []
        by_facts: dict[tuple[str, ...], list[str]] = {}
        remedies: dict[tuple[str, ...], str] = {}
        for finding in sorted(findings, key=lambda f: (f.rule, f.line or 0)):
            rules = by_facts.setdefault(finding.missing, [])
            if finding.fix != f"Supply {', '.join(finding.missing)}.":
                remedies.setdefault(finding.missing, finding.fix)
            if finding.rule not in rules:
                rules.append(finding.rule)
        lines = ["  " + self._paint("NOT DECIDED", "magenta") + "  for want of facts"]
        for missing, rules in sorted(by_facts.items(), key=lambda item: (item[1], item[0])):
            text = listed(missing) or "facts that the rule does not name"
            lines += paragraph(f"{text}  ({', '.join(rules)})", self.width, 4, "Missing: ")
            if missing in remedies:
                lines += paragraph(remedies[missing], self.width, 4, "Do: ")
        return lines

    def _payment(self, payment: ClaimPayment) -> Sequence[str]:
        if payment.expected is None:
            return ()
        text = f"Expected about {_dollars(payment.expected)} before adjustments; at risk"
        if payment.at_risk is not None:
            return paragraph(f"{text} {_dollars(payment.at_risk)}", self.width, 2)
        return paragraph(f"{text}: not known ({payment.reason})", self.width, 2)

    def _led(self, lines: Sequence[str], lead: str, colour: str) -> list[str]:
        painted = lines[0].replace(lead, self._paint(lead, colour), 1)
        return [painted, *lines[1:]]

    def _paint(self, text: str, colour: str) -> str:
        return _styled(text, fg=colour, bold=True) if self.colour else text

    def _bold(self, text: str) -> str:
        return _styled(text, bold=True) if self.colour else text

    def _dim(self, lines: Sequence[str]) -> Sequence[str]:
        return [_styled(line, dim=True) for line in lines] if self.colour else lines

    def _encode(self, lines: Iterable[str]) -> bytes:
        return "".join(f"{line}\n" for line in lines).encode()


def _styled(text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
    import click  # noqa: PLC0415 - only on a terminal

    return click.style(text, fg=fg, bold=bold or None, dim=dim or None)


def _words(action: Action) -> str:
    return action.replace("_", " ")


def _dollars(text: str) -> str:
    return format_money(cents(text))


def _weight(finding: Finding) -> tuple[int, int, str]:
    return ACTIONS.index(finding.action), finding.line or 0, finding.rule


def _alike(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Gather findings that say the same of different places, in the order of the first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for f in findings:
        key = (f.rule, f.action, f.message, f.fix, f.payment, f.nulls)
        groups.setdefault(key, []).append(f)
    return list(groups.values())


def _places(group: Sequence[Finding]) -> str:
    lines = [str(f.line) for f in group if f.line is not None]
    dates = sorted({f.service_date.isoformat() for f in group if f.service_date})
    said = []
    if lines:
        said.append(("line " if len(lines) == 1 else "lines ") + listed(lines))
    elif group[0].level != "claim":
        said.append(group[0].level)
    if len(dates) == 1 or not lines:
        said += dates
    return ", ".join(said)
