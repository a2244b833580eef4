"""The published dictionary of facts, made from the vocabulary that the reader uses."""

from __future__ import annotations

from hhrules.claims.dictionary import data_dictionary_markdown
from tests.docs.blocks import ROOT

PAGE = ROOT / "docs" / "reference" / "data-dictionary.md"


def page() -> str:
    """The text of the page."""
    return data_dictionary_markdown().rstrip("\n") + "\n"
