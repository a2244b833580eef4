"""Money, dates, times, percentages and numbers as they are written elsewhere."""

from __future__ import annotations

import calendar
import re

from hhrules.syntax.slips.slip import Kinds, Slip, any_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY = 100
_MONTH_NUMBERS = range(1, 13)
_YEARS = range(1900, 2100)
_MONEY = re.compile(r"-?\$(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{2})?")
_GROUPED = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{0,2})?")
"""Figures in which no comma may stand for a decimal point, and none is lost."""
_LETTERS = re.compile(r"[0-9.,][A-Za-z]")
_LOOK_ALIKE = str.maketrans("OoIl", "0011")
NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    )
} | {"thirty": 30, "sixty": 60, "ninety": 90}  # fmt: skip


def _bad_money(match: re.Match[str], _: str) -> Slip | None:
    raw = match[0].rstrip(".,")
    if _MONEY.fullmatch(raw):
        return None
    plain = not _LETTERS.search(raw)
    read = raw.translate(_LOOK_ALIKE)  # what was meant is plain to see, and for a person to say
    near = _money(raw) if plain else read if _MONEY.fullmatch(read) else None
    return Slip(
        "E008",
        match.start(),
        match.start() + len(raw),
        f"`{raw}` is not an amount of money",
        "Money has a dollar sign, commas between thousands, and two decimals or none.",
        near,
        others=_as_cents(raw, near) if plain else (),
        safe=plain and _GROUPED.fullmatch(re.sub(r"[^0-9.,]", "", raw)) is not None,
    )


def _as_cents(raw: str, near: str | None) -> tuple[str, ...]:
    """`$24,10` as an amount with cents, where another amount is the likelier."""
    match = re.fullmatch(r"-?\$ *([0-9]{1,2}),([0-9]{2})", raw)
    said = f"${match[1]}.{match[2]}" if match else None
    return (said,) if said and said != near else ()


def _thousands(match: re.Match[str], _: str) -> Slip:
    amount = int(match[1]) * (1_000_000 if match[2] in "mM" else 1000)
    return Slip(
        "E008",
        match.start(),
        match.end(),
        f"`{match[0]}` is not an amount of money",
        "Money is written out, with commas between thousands.",
        f"${amount:,}",
    )


def _money(raw: str) -> str | None:
    """The amount that was most likely meant.

    `$24,10` and `$2410,00` differ: with a comma, two figures at the end are cents only where
    the rest could not stand for thousands.
    """
    digits = re.sub(r"[^0-9.,]", "", raw)
    match = re.fullmatch(r"([0-9.,]*?)(?:([.,])([0-9]{1,2}))?", digits)
    if match is None or not re.sub(r"[.,]", "", match[1]):
        return None
    whole = int(re.sub(r"[.,]", "", match[1]))
    if match[2] == "," and whole < _CENTURY and "$" in raw:
        return f"${int(re.sub(r'[.,]', '', digits)):,}"
    cents = f".{match[3]:0<2}" if match[3] else ""
    return f"${whole:,}{cents}"


# ---------------------------------------------------------------------- dates


def _slashed_date(match: re.Match[str], _: str) -> Slip | None:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    year += 2000 if year < _CENTURY else 0
    month, day = (first, second) if first in _MONTH_NUMBERS else (second, first)
    ambiguous = day in _MONTH_NUMBERS and "/" not in match[0] and day != month
    return _date_slip(match, year, month, day, safe=not ambiguous)


def _loose_date(match: re.Match[str], _: str) -> Slip | None:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", match[0]):
        return None
    return _date_slip(match, int(match[1]), int(match[2]), int(match[3]))


def _solid_date(match: re.Match[str], _: str) -> Slip | None:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    return _date_slip(match, year, month, day) if _is_day(year, month, day) else None


def _timed_date(match: re.Match[str], _: str) -> Slip | None:
    return _date_slip(match, int(match[1]), int(match[2]), int(match[3]))


def _worded_date(match: re.Match[str], _: str) -> Slip | None:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    return _date_slip(match, int(match["year"]), month, int(match["day"]))


def _is_day(year: int, month: int, day: int) -> bool:
    return (
        year in _YEARS
        and month in _MONTH_NUMBERS
        and 1 <= day <= calendar.monthrange(year, month)[1]
    )


def _date_slip(
    match: re.Match[str], year: int, month: int, day: int, *, safe: bool = True
) -> Slip:
    fits = _is_day(year, month, day)
    return Slip(
        "E010",
        match.start(),
        match.end(),
        f"`{match[0]}` is not how a date is written",
        "A date is written YYYY-MM-DD, which nobody can read two ways.",
        f"{year:04}-{month:02}-{day:02}" if fits else None,
        "" if fits else "write YYYY-MM-DD",
        safe,
    )


# ---------------------------------------------------------------------- times and shares


def _joined_unit(match: re.Match[str], _: str) -> Slip:
    unit = match[2].lower()
    if len(unit) == 1:
        unit = {"d": "days", "w": "weeks", "m": "months", "y": "years", "h": "hours"}[unit]
    return _time(match, match[1], unit, "runs number and unit together")


def _worded_unit(match: re.Match[str], _: str) -> Slip:
    number = str(NUMBER_WORDS[match[1].lower()])
    return _time(match, number, match[2].lower(), "has its number in letters")


def _time(match: re.Match[str], number: str, unit: str, what: str) -> Slip:
    unit = unit.rstrip("s") + ("" if number == "1" else "s")
    return Slip(
        "E011",
        match.start(),
        match.end(),
        f"`{match[0]}` {what}",
        "A span of time is a number, a blank and the unit.",
        f"{number} {unit}",
    )


def _bare_days(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E105",
        match.start(),
        match.end(),
        f"`{match[1]}` has no unit before `{match[2]}`: days, months or years",
        "A date is a span of time after or before another: days, months or years.",
        f"{match[1]} {'day' if match[1] == '1' else 'days'} {match[2]}",
        safe=False,
    )


def _percent(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E011",
        match.start(),
        match.end(),
        "a percent sign stands right after its number",
        "A percentage is written as one word.",
        f"{match[1]}%",
    )


def _comma_percent(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E011",
        match.start(),
        match.end(),
        f"a percentage has no comma: `{match[0]}`",
        "Figures after the point stand behind a point.",
        f"{match[1]}.{match[2]}%",
        safe=False,
    )


def _decimal_comma(match: re.Match[str], text: str) -> Slip | None:
    before = text[: match.start()].split()
    if not before or before[-1] not in ("than", "least", "most", "is", "between", "and"):
        return None
    whole, part = match[1], match[2]
    thousands = len(part) == 3  # noqa: PLR2004 - a group of thousands
    fixed = f"{whole}{part}" if thousands else f"{whole}.{part}"
    return Slip(
        "E008",
        match.start(),
        match.end(),
        f"a number has no comma: `{match[0]}`",
        "Figures after the point stand behind a point; only money has commas, between thousands.",
        fixed,
        f"write `${whole},{part}` for money, `{fixed}` for a number" if thousands else "",
        safe=False,
    )


def _bare_point(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E001",
        match.start(),
        match.end(),
        f"`{match[0]}` begins with a point",
        "A number has a figure before its point.",
        f"0{match[0]}",
    )


_MONTH_NAME = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? +)?"
_UNIT = r"days?|weeks?|months?|years?|hours?"

FIGURES: Kinds = (
    (re.compile(r"\$ *([0-9]+) *([kKmM])(?![\w])"), _thousands),
    (
        re.compile(
            rf"\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\.?[ -]+{_MONTH_NAME}\.?,?[ -]+(?P<year>[0-9]{{4}})\b",
            re.IGNORECASE,
        ),
        _worded_date,
    ),
    (
        re.compile(
            rf"\b{_WEEKDAY}{_MONTH_NAME}\.? +(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? +(?P<year>[0-9]{{4}})\b",
            re.IGNORECASE,
        ),
        _worded_date,
    ),
    (
        re.compile(
            r"(?<![\w$/])([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: *[AP]M)?",
        ),
        _timed_date,
    ),
    (
        re.compile(
            r"(?<![\w$/])([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?![\w/])"
        ),
        _slashed_date,
    ),
    (
        re.compile(
            "(?<![\\w$/])([0-9]{4})[-/.\u2013\u2014]([0-9]{1,2})[-/.\u2013\u2014]([0-9]{1,2})(?![\\w/])"
        ),
        _loose_date,
    ),
    (
        re.compile(
            r"-?\$ *[0-9][0-9.,]*(?:[A-Za-z][A-Za-z0-9]*)?|\bUSD *[0-9][0-9.,]*"
            r"|(?<![\w$.,])[0-9][0-9.,]* *(?:\$|USD\b|dollars?\b)"
        ),
        _bad_money,
    ),
    (
        re.compile(
            rf"(?<![\w$.-])([0-9]+)-?({_UNIT}|d|h)(?![\w-])",
            re.IGNORECASE,
        ),
        _joined_unit,
    ),
    (re.compile(rf"(?<![\w-])({any_of(NUMBER_WORDS)})[ -]+({_UNIT})(?![\w-])"), _worded_unit),
    (re.compile(r"(?<![\w.,$])([0-9]{1,3}),([0-9]{1,2}) *%"), _comma_percent),
    (re.compile(r"([0-9]+(?:\.[0-9]+)?) +%"), _percent),
    (re.compile(r"\b([0-9]+(?:\.[0-9]+)?) +per ?cent\b"), _percent),
    (re.compile(r"(?<![\w.,$-])([0-9]+) +(after|before)(?= +[a-z])"), _bare_days),
    (re.compile(r"(?<![\w.,$])([0-9]{1,3}),([0-9]{1,3})(?![\w.,])"), _decimal_comma),
    (re.compile(r"(?<![\w.$])\.[0-9]+(?![\w.])"), _bare_point),
)

# In a figure alone: what an 837 file writes. In a sentence it could be a number.
SOLID_DATE: Kinds = (
    (
        re.compile(r"(?<![\w$.,-])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?![\w.,-])"),
        _solid_date,
    ),
)
