"""The coverage table: each row and statement of policy, and what carries it.

`python -m hhrules.site.coverage` writes docs/reference/coverage.md of a checkout anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from hhrules.site.books import read_books
from hhrules.site.declared import (
    KINDS,
    SOURCES,
    VERDICTS,
    Carriers,
    PolicyRow,
    policy_rows,
    statements,
)
from hhrules.site.pages import BookView, rules_by_id

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "coverage.md"

_INTRO = """\
# Coverage

Made by `hhrules docs --coverage` from the rulebooks and from `rulebooks/coverage/`; do not edit it here.
Each dated row of policy stands here under its id with what carries it: a rule, a table or value, a
definition, the notes of a rulebook, or the reason why there is nothing to compute. Below, each statement of
the documents that the project began with, whether it holds, and the rows that speak of it.
"""


def coverage_page(books: Sequence[BookView]) -> str:
    """The whole page in Markdown."""
    rows = policy_rows()
    lines = [_INTRO, *_summary(rows), "", "## Rows of policy", "", *_row_table(rows, books)]
    lines += ["", "## Statements of the source documents", "", *_statement_tables()]
    return "\n".join(lines).rstrip() + "\n"


def _summary(rows: Sequence[PolicyRow]) -> Iterator[str]:
    counts = Counter(r.kind for r in rows)
    yield "| Kind | Rows | What carries it |"
    yield "|---|---|---|"
    means = {
        "check": "a rule of that id, with examples",
        "value": "a dated table or value",
        "definition": "a definition or table that rules use",
        "information": "a note, or nothing to compute",
        "out of scope": "not built, with the reason",
    }
    for kind in KINDS:
        yield f"| {kind} | {counts[kind]} | {means[kind]} |"
    yield f"| all | {len(rows)} | |"


def _row_table(rows: Sequence[PolicyRow], books: Sequence[BookView]) -> Iterator[str]:
    rules = rules_by_id(books)
    yield "| Row | Kind | What it says | Carried by | Rulebook | Examples | Certainty | Gap |"
    yield "|---|---|---|---|---|---|---|---|"
    carriers = Carriers(tuple(books))
    for row in rows:
        rule = rules.get(row.id)
        says = rule.title if rule else row.says
        places = [p for c in row.carried_by if (p := carriers.place(c, row.id))]
        homes = dict.fromkeys(p.page.removeprefix("rulebooks/")[:-5] for p in places)
        examples = str(rule.example_count) if rule else ""
        sure = rule.certainty if rule else row.certainty
        cells = (row.id, row.kind, says, ", ".join(row.carried_by), ", ".join(homes))
        yield "| " + " | ".join((*map(_cell, cells), examples, sure, _cell(row.gap))) + " |"


def _statement_tables() -> Iterator[str]:
    spoken = statements()
    for source, name in SOURCES.items():
        yield f"### {source}: {name}"
        yield ""
        yield "| Statement | What it says | Verdict | What holds | Rows |"
        yield "|---|---|---|---|---|"
        for s in spoken:
            if s.id.startswith(source):
                cells = (s.id, s.says, VERDICTS[s.verdict], s.holds, ", ".join(s.rows))
                yield "| " + " | ".join(map(_cell, cells)) + " |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the page of a checkout."""
    PAGE.write_text(coverage_page(read_books()), encoding="utf-8")


if __name__ == "__main__":
    main()
