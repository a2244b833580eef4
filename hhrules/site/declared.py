"""The rows and statements of policy as the shipped set declares them, and what carries each.

`carried_by` names, with semicolons between them, `rule ID`, `define NAME`, `table NAME`,
`value NAME`, or `notes RULEBOOK` where a rulebook's own words speak of the row. `gap` is the
reason why nothing, or no finding, comes of a row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

from attrs import field, frozen

from hhrules.resources import rulebook_dir
from hhrules.site.pages import BookView, Definition, Figures, Prose, rules_by_id

KINDS = ("check", "value", "definition", "information", "out of scope")

VERDICTS = {
    "ok": "holds",
    "dated": "held once, or later",
    "wrong": "does not hold",
    "part": "holds in part",
    "title": "a title only",
    "none": "an opinion",
    "out of scope": "not about home health",
}

SOURCES = {
    "S0": "A page on coding services, of about 2023",
    "S1": "A contractor's guide to therapy billing, looked over in May 2024",
    "S2": "An article on the revenue cycle, of about 2026",
}


@frozen
class PolicyRow:
    """A dated row of policy: what carries it, or the gap.

    What it says and how sure that is stand here for rows without a rule; a rule says it itself.
    """

    id: str
    kind: str
    carried_by: tuple[str, ...]
    says: str
    certainty: str
    gap: str


@frozen
class Statement:
    """What a source document says, whether it holds, what holds, and the rows that speak of it."""

    id: str
    says: str
    verdict: str
    holds: str
    rows: tuple[str, ...]

    @property
    def is_stale(self) -> bool:
        """Whether a reader who goes by it goes wrong."""
        return self.verdict in {"dated", "wrong", "part"}


@frozen
class ReasonCode:
    """A payer's or reviewer's code, what it says, and the rows of policy that speak of it."""

    code: str
    says: str
    rows: tuple[str, ...]


@frozen
class Place:
    """Where something stands on the site, and how it is called there."""

    label: str
    page: str
    anchor: str = ""

    @property
    def href(self) -> str:
        """The address from the root of the site."""
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


def policy_rows() -> list[PolicyRow]:
    """All rows, in the order of their areas."""
    return [
        PolicyRow(
            r["id"], r["kind"], _split(r["carried_by"]), r["says"], r["certainty"], r["gap"]
        )
        for r in _records("rows.csv")
    ]


def statements() -> list[Statement]:
    """All statements, in the order of their sources."""
    return [
        Statement(r["id"], r["says"], r["verdict"], r["holds"], _split(r["rows"]))
        for r in _records("statements.csv")
    ]


def reason_codes() -> list[ReasonCode]:
    """The reason codes that policy names, in order."""
    return [
        ReasonCode(r["code"], r["says"], _split(r["rows"]))
        for r in _records("reason_codes.csv")
    ]


def subjects() -> dict[str, str]:
    """The subject of rules by how their ids begin, in the order of subjects."""
    return {r["prefix"]: r["subject"] for r in _records("subjects.csv")}


@frozen
class Carriers:
    """Finds what carries a row among rulebooks."""

    books: tuple[BookView, ...]
    places: dict[str, Place] = field(init=False)

    @places.default
    def _find(self) -> dict[str, Place]:
        rules = rules_by_id(self.books)
        found = {f"rule {i}": Place(i, r.page, r.anchor) for i, r in rules.items()}
        for book in self.books:
            for item in book.items:
                if isinstance(item, Definition | Figures):
                    here = Place(item.name, book.page, item.anchor)
                    found.setdefault(f"{item.kind} {item.name}", here)
        return found

    def place(self, carrier: str, row: str) -> Place | None:
        """Where a carrier of a row is; None if it is not there, or does not speak of the row."""
        kind, _, name = carrier.partition(" ")
        if kind != "notes":
            return self.places.get(carrier)
        book = next((b for b in self.books if b.id == name), None)
        if book is None or row not in _spoken(book):
            return None
        return Place(book.title, book.page)


def _spoken(book: BookView) -> set[str]:
    prose = [i.text for i in book.items if isinstance(i, Prose)]
    remarks = re.findall(r"#.*|^\s+note\s.*", book.source, re.MULTILINE)
    return set(re.findall(r"\b[A-Z]{2}-[0-9]{2}\b", "\n".join((*prose, *remarks))))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _records(name: str) -> Iterable[dict[str, str]]:
    text = rulebook_dir().joinpath("coverage", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
