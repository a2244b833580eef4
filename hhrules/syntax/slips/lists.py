"""Lists and ranges of values as they are written elsewhere."""

from __future__ import annotations

import re

from hhrules.syntax.slips.slip import Slip


def between(match: re.Match[str], _: str) -> Slip:
    """`between 1 - 96`."""
    return ends(match, match.start(2), match.end(2))


def to_range(match: re.Match[str], _: str) -> Slip:
    """`G0320 through G0322`."""
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    end = start + len(match[0].strip())
    note = "A range says `to`, and both ends count."
    return Slip("E036", start, end, f"`{match[0].strip()}` is not said", note, "to")


def dashed_range(match: re.Match[str], _: str) -> Slip:
    """`G0320-G0322`, and in a list `G0320 - G0322`."""
    start, end = match.start("low"), match.end("high")
    low, high = match["low"], match["high"]
    return Slip(
        "E003",
        start,
        end,
        f"`{match.string[start:end]}` is no range of codes",
        "A range says `to`, and both ends count.",
        f"{low} to {high}",
    )


def list_after_is(match: re.Match[str], _: str) -> Slip:
    """`is G0320, G0321`."""
    said = "is not one of" if "not" in match[0] else "is one of"
    return Slip(
        "E003",
        match.start(),
        match.end(),
        "several values stand after `is`",
        "One value stands after `is`; a list stands after `is one of`.",
        said,
    )


def either_code(match: re.Match[str], _: str) -> Slip:
    """`is G0320 or G0321`."""
    codes = re.findall(r"[A-Z0-9]+", match["codes"])
    said = "is not one of" if match["no"] else "is one of"
    return Slip(
        "E024",
        match.start(),
        match.end(),
        f"`{match[0]}` joins values, not sentences",
        "`or` stands between sentences; values are listed with commas.",
        f"{said} {', '.join(codes)}",
    )


def listed_or(match: re.Match[str], _: str) -> Slip:
    """`is one of G0320, G0321 or G0322`."""
    return Slip(
        "E003",
        match.start("joint"),
        match.end("joint"),
        f"`{match['joint'].strip(' ,')}` stands in a list of values",
        "The values of a list are parted by commas.",
        ",",
        "write `,`",
        extra=0,
    )


def slashes(match: re.Match[str], _: str) -> Slip:
    """`G0320/G0321`."""
    return Slip(
        "E003",
        match.start(),
        match.end(),
        f"`{match[0]}` has slashes between values",
        "The values of a list are parted by commas.",
        ", ".join(part.strip() for part in match[0].split("/")),
    )


def between_to(match: re.Match[str]) -> Slip:
    """`is between 1 to 96`."""
    return ends(match, match.end(1), match.start(2))


def ends(match: re.Match[str], start: int, end: int) -> Slip:
    """A sign or word between the two ends of `is between`."""
    raw = match.string[start:end]
    first = start + len(raw) - len(raw.lstrip())
    spaced = raw.startswith(" ")
    return Slip(
        "E003",
        first,
        first + len(raw.strip()),
        f"`{raw.strip()}` stands between the two ends",
        "Between two values stands `and`; both ends count.",
        "and" if spaced else " and ",
        "write `and`",
    )
