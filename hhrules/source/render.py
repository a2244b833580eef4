"""Diagnostics as text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

import click

from hhrules.source.diagnostic import Diagnostic, Label, Severity
from hhrules.source.text import SourceFile, Span

_TAB = 4
_MOST_FIXES = 4
_UNSEEN = SourceFile("", "")


def source_of(span: Span, sources: Mapping[str, SourceFile]) -> SourceFile:
    """The source that a span belongs to; an empty one where it is not among `sources`."""
    return sources.get(span.name, _UNSEEN)


def width(text: str, start: int = 0) -> int:
    """How many terminal columns `text` takes when it begins at column `start` (from 0)."""
    column = start
    for char in text:
        if char == "\t":
            column += _TAB - column % _TAB
        elif unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
            continue
        else:
            column += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return column - start


def shown(text: str) -> str:
    """A source line as it is printed: tabs as blanks, no control characters."""
    out: list[str] = []
    column = 0
    for char in text:
        step = width(char, column)
        if unicodedata.category(char) in ("Cc", "Cf"):
            out.append(" " * step)
        else:
            out.append(char)
        column += step
    return "".join(out)


# ---------------------------------------------------------------------- terminal text


def render_text(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile],
    *,
    colour: bool = False,
) -> str:
    """All diagnostics as text with the places marked, an empty line between them."""
    return "\n".join(render_one(d, sources, colour=colour) for d in diagnostics)


def render_one(
    diagnostic: Diagnostic, sources: Mapping[str, SourceFile], *, colour: bool = False
) -> str:
    """One diagnostic as text: headline, place, marked lines, note and help."""
    labels = _labels(diagnostic)
    gutter = max(len(str(_end(label.span, sources)[0])) for label in labels)
    paint = _Paint(colour, diagnostic.severity)
    lines = [
        paint.severity(f"{diagnostic.severity.value}[{diagnostic.code}]")
        + paint.strong(f": {diagnostic.message}")
    ]
    name = ""
    for label in labels:
        source = source_of(label.span, sources)
        line, column = source.position(label.span.start)
        if label.span.name != name:
            arrow = "-->" if not name else ":::"
            lines.append(
                " " * gutter + paint.rule(f"{arrow} ") + f"{label.span.name}:{line}:{column}"
            )
            lines.append(" " * gutter + paint.rule(" |"))
            name = label.span.name
        lines.extend(_marked(label, source, gutter, paint, label is labels[0]))
    for kind, text in _remarks(diagnostic):
        for first, part in enumerate(text.split("\n") if text else ()):
            head = f"= {kind}: " if not first else " " * (len(kind) + 4)
            lines.append(" " * gutter + " " + paint.rule(head) + part)
    return "\n".join(lines) + "\n"


def _remarks(diagnostic: Diagnostic) -> list[tuple[str, str]]:
    """Note, help and fixes; a help that says no more than a fix is left out."""
    titles = [fix.title for fix in diagnostic.fixes]
    said = diagnostic.help in titles or (titles and diagnostic.help.startswith("did you mean"))
    advice = "" if said else diagnostic.help
    fixes = [("fix", title) for title in titles[:_MOST_FIXES]]
    return [("note", diagnostic.note), ("help", advice), *fixes]


def _labels(diagnostic: Diagnostic) -> list[Label]:
    """The main place first, then the others of its file in order, then those of other files."""
    main = Label(diagnostic.span, diagnostic.label)
    rest = sorted(
        diagnostic.others,
        key=lambda label: (
            label.span.name != main.span.name,
            label.span.name,
            label.span.start,
        ),
    )
    return [main, *rest]


def _end(span: Span, sources: Mapping[str, SourceFile]) -> tuple[int, int]:
    return source_of(span, sources).position(max(span.start, span.end - 1))


def _marked(
    label: Label, source: SourceFile, gutter: int, paint: _Paint, main: bool
) -> list[str]:
    """The first line of a label's span with a mark under it."""
    line, column = source.position(label.span.start)
    text = source.line_text(line).rstrip("\r")
    before = text[: column - 1].removeprefix("\ufeff")
    marked = text[column - 1 : column - 1 + max(label.span.end - label.span.start, 1)]
    left = width(before)
    size = max(width(marked.rstrip(), left), 1)
    sign = "^" if main else "-"
    remark = f" {label.text}" if label.text else ""
    mark = paint.mark(sign * size + remark, main)
    return [
        paint.rule(f"{line:>{gutter}} |")
        + f" {shown(text.removeprefix(chr(0xFEFF))).rstrip()}",
        " " * gutter + paint.rule(" |") + " " + " " * left + mark,
    ]


class _Paint:
    """Colours the parts of a diagnostic, or leaves them as they are."""

    def __init__(self, colour: bool, severity: Severity) -> None:
        self._colour = colour
        self._hue = "red" if severity is Severity.ERROR else "yellow"

    def severity(self, text: str) -> str:
        return click.style(text, fg=self._hue, bold=True) if self._colour else text

    def strong(self, text: str) -> str:
        return click.style(text, bold=True) if self._colour else text

    def rule(self, text: str) -> str:
        return click.style(text, fg="blue", bold=True) if self._colour else text

    def mark(self, text: str, main: bool) -> str:
        hue = self._hue if main else "blue"
        return click.style(text, fg=hue, bold=True) if self._colour else text


# ---------------------------------------------------------------------- other forms
