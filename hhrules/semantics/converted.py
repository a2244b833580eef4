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
_NO = {"false": "no", "n": "no", "no": "no", "f": "no"}


def converted(text: str, ty: Ty) -> str | None:
    """The text of a literal as one of type `ty`, if it can be only one."""
    bare = text.strip().strip('"').strip()
    if ty == MONEY:
        return _money(bare)
    if ty == DURATION:
        return f"{bare} {'day' if bare == '1' else 'days'}" if bare.isdigit() else None
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


def _date(bare: str) -> str | None:
    match = _SOLID.fullmatch(bare)
    said = "-".join(match.groups()) if match else bare
    try:
        return dt.date.fromisoformat(said).isoformat() if "-" in said else None
    except ValueError:
        return None
