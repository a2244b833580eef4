"""The cases of a table: two rows for one case, and cases that a decision table leaves out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations, product

from hhrules.reference.table import Cell, Row
from hhrules.semantics.cells import RawGrid
from hhrules.source.diagnostic import Diagnostics, Label
from hhrules.syntax import nodes
from hhrules.values.types import YESNO, Ty


def _overlap(a: Cell, b: Cell) -> bool:
    if a.is_any or b.is_any:
        return True
    if a.codes & b.codes:
        return True
    for one, other in ((a, b), (b, a)):
        if any(c is not None and other.accepts(c) is True for c in one.codes):
            return True
        for low, high in one.spans:
            if other.accepts(low) is True or other.accepts(high) is True:
                return True
    if a.bound and b.bound:
        return a.accepts(b.bound[1]) is True or b.accepts(a.bound[1]) is True
    return False


def _days_overlap(a: Row, b: Row) -> bool:
    low = max(a.start or dt.date.min, b.start or dt.date.min)
    high = min(a.end or dt.date.max, b.end or dt.date.max)
    return low <= high


def check_cases(
    block: nodes.TableBlock,
    keys: list[str],
    rows: tuple[Row, ...],
    raw: RawGrid,
    types: dict[str, Ty],
    diagnostics: Diagnostics,
) -> bool:
    """Report overlaps, and gaps where all keys are yes or no; True where no case is left."""
    reported: set[int] = set()
    for first, second in _pairs(rows):
        if second not in reported and _same_case(rows[first], rows[second]):
            reported.add(second)
            _overlapping(block, raw, first, second, diagnostics)
    if any(r.otherwise for r in rows):
        return True
    if not all(types[k] == YESNO for k in keys):
        return False
    gap = next(_gaps(len(keys), rows), None)
    if gap is not None and block.no_row is None:
        _left_out(block, keys, gap, diagnostics)
    return gap is None


def _pairs(rows: tuple[Row, ...]) -> Iterator[tuple[int, int]]:
    """Pairs of rows that may share a case: of codes, those with one in common."""
    plain = [(n, r) for n, r in enumerate(rows) if not r.otherwise]
    best: dict[object, list[int]] = {}
    for column in range(len(rows[0].keys) if rows else 0):
        if any(not _only_codes(r.keys[column]) for _, r in plain):
            continue
        buckets: dict[object, list[int]] = {}
        for number, row in plain:
            for code in row.keys[column].codes:
                buckets.setdefault(code, []).append(number)
        if len(buckets) > len(best):
            best = buckets
    groups = best.values() if best else [[n for n, _ in plain]]
    for group in groups:
        yield from combinations(group, 2)


def _only_codes(cell: Cell) -> bool:
    return bool(cell.codes) and not cell.spans and cell.bound is None


def _same_case(a: Row, b: Row) -> bool:
    return _days_overlap(a, b) and all(
        _overlap(x, y) for x, y in zip(a.keys, b.keys, strict=True)
    )


def _gaps(count: int, rows: tuple[Row, ...]) -> Iterator[tuple[bool, ...]]:
    """The combinations of yes and no that no row accepts."""
    for case in product((True, False), repeat=count):
        if not any(
            all(cell.accepts(value) is True for cell, value in zip(row.keys, case, strict=True))
            for row in rows
        ):
            yield case


def _left_out(
    block: nodes.TableBlock, keys: list[str], gap: tuple[bool, ...], diagnostics: Diagnostics
) -> None:
    words = ["yes" if value else "no" for value in gap]
    said = ", ".join(f"{key} is {word}" for key, word in zip(keys, words, strict=True))
    diagnostics.error(
        "E135",
        f"table `{block.name.text}` has no row for: {said}",
        block.name.span,
        label="a case is left out",
        note="in a decision table one row matches, and only one",
        help=f"| {' | '.join(words)} | … |  (or `no row means …`)",
    )


def _overlapping(
    block: nodes.TableBlock, raw: RawGrid, first: int, second: int, diagnostics: Diagnostics
) -> None:
    diagnostics.error(
        "E134",
        f"two rows of table `{block.name.text}` match the same case",
        raw.rows[second][0].span,
        label=f"this row ({raw.places[second]})",
        others=(Label(raw.rows[first][0].span, f"and this one ({raw.places[first]})"),),
        note="in a table one row matches, and only one",
        help="narrow one of them, or take it out",
    )
