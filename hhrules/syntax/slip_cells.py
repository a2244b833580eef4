"""Days and ranges as cells of tables are written elsewhere."""

from __future__ import annotations

import re

from attrs import evolve

from hhrules.syntax.slip import Kinds, Slip
from hhrules.syntax.slip_sentences import said_otherwise

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


_VALUE = rf"(?:{_DAY}|\$[0-9][0-9,.]*)"

#: What stands in cells only.
CELL_KINDS: Kinds = (
    (
        re.compile(
            rf"^ *(?P<word>from|since|starting|to|until|through|thru|by) +(?P<day>{_DAY}) *$"
        ),
        _bound,
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
