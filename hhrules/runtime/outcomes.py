"""What evaluators report to: counts, and what to say about the subjects that did not pass."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Violation(Struct, gc=False):
    """A check that a subject broke, with the values that its message names."""

    rule: int
    check: int
    subject: Any
    message: tuple[Any, ...]
    fix: tuple[Any, ...]
    payment: tuple[Any, ...] | None

    def __repr__(self) -> str:
        return f"Violation({self.rule}, {self.check})"


class Outcomes(Struct, gc=False):
    """The outcomes of one claim under one rulebook."""

    met: int = 0
    not_applicable: int = 0
    violated: int = 0
    violations: list[Violation] = []  # each gets lists of its own
    undecided: list[tuple[int, Any]] = []

    def broken(
        self,
        rule: int,
        check: int,
        subject: Any,
        message: tuple[Any, ...],
        fix: tuple[Any, ...],
        payment: tuple[Any, ...] | None,
    ) -> None:
        """A check of a rule is violated for a subject."""
        self.violations.append(Violation(rule, check, subject, message, fix, payment))

    def take_back(self, before: int) -> None:
        """Forget the violations since there were so many, of checks that stand alone."""
        self.violated -= len(self.violations) - before
        del self.violations[before:]

    def open(self, rule: int, subject: Any) -> None:
        """A rule cannot be decided for a subject (None: for any, since the subjects are unknown)."""
        self.undecided.append((rule, subject))
