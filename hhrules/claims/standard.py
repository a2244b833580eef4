"""The vocabulary of the claim document as it is without a site's own facts."""

from __future__ import annotations

from hhrules.claims.model import Claim
from hhrules.claims.vocabulary import vocabulary_of

VOCABULARY = vocabulary_of(Claim)
