"""The operators of the language once more, written from their description for the oracle.

Nothing here is shared with the runtime or the code generator. Unknown is UNKNOWN, none is None;
a count or sum that is not certain is a Range.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from fractions import Fraction
from typing import Any

from hhrules.values.calendar import add_days, add_months, month_end
from hhrules.values.numbers import Range, exact_div, range_of
from hhrules.values.truth import UNKNOWN

FIRST, LAST = dt.date.min, dt.date.max


def truth(value: Any) -> Any:
    """A value as a condition: none counts as no."""
    return False if value is None else value


def negate(value: Any) -> Any:
    return UNKNOWN if value is UNKNOWN else not value


def all_of(values: list[Any]) -> Any:
    if any(v is not UNKNOWN and not v for v in values):
        return False
    return UNKNOWN if any(v is UNKNOWN for v in values) else True


def any_of(values: list[Any]) -> Any:
    return negate(all_of([negate(v) for v in values]))


def bounds(value: Any) -> tuple[Any, Any]:
    return (value.lo, value.hi) if isinstance(value, Range) else (value, value)


def equal(a: Any, b: Any) -> Any:
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if a is None or b is None or not (isinstance(a, Range) or isinstance(b, Range)):
        return a is b if a is None or b is None else a == b
    (low, high), (first, last) = bounds(a), bounds(b)
    if high is not None and first is not None and high < first:
        return False
    if low is not None and last is not None and low > last:
        return False
    return (
        True
        if None not in (low, high, first, last) and low == high == first == last
        else UNKNOWN
    )


def less(a: Any, b: Any, *, or_equal: bool) -> Any:
    """Whether a < b (or a <= b) whatever the uncertain ends turn out to be."""
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if a is None or b is None:
        return False
    (low, high), (first, last) = bounds(a), bounds(b)
    if high is not None and first is not None and (high <= first if or_equal else high < first):
        return True
    if low is not None and last is not None and (low > last if or_equal else low >= last):
        return False
    return UNKNOWN


def between(value: Any, low: Any, high: Any) -> Any:
    return all_of([less(low, value, or_equal=True), less(value, high, or_equal=True)])


def among(value: Any, codes: Any, patterns: Any, spans: Any) -> Any:
    """Whether a value is one of codes, patterns and spans; a range that may be is unknown."""
    if value is UNKNOWN or value is None:
        return UNKNOWN if value is UNKNOWN else False
    if isinstance(value, Range):
        single = [equal(value, c) for c in codes]
        return any_of([*single, *(between(value, low, high) for low, high in spans)])
    text = str(value)
    if value in codes or any(len(text) == len(p) and text[:-1] == p[:-1] for p in patterns):
        return True
    return any(
        low <= value <= high and (not isinstance(value, str) or len(low) == len(value))
        for low, high in spans
    )


def shift(date: Any, days: Any, sign: int) -> Any:
    if date is UNKNOWN or days is UNKNOWN or isinstance(days, Range):
        return UNKNOWN
    return None if date is None or days is None else add_days(date, sign * math.floor(days))


def arithmetic(op: str, a: Any, b: Any) -> Any:
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if a is None or b is None:
        return None
    match op:
        case "add":
            return a + b
        case "sub":
            return (a - b).days if isinstance(a, dt.date) else a - b
        case "mul":
            return a * b
        case _:
            return exact_div(a, b)


def whole(value: Any) -> Any:
    low, high = (None if end is None else math.floor(end) for end in bounds(value))
    return range_of(low, high)


def extreme(a: Any, b: Any, pick: Any) -> Any:
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    if a is None or b is None:
        return b if a is None else a
    if not isinstance(a, Range) and not isinstance(b, Range):
        return pick(a, b)
    (low, high), (first, last) = bounds(a), bounds(b)
    below, above = Fraction(-(10**30)), Fraction(10**30)  # stand for open ends
    ends = (
        pick(below if low is None else low, below if first is None else first),
        pick(above if high is None else high, above if last is None else last),
    )
    return range_of(
        None if ends[0] == below else ends[0], None if ends[1] == above else ends[1]
    )


def precedes(args: list[Any], *, same: bool) -> Any:
    """Whether a line stands before another (or is it): by day, then claim, then line number."""
    day, line, other, other_line, claim, other_claim, this, that = args
    if this is that:
        return same
    if day is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    if day is None or other is None:
        return False
    if day != other:
        return day < other
    if claim is not other_claim:
        mine, theirs = ((c.statement_from, c.claim_id) for c in (claim, other_claim))
        return mine < theirs
    if UNKNOWN in (line, other_line):
        return UNKNOWN
    places = {id(x): n for n, x in enumerate(claim.lines)}
    return (line, places[id(this)]) < (other_line, places[id(that)])


def _words(text: Any) -> list[str]:
    return re.findall(r"[^\W_]+", str(text or "").lower())


def _marks(text: Any, phrases: Any) -> list[bool]:
    """For each word of a text, whether it stands in one of the phrases."""
    words = _words(text)
    marks = [False] * len(words)
    for phrase in map(_words, phrases):
        for start in range(len(words)):
            if phrase and words[start : start + len(phrase)] == phrase:
                marks[start : start + len(phrase)] = [True] * len(phrase)
    return marks


def mentions(text: Any, phrases: Any) -> Any:
    return UNKNOWN if text is UNKNOWN else any(_marks(text, phrases))


def says_more(text: Any, phrases: Any, fillers: Any) -> Any:
    if text is UNKNOWN:
        return UNKNOWN
    marks = _marks(text, phrases)
    idle = {word for filler in fillers for word in _words(filler)}
    return any(not m and w not in idle for m, w in zip(marks, _words(text), strict=True))


def includes(mode: str, items: Any, groups: list[Any]) -> Any:
    if items is UNKNOWN:
        return UNKNOWN
    codes, patterns, spans = groups
    tests: list[tuple[Any, Any, Any]] = [((c,), (), ()) for c in codes]
    tests += [((), (p,), ()) for p in patterns]
    tests += [((), (), (s,)) for s in spans]
    found = [any(among(i, *test) for i in items or ()) for test in tests]
    return all(found) if mode == "all" else any(found) is (mode == "any")


def contains(items: Any, value: Any) -> Any:
    if items is None or items == []:
        return False
    return UNKNOWN if items is UNKNOWN or value is UNKNOWN else value in items


def of_one(op: str, value: Any) -> Any:
    """The operators on one date or number."""
    if value is UNKNOWN or value is None:
        return UNKNOWN if op == "year_start" else value
    match op:
        case "floor":
            return whole(value)
        case "month_end":
            return month_end(value)
        case "year_of":
            return value.year
        case "year_start":
            return dt.date(max(1, min(9999, value)), 1, 1)
        case _:
            return value if isinstance(value, str | int) else ", ".join(map(str, value))


def operate(op: str, args: list[Any]) -> Any:  # noqa: C901, PLR0912 - one arm each
    """The value of an operator."""
    match op:
        case "eq" | "ne":
            same = equal(*args)
            return same if op == "eq" else negate(same)
        case "lt" | "le":
            return less(*args, or_equal=op == "le")
        case "gt" | "ge":
            return less(args[1], args[0], or_equal=op == "ge")
        case "between":
            return between(*args)
        case "add" | "sub" | "mul" | "div":
            return arithmetic(op, *args)
        case "days_after" | "days_before":
            return shift(args[0], args[1], 1 if op == "days_after" else -1)
        case "months_after":
            return args[0] if args[0] in (None, UNKNOWN) else add_months(*args)
        case "known_later":
            known = [a for a in args if a is not None and a is not UNKNOWN]
            return max(known) if known else args[1]
        case "least" | "greatest":
            return extreme(args[0], args[1], min if op == "least" else max)
        case "if_missing":
            return args[1] if args[0] is UNKNOWN else args[0]
        case "contains":
            return contains(*args)
        case "includes_any" | "includes_all" | "includes_none":
            return includes(op.split("_")[1], args[0], args[1:])
        case "stands_before" | "stands_up_to":
            return precedes(args, same=op == "stands_up_to")
        case "mentions" | "says_more":
            return (mentions if op == "mentions" else says_more)(*args)
        case "floor" | "month_end" | "year_of" | "year_start" | "listed":
            return of_one(op, args[0])
        case _:
            raise NotImplementedError(op)
