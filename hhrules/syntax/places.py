"""Clauses that are misspelt, unknown, or stand in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from attrs import frozen

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import Span
from hhrules.syntax.words import BLOCK_WORDS, CLAUSES, SHAPES

_FIRST = re.compile(r"[A-Za-z][\w-]*(?: +[A-Za-z][\w-]*){0,3}")
_GOES_ON = re.compile(
    r"(?:and|or|where|in|if|up|across|after|before|with|is|as|of|by|to|from|for|include|grouped|not"
    r"|plus|minus|,|\+|-|\*|/|=|\"|\()(?![\w-])|[,+*/=\"(]"
)
_NEAR = 0.75


@frozen
class Guess:
    """The clause word that the first words of a line most likely mean."""

    word: str
    written: str
    length: int  # of what is written
    exact: bool  # only the blanks or the capitals differ

    def report(self, diagnostics: Diagnostics, span: Span) -> None:
        """Say that the word is misspelt, or that it is written with capitals."""
        if self.written.lower() == self.word:
            diagnostics.error(
                "E015",
                f"`{self.written}` has capital letters",
                span,
                label="a word of the language",
                note="Words and names are in lower case; only codes are in capitals.",
                help=f"write `{self.word}`",
                replacement=self.word,
            )
            return
        diagnostics.error(
            "E012",
            f"no clause begins with `{self.written}`",
            span,
            label="not a word that begins a clause",
            help=f"did you mean `{self.word}`?",
            replacement=self.word,
        )


def guess_word(text: str, allowed: Iterable[str]) -> Guess | None:
    """The word of `allowed` nearest to the first words of `text`, if one is near enough."""
    match = _FIRST.match(text)
    if match is None:
        return None
    said = [(m.group(), m.end()) for m in re.finditer(r"[A-Za-z][\w-]*", match[0])]
    best: tuple[float, int, Guess] | None = None
    for word in allowed:
        count = min(len(word.split()), len(said))
        for size in {count, 1} if count > 1 and said[0][0].lower() not in CLAUSES else {count}:
            written = " ".join(w for w, _ in said[:size])
            if size != len(word.split()):
                continue
            score = SequenceMatcher(None, written.lower(), word).ratio()
            exact = written.lower() == word
            if score >= _NEAR and (best is None or (score, size) > best[:2]):
                best = (score, size, Guess(word, written, said[size - 1][1], exact))
    return best[2] if best else None


def report_unknown(diagnostics: Diagnostics, span: Span, text: str, head: str) -> None:
    """A line under `head` that no clause begins with, and that resembles none."""
    match = _FIRST.match(text)
    first = match[0].split()[0] if match else text[:1]
    place = Span(span.name, span.start, span.start + len(first))
    if text.count("|") > 1:
        place = Span(span.name, span.start, span.start + text.index("|") + 1)
        diagnostics.error(
            "E034",
            "a table row begins with a bar",
            place,
            note="A row is told from a sentence by the bar before its first cell.",
            help="put `|` before the first cell",
        )
        return
    if _GOES_ON.match(text):
        diagnostics.error(
            "E014",
            f"`{first}` stands where a clause begins",
            place,
            label="this seems to go on from the line above",
            note="A line that goes on is indented deeper than the clause it belongs to.",
            help="indent this line by 16 blanks",
        )
        return
    allowed = CLAUSES.get(head, ())
    known = ", ".join(f"`{word}`" for word in allowed)
    diagnostics.error(
        "E012",
        f"no clause begins with `{first}`",
        place,
        label="not a word that begins a clause",
        note=f"Under `{head}` stand: {known}." if known else f"`{head}` has no clauses.",
        help="begin with one of these words, or indent the line if it goes on from above",
    )


def report_wrong_place(diagnostics: Diagnostics, span: Span, word: str, head: str) -> None:
    """A clause under a block that does not take it."""
    if word in BLOCK_WORDS:
        diagnostics.error(
            "E013",
            f"`{word}` does not belong under `{head}`",
            span,
            label="this begins a part of its own",
            note="What begins a part of the rulebook stands at the left margin.",
            help="take away the blanks before it",
        )
        return
    homes = " or ".join(f"`{block}`" for block, known in CLAUSES.items() if word in known)
    diagnostics.error(
        "E013",
        f"`{word}` does not belong under `{head}`",
        span,
        label=f"this stands under `{head}`",
        note=f"`{word}` is a clause of {homes}.",
        help=f"move it, or delete it; it looks like this: `{SHAPES[word]}`",
    )


def report_stray(diagnostics: Diagnostics, span: Span, word: str, head: str) -> None:
    """A clause that stands at the left margin."""
    diagnostics.error(
        "E014",
        f"`{word}` stands at the left margin",
        span,
        label=f"a clause of the `{head}` above",
        note="Only what begins a part of the rulebook stands at the left margin.",
        help="indent it by 2 blanks",
        replacement=f"  {word}",
    )


def report_block(diagnostics: Diagnostics, span: Span, text: str) -> None:
    """A line at the left margin that begins no block."""
    match = _FIRST.match(text)
    first = match[0].split()[0] if match else text[:1]
    place = Span(span.name, span.start, span.start + max(len(first), 1))
    known = ", ".join(f"`{word}`" for word in BLOCK_WORDS)
    diagnostics.error(
        "E012",
        f"no part of a rulebook begins with `{first}`",
        place,
        label="not a word that begins a part",
        note=f"At the left margin stand: {known}.",
        help="begin with one of these words, or indent it if it belongs to the part above",
    )


def report_indented(diagnostics: Diagnostics, span: Span, word: str) -> None:
    """A line that begins a block, but does not stand at the left margin."""
    diagnostics.error(
        "E014",
        f"`{word}` is indented",
        span,
        label="this begins a part of its own",
        note="What begins a part of the rulebook stands at the left margin.",
        help="take away the blanks before it",
    )
