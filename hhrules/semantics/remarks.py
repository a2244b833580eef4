"""Columns that say something about a row: its days, its source, and how sure that is.

A word there that means nothing would be taken for none: a figure that nobody read would pass for
one that somebody did, a row that has ended would hold for ever. So each is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from hhrules.semantics.cells import RawCell, RawGrid, as_date, as_text
from hhrules.semantics.converted import converted
from hhrules.semantics.suggest import did_you_mean, renamed, suggestions
from hhrules.source.diagnostic import Diagnostics, nearest
from hhrules.source.text import Span
from hhrules.syntax.words import SURE
from hhrules.values.types import DATE

#: Columns that say something about a row and are neither key nor result.
REMARKS = ("effective from", "effective to", "cite", "certainty", "note", "source")
_DAYS = REMARKS[:2]


def check_remarks(
    raw: RawGrid,
    diagnostics: Diagnostics,
    *,
    results: int = 1,
    days: tuple[str, ...] = _DAYS,
) -> RawGrid:
    """Report heads that stand twice or are nearly a remark's, and remarks that say nothing.

    Gives the grid with the heads that were meant.

    A head that is near one of the remarks is a slip of the pen only where more than `results`
    columns are left to be results. `days` are the columns of days to look at.
    """
    raw = evolve(raw, heads=tuple(_heads(raw, diagnostics, results)))
    for at, (head, _) in enumerate(raw.heads):
        cells = [row[at] for row in raw.rows]
        if head == "certainty":
            _check_words(cells, diagnostics)
        elif head in days:
            _check_days(head, cells, diagnostics)
    return raw


def _heads(raw: RawGrid, diagnostics: Diagnostics, results: int) -> Iterator[tuple[str, Span]]:
    seen: dict[str, Span] = {}
    heads = [head for head, _ in raw.heads]
    free = [head for head in heads if head not in REMARKS]
    for head, span in raw.heads:
        if head in seen:
            diagnostics.error(
                "E110",
                f"two columns have the name `{head}`",
                span,
                label="named again here",
                note="a column is found by its name",
                help="give one of them another name, or take it out",
            )
        seen[head] = span
        meant = nearest(head, REMARKS) if head in free and len(free) > results else None
        if meant is None or meant in heads:
            yield head, span
        else:
            yield meant, span
            diagnostics.error(
                "E140",
                f"the column `{head}` is most likely `{meant}`",
                span,
                label="would be a result of the table",
                note=f"a column that says something about a row is one of: {', '.join(REMARKS)}",
                help=f"write `{meant}`, or give the column a name of its own",
                fixes=() if raw.in_file else renamed(span, [meant]),
            )


def _check_words(cells: list[RawCell], diagnostics: Diagnostics) -> None:
    for cell in cells:
        said = as_text(cell)
        if said in SURE or (not said and cell.special in ("", "empty", "none", "not given")):
            continue
        near = suggestions(said.lower(), SURE) if said else []
        near = [said.lower()] if said.lower() in SURE else near
        diagnostics.error(
            "E140",
            f"`{said or cell.special}` does not say how certain a row is{cell.where}",
            cell.span,
            label="on what a row rests is said in one of a few words",
            note=f"it is one of: {', '.join(SURE)}",
            help=did_you_mean(near, "write one of these words"),
            fixes=() if cell.where else renamed(cell.span, near),
        )


def _check_days(head: str, cells: list[RawCell], diagnostics: Diagnostics) -> None:
    for cell in cells:
        empty = not cell.items and cell.bound is None and cell.special in _NO_DAY
        if empty or as_date(cell) is not None:
            continue
        said = ", ".join(_said(cell)) or cell.special
        day = converted(said, DATE)
        instead = day or ("is none" if said.lower() in _OPEN else None)
        fixes = renamed(cell.span, [instead]) if instead and not cell.where else ()
        diagnostics.error(
            "E140",
            f"`{said}` is no day for `{head}`{cell.where}",
            cell.span,
            label="from which day to which does the row hold?",
            note="a day is written YYYY-MM-DD; both days of a row count",
            help=f"write `{instead}`"
            if instead
            else "write a day, or `is none` where it has none",
            fixes=fixes,
        )


_OPEN = ("present", "current", "open", "ongoing", "today", "now")
_NO_DAY = ("", "empty", "none", "not given", "missing")


def _said(cell: RawCell) -> Iterator[str]:
    for item in cell.items:
        if isinstance(item, tuple):
            yield f"{item[0].text} to {item[1].text}"
        else:
            yield item if isinstance(item, str) else item.text
