"""Slips that are wrong wherever they stand: signs, money, dates, quotes, capitals, sayings."""

from __future__ import annotations

import re

from attrs import evolve

from hhrules.syntax.slips.cells import CELL_KINDS
from hhrules.syntax.slips.figures import FIGURES, SOLID_DATE
from hhrules.syntax.slips.sayings import SAYING_KINDS
from hhrules.syntax.slips.sentences import SENTENCE_KINDS
from hhrules.syntax.slips.sets import SET_KINDS
from hhrules.syntax.slips.signs import LIST_KINDS, SIGN_KINDS
from hhrules.syntax.slips.slip import QUOTED, Kinds, Slip
from hhrules.syntax.slips.words import DOUBLED, misspelt

_LIST = re.compile(r"\b(?:all|any|none) +of[^\n]*\n")
_CELL_WORDS = re.compile(r"is (?=more|less|at|on|before|after)")


def slips(text: str, keyword: str, kind: str) -> list[Slip]:
    """All slips of a piece, left to right; what stands in quotes is left alone."""
    blank = QUOTED.sub(lambda m: '"' + "\x00" * (len(m[0]) - 2) + '"', text)
    if kind == "clause" and len(re.findall(r"(?<!\|)\|(?!\|)", blank)) > 1:
        return [_loose_row(blank)]
    found: list[Slip] = []
    taken = [False] * (len(text) + 1)
    for pattern, make in _kinds(blank, kind):
        for match in pattern.finditer(blank):
            if (
                keyword == "let"
                and match[0].strip() == "="
                and "=" not in text[: match.start()]
            ):
                continue
            slip = make(match, text)
            if (
                slip is not None
                and slip.code == "E005"
                and blank[: slip.start].strip() == keyword
            ):
                slip = _after_word(slip, blank)
            if slip is None or any(taken[slip.start : slip.end]):
                continue
            taken[slip.start : slip.end] = [True] * (slip.end - slip.start)
            found.append(_for_cell(slip) if kind == "cell" else slip)
    return sorted(found or misspelt(blank), key=lambda slip: slip.start)


def _kinds(text: str, kind: str) -> Kinds:
    lists = LIST_KINDS if _LIST.search(text) else ()
    solid = (
        SOLID_DATE if kind in ("cell", "question") or re.search("date|effective", text) else ()
    )
    cells = CELL_KINDS if kind == "cell" else (*SENTENCE_KINDS, *SET_KINDS)
    return (*_QUOTES, DOUBLED, *lists, *FIGURES, *solid, *cells, *SAYING_KINDS, *SIGN_KINDS)


def _for_cell(slip: Slip) -> Slip:
    """A cell says `more than 60`, without `is`."""
    if slip.code not in ("E005", "E036") or not slip.replacement:
        return slip
    short = _CELL_WORDS.sub("", slip.replacement)
    return evolve(slip, replacement=short, help=f"write `{short.strip()}`")


def _after_word(slip: Slip, text: str) -> Slip:
    """A sign right after the word of the clause: `level = claim`."""
    sign = text[slip.start : slip.end]
    return Slip(
        "E001",
        slip.start,
        slip.end,
        f"`{sign}` stands after the word of the clause",
        "What a clause says follows its word after blanks.",
        "",
        "delete it",
    )


# ---------------------------------------------------------------------- each kind


def _loose_row(text: str) -> Slip:
    """A line of cells that does not begin with a bar."""
    bar = text.index("|")
    start = text.rfind("\n", 0, bar) + 1
    start += len(text[start:]) - len(text[start:].lstrip())
    return Slip(
        "E034",
        start,
        bar + 1,
        "a table row begins with a bar",
        "A row is told from a sentence by the bar before its first cell.",
        f"| {text[start : bar + 1]}",
        "put `|` before the first cell",
    )


def _open_quote(match: re.Match[str], _: str) -> Slip:
    line = match[0].rstrip()
    end = len(line.rstrip(" |"))
    whole = chr(0) not in line
    return Slip(
        "E002",
        match.start(),
        match.start() + len(line),
        "this text has no closing quote",
        "Text begins and ends with a double quote on the same line; a quote inside is doubled.",
        f'{line[:end].rstrip()}"{line[end:]}' if whole else None,
        "put a double quote where the text ends",
    )


def _single_quotes(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E002",
        match.start(),
        match.end(),
        "text stands in double quotes",
        "Single quotes are apostrophes.",
        f'"{match[1]}"',
    )


_QUOTES: Kinds = (
    (re.compile(r'(?<!["\x00])"[^"\x00\n]*$', re.MULTILINE), _open_quote),
    (re.compile(r"(?<![\w])'+([^'\n\"]+)'+"), _single_quotes),
)
