"""Money as exact cents: whole numbers, or fractions once something was divided."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_PLAIN = re.compile(r"(-?)([0-9]{1,13})(?:\.([0-9]{1,2})0*)?")


class Cents(int):
    """An amount on a claim document: a whole number of cents, written there in dollars."""

    __slots__ = ()


def cents(raw: str | float | Decimal) -> int:
    """Exact cents of an amount in dollars with at most two decimals.

    Raises ValueError for anything else; a float counts as the shortest text that reads back
    as the same float, so `12.1` is fine and `12.105` is not.
    """
    if isinstance(raw, bool):
        raise ValueError("expected an amount in dollars")  # noqa: TRY004 - one error for what is sent
    text = format(raw, "f") if isinstance(raw, Decimal) else str(raw)
    match = _PLAIN.fullmatch(text)
    if match is None:
        raise ValueError("expected an amount in dollars with at most two decimals")
    sign, whole, part = match[1], match[2], match[3]
    amount = int(whole) * 100 + (int(part.ljust(2, "0")) if part else 0)
    return -amount if sign else amount


def format_money(amount: int | Fraction) -> str:
    """Dollars as policy prints them: `$1,980.00`.

    Part cents are rounded half up, for print only.
    """
    size = -amount if amount < 0 else amount
    rounded = (2 * size + 1) // 2
    dollars, rest = divmod(int(rounded), 100)
    return f"{'-' if amount < 0 and rounded else ''}${dollars:,}.{rest:02d}"


def dollars(amount: int) -> str:
    """Whole cents as a document writes them: `1980.00`."""
    whole, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:02d}"
