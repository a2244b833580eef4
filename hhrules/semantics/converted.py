"""A literal as it would be written in the place of another type: `2410` as money is `$2,410`."""

from __future__ import annotations

import datetime as dt
import re

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
    Ty,
)

_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_CENTS = 2
_YES = {"true": "yes", "y": "yes", "yes": "yes", "t": "yes", "x": "yes"}
_COUNTS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_SLASHED = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_NO = {"false": "no", "n": "no", "no": "no", "f": "no"}


def converted(text: str, ty: Ty) -> str | None:
    """The text of a literal as one of type `ty`, if it can be only one."""
    bare = text.strip().strip('"').strip()
    if ty == MONEY:
        return _money(bare)
    if ty == DURATION:
        return _duration(bare)
    if ty in (WHOLE, NUMBER):
        plain = bare.lstrip("$").replace(",", "").rstrip("%")
        return plain if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", plain) else None
    if ty == PERCENT:
        return f"{bare}%" if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", bare) else None
    if ty == DATE:
        return _date(bare)
    if ty == YESNO:
        return _YES.get(bare.lower()) or _NO.get(bare.lower())
    if ty == CODE:
        return bare.upper() if re.fullmatch(r"[A-Za-z0-9]+", bare) and bare != text else None
    if ty == TEXT:
        return f'"{bare}"'
    return None


def _money(bare: str) -> str | None:
    if not _NUMBER.fullmatch(bare):
        return None
    whole, _, part = bare.replace(",", "").partition(".")
    if len(part) > _CENTS:
        return None
    return f"${int(whole):,}" + (f".{part:0<2}" if part else "")


def _duration(bare: str) -> str | None:
    """`5`, `five days` as days."""
    said, _, unit = bare.lower().partition(" ")
    count = said if said.isdigit() else _COUNTS.get(said)
    if count is None or unit not in ("", "day", "days"):
        return None
    return f"{count} {'day' if count == '1' else 'days'}"


def _date(bare: str) -> str | None:
    if american := _AMERICAN.fullmatch(bare):
        month, day, year = american.groups()
        bare = f"{year}-{month:0>2}-{day:0>2}"
    if slashed := _SLASHED.fullmatch(bare):
        year, month, day = slashed.groups()
        bare = f"{year}-{month:0>2}-{day:0>2}"
    match = _SOLID.fullmatch(bare)
    said = "-".join(match.groups()) if match else bare
    try:
        return dt.date.fromisoformat(said).isoformat() if "-" in said else None
    except ValueError:
        return None
