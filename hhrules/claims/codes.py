"""Whether the codes of a claim have their forms, asked of claims that are read one at a time.

The forms are those that the model states as patterns; `quick` reads them off the model, which
takes longer to begin with, and so does making the patterns.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import UNSET, UnsetType

from hhrules.claims.model import Claim

_BILL = 3


def _is_word(code: str, most: int) -> bool:
    return code.isascii() and code.isalnum() and len(code) <= most


def is_mbi(code: str) -> bool:
    """Up to 12 capital letters or digits."""
    return _is_word(code, 12) and code == code.upper()


def is_npi(code: str) -> bool:
    """Up to 15 letters or digits."""
    return _is_word(code, 15)


def is_revenue_code(code: str) -> bool:
    """Four digits."""
    return len(code) == 4 and code.isascii() and code.isdigit()  # noqa: PLR2004 - digits


def is_procedure(code: str) -> bool:
    """Up to six capital letters or digits."""
    return _is_word(code, 6) and code == code.upper()


def is_bill(code: str) -> bool:
    """Two digits and a capital letter or digit."""
    return (
        len(code) == _BILL
        and code[:2].isdigit()
        and _is_word(code, _BILL)
        and code == code.upper()
    )


def codes_fit(claim: Claim) -> bool:
    """Whether the codes of the claim, and of its earlier ones, match their patterns."""
    if not is_bill(claim.type_of_bill):
        return False
    for number in (claim.provider.npi, claim.attending.npi, claim.certifying.npi):
        if isinstance(number, str) and not is_npi(number):
            return False
    mbi = claim.patient.mbi
    if isinstance(mbi, str) and not is_mbi(mbi):
        return False
    for line in claim.lines:
        if line.revenue_code not in _fitting and not _fits(line.revenue_code, is_revenue_code):
            return False
        if line.hcpcs not in _procedures and not _fits(line.hcpcs, is_procedure, _procedures):
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
    has_form: Callable[[str], bool],
    known: set[object] = _fitting,
) -> bool:
    if not isinstance(code, str) or not has_form(code):
        return False
    if len(known) < _MOST_CODES:
        known.add(code)
    return True


def _modifiers_fit(modifiers: object) -> bool:
    codes = modifiers if isinstance(modifiers, list) else []
    return all(
        c in _modifiers or (len(c) == 2 and _fits(c, is_procedure, _modifiers))  # noqa: PLR2004 - characters
        for c in codes
    )
