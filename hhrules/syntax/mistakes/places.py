"""Clauses that are misspelt, unknown, or stand in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Protocol

from attrs import frozen

from hhrules.source.diagnostic import Diagnostics, Edit, Fix
from hhrules.source.text import Span
from hhrules.syntax.layout import Chunk
from hhrules.syntax.mistakes.synonyms import ENDS, synonym
from hhrules.syntax.words import BLOCK_WORDS, CLAUSES, SHAPES

_FIRST = re.compile(r"[A-Za-z][\w-]*(?: +[A-Za-z][\w-]*){0,3}")
_GOES_ON = re.compile(
    r"(?:and|or|where|in|if|up|across|after|before|with|is|as|of|by|to|from|for|include|grouped|not"
    r"|plus|minus|,|\+|-|\*|/|=|\"|\()(?![\w-])|[,+*/=\"(]"
)
_BULLET = re.compile("([\u2022\u00b7\u25cf\u25aa\u2013*-]|[0-9]{1,2}[.)]|[a-z][.)]) +")
_NEAR = 0.75
_SURE = 0.85
_REMARK = re.compile(
    r"(//|/\*|--(?!-)|<!--|'|;|%|REM\b|\\\\)\s*(.*?)\s*(?:\*/|-->)?\s*$", re.DOTALL
)
_FENCE = re.compile(r"(?:`{3}|~{3}|-{3,}|={3,}|\*{3,}|_{3,})[\w ]*$")
_CONTINUES = 16


class Reporter(Protocol):
    """What knows where a text stands in its file."""

    diagnostics: Diagnostics
    text: str

    def span(self, start: int, end: int) -> Span:
        """A place in the source, of one in the text."""


@frozen
class Line:
    """A line that no clause or part begins with: its text and where to report."""

    reader: Reporter
    chunk: Chunk
    text: str

    @property
    def first(self) -> str:
        """Its first word, or its first sign."""
        match = _FIRST.match(self.text)
        return match[0].split()[0] if match else self.text[:1]

    def part(self, start: int, end: int) -> Span:
        """A place in the line."""
        return self.reader.span(self.chunk.start + start, self.chunk.start + end)

    def error(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        label: str = "",
        note: str = "",
        help: str = "",  # noqa: A002 - the field's own name
        edits: tuple[tuple[int, int, str], ...] = (),
        safe: bool = False,
    ) -> None:
        """Report; `edits` are those of the fix, with places in the line."""
        made = tuple(Edit(self.part(start, end), text) for start, end, text in edits)
        self.reader.diagnostics.error(
            code,
            message,
            span,
            label=label,
            note=note,
            help=help,
            fixes=(Fix(help, made, safe),) if made else (),
        )

    def delete(self) -> tuple[int, int, str]:
        """The edit that takes the whole line away."""
        first = self.chunk.start == self.chunk.column
        return -self.chunk.column - (not first), len(self.text) + first, ""


@frozen
class Guess:
    """The clause word that the first words of a line most likely mean."""

    word: str
    written: str
    length: int  # of what is written
    exact: bool  # only the blanks or the capitals differ
    meant: bool = False  # another word for it, not a misspelt one

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
                fixes=(Fix(f"write `{self.word}`", (Edit(span, self.word),), safe=True),),
            )
            return
        diagnostics.error(
            "E012",
            f"no clause begins with `{self.written}`",
            span,
            label="not a word that begins a clause",
            help=f"write `{self.word}`" if self.meant else f"did you mean `{self.word}`?",
            replacement=self.word,
        )


def guess_word(text: str, allowed: Iterable[str]) -> Guess | None:
    """The word of `allowed` nearest to the first words of `text`, if one is near enough."""
    match = _FIRST.match(text)
    if match is None:
        return None
    known = tuple(allowed)
    said = [(m.group(), m.end()) for m in re.finditer(r"[A-Za-z][\w-]*", match[0])]
    colon = text[said[0][1] :].startswith(":") if said else False
    if colon and said[0][0] in known:
        return None
    best: tuple[float, int, Guess] | None = None
    for word in known:
        count = min(len(word.split()), len(said))
        for size in {count, 1} if count > 1 and said[0][0].lower() not in CLAUSES else {count}:
            written = " ".join(w for w, _ in said[:size])
            if size != len(word.split()):
                continue
            score = SequenceMatcher(None, written.lower(), word).ratio()
            exact = written.lower() == word
            if score >= _NEAR and (best is None or (score, size) > best[:2]):
                best = (score, size, Guess(word, written, said[size - 1][1], exact))
    if best is not None and (best[2].exact or best[0] >= _SURE):
        return best[2]
    other = synonym([w for w, _ in said], known)
    if other is not None and not (said[0][0] == "if" and _has(said, 1, ("none", "missing"))):
        word, count = other
        written = " ".join(w for w, _ in said[:count])
        return Guess(word, written, said[count - 1][1], exact=False, meant=True)
    return best[2] if best else None


def _has(said: list[tuple[str, int]], place: int, words: tuple[str, ...]) -> bool:
    return len(said) > place and said[place][0] in words


def report_unknown(line: Line, head: str) -> None:
    """A line under `head` that no clause begins with, and that resembles none."""
    if _foreign(line):
        return
    if _bulleted(line, CLAUSES.get(head, ())):
        return
    if _GOES_ON.match(line.text):
        deeper = " " * max(_CONTINUES - line.chunk.column, 2)
        line.error(
            "E014",
            f"`{line.first}` stands where a clause begins",
            line.part(0, len(line.first)),
            label="this seems to go on from the line above",
            note="A line that goes on is indented deeper than the clause it belongs to.",
            help=f"indent this line by {_CONTINUES} blanks",
            edits=((0, 0, deeper),),
            safe=True,
        )
        return
    allowed = CLAUSES.get(head, ())
    known = ", ".join(f"`{word}`" for word in allowed)
    line.error(
        "E012",
        f"no clause begins with `{line.first}`",
        line.part(0, len(line.first)),
        label="not a word that begins a clause",
        note=f"Under `{head}` stand: {known}." if known else f"`{head}` has no clauses.",
        help="begin with one of these words, or indent the line if it goes on from above",
    )


def _bulleted(line: Line, allowed: tuple[str, ...]) -> bool:
    """A clause with a bullet or a number before its word."""
    bullet = _BULLET.match(line.text)
    if bullet is None or not any(
        re.match(rf"{word}(?![\w-])", line.text[bullet.end() :]) for word in allowed
    ):
        return False
    line.error(
        "E001",
        f"`{bullet[1]}` stands before the word of the clause",
        line.part(0, bullet.end(1)),
        note="Each clause begins with its word, without signs or numbers.",
        help="delete it",
        edits=((0, bullet.end(), ""),),
        safe=True,
    )
    return True


def _foreign(line: Line) -> bool:
    """Rows without bars, remarks, fences and ends, as other programs write them."""
    text = line.text
    if text.count("|") > 1:
        bar = text.index("|") + 1
        line.error(
            "E034",
            "a table row begins with a bar",
            line.part(0, bar),
            note="A row is told from a sentence by the bar before its first cell.",
            help="put `|` before the first cell",
            edits=((0, 0, "| "),),
            safe=True,
        )
        return True
    if _FENCE.match(text) or text.lower().strip() in ENDS or text[:2] == "#!":
        word = text.split()[0] if text.split() else text
        line.error(
            "E012",
            f"no part or clause is `{word}`",
            line.part(0, len(text)),
            note="A clause ends where the next begins; nothing closes it, and nothing frames it.",
            help="delete the line",
            edits=(line.delete(),),
            safe=True,
        )
        return True
    if match := _REMARK.match(text):
        line.error(
            "E001",
            f"`{match[1]}` does not begin a remark",
            line.part(0, len(text)) if match[1] == "/*" else line.part(0, len(match[1])),
            note="A remark begins with `#` and runs to the end of its line.",
            help="write `#` before a remark",
            edits=((0, len(text), f"# {match[2]}".replace("\n", "\n# ")),),
            safe=True,
        )
        return True
    return False


def report_wrong_place(line: Line, head: str, *, alone: bool) -> None:
    """A clause under a block that does not take it; `alone` if it is the only one there."""
    word = line.chunk.keyword
    span = line.part(0, line.chunk.word_end - line.chunk.start)
    if word in BLOCK_WORDS:
        line.error(
            "E013",
            f"`{word}` does not belong under `{head}`",
            span,
            label="this begins a part of its own",
            note="What begins a part of the rulebook stands at the left margin.",
            help="take away the blanks before it",
            edits=((-line.chunk.column, 0, ""),),
            safe=True,
        )
        return
    homes = " or ".join(f"`{block}`" for block, known in CLAUSES.items() if word in known)
    line.error(
        "E013",
        f"`{word}` does not belong under `{head}`",
        span,
        label=f"this stands under `{head}`",
        note=f"`{word}` is a clause of {homes}.",
        help=f"move it, or delete it; it looks like this: `{SHAPES[word]}`",
        edits=(line.delete(),) if alone else (),
    )


def report_stray(line: Line, head: str) -> None:
    """A clause that stands at the left margin."""
    word = line.chunk.keyword
    line.error(
        "E014",
        f"`{word}` stands at the left margin",
        line.part(0, line.chunk.word_end - line.chunk.start),
        label=f"a clause of the `{head}` above",
        note="Only what begins a part of the rulebook stands at the left margin.",
        help="indent it by 2 blanks",
        edits=((0, len(word), f"  {word}"),),
        safe=True,
    )


def report_block(line: Line) -> None:
    """A line at the left margin that begins no block."""
    if _foreign(line):
        return
    known = ", ".join(f"`{word}`" for word in BLOCK_WORDS)
    line.error(
        "E012",
        f"no part of a rulebook begins with `{line.first}`",
        line.part(0, max(len(line.first), 1)),
        label="not a word that begins a part",
        note=f"At the left margin stand: {known}.",
        help="begin with one of these words, or indent it if it belongs to the part above",
    )


def report_indented(line: Line) -> None:
    """A line that begins a block, but does not stand at the left margin."""
    line.error(
        "E014",
        f"`{line.chunk.keyword}` is indented",
        line.part(0, line.chunk.word_end - line.chunk.start),
        label="this begins a part of its own",
        note="What begins a part of the rulebook stands at the left margin.",
        help="take away the blanks before it",
        edits=((-line.chunk.column, 0, ""),),
        safe=True,
    )
