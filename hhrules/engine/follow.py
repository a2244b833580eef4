"""Mistakes that only follow from others: what could not be read is not called missing as well.

A file is parsed and checked in one go, although the checks see only what could be read. Left
out of what they find: anything inside a clause or row that did not parse, a name that such a
clause was about to define, and what a block is said to lack while part of it did not parse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from hhrules.source.diagnostic import Diagnostic, Severity
from hhrules.source.text import SourceFile
from hhrules.syntax.layout import BlockText, lay_out

#: Said of a whole block, by what stands in it.
_WHOLE = frozenset({"E120", "E121", "E130", "E132", "E134", "E135", "E136"})

#: Said of a name that was not found.
_NAMES = frozenset({"E101", "E102", "E103", "E113", "E122", "E123"})


@frozen
class _Unread:
    """What of one file did not parse: its clauses and rows, and its blocks."""

    pieces: tuple[tuple[int, int], ...]
    blocks: tuple[tuple[int, int], ...]
    text: str
    header: bool


def without_followers(
    found: Iterable[Diagnostic], sources: Mapping[str, SourceFile]
) -> list[Diagnostic]:
    """The diagnostics that say something of their own."""
    every = list(found)
    broken: dict[str, list[int]] = {}
    for d in every:
        if _is_syntax(d):
            broken.setdefault(d.span.name, []).append(d.span.start)
    unread = {
        name: _unread(sources[name].text, places)
        for name, places in broken.items() if name in sources
    }
    return [d for d in every if _is_syntax(d) or not _follows(d, unread.get(d.span.name), sources)]


def _is_syntax(d: Diagnostic) -> bool:
    return d.code.startswith("E0") and d.severity is Severity.ERROR


def _unread(text: str, places: list[int]) -> _Unread:
    layout = lay_out(text)
    pieces: list[tuple[int, int]] = []
    blocks: list[tuple[int, int]] = []
    for block in layout.blocks:
        bad = [
            (p.start, p.end) for p in (block.head, *block.items)
            if any(p.start <= place <= p.end for place in places)
        ]
        if bad:
            pieces += bad
            blocks.append(_extent(block))
    first = layout.blocks[0] if layout.blocks else None
    header = first is not None and _extent(first) in blocks
    return _Unread(
        tuple(pieces), tuple(blocks), "\n".join(layout.text[a:b] for a, b in pieces), header)


def _extent(block: BlockText) -> tuple[int, int]:
    return block.head.start, max(p.end for p in (block.head, *block.items))


def _follows(
    d: Diagnostic, unread: _Unread | None, sources: Mapping[str, SourceFile]
) -> bool:
    if unread is None:
        return False
    if any(start <= d.span.start < end for start, end in unread.pieces):
        return True
    if d.code in _WHOLE:
        return any(start <= d.span.start < end for start, end in unread.blocks)
    if d.code in _NAMES:
        name = sources[d.span.name].slice(d.span).strip()
        return name in unread.text or (d.code == "E102" and unread.header)
    return False
