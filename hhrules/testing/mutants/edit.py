"""A small change of a rulebook's text, and the small steps from one literal to the next."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from attrs import frozen

from hhrules.source.text import SourceFile, Span
from hhrules.syntax import nodes


@frozen
class Edit:
    """Stretches of the text that get other words; `kind` is the mistake that it stands for."""

    kind: str
    parts: tuple[tuple[int, int, str], ...]

    @property
    def start(self) -> int:
        """Where the change begins."""
        return min(start for start, _, _ in self.parts)

    @property
    def end(self) -> int:
        """Where the change ends."""
        return max(end for _, end, _ in self.parts)

    @property
    def keeps_names(self) -> bool:
        """Whether no name of the text is gone."""
        return not self.kind.startswith("a dropped")

    def applied(self, text: str, shift: int = 0) -> str:
        """The text with the change; `shift` is the offset of the text in its source."""
        for start, end, new in sorted(self.parts, reverse=True):
            text = text[: start - shift] + new + text[end - shift :]
        return text


def replaced(kind: str, span: Span, text: str) -> Edit:
    """Other words in the place of a node."""
    return Edit(kind, ((span.start, span.end, text),))


def cut(kind: str, source: SourceFile, start: int, end: int) -> Edit:
    """Words taken out, with the blanks before them; whole lines go with their line ends."""
    text = source.text
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if not text[line:start].strip() and not text[end:stop].strip():
        return Edit(kind, ((line, min(stop + 1, len(text)), ""),))
    while start > 0 and text[start - 1].isspace():
        start -= 1
    return Edit(kind, ((start, end, ""),))


def without_item(kind: str, items: Iterable[Span], number: int) -> Edit | None:
    """One of several items on a line taken out, with the joint that ties it to the others."""
    spans = list(items)
    if len(spans) <= 1:
        return None
    if number + 1 < len(spans):
        return Edit(kind, ((spans[number].start, spans[number + 1].start, ""),))
    return Edit(kind, ((spans[number - 1].end, spans[number].end, ""),))


def word_after(
    source: SourceFile, start: int, end: int, pattern: str
) -> tuple[int, int, str] | None:
    """The first match of a pattern between two offsets: its place and its text."""
    match = re.compile(pattern).search(source.text, start, end)
    return (match.start(), match.end(), match[0]) if match is not None else None


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
