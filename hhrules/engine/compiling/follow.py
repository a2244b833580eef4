"""Mistakes that only follow from others: what could not be read is not called missing as well.

A file is parsed and checked in one go, although the checks see only what could be read. Left
out of what they find: anything inside a clause or row that did not parse, a name that such a
clause or a broken table was about to define, what a block is said to lack while part of it did
not parse, the names in a rule whose subject is unknown, and dated figures where the name of the
deciding date is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, frozen

from hhrules.semantics.symbols import singular
from hhrules.source.diagnostic import Diagnostic, Severity
from hhrules.source.text import SourceFile, Span
from hhrules.syntax.layout import BlockText, Chunk, RowText, lay_out

#: Said of a whole block, by what stands in it.
_WHOLE = frozenset({"E120", "E132", "E134", "E135", "E136", "W138"})

#: Cells and rows that cannot be gone by, so that nothing is said of their table as a whole.
_CELLS = frozenset({"E119", "E133", "E137"})

#: Said of a name that was not found.
_NAMES = frozenset({"E101", "E102", "E103", "E113", "E122", "E123"})

#: Said of a definition, table or value that does not come about.
_NOT_MADE = frozenset({"E101", "E102", "E103", "E115", "E124", "E131", "E132", "E136"})

#: Where the name ends that a block or clause defines.
_NAME_ENDS = re.compile(r' (?:as|by|from file|has type|=|called)(?= |$)| "|$', re.MULTILINE)
_DEFINING = frozenset({"define", "table", "value", "fact", "rule", "replace", "let"})

Stretch = tuple[int, int]

_NO_ID = "\0"
"""Among the names that are not made: that of a rule whose id could not be read."""


@frozen
class _Unread:
    """What of one file cannot be gone by."""

    pieces: tuple[Stretch, ...]  # clauses and rows that did not parse
    blocks: tuple[Stretch, ...]  # blocks with such a piece
    adrift: tuple[Stretch, ...]  # rules whose subject is unknown
    names: frozenset[str]  # what would be defined, but for a mistake; with singulars
    mended: tuple[Stretch, ...]  # places that were read as if a slip in them had been mended
    unlinked: bool  # whether a rulebook that is named is not there, and its names with it
    unknown: tuple[Stretch, ...]  # names that are not known
    undated: bool  # whether the rulebook's deciding date may be one that is not known


def without_followers(
    found: Iterable[Diagnostic], sources: Mapping[str, SourceFile]
) -> list[Diagnostic]:
    """The diagnostics that say something of their own."""
    by_file: dict[str, list[Diagnostic]] = {}
    for d in found:
        by_file.setdefault(d.span.name, []).append(d)
    kept: list[Diagnostic] = []
    for name, all_of_file in by_file.items():
        mine = _refined(all_of_file)
        reasons = _NOT_MADE | _NAMES | _CELLS
        if name in sources and any(_is_syntax(d) or d.code in reasons for d in mine):
            unread = _unread(sources[name].text, mine)
            mine = [d for d in mine if not _follows(d, unread, sources[name])]
        kept += mine
    if any(d.code == "E021" and "dated by" in d.message for d in kept):
        kept = [d for d in kept if d.code != "E102" or "is dated" not in d.message]
    return kept


def _refined(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Mended slips with the fix that a later check knows better: `<=` between two dates."""
    better = {p: d for d in found if not d.mended for p in _only_place(d)}
    refined = [
        next((better[p] for p in _only_place(d) if d.mended and p in better), d) for d in found
    ]
    return [
        evolve(d, fixes=known.fixes, help=known.help) if d.mended else d
        for d, known in zip(found, refined, strict=True)
    ]


def _only_place(d: Diagnostic) -> list[Span]:
    """The place of the likeliest fix, if that is one edit."""
    edits = d.fixes[0].edits if d.fixes else ()
    return [edit.span for edit in edits] if len(edits) == 1 else []


def _is_syntax(d: Diagnostic) -> bool:
    return d.code.startswith("E0") and d.severity is Severity.ERROR


def _unread(text: str, found: Sequence[Diagnostic]) -> _Unread:
    layout = lay_out(text)
    wrong = [d.span.start for d in found if _is_syntax(d) and not d.mended]
    cells = [d.span.start for d in found if d.code in _CELLS]
    lost = [d.span.start for d in found if d.code in _NOT_MADE]
    pieces: list[Stretch] = []
    blocks: list[Stretch] = []
    made: set[str] = set()
    for block in layout.blocks:
        whole = _extent(block)
        bad = [
            p
            for p in (block.head, *block.items)
            if any(p.start <= place <= p.end for place in wrong)
        ]
        if bad:
            pieces += [(p.start, p.end) for p in bad]
            blocks.append(whole)
            made |= _names(layout.text, bad)
        if any(whole[0] <= place < whole[1] for place in cells):
            blocks.append(whole)
        defines = block.head.keyword in ("define", "table", "value", "fact")
        if defines and any(whole[0] <= place < whole[1] for place in (*lost, *wrong)):
            made |= _names(layout.text, [block.head])
    adrift = [
        _extent(block)
        for block in layout.blocks
        for piece in block.items
        if isinstance(piece, Chunk)
        and piece.keyword == "for each"
        and (
            layout.text[piece.word_end : piece.end].strip() in made
            or any(piece.start <= place < piece.end for place in (*lost, *wrong))
        )
    ]
    undated = bool(layout.blocks) and (
        _extent(layout.blocks[0]) in blocks
        or any(
            d.code == "E101"
            and _within(d.span.start, [_extent(layout.blocks[0])])
            and text[: d.span.start].rstrip().endswith("dated by")
            for d in found
        )
    )
    mended = tuple(
        (e.span.start, max(e.span.end, e.span.start + 1))
        for d in found
        if d.mended
        for e in d.fixes[0].edits
    )
    return _Unread(
        pieces=tuple(pieces),
        blocks=tuple(blocks),
        adrift=tuple(adrift),
        names=frozenset(made),
        mended=mended,
        unlinked=any(d.code == "E113" and not d.mended for d in found),
        unknown=tuple((d.span.start, d.span.end) for d in found if d.code == "E101"),
        undated=undated,
    )


def _names(text: str, pieces: Iterable[Chunk | RowText]) -> set[str]:
    found: set[str] = set()
    for piece in pieces:
        if isinstance(piece, Chunk) and piece.keyword in _DEFINING:
            name = _NAME_ENDS.split(text[piece.word_end : piece.end])[0].strip()
            found |= {name, singular(name)}
            if piece.keyword in ("rule", "replace") and not name:
                found.add(_NO_ID)
    return found


def _extent(block: BlockText) -> Stretch:
    return block.head.start, max(p.end for p in (block.head, *block.items))


def _stands_in(d: Diagnostic, unread: _Unread, source: SourceFile) -> bool:
    """Whether a value stands in for a name that is not known, so that its type is not either."""
    before = source.text[: d.span.start].rstrip()
    cut = re.sub(r"\s+if (?:missing or )?none$", "", before)
    return cut != before and any(end == len(cut) for _, end in unread.unknown)


def _places(d: Diagnostic) -> list[Span]:
    """Where a diagnostic points, and what its likeliest fix changes."""
    return [d.span, *_only_place(d)]


def _in(span: Span, stretches: Iterable[Stretch]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in stretches)


def _within(place: int, stretches: Iterable[Stretch]) -> bool:
    return any(start <= place < end for start, end in stretches)


def _follows(d: Diagnostic, unread: _Unread, source: SourceFile) -> bool:
    if _is_syntax(d) or d.mended:
        return False
    place = d.span.start
    if _within(place, unread.pieces):
        return True
    if any(_in(e, unread.mended) for e in _places(d)):
        return True
    if d.code in _WHOLE:
        return _within(place, unread.blocks)
    if unread.unlinked and d.code in _NAMES - {"E113"}:
        return True
    if d.code == "E104":
        return _stands_in(d, unread, source)
    return d.code in _NAMES and _names_follow(d, unread, source)


def _names_follow(d: Diagnostic, unread: _Unread, source: SourceFile) -> bool:
    """Whether a name is unknown only because of another mistake."""
    place = d.span.start
    dated = source.text[:place].rstrip().endswith("dated by")
    if dated and unread.adrift and d.note.startswith("it is a fact of each"):
        return True
    name = source.slice(d.span).split(" for ")[0].strip()
    if d.code == "E122" and _NO_ID in unread.names:
        return True
    if name in unread.names or name.split(" of ")[-1] in unread.names:
        return True
    if d.code == "E102" and unread.undated:
        return True
    subject = d.code in {"E102", "E103"} and source.text[:place].rstrip().endswith("for each")
    return _within(place, unread.adrift) and not subject
