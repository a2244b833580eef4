"""A module's text without the functions that nobody calls, and without their constants."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from hhrules.codegen.text.contents import functions_in
from hhrules.codegen.text.writer import Segment

_CALLED = re.compile(r"\b([A-Za-z_]\w*)\(")
_NAMED = re.compile(r"\b[A-Z]\w*\b")
_CONSTANT = re.compile(r"([A-Z]\w*) = ")


def prune(
    lines: list[str],
    segments: Iterable[Segment],
    roots: Iterable[str],
    objects: Collection[str],
) -> tuple[list[str], tuple[Segment, ...], set[str]]:
    """The lines of some functions and what they reach, with their segments; the objects named."""
    kept = _reached(functions_in(lines), roots)
    staying = _staying(lines, kept)
    named = {name for row in staying for name in _NAMED.findall(lines[row])}
    left: list[str] = []
    rows: dict[int, int] = {}  # the rows that stay, by those that they had; both from 1
    for row, line in enumerate(lines):
        constant = _CONSTANT.match(line)
        if row in staying or (constant is not None and constant[1] in named):
            left.append(line)
            rows[row + 1] = len(left)
    marks = tuple(
        Segment(rows[s.line], s.start, s.end, s.span) for s in segments if s.line in rows
    )
    return left, marks, named.intersection(objects)


def _staying(lines: list[str], kept: set[str]) -> set[int]:
    """The rows that stay whatever is named in them: all but those of constants."""
    found: set[int] = set()
    inside = True
    for row, line in enumerate(lines):
        if line.startswith("def "):
            inside = line[4 : line.index("(")] in kept
        if inside and not _CONSTANT.match(line):
            found.add(row)
    return found


def _reached(texts: dict[str, str], roots: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = [root for root in roots if root in texts]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [n for n in _CALLED.findall(texts[name]) if n in texts]
    return reached
