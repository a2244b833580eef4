"""From one literal to the next: a day, a cent, a unit or a code further."""

from __future__ import annotations

import datetime as dt
import re

from hhrules.syntax import nodes

_TAIL = re.compile(r"(.*?)([0-9]+)([A-Z]?)")
_COUNT = re.compile(r"([0-9]+)( .*)")


def stepped(lit: nodes.Lit, step: int) -> str | None:
    """The literal one step further: a day, a cent, a unit, the next code; None where there is none."""
    match lit.kind:
        case "date":
            return _day(lit.text, step)
        case "money":
            return _money(lit.text, step)
        case "duration":
            return _duration(lit.text, step)
        case "percent":
            number = _number(lit.text.rstrip("%").strip(), step)
            return f"{number}%" if number is not None else None
        case "number":
            return _number(lit.text, step)
        case "code":
            return _code(lit.text, step)
        case "yes" | "no":
            return ("no" if lit.kind == "yes" else "yes") if step > 0 else None
        case _:
            return None


def _day(text: str, step: int) -> str | None:
    try:
        return (dt.date.fromisoformat(text) + dt.timedelta(days=step)).isoformat()
    except (ValueError, OverflowError):
        return None


def _money(text: str, step: int) -> str | None:
    dollars, _, cents = text.replace("$", "").replace(",", "").partition(".")
    amount = int(dollars) * 100 + int((cents + "00")[:2]) + step
    return f"${amount // 100:,}.{amount % 100:02d}" if amount >= 0 else None


def _duration(text: str, step: int) -> str | None:
    match = _COUNT.fullmatch(text)
    if match is None or int(match[1]) + step < 0:
        return None
    count = int(match[1]) + step
    unit = match[2].removesuffix("s") if count == 1 else match[2].removesuffix("s") + "s"
    return f"{count}{unit}"


def _number(text: str, step: int) -> str | None:
    whole, point, rest = text.partition(".")
    digits = whole + rest
    value = int(digits) + step
    if value < 0:
        return None
    said = str(value).zfill(len(digits))
    return f"{said[: len(said) - len(rest)]}.{said[len(said) - len(rest) :]}" if point else said


def _code(text: str, step: int) -> str | None:
    match = _TAIL.fullmatch(text)
    if match is None:
        return None
    head, digits, letter = match.groups()
    value = int(digits) + step
    if value < 0 or len(str(value)) > len(digits):
        return None
    return f"{head}{str(value).zfill(len(digits))}{letter}"
