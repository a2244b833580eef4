"""Exact numbers, and ranges for counts and sums whose members are not all certain.

A `Range` holds the lowest and the highest value that the unknown facts allow; an open end is
`None`. A comparison is yes or no where the whole range settles it, else unknown. An operation
gives a plain number again as soon as only one value is left.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, TypeAlias

from msgspec import Struct

from hhrules.values.truth import UNKNOWN, Truth, Unknown, not_

Exact: TypeAlias = int | Fraction
Operand: TypeAlias = Any  # a Number; said so, it would clash with the answers of int


class Range(Struct, frozen=True):
    """Every value from `lo` to `hi`, both counted; `None` leaves that end open."""

    lo: Exact | None
    hi: Exact | None

    def __add__(self, other: Number) -> Number:
        low, high = ends_of(other)
        return range_of(_plus(self.lo, low), _plus(self.hi, high))

    __radd__ = __add__

    def __neg__(self) -> Number:
        return range_of(
            None if self.hi is None else -self.hi, None if self.lo is None else -self.lo
        )

    def __sub__(self, other: Number) -> Number:
        low, high = ends_of(other)
        return range_of(_minus(self.lo, high), _minus(self.hi, low))

    def __rsub__(self, other: Number) -> Number:
        low, high = ends_of(other)
        return range_of(_minus(low, self.hi), _minus(high, self.lo))

    def __mul__(self, other: Number) -> Number:
        low, high = ends_of(other)
        return _product(self.lo, self.hi, low, high)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Number | Unknown:
        return _quotient(self, other)

    def __rtruediv__(self, other: Number) -> Number | Unknown:
        return _quotient(other, self)

    def __lt__(self, other: Operand) -> Truth:
        return self._below(other)

    def __le__(self, other: Operand) -> Truth:
        return self._at_most(other)

    def __gt__(self, other: Operand) -> Truth:
        return not_(self._at_most(other))

    def __ge__(self, other: Operand) -> Truth:
        return not_(self._below(other))

    def _below(self, other: Number) -> Truth:
        low, high = ends_of(other)
        if self.hi is not None and low is not None and self.hi < low:
            return True
        if self.lo is not None and high is not None and self.lo >= high:
            return False
        return UNKNOWN

    def _at_most(self, other: Number) -> Truth:
        low, high = ends_of(other)
        if self.hi is not None and low is not None and self.hi <= low:
            return True
        if self.lo is not None and high is not None and self.lo > high:
            return False
        return UNKNOWN

    def eq(self, other: Number) -> Truth:
        """Whether both are the same value.

        No where they cannot meet, unknown where they may.
        """
        low, high = ends_of(other)
        apart = (self.hi is not None and low is not None and self.hi < low) or (
            self.lo is not None and high is not None and self.lo > high
        )
        if apart:
            return False
        settled = self.lo is not None and self.lo == self.hi == low == high
        return True if settled else UNKNOWN

    def ne(self, other: Number) -> Truth:
        """Whether the two differ."""
        return not_(self.eq(other))


Number: TypeAlias = int | Fraction | Range


def range_of(lo: Exact | None, hi: Exact | None) -> Number:
    """Give the range, or the number itself where both ends are the same."""
    if lo is not None and lo == hi:
        return lo
    return Range(lo, hi)


def exact_div(a: Number, b: Number) -> Number | Unknown:
    """Divide exactly: a whole number where it comes out even.

    Unknown where `b` is or may be 0.
    """
    if a.__class__ is int and b.__class__ is int and b:
        whole, rest = divmod(a, b)
        return whole if not rest else Fraction(a, b)
    if isinstance(a, Range) or isinstance(b, Range):
        return _quotient(a, b)
    if b == 0:
        return UNKNOWN
    return _plain(Fraction(a) / b)


_PERCENT = re.compile(r"-?[0-9]+(\.[0-9]{1,4})?")


def percent(raw: str | float) -> Fraction:
    """Give a percentage as sent, without its sign, as an exact share: `25` is 1/4."""
    if isinstance(raw, bool):
        raise ValueError("expected a percentage")  # noqa: TRY004 - one error for what is sent
    text = raw if isinstance(raw, str) else repr(raw)
    if not _PERCENT.fullmatch(text):
        raise ValueError("expected a percentage without its sign")
    return Fraction(text) / 100


def _plain(value: Fraction) -> Exact:
    return value.numerator if value.denominator == 1 else value


def ends_of(value: Number) -> tuple[Exact | None, Exact | None]:
    """The lowest and the highest value; None for an end that is open."""
    return (value.lo, value.hi) if isinstance(value, Range) else (value, value)


def _plus(a: Exact | None, b: Exact | None) -> Exact | None:
    return None if a is None or b is None else a + b


def _minus(a: Exact | None, b: Exact | None) -> Exact | None:
    return None if a is None or b is None else a - b


def _product(a: Exact | None, b: Exact | None, c: Exact | None, d: Exact | None) -> Number:
    if a is not None and b is not None and c is not None and d is not None:
        corners = (a * c, a * d, b * c, b * d)
        return range_of(min(corners), max(corners))
    if (a, b) == (0, 0) or (c, d) == (0, 0):
        return 0
    if a is not None and a >= 0 and c is not None and c >= 0:
        return range_of(a * c, None if b is None or d is None else b * d)
    return Range(None, None)


def _quotient(a: Number, b: Number) -> Number | Unknown:
    low, high = ends_of(b)
    if (low is None or low <= 0) and (high is None or high >= 0):
        return UNKNOWN
    # Invariant: the divisor lies on one side of 0, so its inverse falls from end to end.
    inverse_low = Fraction(0) if high is None else Fraction(1) / high
    inverse_high = Fraction(0) if low is None else Fraction(1) / low
    first, last = ends_of(a)
    whole = _product(first, last, inverse_low, inverse_high)
    if isinstance(whole, Range):
        return range_of(
            *(None if end is None else _plain(Fraction(end)) for end in ends_of(whole))
        )
    return _plain(Fraction(whole))
