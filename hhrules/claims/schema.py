"""The claim model as data: vocabulary, JSON Schema, data dictionary, a site's own facts."""

from hhrules.claims.dictionary import data_dictionary_markdown
from hhrules.claims.extend import SiteFact, SiteFactProblem, extend
from hhrules.claims.json_schema import json_schema
from hhrules.claims.standard import VOCABULARY
from hhrules.claims.vocabulary import Fact, RecordKind, Vocabulary, vocabulary_of

__all__ = [
    "VOCABULARY",
    "Fact",
    "RecordKind",
    "SiteFact",
    "SiteFactProblem",
    "Vocabulary",
    "data_dictionary_markdown",
    "extend",
    "json_schema",
    "vocabulary_of",
]
