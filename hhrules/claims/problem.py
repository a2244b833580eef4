"""What is wrong with a claim document: data only, with paths and never with values."""

from __future__ import annotations

from msgspec import Struct


class Problem(Struct, frozen=True):
    """One thing wrong: a code.

    The place in the document (`$.lines[2].units`), what was expected.
    """

    code: str
    path: str
    message: str


class ClaimProblems(Exception):
    """A claim document that cannot be read, with all that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...], claim_id: str = "") -> None:
        super().__init__(problems, claim_id)
        self.problems = problems
        self.claim_id = claim_id

    def __str__(self) -> str:
        return "; ".join(f"{p.path}: {p.message}" for p in self.problems)
