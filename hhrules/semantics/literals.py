"""Literals take the type of their place: `17` beside an occurrence code is a code, beside units a number."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

from hhrules.syntax.nodes import Lit
from hhrules.values.types import (
    CODE,
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    WHOLE,
    YESNO,
    ListOf,
    Ty,
)

#: The type of a literal that stands alone.
NATURAL: dict[str, Ty] = {
    "number": NUMBER,
    "code": CODE,
    "pattern": CODE,
    "text": TEXT,
    "date": DATE,
    "duration": DURATION,
    "money": MONEY,
    "percent": PERCENT,
    "yes": YESNO,
    "no": YESNO,
}

_MONTHS = re.compile(r"(-?[0-9]+) (month|months|year|years)")
_DAYS = re.compile(r"(-?[0-9]+) (day|days|week|weeks|hour|hours)")


class WrongType(Exception):
    """A literal that cannot stand where it stands; carries what it is."""

    def __init__(self, found: Ty) -> None:
        super().__init__(str(found))
        self.found = found


def months_of(lit: Lit) -> int | None:
    """The months of a duration literal in months or years, else None."""
    match = _MONTHS.fullmatch(lit.text)
    if lit.kind != "duration" or match is None:
        return None
    return int(match[1]) * (12 if match[2].startswith("year") else 1)


def is_numeric(ty: Ty) -> bool:
    """Whether the type is one of plain numbers."""
    return ty in (NUMBER, WHOLE)


def value_of(lit: Lit, expected: Ty | None) -> tuple[object, Ty]:
    """The value and type of a literal in a place of type `expected` (None: on its own).

    Raises WrongType where the literal cannot be of that type.
    """
    if isinstance(expected, ListOf):
        expected = expected.item
    natural = NATURAL[lit.kind]
    if expected is None:
        expected = natural
    match lit.kind:
        case "number" if expected in (CODE, TEXT):
            return lit.text, expected
        case "number" if is_numeric(expected):
            value = Fraction(lit.text)
            whole = value.denominator == 1
            return (value.numerator, WHOLE) if whole else (value, NUMBER)
        case "code" | "pattern" if expected in (CODE, TEXT):
            return lit.text, expected
        case "text" if expected in (TEXT, CODE):
            return lit.text, expected
        case "date" if expected == DATE:
            return day_of(lit.text), DATE
        case "duration" if expected == DURATION:
            return days_of(lit), DURATION
        case "money" if expected == MONEY:
            return cents_of(lit.text), MONEY
        case "percent" if expected in (PERCENT, NUMBER):
            return Fraction(lit.text.rstrip("%").strip()) / 100, PERCENT
        case "yes" | "no" if expected == YESNO:
            return lit.kind == "yes", YESNO
    raise WrongType(natural)


def day_of(text: str) -> dt.date:
    """A date literal's day; a day that does not exist was reported by the parser and stands in."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.date.min


def days_of(lit: Lit) -> int | Fraction:
    """A duration literal in days; hours are fractions of a day. Raises WrongType for months."""
    match = _DAYS.fullmatch(lit.text)
    if match is None:
        raise WrongType(DURATION)
    count = int(match[1])
    if match[2].startswith("week"):
        return count * 7
    if match[2].startswith("hour"):
        share = Fraction(count, 24)
        return share.numerator if share.denominator == 1 else share
    return count


def cents_of(text: str) -> int | Fraction:
    """`$1,980.00` in cents."""
    amount = Fraction(text.replace("$", "").replace(",", "")) * 100
    return amount.numerator if amount.denominator == 1 else amount


def same_kind(left: Ty, right: Ty) -> bool:
    """Whether two types can be compared."""
    if is_numeric(left) and is_numeric(right):
        return True
    if {left, right} <= {CODE, TEXT}:
        return True
    if {left, right} <= {PERCENT, NUMBER, WHOLE}:
        return True
    return left == right
