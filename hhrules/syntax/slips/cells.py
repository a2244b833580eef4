"""Days and ranges as cells of tables are written elsewhere."""

from __future__ import annotations

import re

from attrs import evolve

from hhrules.syntax.slips.sentences import said_otherwise
from hhrules.syntax.slips.slip import Kinds, Slip, any_of

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _bound(match: re.Match[str], _: str) -> Slip:
    said = (
        "on or before"
        if match["word"] in ("to", "until", "through", "thru", "by")
        else ("on or after")
    )
    return said_otherwise(match, f"{said} {match['day']}")


def _ends(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E026",
        match.start("dash"),
        match.end("dash"),
        f"`{match['dash'].strip()}` stands between the two ends of a range",
        "A range says `to`, and both ends count.",
        "to" if match["dash"].startswith(" ") else " to ",
        "write `to`",
    )


def _plain_ends(match: re.Match[str], _: str) -> Slip | None:
    """`11-20`, `0421 - 0429`: the cell is a range where the second figure is the larger."""
    low, high = match["low"], match["high"]
    if float(low) >= float(high):
        return None
    return Slip(
        "E026",
        match.start("low"),
        match.end("high"),
        f"`{match[0].strip()}` is no range",
        "A range says `to`, and both ends count.",
        f"{low} to {high}",
        safe=False,
    )


_BOUNDS = {
    "more than": (
        "over",
        "above",
        "exceeding",
        "exceeds",
        "greater",
        "older than",
        "longer than",
    ),
    "less than": ("under", "below", "fewer than", "younger than", "shorter than"),
    "at most": ("up to", "not over", "not more than", "no more than", "max", "maximum"),
    "at least": ("from", "not under", "not less than", "no less than", "min", "minimum"),
}
_BOUND_OF = {said: bound for bound, ways in _BOUNDS.items() for said in ways}
_OPEN = {
    "+": "at least", "or more": "at least", "and more": "at least", "or over": "at least",
    "and over": "at least", "and up": "at least", "or above": "at least", "and above": "at least",
    "or higher": "at least", "or greater": "at least", "or less": "at most", "or fewer": "at most",
    "and less": "at most", "and under": "at most", "or under": "at most", "and below": "at most",
    "or below": "at most", "or lower": "at most",
}  # fmt: skip


def _said_bound(match: re.Match[str], _: str) -> Slip:
    """`over 20`, `under $100`."""
    return said_otherwise(match, f"{_BOUND_OF[match['said']]} {match['value']}", start="said")


def _open_bound(match: re.Match[str], _: str) -> Slip:
    """`21+`, `20 or less`."""
    bound = _OPEN[" ".join(match["said"].split())]
    return said_otherwise(match, f"{bound} {match['value']}", start="value")


_VALUE = rf"(?:{_DAY}|\$[0-9][0-9,.]*)"
_FIGURE = r"[0-9]+(?:\.[0-9]+)?"
_AMOUNT = r"\$?[0-9][0-9,]*(?:\.[0-9]+)?(?:%| +days?)?"

#: What stands in cells only.
CELL_KINDS: Kinds = (
    (
        re.compile(
            rf"^ *(?P<word>from|since|starting|to|until|through|thru|by) +(?P<day>{_DAY}) *$"
        ),
        _bound,
    ),
    (
        re.compile(rf"^ *(?P<low>{_FIGURE}) *[-\u2013\u2014] *(?P<high>{_FIGURE}) *$"),
        _plain_ends,
    ),
    (
        re.compile(rf"^ *(?P<said>{any_of(_BOUND_OF)}) +(?P<value>{_AMOUNT}) *$"),
        _said_bound,
    ),
    (
        re.compile(
            rf"^ *(?P<value>{_AMOUNT}) *(?P<said>\+|{any_of(o for o in _OPEN if o != '+')}) *$"
        ),
        _open_bound,
    ),
    (
        re.compile(
            rf"(?<=[0-9])(?P<dash> +[-\u2013\u2014](?= )|[\u2013\u2014]|-(?=\$))(?= *{_VALUE})"
        ),
        lambda m, t: _trimmed(_ends(m, t), m),
    ),
)


def _trimmed(slip: Slip, match: re.Match[str]) -> Slip:
    """The slip at its sign alone, without the blanks about it."""
    return evolve(slip, start=slip.start + len(match["dash"]) - len(match["dash"].lstrip()))
