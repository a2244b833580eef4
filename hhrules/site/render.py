"""The site: one HTML file for each page, from templates, with nothing fetched from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from attrs import frozen

from hhrules.site.codes import code_index
from hhrules.site.declared import (
    KINDS,
    SOURCES,
    VERDICTS,
    Carriers,
    Place,
    PolicyRow,
    policy_rows,
    reason_codes,
    statements,
    subjects,
)
from hhrules.site.marks import changes, linked, message
from hhrules.site.pages import BookView, rules_by_id

_STYLE = "style.css"


@frozen
class CoveredRow:
    """A row of policy with what the coverage page says of it."""

    row: PolicyRow
    says: str
    places: tuple[Place, ...]
    certainty: str
    examples: int


def write_site(books: Sequence[BookView], folder: Path) -> list[Path]:
    """Write all pages below a folder; gives the files."""
    written = []
    for name, text in site(books):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def site(books: Sequence[BookView]) -> Iterator[tuple[str, str]]:
    """The name and text of each file of the site."""
    places = _places(books)
    environment = _environment(places)
    render = partial(_render, environment)
    spoken = statements()
    yield _STYLE, files("hhrules.site").joinpath("templates", _STYLE).read_text("utf-8")
    yield render("index.html", books=books, sources=SOURCES, subjects=_by_subject(books))
    for book in books:
        yield render("rulebook.html", book.page, book=book, known={b.id for b in books})
    index = code_index(books)
    named = index.pop("reason code")
    yield render("codes.html", title="Codes", index=index)
    yield render("reason-codes.html", codes=_reasons(books, named, places))
    yield render("rules.html", books=books)
    yield render("sources.html", sources=_sources(books))
    yield render("coverage.html", rows=_covered(books), kinds=KINDS)
    yield render("stale.html", statements=[s for s in spoken if s.is_stale], verdicts=VERDICTS)
    for source, name in SOURCES.items():
        own = [s for s in spoken if s.id.startswith(source)]
        page = f"statements/{source}.html"
        yield render("statements.html", page, name=name, statements=own, verdicts=VERDICTS)


def _environment(places: dict[str, Place]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("hhrules.site"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals["places"] = places
    environment.filters["message"] = message
    environment.filters["linked"] = lambda text, root: linked(text, places, root)
    environment.filters["changes"] = lambda text, root: changes(text, places, root)
    return environment


def _render(
    environment: jinja2.Environment,
    template: str,
    page: str = "",
    **known: Any,  # noqa: ANN401 - what a template names
) -> tuple[str, str]:
    page = page or template
    root = "../" * page.count("/")
    text = environment.get_template(template).render(root=root, page=page, **known)
    return page, text


def _by_subject(books: Sequence[BookView]) -> dict[str, list[BookView]]:
    """The rulebooks by what their rules are about; at the end those that hold no rule."""
    known = subjects()
    found: dict[str, list[BookView]] = {subject: [] for subject in known.values()}
    for book in books:
        prefixes = Counter(rule.id.partition("-")[0] for rule in book.rules)
        subject = "Words and amounts for the rest"
        if prefixes:
            subject = known.get(prefixes.most_common(1)[0][0], "Other rules")
        found.setdefault(subject, []).append(book)
    return {subject: those for subject, those in found.items() if those}


@frozen
class Reason:
    """A reason code of the index: what it says, and what speaks of it with its title."""

    code: str
    says: str
    named: tuple[tuple[Place, str], ...]


def _reasons(
    books: Sequence[BookView],
    named: Mapping[str, tuple[Place, ...]],
    places: Mapping[str, Place],
) -> list[Reason]:
    """Each reason code that policy or a rule's words name."""
    rules = rules_by_id(books)
    known = {r.code: r for r in reason_codes()}
    found = []
    for code in sorted({*known, *named}):
        reason = known.get(code)
        rows = [i for i in (reason.rows if reason else ()) if i in places]
        those = dict.fromkeys((*(places[i] for i in rows), *named.get(code, ())))
        titled = ((p, rules[p.label].title if p.label in rules else "") for p in those)
        found.append(Reason(code, reason.says if reason else "", tuple(titled)))
    return found


def _places(books: Sequence[BookView]) -> dict[str, Place]:
    """Where each id leads: its rule, else its row of the coverage page."""
    found = {row.id: Place(row.id, "coverage.html", row.id) for row in policy_rows()}
    rules = rules_by_id(books).items()
    return found | {i: Place(i, rule.page, rule.anchor) for i, rule in rules}


def _covered(books: Sequence[BookView]) -> list[CoveredRow]:
    rules = rules_by_id(books)
    carriers = Carriers(tuple(books))
    covered = []
    for row in policy_rows():
        rule = rules.get(row.id)
        places = tuple(p for c in row.carried_by if (p := carriers.place(c, row.id)))
        says = rule.title if rule else row.says
        sure, examples = (rule.certainty, rule.example_count) if rule else (row.certainty, 0)
        covered.append(CoveredRow(row, says, places, sure, examples))
    return covered


def _sources(books: Sequence[BookView]) -> dict[str, tuple[Place, ...]]:
    """What rests on each source, by the source's name."""
    found: dict[str, dict[Place, None]] = {}
    for book in books:
        for rule in book.rules:
            for cite in rule.cites:
                found.setdefault(cite, {})[Place(rule.id, book.page, rule.anchor)] = None
        for figures in book.figures:
            here = Place(f"{figures.name} ({book.id})", book.page, figures.anchor)
            for cite in (*figures.cites, *_row_cites(figures.sheet.heads, figures.sheet.rows)):
                found.setdefault(cite, {})[here] = None
    return {cite: tuple(found[cite]) for cite in sorted(found, key=str.casefold)}


def _row_cites(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    if "cite" in heads:
        column = heads.index("cite")
        yield from dict.fromkeys(row[column].text for row in rows if row[column].text)
