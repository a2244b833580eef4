"""What a page of the site shows: rulebooks, rules, tables and examples as plain text and grids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from attrs import frozen

_FOLDED = 40


@frozen
class Shown:
    """One cell of a grid: its text and, for an outcome, the class that colours it."""

    text: str
    kind: str = ""


@frozen
class Sheet:
    """A table as it is shown: heads, rows, and what it is called."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]
    caption: str = ""

    @property
    def is_long(self) -> bool:
        """Whether a page folds it."""
        return len(self.rows) > _FOLDED


@frozen
class Prose:
    """Words between the blocks of a rulebook; a heading where the author drew a line."""

    text: str
    heading: bool = False


@frozen
class Definition:
    """A `define`, a `fact`, or a rule switched off: its name and the rulebook's own words."""

    name: str
    anchor: str
    kind: str
    text: str


@frozen
class Figures:
    """A `table` or `value` with its rows."""

    name: str
    anchor: str
    kind: str
    keys: tuple[str, ...]
    sheet: Sheet
    no_row: str
    cites: tuple[str, ...]


@frozen
class Case:
    """An example: what is given, the records of the claim and of earlier ones, what comes out."""

    title: str
    givens: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    expects: tuple[Shown, ...]


@frozen
class Demand:
    """One `require` and what follows from its breach."""

    asks: str
    otherwise: str
    message: str
    fix: str


@frozen
class RuleView:
    """A rule as its page shows it."""

    id: str
    title: str
    anchor: str
    book: str
    start: str
    end: str
    dated_by: str
    level: str
    subject: str
    certainty: str
    when: str
    demands: tuple[Demand, ...]
    notes: tuple[str, ...]
    cites: tuple[str, ...]
    cases: tuple[Case, ...]
    replaces: bool = False

    @property
    def page(self) -> str:
        """The file that shows it."""
        return f"rulebooks/{self.book}.html"

    @property
    def example_count(self) -> int:
        """How many claims its examples try."""
        return sum(_tried(case) for case in self.cases)


def _tried(case: Case) -> int:
    return 1 if case.expects else sum(len(sheet.rows) for sheet in case.sheets)


Item: TypeAlias = Prose | Definition | Figures | RuleView


@frozen
class BookView:
    """A rulebook as its page shows it, its parts in the author's order."""

    id: str
    title: str
    version: str
    applies: str
    dated_by: str
    uses: tuple[str, ...]
    cites: tuple[str, ...]
    items: tuple[Item, ...]
    changes: str
    source: str

    @property
    def rules(self) -> tuple[RuleView, ...]:
        """The rules alone."""
        return tuple(i for i in self.items if isinstance(i, RuleView))

    @property
    def figures(self) -> tuple[Figures, ...]:
        """The tables and values alone."""
        return tuple(i for i in self.items if isinstance(i, Figures))

    @property
    def page(self) -> str:
        """The file that shows it."""
        return f"rulebooks/{self.id}.html"


def rules_by_id(books: Sequence[BookView]) -> dict[str, RuleView]:
    """Rules by id: the rule itself, not what another payer puts in its place; its last version."""
    rules = [rule for book in books for rule in book.rules]
    return {rule.id: rule for rule in sorted(rules, key=lambda r: not r.replaces)}
