"""Coverage as one page that needs nothing else: the rulebooks' text, coloured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from hhrules.testing.coverage.measure import BookCoverage
from hhrules.testing.coverage.parts import Part
from hhrules.testing.coverage.text import needs, summary

_STYLE = """
:root { color-scheme: light dark; --all: #d8f0d8; --some: #fbe9b5; --none: #f6cccc; --out: #e4e4ea; }
@media (prefers-color-scheme: dark) {
  :root { --all: #234a2a; --some: #5a4a12; --none: #602626; --out: #3a3a44; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
pre { font: 13px/1.5 ui-monospace, monospace; overflow-x: auto; }
pre i { display: inline-block; width: 3.5em; opacity: .5; font-style: normal; user-select: none; }
.all { background: var(--all); } .some { background: var(--some); }
.none { background: var(--none); } .out { background: var(--out); }
summary { cursor: pointer; padding: .3rem 0; } table { border-collapse: collapse; }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884; }
"""


def page(books: Sequence[BookCoverage]) -> str:
    """The whole page."""
    body = "".join(_book(b) for b in books)
    key = "".join(
        f'<span class="{name}">&nbsp;{words}&nbsp;</span> '
        for name, words in (
            ("all", "every value seen"),
            ("some", "some values seen"),
            ("none", "never asked"),
            ("out", "not asked for"),
        )
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Coverage by examples</title><style>{_STYLE}</style></head><body>"
        "<h1>What the examples have shown</h1>"
        f"<p>Point at a coloured sentence to read what was seen of it. {key}</p>"
        f"{body}</body></html>\n"
    )


def _book(book: BookCoverage) -> str:
    opened = "" if book.percent == 100 else " open"  # noqa: PLR2004 - of a hundred
    return (
        f"<details{opened}><summary>{escape(summary(book))}</summary>"
        f"{_table(book)}<pre>{''.join(_text(book))}</pre></details>"
    )


def _table(book: BookCoverage) -> str:
    rows = "".join(
        f"<tr><td>{p.line}</td><td>{escape(p.where)}</td><td>{escape(p.text)}</td>"
        f"<td>{escape(needs(p))}</td></tr>"
        for p in book.parts
        if p.missing
    )
    head = "<tr><th>Line</th><th>In</th><th>Text</th><th>Missing</th></tr>"
    return f"<table>{head}{rows}</table>" if rows else ""


def _text(book: BookCoverage) -> Iterator[str]:
    """The text with its smallest parts marked, line by line."""
    text = book.source.text
    marks = sorted(_innermost(book.parts), key=lambda p: p.span.start)
    number = 1
    place = 0
    yield f"<i>{number}</i>"
    for part in marks:
        for piece, kind, title in (
            (text[place : part.span.start], "", ""),
            (text[part.span.start : part.span.end], _class(part), _title(part)),
        ):
            for count, line in enumerate(piece.split("\n")):
                if count:
                    number += 1
                    yield f"\n<i>{number}</i>"
                if kind and line:
                    yield f'<span class="{kind}" title="{escape(title)}">{escape(line)}</span>'
                else:
                    yield escape(line)
        place = part.span.end
    for count, line in enumerate(text[place:].split("\n")):
        if count:
            number += 1
            yield f"\n<i>{number}</i>"
        yield escape(line)


def _innermost(parts: Sequence[Part]) -> list[Part]:
    """Parts that hold no other part, so that marks do not overlap."""
    found: list[Part] = []
    for part in sorted(parts, key=lambda p: p.span.end - p.span.start):
        if all(p.span.end <= part.span.start or p.span.start >= part.span.end for p in found):
            found.append(part)
    return found


def _class(part: Part) -> str:
    if not part.counted:
        return "out"
    if not part.missing:
        return "all"
    return "some" if part.seen else "none"


def _title(part: Part) -> str:
    seen = [f"{w}: {part.seen[w]} times" for w in part.wanted if w in part.seen]
    lacking = [f"never {w}" for w in part.missing]
    out = [f"not asked for {e.word}: {e.reason}" for e in part.excluded]
    return "; ".join((*seen, *lacking, *out))
