"""Mistakes in values and sets: before for after, plus for minus, a window left out."""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.source.text import SourceFile
from hhrules.syntax import nodes as n
from hhrules.testing.mutants.edit import Edit, cut, replaced, word_after
from hhrules.testing.mutants.sentences import ends

_OTHER = {
    "earlier": "later",
    "later": "earlier",
    "smaller": "larger",
    "larger": "smaller",
    "earliest": "latest",
    "latest": "earliest",
    "largest": "smallest",
    "smallest": "largest",
}
_SIGNS = {"+": "-", "-": "+", "*": "/", "/": "*"}


def figure_edits(source: SourceFile, node: object) -> Iterator[Edit]:
    """The mistakes that one value, not those within it, can hold."""
    match node:
        case n.Shift():
            yield from _shift(source, node)
        case n.Arith(left=left, right=right, op=op):
            yield from _word(source, left.span.end, right.span.start, rf" \{op} ", "a sign")
        case n.Pick(op=op) | n.Aggregate(op=op) if op in _OTHER:
            yield from _word(source, node.span.start, node.span.end, rf"\b{op}\b", "the other")
        case n.WholePart(operand=operand):
            yield replaced("a rounding", node.span, source.slice(operand.span))
        case n.IfNone():
            yield from _if_none(source, node)
        case n.SetExpr():
            yield from _set(source, node)
        case n.Aggregate(windows=windows):
            yield from _windows(source, windows)
        case _:
            return
    if isinstance(node, n.Aggregate) and node.op in _OTHER:
        yield from _windows(source, node.windows)


def _word(source: SourceFile, start: int, end: int, pattern: str, kind: str) -> Iterator[Edit]:
    found = word_after(source, start, end, pattern)
    if found is None:
        return
    word = found[2].strip()
    other = _OTHER.get(word) or f" {_SIGNS[word]} "
    yield Edit(kind, ((found[0], found[1], other),))


def _shift(source: SourceFile, node: n.Shift) -> Iterator[Edit]:
    found = word_after(
        source, node.amount.span.end, node.date.span.start, rf"\b{node.direction}\b"
    )
    if found is not None:
        other = "before" if node.direction == "after" else "after"
        yield Edit("before and after", ((found[0], found[1], other),))
    if node.rounding:
        found = word_after(
            source, node.date.span.end, node.span.end, rf"rounded\s+{node.rounding}"
        )
        if found is not None:
            other = "rounded down" if node.rounding == "up" else "rounded up"
            yield Edit("a rounding", ((found[0], found[1], other),))


def _if_none(source: SourceFile, node: n.IfNone) -> Iterator[Edit]:
    yield replaced("a dropped stand-in", node.span, source.slice(node.value.span))
    if node.missing:
        found = word_after(
            source,
            node.value.span.end,
            node.otherwise.span.start,
            r"if\s+missing\s+or\s+none",
        )
        if found is not None:
            yield Edit("missing and none", ((found[0], found[1], "if none"),))


def _set(source: SourceFile, node: n.SetExpr) -> Iterator[Edit]:
    yield from _windows(source, node.windows)
    if node.where is not None:
        before = max((node.name.span.end, *(w.span.end for w in node.windows)))
        yield cut("a dropped `where`", source, before, node.where.span.end)


def _windows(source: SourceFile, windows: tuple[n.Window, ...]) -> Iterator[Edit]:
    for window in windows:
        yield cut("a dropped window", source, window.span.start, window.span.end)
        match window:
            case n.RelativeTo(op=op):
                other = "up to" if op == "before" else "before"
                found = word_after(
                    source, window.span.start, window.span.end, op.replace(" ", r"\s+")
                )
                if found is not None:
                    yield Edit("an edge", ((found[0], found[1], other),))
            case n.AfterDate(date=date):
                said = source.slice(date.span)
                yield replaced("an edge", date.span, f"(1 day before ({said}))")
            case n.DatedBetween(low=low, high=high):
                yield from ends(source, low, high)
            case n.Across(scope=scope, every_provider=every):
                other = "all" if scope == "earlier" else "earlier"
                found = word_after(source, window.span.start, window.span.end, rf"\b{scope}\b")
                if found is not None:
                    yield Edit("other claims", ((found[0], found[1], other),))
                if every:
                    found = word_after(
                        source,
                        window.span.start,
                        window.span.end,
                        r"\s+of\s+every\s+provider",
                    )
                    if found is not None:
                        yield Edit("other claims", ((found[0], found[1], ""),))
            case _:
                pass
