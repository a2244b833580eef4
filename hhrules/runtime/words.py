"""Values as messages say them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from hhrules.values.money import format_money
from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN


def say(value: Any, ty: str) -> str:
    """A value of a type (by its English name) in words: `$1,980.00`, `6 days`, `yes`, `unknown`."""
    if value.__class__ is str:
        return value.replace("_", " ") if value.islower() else value
    if value.__class__ is int:
        return _say_number(value, ty)
    if value is UNKNOWN:
        return "unknown"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Range):
        return _say_range(value, ty)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(say(v, ty) for v in value) or "none"
    if isinstance(value, int | Fraction):
        return _say_number(value, ty)
    text = str(value)
    return text.replace("_", " ") if text.islower() else text


def _say_number(value: int | Fraction, ty: str) -> str:
    if ty == "money":
        return format_money(value)
    if ty == "a percentage":
        share = value * 100
        return f"{share.numerator}%" if share.denominator == 1 else f"{float(share):g}%"
    if ty == "a duration":
        return f"{value} day" if value == 1 else f"{value} days"
    return str(value)


def _say_range(value: Range, ty: str) -> str:
    low = None if value.lo is None else _say_number(value.lo, ty)
    high = None if value.hi is None else _say_number(value.hi, ty)
    if low is None:
        return f"at most {high}" if high is not None else "unknown"
    return f"at least {low}" if high is None else f"{low} to {high}"


def fill(parts: tuple[tuple[str, str], ...], values: tuple[Any, ...]) -> str:
    """A message with its places filled; a part is ("=", words) or (type name, "")."""
    if len(parts) == 1 and not values:
        return parts[0][1]
    rest = iter(values)
    return "".join([words if kind == "=" else say(next(rest), kind) for kind, words in parts])


def fraction_words(payment: tuple[Any, ...]) -> str:
    """A share of a payment as policy writes it: `6/30` stays so, 25% is 1/4."""
    if len(payment) == 2:  # noqa: PLR2004 - numerator and denominator
        top, bottom = payment
        if isinstance(top, int) and isinstance(bottom, int):
            return f"{top}/{bottom}"
        if UNKNOWN in payment or None in payment or any(isinstance(p, Range) for p in payment):
            return "unknown"
        share = Fraction(top) / Fraction(bottom)
    else:
        if payment[0] is UNKNOWN or payment[0] is None or isinstance(payment[0], Range):
            return "unknown"
        share = Fraction(payment[0])
    return f"{share.numerator}/{share.denominator}"
