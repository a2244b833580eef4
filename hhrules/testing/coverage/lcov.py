"""Coverage in the form that editors and CI systems read: LCOV tracefiles.

A line of a rulebook is a line; each value that a condition can have is a branch of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hhrules.testing.coverage.measure import BookCoverage
from hhrules.testing.coverage.parts import Part


def lcov(books: Sequence[BookCoverage]) -> str:
    """One record for each rulebook."""
    return "\n".join(line for book in books for line in _record(book)) + "\n"


def _record(book: BookCoverage) -> Iterator[str]:
    yield "TN:examples"
    yield f"SF:{book.source.name}"
    branches = [p for p in book.parts if p.kind != "row" and p.counted]
    found = hit = 0
    for block, part in enumerate(branches):
        for number, word in enumerate(part.counted):
            times = part.seen.get(word, 0)
            found += 1
            hit += times > 0
            asked = bool(part.seen)
            yield f"BRDA:{part.line},{block},{number},{times if asked else '-'}"
    yield f"BRF:{found}"
    yield f"BRH:{hit}"
    lines = _lines(p for p in book.parts if p.counted)
    yield from (f"DA:{line},{times}" for line, times in sorted(lines.items()))
    yield f"LF:{len(lines)}"
    yield f"LH:{sum(times > 0 for times in lines.values())}"
    yield "end_of_record"


def _lines(parts: Iterator[Part]) -> dict[int, int]:
    """How often each line with something to show was looked at."""
    found: dict[int, int] = {}
    for part in parts:
        times = sum(part.seen.values())
        found[part.line] = max(found.get(part.line, 0), times)
    return found
