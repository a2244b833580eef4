"""Whether a claim holds anything that its sender gave as known to be none."""

from __future__ import annotations

from hhrules.claims.encode import encode_claim, encode_keys
from hhrules.claims.model import Claim

_KEPT = "holds_none"


def holds_none(claim: Claim) -> bool:
    """Whether null stands anywhere in the document (a text may say so too); kept with the claim."""
    known = claim.__dict__.get(_KEPT)
    if known is None:
        text = encode_claim(claim) if "unread" in claim.__dict__ else encode_keys(claim)
        known = claim.__dict__[_KEPT] = b"null" in text
    return bool(known)
