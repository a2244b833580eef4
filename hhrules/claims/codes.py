"""Whether the codes of a claim have their forms, asked of claims that are read one at a time.

The forms are those that the model states as patterns; `quick` reads them off the model, which
takes longer to begin with.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import UNSET, UnsetType

from hhrules.claims.model import Claim

_MBI = re.compile(r"[0-9A-Z]{1,12}").fullmatch
_NPI = re.compile(r"[0-9A-Za-z]{1,15}").fullmatch
_REVENUE = re.compile(r"[0-9]{4}").fullmatch
_PROCEDURE = re.compile(r"[0-9A-Z]{1,6}").fullmatch
_BILL = re.compile(r"[0-9]{2}[0-9A-Z]").fullmatch


def codes_fit(claim: Claim) -> bool:
    """Whether the codes of the claim, and of its earlier ones, match their patterns."""
    if _BILL(claim.type_of_bill) is None:
        return False
    for number in (claim.provider.npi, claim.attending.npi, claim.certifying.npi):
        if isinstance(number, str) and _NPI(number) is None:
            return False
    mbi = claim.patient.mbi
    if isinstance(mbi, str) and _MBI(mbi) is None:
        return False
    for line in claim.lines:
        if line.revenue_code not in _fitting and not _fits(line.revenue_code, _REVENUE):
            return False
        if line.hcpcs not in _procedures and not _fits(line.hcpcs, _PROCEDURE, _procedures):
            return False
        if line.modifiers and not _modifiers_fit(line.modifiers):
            return False
    earlier = claim.history.claims
    return not earlier or all(codes_fit(c) for c in earlier)


_MOST_CODES = 50_000
_fitting: set[object] = {UNSET, None}
"""Revenue codes that were found to fit before; most lines carry one of few."""
_procedures: set[object] = {UNSET, None}
_modifiers: set[object] = set()


def _fits(
    code: str | UnsetType | None,
    pattern: Callable[[str], object],
    known: set[object] = _fitting,
) -> bool:
    if not isinstance(code, str) or pattern(code) is None:
        return False
    if len(known) < _MOST_CODES:
        known.add(code)
    return True


def _modifiers_fit(modifiers: object) -> bool:
    codes = modifiers if isinstance(modifiers, list) else []
    return all(
        c in _modifiers or (len(c) == 2 and _fits(c, _PROCEDURE, _modifiers))  # noqa: PLR2004 - characters
        for c in codes
    )
