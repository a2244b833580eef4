"""The document being judged: its model, its vocabulary, its reader, its history."""

from hhrules.claims.model import Claim
from hhrules.claims.vocabulary import VOCABULARY, Fact, RecordKind, Vocabulary

__all__ = ["VOCABULARY", "Claim", "Fact", "RecordKind", "Vocabulary"]
