"""Ranges whose larger end stands first, so that nothing lies in them."""

from __future__ import annotations

import datetime as dt
from numbers import Real

from hhrules.source.diagnostic import Diagnostics, Edit, Fix
from hhrules.syntax import nodes

End = tuple[nodes.Lit, object]
"""One end of a range as it stands, and its value."""


def check_ends(
    diagnostics: Diagnostics, low: End, high: End, word: str, where: str = ""
) -> None:
    """Warn of a range whose first end lies after its last; `word` stands between the two.

    `where` is the line of a file in which the range stands, where it does not stand in the text.
    """
    (first, a), (last, b) = low, high
    if not _after(a, b):
        return
    place = first.span.to(last.span)
    swapped = f"{last.text} {word} {first.text}"
    fix = Fix(f"write `{swapped}`", (Edit(place, swapped),))
    diagnostics.warning(
        "W139",
        f"nothing lies between `{first.text}` and `{last.text}`{where}",
        place,
        label="the larger end stands first",
        note=f"`{'is between A and B' if word == 'and' else 'A to B'}` counts from A up to B",
        help=f"write `{swapped}`",
        fixes=() if where else (fix,),
    )


def _after(a: object, b: object) -> bool:
    """Whether one end surely lies after the other; codes of one length have an order."""
    if isinstance(a, str) and isinstance(b, str):
        return len(a) == len(b) and a > b
    if not isinstance(a, Real | dt.date) or type(a) is not type(b):
        return False
    return bool(a > b)  # type: ignore[operator]  # of one ordered type
