"""A second look at unknown names: words that a name swallowed may be another way to say it.

The grammar reads `billed units is no more than units due` as a comparison with something called
`no more than units due`. That there is no such name is true, and helps nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hhrules.source.diagnostic import Diagnostic, Edit, Fix
from hhrules.source.text import SourceFile, Span
from hhrules.syntax.layout import Chunk, Layout, lay_out
from hhrules.syntax.slips import Slip, slips

_CODES = frozenset({"E101", "E103", "E024"})


def looked_again(
    found: Iterable[Diagnostic], sources: Mapping[str, SourceFile]
) -> list[Diagnostic]:
    """The diagnostics, with the slip in the place of the unknown name that it makes."""
    layouts: dict[str, Layout] = {}
    told: set[Span] = set()
    out: list[Diagnostic] = []
    for d in found:
        slip = None
        if d.code in _CODES and d.span.name in sources and not d.mended:
            name = d.span.name
            layout = layouts.setdefault(name, lay_out(sources[name].text))
            slip = _slip_at(layout, d.span)
        if slip is None:
            out.append(d)
        elif slip.span not in told:
            told.add(slip.span)
            out.append(slip)
    return out


def _slip_at(layout: Layout, span: Span) -> Diagnostic | None:
    for block in layout.blocks:
        for piece in (block.head, *block.items):
            if piece.start <= span.start < piece.end and isinstance(piece, Chunk):
                return _in_piece(layout.text, piece, span)
    return None


def _in_piece(text: str, piece: Chunk, span: Span) -> Diagnostic | None:
    said = text[piece.start : piece.end]
    for slip in slips(said, piece.keyword, "clause"):
        start, end = piece.start + slip.start, piece.start + slip.end
        touches = start <= span.end and span.start <= end + 1
        if touches and slip.replacement is not None and slip.code not in ("E015", "E002"):
            return _diagnostic(slip, Span(span.name, start, end))
    return None


def _diagnostic(slip: Slip, place: Span) -> Diagnostic:
    cut = Span(place.name, place.start, place.end + slip.extra)
    title = slip.title
    first = Fix(title, (Edit(cut, slip.replacement or ""),), slip.safe)
    others = (Fix(f"write `{new}`", (Edit(cut, new),)) for new in slip.others)
    return Diagnostic(
        slip.code, slip.message, place, note=slip.note, help=title, fixes=(first, *others)
    )
