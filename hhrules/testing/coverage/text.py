"""Coverage as lines of text: a summary, what is missing, and what cannot be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hhrules.testing.coverage.measure import BookCoverage
from hhrules.testing.coverage.parts import Part


def summary(book: BookCoverage) -> str:
    """One line about a rulebook."""
    shown, wanted = book.conditions
    said = [f"{shown} of {wanted} values of conditions seen ({book.percent:.1f}%)"]
    for kind, noun in (("row", "rows"), ("stand-in", "sides of stand-ins")):
        have, want = book.count(kind)
        if want:
            said.append(f"{have} of {want} {noun}")
    return f"{book.book}: {', '.join(said)}"


def missing(book: BookCoverage) -> Iterator[str]:
    """Each part of which something was not seen, with what an example would need."""
    for part in book.parts:
        if part.missing:
            yield f"  line {_place(part)}: {_short(part.text)}"
            yield f"    {needs(part)}"


def needs(part: Part) -> str:
    """What an example would have to show of a part."""
    words = " and ".join(part.missing)
    if part.kind == "row":
        return "no example looks this row up"
    if part.kind == "stand-in":
        return f"no example takes {words}"
    if not part.seen:
        return "no example comes to ask it"
    seen = " and ".join(w for w in part.wanted if w in part.seen)
    return f"never {' or '.join(part.missing)}, only {seen}: needs an example with {words}"


def excluded(book: BookCoverage, *, whole: bool) -> Iterator[str]:
    """What cannot be shown, with the reasons: counted, or each by its place."""
    pairs = [(p, e) for p in book.parts for e in p.excluded if e.word not in p.seen]
    if not pairs:
        return
    if whole:
        for part, one in pairs:
            yield f"  line {_place(part)}: {_short(part.text)}"
            yield f"    not asked for: {one.word} ({one.reason})"
        return
    for reason, number in Counter(e.reason for _, e in pairs).items():
        yield f"  not asked for: {number}, {reason}"


def _place(part: Part) -> str:
    return f"{part.line}, {part.where}" if part.where else str(part.line)


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99]}…"  # noqa: PLR2004 - a line's width
