"""A second look at unknown names: words that a name swallowed may be another way to say it.

The grammar reads `billed units is no more than units due` as a comparison with something called
`no more than units due`. That there is no such name is true, and helps nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hhrules.source.diagnostic import Diagnostic, Edit, Fix
from hhrules.source.text import SourceFile, Span
from hhrules.syntax.layout import Chunk, Layout, lay_out
from hhrules.syntax.slips.find import slips
from hhrules.syntax.slips.slip import Slip

_CODES = frozenset({"E101", "E103", "E024"})

#: Arithmetic and comparisons that are none: a dash between codes, a code with a hyphen.
_DASHED = frozenset({"E105", "E107"})


def looked_again(
    found: Iterable[Diagnostic], sources: Mapping[str, SourceFile]
) -> list[Diagnostic]:
    """The diagnostics, with the slip in the place of the unknown name that it makes."""
    layouts: dict[str, Layout] = {}
    told: set[Span] = set()
    out: list[Diagnostic] = []
    for d in found:
        slip = None
        looks = d.code in _CODES or (d.code in _DASHED and "-" in _text(d, sources))
        if d.code in ("E104", *_DASHED) and any(_inside(d.span, span) for span in told):
            continue
        if looks and d.span.name in sources and not d.mended:
            name = d.span.name
            layout = layouts.setdefault(name, lay_out(sources[name].text))
            slip = _slip_at(layout, d.span, dashed=d.code in _DASHED)
        if slip is None:
            out.append(d)
        elif slip.span not in told:
            told.add(slip.span)
            out.append(slip)
    return out


def _text(d: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    said = sources[d.span.name].slice(d.span) if d.span.name in sources else ""
    return said.replace("\u2013", "-").replace("\u2014", "-")


def _inside(span: Span, other: Span) -> bool:
    return span.name == other.name and other.start <= span.start < other.end


def _slip_at(layout: Layout, span: Span, *, dashed: bool) -> Diagnostic | None:
    for block in layout.blocks:
        for piece in (block.head, *block.items):
            if piece.start <= span.start < piece.end and isinstance(piece, Chunk):
                return _in_piece(layout.text, piece, span, dashed=dashed)
    return None


def _in_piece(text: str, piece: Chunk, span: Span, *, dashed: bool) -> Diagnostic | None:
    said = text[piece.start : piece.end]
    for slip in slips(said, piece.keyword, "clause"):
        start, end = piece.start + slip.start, piece.start + slip.end
        touches = start <= span.end and span.start <= end + 1
        if dashed and not slip.dashed:
            continue
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
