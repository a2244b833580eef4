"""The order of lines over claims: by day, then by claim, then by number."""

from __future__ import annotations

from hhrules.claims.history import is_earlier
from hhrules.claims.model import Claim
from hhrules.runtime.operators import Value
from hhrules.values.truth import UNKNOWN, Truth


def stands_before(
    day: Value, line: Value, other: Value, other_line: Value, claim: Claim, other_claim: Claim
) -> Truth:
    """Whether a line stands before another: by day, then earlier claims first, then by line number."""
    return _precedes(day, line, other, other_line, claim, other_claim, same=False)


def stands_up_to(
    day: Value, line: Value, other: Value, other_line: Value, claim: Claim, other_claim: Claim
) -> Truth:
    """Whether a line stands before another or is that line."""
    return _precedes(day, line, other, other_line, claim, other_claim, same=True)


def _precedes(
    day: Value,
    line: Value,
    other: Value,
    other_line: Value,
    claim: Claim,
    other_claim: Claim,
    *,
    same: bool,
) -> Truth:
    if claim is other_claim and line == other_line and line is not UNKNOWN:
        return same
    if day is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    if day is None or other is None:
        return False
    if day != other:
        return bool(day < other)
    if claim is not other_claim:
        return is_earlier(claim, other_claim)
    if line is UNKNOWN or other_line is UNKNOWN:
        return UNKNOWN
    return bool(line < other_line)
