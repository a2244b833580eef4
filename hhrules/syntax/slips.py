"""Slips that are wrong wherever they stand: signs, money, dates, quotes, capitals."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import frozen

from hhrules.syntax.sayings import DATE_SIGNS, JOINTS, OPPOSITES, SAYINGS, SIGNS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY = 100
_MONTH_NUMBERS = range(1, 13)
_DAY_NUMBERS = range(1, 32)
_QUOTED = re.compile(r'"(?:[^"\n]|"")*"|#[^\n]*')
_DATE = re.compile(r" *[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONEY = re.compile(r"-?\$(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{2})?")


@frozen
class Slip:
    """One slip: where, what to say, and what to write instead."""

    code: str
    start: int
    end: int
    message: str
    note: str
    replacement: str | None
    help: str = ""


_Make = Callable[["re.Match[str]", str], "Slip | None"]


def slips(text: str, keyword: str, kind: str) -> list[Slip]:
    """All slips of a piece, left to right; what stands in quotes is left alone."""
    blank = _QUOTED.sub(lambda m: '"' + "\x00" * (len(m[0]) - 2) + '"', text)
    if kind == "clause" and len(re.findall(r"(?<!\|)\|(?!\|)", blank)) > 1:
        return [_loose_row(blank)]
    found: list[Slip] = []
    taken = [False] * (len(text) + 1)
    for pattern, make in _KINDS:
        for match in pattern.finditer(blank):
            if any(taken[match.start() : match.end()]):
                continue
            if keyword == "let" and match[0] == "=" and "=" not in text[: match.start()]:
                continue
            slip = make(match, text)
            if slip is not None:
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                found.append(_for_cell(slip) if kind == "cell" else slip)
    return sorted(found, key=lambda slip: slip.start)


def _for_cell(slip: Slip) -> Slip:
    """A cell says `more than 60`, without `is`."""
    if slip.code != "E005" or not slip.replacement or " " not in slip.replacement:
        return slip
    short = slip.replacement.removeprefix("is ")
    return Slip(slip.code, slip.start, slip.end, slip.message, slip.note, short)


# ---------------------------------------------------------------------- each kind


def _loose_row(text: str) -> Slip:
    """A line of cells that does not begin with a bar."""
    bar = text.index("|")
    start = text.rfind("\n", 0, bar) + 1
    start += len(text[start:]) - len(text[start:].lstrip())
    return Slip(
        "E034",
        start,
        bar + 1,
        "a table row begins with a bar",
        "A row is told from a sentence by the bar before its first cell.",
        None,
        "put `|` before the first cell",
    )


def _open_quote(match: re.Match[str], _: str) -> Slip:
    line = match[0].rstrip()
    return Slip(
        "E002",
        match.start(),
        match.start() + len(line),
        "this text has no closing quote",
        "Text begins and ends with a double quote on the same line; a quote inside is doubled.",
        f'{line.rstrip(chr(0))}"' if chr(0) not in line else None,
        "put a double quote where the text ends",
    )


def _single_quotes(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E002",
        match.start(),
        match.end(),
        "text stands in double quotes",
        "Single quotes are apostrophes.",
        f'"{match[1]}"',
    )


def _sign(match: re.Match[str], text: str) -> Slip:
    said = SIGNS[match[0]]
    if _DATE.match(text, match.end()):
        said = DATE_SIGNS.get(said, said)
    left = "" if not match.start() or text[match.start() - 1] == " " else " "
    right = "" if text[match.end() : match.end() + 1] == " " else " "
    return Slip(
        "E005",
        match.start(),
        match.end(),
        f"`{match[0]}` is not used to compare",
        "Comparisons are in words, so that the rule can be read aloud.",
        f"{left}{said}{right}",
        f"write `{said}`",
    )


def _joint(match: re.Match[str], _: str) -> Slip:
    said = JOINTS[match[0]]
    return Slip(
        "E006",
        match.start(),
        match.end(),
        f"`{match[0]}` is not used to join sentences",
        "Sentences are joined by words, so that the rule can be read aloud.",
        said,
    )


def _bad_money(match: re.Match[str], _: str) -> Slip | None:
    raw = match[0].rstrip(".,")
    if _MONEY.fullmatch(raw):
        return None
    fixed = _money(raw)
    end = match.start() + len(raw)
    return Slip(
        "E008",
        match.start(),
        end,
        f"`{raw}` is not an amount of money",
        "Money has a dollar sign, commas between thousands, and two decimals or none.",
        fixed,
    )


def _money(raw: str) -> str | None:
    """The amount that was most likely meant."""
    digits = re.sub(r"[^0-9.,]", "", raw)
    match = re.fullmatch(r"([0-9.,]*?)(?:[.,]([0-9]{1,2}))?", digits)
    if match is None or not re.sub(r"[.,]", "", match[1]):
        return None
    whole = int(re.sub(r"[.,]", "", match[1]))
    cents = f".{match[2]:0<2}" if match[2] else ""
    return f"${whole:,}{cents}"


def _slashed_date(match: re.Match[str], _: str) -> Slip | None:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    year += 2000 if year < _CENTURY else 0
    month, day = (first, second) if first in _MONTH_NUMBERS else (second, first)
    return _date_slip(match, year, month, day)


def _loose_date(match: re.Match[str], _: str) -> Slip | None:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", match[0]):
        return None
    return _date_slip(match, int(match[1]), int(match[2]), int(match[3]))


def _worded_date(match: re.Match[str], _: str) -> Slip | None:
    groups = match.groupdict()
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    return _date_slip(match, int(match["year"]), month, int(groups["day"]))


def _date_slip(match: re.Match[str], year: int, month: int, day: int) -> Slip:
    fits = month in _MONTH_NUMBERS and day in _DAY_NUMBERS
    return Slip(
        "E010",
        match.start(),
        match.end(),
        f"`{match[0]}` is not how a date is written",
        "A date is written YYYY-MM-DD, which nobody can read two ways.",
        f"{year:04}-{month:02}-{day:02}" if fits else None,
        "" if fits else "write YYYY-MM-DD",
    )


def _joined_unit(match: re.Match[str], _: str) -> Slip:
    unit = match[2].lower()
    if len(unit) == 1:
        unit = {"d": "days", "w": "weeks", "m": "months", "y": "years", "h": "hours"}[unit]
    if match[1] != "1" and not unit.endswith("s"):
        unit += "s"
    return Slip(
        "E011",
        match.start(),
        match.end(),
        f"`{match[0]}` runs number and unit together",
        "A span of time is a number, a blank and the unit.",
        f"{match[1]} {unit}",
    )


def _split_percent(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E011",
        match.start(),
        match.end(),
        "a percent sign stands right after its number",
        "A percentage is written as one word.",
        f"{match[1]}%",
    )


def _opposite(match: re.Match[str], _: str) -> Slip:
    said = " ".join(match[1].split())
    return Slip(
        "E036",
        match.start(),
        match.end(),
        f"`is not {said}` is not said",
        "A comparison is said straight; its opposite has words of its own.",
        f"is {OPPOSITES[said]}",
    )


def _saying(match: re.Match[str], _: str) -> Slip:
    said = " ".join(match[0].split())
    return Slip(
        "E036",
        match.start(),
        match.end(),
        f"`{said}` is not said",
        "Each thing is said in one way only.",
        SAYINGS[said],
    )


def _capitals(match: re.Match[str], _: str) -> Slip:
    word = match[0]
    fixed = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word).replace("_", " ").lower()
    what = "underscores" if "_" in word else "capital letters"
    return Slip(
        "E015",
        match.start(),
        match.end(),
        f"`{word}` has {what}",
        "Names are lower-case words with blanks; only codes are in capitals.",
        fixed,
    )


def _any_of(phrases: dict[str, str]) -> str:
    listed = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(p).replace(r"\ ", " +") for p in listed)


_MONTH_NAME = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
_KINDS: tuple[tuple[re.Pattern[str], _Make], ...] = (
    (re.compile(r'(?<!["\x00])"[^"\x00\n]*$', re.MULTILINE), _open_quote),
    (re.compile(r"(?<![\w])'([^'\n\"]*)'"), _single_quotes),
    (
        re.compile(
            rf"\b(?P<day>[0-9]{{1,2}})\.? +{_MONTH_NAME}\.? +(?P<year>[0-9]{{4}})",
            re.IGNORECASE,
        ),
        _worded_date,
    ),
    (
        re.compile(
            rf"\b{_MONTH_NAME}\.? +(?P<day>[0-9]{{1,2}}),? +(?P<year>[0-9]{{4}})", re.IGNORECASE
        ),
        _worded_date,
    ),
    (
        re.compile(
            r"(?<![\w$/])([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?![\w/])"
        ),
        _slashed_date,
    ),
    (
        re.compile(r"(?<![\w$/])([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![\w/])"),
        _loose_date,
    ),
    (
        re.compile(r"-?\$ *[0-9][0-9.,]*|(?<![\w$.,])[0-9][0-9.,]* *(?:\$|USD\b|dollars?\b)"),
        _bad_money,
    ),
    (
        re.compile(
            r"(?<![\w$.-])([0-9]+)-?(days?|weeks?|months?|years?|hours?|d|h)(?![\w-])",
            re.IGNORECASE,
        ),
        _joined_unit,
    ),
    (re.compile(r"([0-9]+(?:\.[0-9]+)?) +%"), _split_percent),
    (re.compile(rf"\bis +not +({_any_of(OPPOSITES)})(?![\w-])"), _opposite),
    (re.compile(rf"(?<![\w-])(?:{_any_of(SAYINGS)})(?![\w-])"), _saying),
    (re.compile(r"=>|>=|=<|<=|==|!=|<>|[=<>\u2265\u2264\u2260]"), _sign),
    (re.compile(r"&&?|\|\|?|!"), _joint),
    (
        re.compile(
            r"(?<![\w.-])(?:[A-Z][a-z][\w-]*|[a-z]+[A-Z]\w*|[a-z]+(?:_[a-z0-9]+)+|AND|OR|NOT|IS|WHERE|OF)(?![\w])"
        ),
        _capitals,
    ),
)
