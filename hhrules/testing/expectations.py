"""What an example expects and what came of it, compared in the words of the rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import field, frozen

from hhrules.engine.evaluate import Judgement
from hhrules.engine.explaining.explain import Explanation
from hhrules.engine.findings import findings_of
from hhrules.runtime.report import Finding
from hhrules.testing.why import why


@frozen
class Outcome:
    """An outcome with what may be said of it beside."""

    word: str
    fraction: str | None = None
    without: tuple[str, ...] = ()
    day: dt.date | None = None
    line: int | None = None
    action: str | None = None
    message: str | None = None
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    subjects: tuple[Explanation, ...] = field(default=(), repr=False)
    lines: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is said beside the outcome's word."""
        beside = (self.fraction, self.day, self.line, self.action, self.message)
        return not self.without and all(b is None for b in beside)

    @property
    def violated_days(self) -> set[dt.date]:
        """The days on which a subject is violated."""
        return {
            f.service_date for f in self.findings if f.outcome == "violated" and f.service_date
        }

    @property
    def where(self) -> str:
        """The day or line of which it speaks; empty where it speaks of the whole."""
        if self.day is not None:
            return f" on {self.day}"
        return f" on line {self.line}" if self.line is not None else ""

    def there(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings of this outcome on its day and line, where it names them."""
        return [
            f
            for f in findings
            if f.outcome == self.word
            and (self.day is None or f.service_date == self.day)
            and (self.line is None or f.line == self.line)
        ]

    def on_record(self, plural: str, number: int) -> Explanation | None:
        """The subject to which a record belongs, by its place in its list."""
        for subject in self.subjects:
            if subject.claim_level or (plural, number) in subject.members:
                return subject
        return None


_HEAVIEST = ("violated", "undetermined", "met")


def outcome_of(judgement: Judgement | None, subjects: list[Explanation]) -> Outcome:
    """The outcome of a rule on a whole claim: the heaviest of its subjects'."""
    if judgement is None:
        return Outcome("not applicable")
    words = {s.outcome for s in subjects}
    word = next((w for w in _HEAVIEST if w in words), "not applicable")
    return Outcome(word, findings=tuple(findings_of(judgement)), subjects=tuple(subjects))


def unmet(wanted: Outcome, got: Outcome) -> str:
    """How what came out differs from what is wanted; empty where it does not."""
    findings = [f for f in got.findings if f.outcome == wanted.word]
    have = got.word
    if where := wanted.where:
        findings = wanted.there(findings)
        if wanted.word in ("violated", "undetermined"):
            if not findings:
                return f"expected {wanted.word}{where}, and it is not{why(wanted.word, got.subjects)}"
            have = wanted.word
        else:
            have = _outcome_at(wanted, got)
    if have != wanted.word:
        return f"expected {wanted.word}, came out {have}{why(wanted.word, got.subjects)}"
    return unmet_beside(wanted, findings)


def unmet_on(wanted: Outcome, subject: Explanation | None) -> str:
    """How a single subject differs from what is wanted of it; empty where it does not."""
    have = subject.outcome if subject is not None else "not applicable"
    if have != wanted.word:
        return f"expected {wanted.word}, came out {have}"
    if wanted.is_plain or subject is None:
        return ""
    there = wanted.there(subject.findings)
    if wanted.where and subject.findings and not there:
        return f"expected {wanted.word}{wanted.where}, and it is not"
    return unmet_beside(wanted, there)


def unmet_beside(wanted: Outcome, findings: Sequence[Finding]) -> str:
    """How findings differ from what is wanted of them beside the outcome."""
    if wanted.fraction is not None:
        shares = {f.payment.fraction for f in findings if f.payment is not None}
        if not any(_same_share(wanted.fraction, s) for s in shares):
            return f"expected a share of {wanted.fraction}, came out {', '.join(sorted(shares)) or 'none'}"
    if wanted.without:
        missing = {m for f in findings for m in f.missing}
        lacking = [w for w in wanted.without if w not in missing]
        if lacking:
            return (
                f"expected to lack {', '.join(lacking)}; it lacks {', '.join(sorted(missing))}"
            )
    actions = {f.action for f in findings}
    if wanted.action is not None and actions != {wanted.action}:
        return f"expected to {wanted.action} alone, came out {', '.join(sorted(actions))}"
    if wanted.message is not None:
        return _unsaid(wanted.message, findings)
    return ""


def _unsaid(words: str, findings: Sequence[Finding]) -> str:
    """How the messages differ from the words that one of them has to hold."""
    said = list(dict.fromkeys(f.message for f in findings if f.outcome == "violated"))
    plain = " ".join(words.split())
    if any(plain in " ".join(message.split()) for message in said):
        return ""
    have = "".join(f'\n  came out  "{message}"' for message in said)
    return f'expected  "{plain}"' + (have or "\n  came out without a message")


def _outcome_at(wanted: Outcome, got: Outcome) -> str:
    words = {
        s.outcome
        for s in got.subjects
        if (wanted.day is None or s.day == wanted.day)
        and (wanted.line is None or ("lines", wanted.line - 1) in s.members)
    }
    return next((w for w in _HEAVIEST if w in words), "not applicable")


def _same_share(wanted: str, share: str) -> bool:
    if wanted.endswith("%"):
        top, bottom = share.split("/") if "/" in share else (share, "1")
        return float(top) / float(bottom) * 100 == float(wanted[:-1])
    return wanted == share
