"""What a table's cell says as a value of its column's type."""

from __future__ import annotations

from hhrules.semantics.cells import RawCell, convert
from hhrules.semantics.converted import converted
from hhrules.semantics.literals import WrongType
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax import nodes
from hhrules.values.truth import UNKNOWN
from hhrules.values.types import (
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    WHOLE,
    YESNO,
    Ty,
)


def result_of(cell: RawCell, ty: Ty, diagnostics: Diagnostics) -> object:
    """What a cell on the right says."""
    if cell.special in ("none", "empty", "not given"):
        return None
    if cell.special == "undetermined":
        return UNKNOWN
    try:
        values = tuple(convert(i, ty) for i in cell.items if not isinstance(i, tuple))
    except WrongType as wrong:
        mistyped(cell, wrong.found, ty, diagnostics)
        return UNKNOWN
    if len(values) > 1 and ty in (WHOLE, NUMBER, MONEY, PERCENT):
        _several(cell, ty, diagnostics)
        return UNKNOWN
    return values[0] if len(values) == 1 else values


def _several(cell: RawCell, ty: Ty, diagnostics: Diagnostics) -> None:
    """Report a cell with two figures where one is said; `4,5` was meant for 4.5, most likely."""
    parts = [item for item in cell.items if isinstance(item, nodes.Lit)]
    close = len(parts) == 2 and parts[0].span.end + 1 == parts[1].span.start
    plain = all(part.text.isdigit() for part in parts)
    instead = ".".join(part.text for part in parts) if close and plain and ty != MONEY else None
    diagnostics.error(
        "E133",
        f"this cell holds {len(cell.items)} values, and a figure is one{cell.where}",
        cell.span,
        label="which of them?",
        note="a comma parts the values of a list; decimals stand behind a point",
        help=f"write `{instead}`" if instead else "write one figure",
        replacement=None if cell.where else instead,
    )


_ANY = dict.fromkeys(("all", "every", "either", "whatever", "ALL", "ANY"), "any")
_SUCH_AS = {
    str(MONEY): ", such as `$1,980.00`",
    str(DATE): ", such as `2026-01-01`",
    str(TEXT): " in double quotes",
    str(PERCENT): ", such as `25%`",
    str(DURATION): ", such as `30 days`",
    str(YESNO): ": `yes`, `no` or `any`",
}


def mistyped(cell: RawCell, found: Ty, wanted: Ty, diagnostics: Diagnostics) -> None:
    """Report a cell whose value is of another type than its column."""
    items = [
        i.text if isinstance(i, nodes.Lit) else i
        for i in cell.items
        if not isinstance(i, tuple)
    ]
    text = ",".join(items)
    instead = _ANY.get(text) or converted(text, wanted)
    diagnostics.error(
        "E133",
        f"this cell is {found}, its column holds {wanted}{cell.where}",
        cell.span,
        label=f"this is {found}",
        note="every cell of a column has the column's type",
        help=f"write `{instead}`"
        if instead
        else f"write {wanted}{_SUCH_AS.get(str(wanted), '')}",
        replacement=None if cell.where else instead,
    )
