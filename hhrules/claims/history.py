"""What is known of earlier care when one claim is judged.

A history is made for one claim out of three sources: the document's own `history`, the claims
of the same run, and a history store. A claim counts once however often it comes; one of
frequency 7 takes the place of the claim it names, one of frequency 8 takes it away; the order
in which they come does not matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from msgspec import UNSET, Struct, UnsetType

from hhrules.claims.encode import encode_claim
from hhrules.claims.model import Claim
from hhrules.claims.records import Admission, Period, TherapyAmount
from hhrules.values.lazy import lazy_property

REPLACEMENT = "7"
VOID = "8"
_CHANGES = (REPLACEMENT, VOID)

if TYPE_CHECKING:
    from hhrules.claims.kept import Kept

Version: TypeAlias = "Claim | Kept"
"""One version of a claim, read already or not."""


class History(Struct, frozen=True, eq=False, dict=True):
    """The earlier claims of one claim's patient, oldest first, and how far they can be trusted.

    Before `complete_since` there may be claims that are not here; None means that nothing is
    known to be missing. With `all_providers` that holds for every provider, else for the
    claim's own agency.
    """

    claim: Claim
    versions: tuple[Version, ...]
    complete_since: dt.date | None
    all_providers: bool
    therapy_amounts: list[TherapyAmount] | UnsetType
    admissions: list[Admission] | UnsetType
    periods: list[Period] | UnsetType

    @lazy_property
    def earlier(self) -> tuple[Claim, ...]:
        """The claims that stand and come before; worked out when a rule first asks for them."""
        return _before(self.claim, self.versions) if self.versions else ()


def identity(claim: Version) -> str:
    """Tell one claim from another: by the payer's number of it, else by the sender's."""
    number = claim.control_number
    return f"control:{number}" if isinstance(number, str) and number else f"id:{claim.claim_id}"


def patient_key(claim: Claim) -> str | None:
    """Whose claim it is: the sender's patient id, else the Medicare number, else not known."""
    if isinstance(claim.patient.id, str) and claim.patient.id:
        return f"id:{claim.patient.id}"
    if isinstance(claim.patient.mbi, str) and claim.patient.mbi:
        return f"mbi:{claim.patient.mbi}"
    return None


def field_of_another(one: Claim, claim: Claim) -> str:
    """The field that tells that an earlier claim is another patient's than a claim; "": none does.

    The sender's ids do, unless the Medicare numbers agree; without both ids the Medicare numbers.
    """
    (id1, mbi1), (id2, mbi2) = ((c.patient.id, c.patient.mbi) for c in (one, claim))
    numbers = isinstance(mbi1, str) and isinstance(mbi2, str)
    if isinstance(id1, str) and isinstance(id2, str):
        return "id" if id1 != id2 and not (numbers and mbi1 == mbi2) else ""
    return "mbi" if numbers and mbi1 != mbi2 else ""


def of_others(claim: Claim) -> list[tuple[int, str]]:
    """The places in a document's list of earlier claims, from 0, of those of other patients.

    Each with the field that tells so.
    """
    given = enumerate(claim.history.claims or ())
    return [(n, field) for n, one in given if (field := field_of_another(one, claim))]


def is_earlier(one: Version, other: Version) -> bool:
    """Whether `one` comes before `other`: by first day billed, then by id."""
    return (one.statement_from, one.claim_id) < (other.statement_from, other.claim_id)


def same_provider(one: Claim, other: Claim) -> bool:
    """Whether both are of one agency: no only where a number that both give differs."""
    for mine, theirs in (
        (one.provider.ccn, other.provider.ccn),
        (one.provider.npi, other.provider.npi),
    ):
        if isinstance(mine, str) and isinstance(theirs, str):
            return mine == theirs
    return True


def _settled(claims: list[Version]) -> list[Version]:
    """Give the claims that stand.

    Each once, replaced and cancelled ones left out, oldest first.
    """
    latest: dict[str, Version] = {}
    for key, claim in _identified(claims):
        seen = latest.get(key)
        if seen is None or _is_later_version(claim, seen):
            latest[key] = claim
    standing = list(latest.values())
    if any(claim.type_of_bill[2:] in _CHANGES for claim in standing):
        gone = {number for claim in standing for number in _takes_away(claim)}
        standing = [
            claim
            for claim in standing
            if claim.type_of_bill[2:] != VOID and not _names(claim) & gone
        ]
    if len(standing) > 1:
        standing.sort(key=lambda c: (c.statement_from, c.claim_id, identity(c)))
    return standing


def _identified(claims: list[Version]) -> list[tuple[str, Version]]:
    """Each claim with its identity.

    One sent before the payer numbered it goes with its number.
    """
    known = [(identity(claim), claim) for claim in claims]
    numbers: dict[str, str] = {}
    for key, claim in known:
        if key.startswith("control:"):
            numbers[claim.claim_id] = max(key, numbers.get(claim.claim_id, key))
    if not numbers:
        return known
    return [
        (numbers.get(claim.claim_id, key) if key.startswith("id:") else key, claim)
        for key, claim in known
    ]


def _takes_away(claim: Version) -> set[str]:
    """Give the numbers of the claim that this one replaces or cancels."""
    number = claim.document_control_number
    if claim.type_of_bill[2:] not in _CHANGES or not isinstance(number, str):
        return set()
    own = claim.control_number if claim.type_of_bill[2:] == REPLACEMENT else None
    return {number} - {own}


def _names(claim: Version) -> set[str]:
    return {claim.control_number} if isinstance(claim.control_number, str) else set()


def _is_later_version(one: Version, other: Version) -> bool:
    mine, theirs = _version(one), _version(other)
    return mine > theirs if mine != theirs else _document(one) > _document(other)


def _version(claim: Version) -> tuple[int, dt.date, dt.date]:
    days = (claim.received_date, claim.processed_date)
    received, processed = (d if isinstance(d, dt.date) else dt.date.min for d in days)
    return (REPLACEMENT + VOID).find(claim.type_of_bill[2:]), received, processed


def _document(claim: Version) -> bytes:
    return encode_claim(claim) if isinstance(claim, Claim) else claim.written()


def history_for(
    claim: Claim, extra: Iterable[Version] | None = None, since: dt.date | None = None
) -> History:
    """Give the history of one claim, out of its document and `extra` claims of the patient.

    Of claims that begin on one day the document's own list says which came earlier; of others
    their ids do. `since` is the day from which the source of `extra` is complete. Nothing else
    being said, a document's list is all there is. With neither a list nor a source (`extra` is
    None) nothing is known before the claim, whatever day the document calls its list complete
    since: there is no list to which that could apply. Claims of other patients in a document's
    list are left out, and the list is then not known to be whole: it may be another patient's.
    """
    own = claim.history
    mine, whole = own.claims, True
    if mine and (others := {n for n, _ in of_others(claim)}):
        mine, whole = [c for n, c in enumerate(mine) if n not in others], False
    return History(
        claim=claim,
        versions=(*(mine or ()), *(extra or ())),
        complete_since=_complete_since(claim, extra is not None, since, whole=whole),
        all_providers=own.all_providers is True,
        therapy_amounts=own.therapy_amounts,
        admissions=own.admissions,
        periods=own.periods,
    )


def _before(claim: Claim, versions: Iterable[Version]) -> tuple[Claim, ...]:
    """Give those of some claims that stand and come before a claim, oldest first."""
    mine = identity(claim)
    replaced = claim.document_control_number
    given = claim.history.claims or ()
    said = {
        identity(one)
        for one in given
        if one.statement_from == claim.statement_from and not field_of_another(one, claim)
    }
    known = [one if isinstance(one, Claim) else one.settling() for one in versions]
    return tuple(
        one if isinstance(one, Claim) else one.claim()
        for one in _settled(known)
        if (name := identity(one)) != mine
        and (is_earlier(one, claim) or name in said)
        and replaced not in _names(one)
    )


def _complete_since(
    claim: Claim, sourced: bool, since: dt.date | None, *, whole: bool
) -> dt.date | None:
    own = claim.history
    if not whole:
        return claim.statement_from if since is None else since
    if own.claims is UNSET and not sourced:
        return claim.statement_from
    if isinstance(own.complete_since, dt.date):
        return own.complete_since if since is None else min(own.complete_since, since)
    if since is not None:
        return since
    if own.claims is not UNSET:
        return None
    return claim.statement_from
