"""Which rulebooks of a set have to hear a claim: found out once for a type of bill and a payer.

Most headings ask for these two alone. A rulebook that asks for more, or whose test needs its
tables, is asked about each claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.loaded import LoadedBook

Heard = tuple[tuple[LoadedBook, bool], ...]
"""Rulebooks in order, and of each whether it is known to apply."""

_MOST = 1_000
"""For so many types of bill and payers the answer is kept."""


class Hearing:
    """The rulebooks of a set, by the claims that they have to hear."""

    def __init__(self, books: Iterable[LoadedBook]) -> None:
        self.books = tuple(books)
        self._found: dict[tuple[object, object], Heard] = {}

    def of(self, claim: Claim, history: History, given: Mapping[str, object]) -> Heard:
        """The rulebooks that apply to a claim, or may."""
        kind = (claim.type_of_bill, claim.payer)
        heard = self._found.get(kind)
        if heard is None:
            asked = [b for b in self.books if not b.idle]
            heard = tuple(
                (book, book.by_kind)
                for book in asked
                if not book.by_kind or book.may_apply(claim, history, given)
            )
            if len(self._found) < _MOST:
                self._found[kind] = heard
        return heard
