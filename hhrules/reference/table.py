"""Reference and decision tables, and dated values, as rules look things up in them.

A look-up is three-valued: with an unknown key every row that could match counts, and the
result is known only if they all say the same. A value's row of uncertain policy gives UNKNOWN.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN, Truth

NoRow = Literal["none", "undetermined"]
T = TypeVar("T")

#: Certainties on which no finding may rest (policy fact sheet, marks).
UNCERTAIN_MARKS = frozenset({"recalled", "conflict", "unknown"})


class Cell(Struct, frozen=True):
    """What a key column of one row accepts.

    `codes` are single values, `spans` closed ranges, `bound` an open one; none of them: any.
    """

    codes: frozenset[object] = frozenset()
    spans: tuple[tuple[object, object], ...] = ()
    bound: tuple[str, object] | None = None

    @property
    def is_any(self) -> bool:
        """Whether every value is accepted, none and unknown too."""
        return not self.codes and not self.spans and self.bound is None

    def accepts(self, value: object) -> Truth:
        """Whether the row takes this key."""
        if self.is_any:
            return True
        if value is UNKNOWN:
            return UNKNOWN
        if value in self.codes:
            return True
        if value is None:
            return False
        for low, high in self.spans:
            if low <= value <= high:  # type: ignore[operator]
                return True
        if self.bound is not None:
            return _within(value, *self.bound)
        return False


def _within(value: object, op: str, limit: object) -> bool:
    match op:
        case "more than" | "after":
            return value > limit  # type: ignore[operator,no-any-return]
        case "less than" | "before":
            return value < limit  # type: ignore[operator,no-any-return]
        case "at least" | "on or after":
            return value >= limit  # type: ignore[operator,no-any-return]
        case _:
            return value <= limit  # type: ignore[operator,no-any-return]


class Row(Struct, frozen=True):
    """One row: what its keys accept, its results, the days on which it holds, its place."""

    keys: tuple[Cell, ...]
    results: tuple[object, ...]
    otherwise: bool = False
    start: date | None = None
    end: date | None = None
    place: str = ""
    cite: str = ""
    certainty: str = ""

    def holds(self, keys: Sequence[object], day: object) -> Truth:
        """Whether this row is the one for these keys on this day."""
        answer: Truth = True
        for cell, value in zip(self.keys, keys, strict=True):
            got = cell.accepts(value)
            if got is False:
                return False
            if got is UNKNOWN:
                answer = UNKNOWN
        if self.start is None and self.end is None:
            return answer
        if day is UNKNOWN or day is None:
            return UNKNOWN
        if self.start is not None and day < self.start:  # type: ignore[operator]
            return False
        if self.end is not None and day > self.end:  # type: ignore[operator]
            return False
        return answer


MOST_ANSWERS = 4096
"""A table keeps so many answers."""


def _turns(spans: Iterable[tuple[date | None, date | None]]) -> set[date]:
    """The days from which a table may say something else than on the day before."""
    starts = {start for start, _ in spans if start is not None}
    ends = {end for _, end in spans if end is not None and end < date.max}
    return starts | {end + timedelta(1) for end in ends}


class Table(Struct, frozen=True, eq=False):
    """A table with `keys` on the left and `columns` of results on the right.

    `from_file`: its rows stand in a file of their own, to which publications can be added.
    """

    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    no_row: NoRow = "undetermined"
    complete: bool = False
    cites: tuple[str, ...] = ()
    from_file: bool = False
    index: dict[object, tuple[object, ...]] | None = None
    candidates: dict[tuple[object, ...], list[Row]] | None = None
    is_dated: bool = False
    spans: tuple[tuple[date | None, date | None], ...] = ()
    _turns: tuple[date, ...] = ()
    _answers: dict[object, object] = {}

    def __post_init__(self) -> None:
        """Find rows by their keys, where every key is a plain code.

        A table without rows waits for its first publication: dated, and in force on no day.
        """
        dated = not self.rows or any(r.start or r.end for r in self.rows)
        force_setattr(self, "is_dated", dated)
        spans = dict.fromkeys((r.start, r.end) for r in self.rows) if dated else {}
        force_setattr(self, "spans", tuple(spans))
        force_setattr(self, "_turns", tuple(sorted(_turns(spans))))
        force_setattr(self, "_answers", {})  # not those of a table that this one is made of
        plain = all(
            not r.otherwise and all(c.codes and not c.spans and c.bound is None for c in r.keys)
            for r in self.rows
        )
        candidates = self._by_keys() if plain and self.keys else None
        force_setattr(self, "candidates", candidates)
        index = None
        if candidates is not None and not dated:
            index = {
                k[0] if len(k) == 1 else k: rows[0].results for k, rows in candidates.items()
            }
        force_setattr(self, "index", index)

    def _by_keys(self) -> dict[tuple[object, ...], list[Row]]:
        found: dict[tuple[object, ...], list[Row]] = {}
        for row in self.rows:
            keys: list[tuple[object, ...]] = [()]
            for cell in row.keys:
                keys = [(*k, c) for k in keys for c in sorted(cell.codes, key=str)]
            for key in keys:
                found.setdefault(key, []).append(row)
        return found

    def column(self, number: int) -> dict[object, object]:
        """One column by its single key, for tables that have an index."""
        return {key: row[number] for key, row in (self.index or {}).items()}

    def in_force(self, day: object) -> bool:
        """Whether some publication holds on the day; without one the table says nothing."""
        if not self.is_dated:
            return True
        if not self.spans or day is UNKNOWN or day is None:
            return bool(self.spans)
        return any(
            (start is None or start <= day) and (end is None or day <= end)  # type: ignore[operator]
            for start, end in self.spans
        )

    def row(self, keys: tuple[object, ...], day: object = None) -> Row | object | None:
        """The row for the keys on a day; None where there is none, UNKNOWN if not known."""
        if not self.in_force(day):
            return UNKNOWN
        possible: list[Row] = []
        fallback: Row | None = None
        rows: Sequence[Row] = self.rows
        if self.candidates is not None and UNKNOWN not in keys:
            rows = self.candidates.get(keys, ())
        for row in rows:
            if row.otherwise and all(c.is_any for c in row.keys):
                fallback = row
                continue
            got = row.holds(keys, day)
            if got is True:
                return row
            if got is UNKNOWN:
                possible.append(row)
        if not possible:
            return fallback
        if fallback is not None:
            possible.append(fallback)
        open_end = fallback is None and not self.complete
        first = possible[0]
        same = all(r.results == first.results for r in possible)
        return first if same and not open_end else UNKNOWN

    def look(self, column: int, keys: tuple[object, ...], day: object = None) -> object:
        """One result; UNKNOWN where the keys or policy leave it open."""
        for key in keys:
            if key.__class__ is Range:
                keys = tuple(UNKNOWN if isinstance(k, Range) else k for k in keys)
                break
        if self.index is not None and UNKNOWN not in keys:
            found = self.index.get(keys[0] if len(keys) == 1 else keys)
            if found is not None:
                return found[column]
            return None if self.no_row == "none" else UNKNOWN
        asked = (column, keys, self._period(day))
        if asked in self._answers:
            return self._answers[asked]
        return self._keep(asked, self._look(column, keys, day))

    def _look(self, column: int, keys: tuple[object, ...], day: object) -> object:
        row = self.row(keys, day)
        if row is UNKNOWN:
            return self._common(column, keys, day) if self.in_force(day) else UNKNOWN
        if row is None:
            return None if self.no_row == "none" else UNKNOWN
        assert isinstance(row, Row)
        return row.results[column]

    def _period(self, day: object) -> object:
        """On all days of one period the table says the same."""
        if not self.is_dated:
            return None
        return bisect_right(self._turns, day) if isinstance(day, date) else day

    def _keep(self, asked: object, answer: T) -> T:
        """Keep an answer, as the same is asked again and again."""
        if len(self._answers) < MOST_ANSWERS:
            self._answers[asked] = answer
        return answer

    def _common(self, column: int, keys: tuple[object, ...], day: object) -> object:
        """The result of this column if all rows that could match agree on it."""
        got = [
            r.results[column]
            for r in self.rows
            if r.otherwise or r.holds(keys, day) is not False
        ]
        if not self.complete and not any(r.otherwise for r in self.rows):
            got.append(None if self.no_row == "none" else UNKNOWN)
        return got[0] if all(g == got[0] for g in got) else UNKNOWN

    def has(self, value: object, day: object = None) -> Truth:
        """Whether some row's first key is the value."""
        if value is UNKNOWN or isinstance(value, Range):
            return UNKNOWN
        if self.index is not None and len(self.keys) == 1:
            return value in self.index
        asked = (value, self._period(day))
        if asked in self._answers:
            return self._answers[asked]  # type: ignore[return-value]
        return self._keep(asked, self._has(value, day))

    def _has(self, value: object, day: object) -> Truth:
        if not self.in_force(day):
            return UNKNOWN
        answer: Truth = False
        rows: Sequence[Row] = self.rows
        if self.candidates is not None and len(self.keys) == 1:
            rows = self.candidates.get((value,), ())
        for row in rows:
            got = row.holds((value, *(UNKNOWN for _ in self.keys[1:])), day)
            if got is True or (got is UNKNOWN and len(self.keys) > 1):
                return True
            if got is UNKNOWN:
                answer = UNKNOWN
        return answer


class ValueRow(Struct, frozen=True):
    """The figures that hold from a day (to a day, or until the next row)."""

    start: date
    end: date | None
    figures: tuple[object, ...]
    cite: str = ""
    certainty: str = ""
    place: str = ""


class Value(Struct, frozen=True, eq=False):
    """A dated figure, with a column for each value of its key (or one column without a key)."""

    name: str
    key: str | None
    columns: tuple[object, ...]
    rows: tuple[ValueRow, ...]
    starts: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        """Keep the first days apart for the search."""
        force_setattr(self, "starts", tuple(r.start for r in self.rows))

    def row(self, day: date) -> ValueRow | None:
        """The row in force on a day."""
        number = bisect_right(self.starts, day) - 1
        if number < 0:
            return None
        row = self.rows[number]
        return None if row.end is not None and day > row.end else row

    def on(self, day: object, key: object = None) -> object:
        """The figure on a day: UNKNOWN where none is in force or policy is not sure of it."""
        if day is UNKNOWN or day is None:
            return UNKNOWN
        row = self.row(day)  # type: ignore[arg-type]
        if row is None or row.certainty in UNCERTAIN_MARKS:
            return UNKNOWN
        if self.key is None:
            return row.figures[0]
        if key is UNKNOWN or isinstance(key, Range):
            first = row.figures[0]
            return first if all(f == first for f in row.figures) else UNKNOWN
        try:
            return row.figures[self.columns.index(key)]
        except ValueError:
            return UNKNOWN
