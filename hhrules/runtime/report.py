"""What is said about one claim: findings, their summary, and problems of the document.

A report is data for others to read; its keys are always there (`trace` only when asked for) and
stand in one order, so equal reports are equal bytes.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from msgspec import UNSET, Struct, UnsetType, json

Status = Literal["clean", "findings", "undetermined", "error"]
Outcome = Literal["violated", "undetermined"]
Action = Literal[
    "deny",
    "reject",
    "return_to_provider",
    "reduce_payment",
    "hold",
    "review",
    "warn",
    "inform",
]
Level = Literal["claim", "line", "visit", "discipline", "period", "episode", "notice", "chart"]

ACTIONS: tuple[Action, ...] = get_args(Action)
"""All actions, the heaviest first."""


NO_RULE = "no-rule-applied"
"""The code of the warning that no rule came to anything on a claim."""


class Payment(Struct, frozen=True):
    """The share of the payment that is taken away, as policy writes it: "6/30"."""

    fraction: str
    reason: str

    def __repr__(self) -> str:
        return f"Payment({self.fraction!r})"


class RulebookRef(Struct, frozen=True):
    """The rulebook that a finding comes from, down to the bytes of its text."""

    id: str
    version: str
    edition: str
    sha256: str


class TraceStep(Struct, frozen=True):
    """One step to an outcome: how deep it stands, the rule's text, what it came to."""

    depth: int
    text: str
    value: str
    source: str

    def __repr__(self) -> str:
        return f"TraceStep(depth={self.depth})"


class Finding(Struct, frozen=True, kw_only=True):
    """What a rule says about a claim or a part of it.

    `nulls` names the facts of a violated rule that the sender gave as known to be none; one may
    want to check that none was meant.
    """

    rule: str
    outcome: Outcome
    action: Action
    level: Level
    line: int | None = None
    service_date: date | None = None
    message: str
    fix: str = ""
    citations: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    payment: Payment | None = None
    rulebook: RulebookRef
    trace: tuple[TraceStep, ...] | UnsetType = UNSET

    def __repr__(self) -> str:
        return f"Finding({self.rule!r}, {self.outcome!r}, {self.action!r}, line={self.line})"


class Summary(Struct, frozen=True):
    """How many pairs of a rule and a subject came out in each way."""

    met: int = 0
    violated: int = 0
    undetermined: int = 0
    not_applicable: int = 0


class ClaimPayment(Struct, frozen=True):
    """What the claim is expected to pay before adjustments, and what its findings put at risk.

    Both in dollars, and None where they are not known; `reason` then says why.
    """

    expected: str | None = None
    at_risk: str | None = None
    reason: str = ""


class ReportError(Struct, frozen=True):
    """Something wrong with the document: a code, its place, and words without values."""

    code: str
    path: str
    message: str


class Engine(Struct, frozen=True):
    """What made the report: the version of the program and the hash over all rulebooks."""

    version: str
    bundle_sha256: str


class Report(Struct, frozen=True, kw_only=True):
    """All that is said about one claim; an unreadable claim is a report with errors."""

    claim_id: str | None
    status: Status
    findings: tuple[Finding, ...] = ()
    summary: Summary = Summary()
    payment: ClaimPayment = ClaimPayment()
    errors: tuple[ReportError, ...] = ()
    warnings: tuple[ReportError, ...] = ()
    engine: Engine

    def __repr__(self) -> str:
        return f"Report({self.claim_id!r}, {self.status!r}, {len(self.findings)} findings)"

    def encode(self) -> bytes:
        """Make the canonical JSON: keys in the order of the fields, nothing between tokens."""
        return _ENCODER.encode(self)


_ENCODER = json.Encoder()
