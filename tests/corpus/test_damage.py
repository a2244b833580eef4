"""Damaged rulebooks: whatever is lost, put in or changed about, there is an answer and no traceback."""

from __future__ import annotations

import random
import re

import pytest

from hhrules.source.render import render_text
from hhrules.source.text import SourceFile
from tests.checking import check_source
from tests.corpus.mistake_cases import BASES, base
from tests.corpus.mistake_scores import program

WORDS = (
    "is",
    "not",
    "none",
    "of",
    "and",
    "or",
    "where",
    '"',
    "|",
    "(",
    "{",
    "5",
    "$",
    "-",
    "KX",
)
NAMES = sorted(path.stem for path in BASES.glob("*.hhr"))


def damaged(text: str, chance: random.Random) -> str:
    """The text with a few characters gone, a word put in, or a line moved."""
    place = chance.randrange(len(text))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:place] + text[place + chance.randint(1, 8) :]
    if kind == 1:
        return f"{text[:place]} {chance.choice(WORDS)} {text[place:]}"
    parts = text.split("\n" if kind == 2 else " ")
    at = chance.randrange(len(parts))
    if kind == 2:
        parts[at : at + 1] = chance.choice(([], [parts[at]] * 2, [parts[at].strip()]))
        return "\n".join(parts)
    parts[at] = chance.choice(WORDS)
    return " ".join(parts)


@pytest.mark.parametrize("name", NAMES)
def test_damage_gets_an_answer(name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - damage that can be done again
    for _ in range(6):
        source = SourceFile("book.hhr", damaged(damaged(base(name), chance), chance))
        found = check_source(source)
        assert all(d.message for d in found)
        assert "Traceback" not in render_text(found, {source.name: source})


def misspelt(text: str, chance: random.Random) -> str:
    """The text with a letter of a word gone or doubled: not in quotes, remarks or the rulebook's id."""
    head = text.index("\n")
    blank = re.sub(r'"(?:[^"\n]|"")*"|#[^\n]*', lambda m: " " * len(m[0]), text[head:])
    word = chance.choice(list(re.finditer(r"[a-z]{4,}", blank)))
    place = head + chance.randrange(word.start(), word.end())
    return text[:place] + text[place] * chance.choice((0, 2)) + text[place + 1 :]


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_word_is_never_taken_in_silence(name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - damage that can be done again
    for _ in range(4):
        text = misspelt(base(name), chance)
        found = check_source(SourceFile("book.hhr", text))
        assert found or program(text) == program(base(name)), text
