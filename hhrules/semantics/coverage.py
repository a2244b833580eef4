"""The cases of a table: two rows for one case, and cases that a decision table leaves out.

Days, whole numbers and cents follow one another, so `more than 4` and `less than 5` leave
nothing between them; of other numbers there is always one in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import Any

from hhrules.reference.table import Cell, Row
from hhrules.semantics.cells import RawGrid
from hhrules.source.diagnostic import Diagnostics, Label
from hhrules.syntax import nodes
from hhrules.values.types import DATE, DURATION, MONEY, NUMBER, PERCENT, WHOLE, YESNO, Ty

_ORDERED = frozenset({DATE, DURATION, MONEY, NUMBER, PERCENT, WHOLE})
_STEPS: dict[Ty, Any] = {DATE: dt.timedelta(days=1), WHOLE: 1, MONEY: 1, DURATION: 1}
_UPWARDS = frozenset({"more than", "at least", "after", "on or after"})
_STRICT = frozenset({"more than", "less than", "after", "before"})
_MOST_CASES = 20_000


def _overlap(a: Cell, b: Cell, ty: Ty) -> bool:
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
    return _bounds_overlap(a.bound, b.bound, ty) if a.bound and b.bound else False


def _bounds_overlap(a: tuple[str, Any], b: tuple[str, Any], ty: Ty) -> bool:
    """Whether a value lies within both of two open ends."""
    if (a[0] in _UPWARDS) == (b[0] in _UPWARDS):
        return True
    (low_op, low), (high_op, high) = (a, b) if a[0] in _UPWARDS else (b, a)
    strict = (low_op in _STRICT) + (high_op in _STRICT)
    step = _STEPS.get(ty)
    if strict == 0:
        return bool(low <= high)
    return bool(low + step * strict <= high) if step else bool(low < high)


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
    kinds = [types[k] for k in keys]
    for first, second in _pairs(rows):
        if second not in reported and _same_case(rows[first], rows[second], kinds):
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


def _same_case(a: Row, b: Row, kinds: list[Ty]) -> bool:
    return _days_overlap(a, b) and all(
        _overlap(x, y, ty) for x, y, ty in zip(a.keys, b.keys, kinds, strict=True)
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


# ------------------------------------------------------------------------- between two rows


def between_rows(rows: tuple[Row, ...], kinds: tuple[Ty, ...]) -> tuple[object, ...] | None:
    """A case without a row that lies between cases that have one; None where there is none.

    Looked for along the keys that are days or figures. What lies below the lowest row or above
    the highest is left to the author, as are codes that no row names.
    """
    if any(r.otherwise or r.start or r.end for r in rows):
        return None
    values = [_tried(n, ty, rows) for n, ty in enumerate(kinds)]
    count = 1
    for found in values:
        count *= len(found)
    if not rows or count > _MOST_CASES:
        return None
    for number, ty in enumerate(kinds):
        if ty in _ORDERED:
            gap = _between(number, values, rows)
            if gap is not None:
                return gap
    return None


def _between(
    number: int, values: list[list[Any]], rows: tuple[Row, ...]
) -> tuple[object, ...] | None:
    """A case that no row takes while, by this key alone, one below and one above are taken."""
    others = values[:number] + values[number + 1 :]
    for rest in product(*others):
        cases = [(*rest[:number], value, *rest[number:]) for value in values[number]]
        taken = [any(r.holds(case, None) is True for r in rows) for case in cases]
        if True in taken:
            last = len(taken) - 1 - taken[::-1].index(True)
            inner = range(taken.index(True), last)
            gap = next((n for n in inner if not taken[n]), None)
            if gap is not None:
                return cases[gap]
    return None


def _tried(number: int, ty: Ty, rows: tuple[Row, ...]) -> list[Any]:
    """The values of one key at which rows begin or end, and those beside them, in order."""
    cells = [r.keys[number] for r in rows]
    if ty == YESNO:
        return [True, False]
    named: set[Any] = {c for cell in cells for c in cell.codes}
    if ty not in _ORDERED:
        return sorted(named, key=str) or [""]
    ends: set[Any] = {end for cell in cells for span in cell.spans for end in span}
    ends |= {cell.bound[1] for cell in cells if cell.bound is not None}
    edges = sorted(named | ends)
    step = _STEPS.get(ty)
    if step is None:
        beside = {Fraction(a + b) / 2 for a, b in pairwise(edges)}
        ends_of_all = {edges[0] - 1, edges[-1] + 1} if edges else set()
        return sorted({*edges, *beside, *ends_of_all})
    return sorted({*edges, *(e - step for e in edges), *(e + step for e in edges)})
