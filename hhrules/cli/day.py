"""A rulebook as it stands on one day: its definitions, the figures and the rules in force."""

from __future__ import annotations

from datetime import date

from hhrules.source.text import SourceFile
from hhrules.syntax.nodes import (
    Example,
    ExampleTable,
    Lit,
    Rule,
    Rulebook,
    TableBlock,
    ValueBlock,
)

_FROM, _TO = "effective from", "effective to"


def on_day(tree: Rulebook, source: SourceFile, day: date) -> list[str]:
    """Give the text of each block in force on `day`; examples speak of other days."""
    shown: list[str] = []
    for block in tree.blocks:
        text = source.slice(block.span).rstrip()
        match block:
            case Example() | ExampleTable():
                continue
            case Rule() if not in_force(block, day):
                continue
            case TableBlock() | ValueBlock():
                shown.append(_rows_in_force(text, day))
            case _:
                shown.append(text)
    return shown


def in_force(rule: Rule, day: date) -> bool:
    """Whether a rule's effective period holds the day."""
    if rule.effective is None:
        return True
    start, end = (_day(lit) for lit in (rule.effective.start, rule.effective.end))
    return (start is None or start <= day) and (end is None or day <= end)


def _day(lit: Lit | None) -> date | None:
    return date.fromisoformat(lit.text) if lit else None


def _rows_in_force(text: str, day: date) -> str:
    """Leave out the rows of a grid that do not hold on the day; a grid without days is whole."""
    lines = text.splitlines()
    rows = [n for n, line in enumerate(lines) if line.lstrip().startswith("|")]
    if not rows:
        return text
    heads = _cells(lines[rows[0]])
    if _FROM not in heads:
        return text
    at, to = heads.index(_FROM), heads.index(_TO) if _TO in heads else None
    starts = [(_written(_cells(lines[n])[at]), n) for n in rows[1:]]
    kept = {n for start, n in starts if start is None or start <= day}
    if to is not None:
        ends = {n: _written(_cells(lines[n])[to]) for n in kept}
        kept = {n for n, end in ends.items() if end is None or day <= end}
    elif isinstance(
        latest := max((s for s, n in starts if n in kept and s), default=None), date
    ):
        kept = {n for start, n in starts if n in kept and start in {None, latest}}
    dropped = set(rows[1:]) - kept
    return "\n".join(line for n, line in enumerate(lines) if n not in dropped)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _written(cell: str) -> date | None:
    """Read a day; a cell that is none or empty sets no bound."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None
