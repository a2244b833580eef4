"""Shipped rulebooks with a few strokes gone wrong: everything the server knows is still told."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from hhrules.engine.compiling.kept import Kept
from hhrules.engine.texts import Text, shipped
from hhrules.lsp.about import about
from hhrules.lsp.analysis import analyse
from hhrules.lsp.cursor import cursor_at
from hhrules.lsp.mentions import index_of
from hhrules.source.text import SourceFile

BOOKS = {t.source.name.split("/")[0]: t for t in shipped()}
KEPT = Kept()
DAY = dt.date(2026, 11, 22)
STROKES = ('"', "|", "\n", "\n  ", " is ", " of ", "{", "}", "(", ",", "42", "KX", "#", "\t")
WORDS = (
    "\r\n",
    "\u2028",
    "\x0b",
    "é",
    "all of\n",
    "rulebook x\n",
    "rule ",
    "table ",
    "define ",
)


def mistyped(text: str, chance: random.Random) -> str:
    """The text after one slip: something gone, something too much, a line twice or lost."""
    place = chance.randrange(len(text))
    lines = text.split("\n")
    match chance.randrange(5):
        case 0:
            return text[:place] + text[place + chance.randint(1, 40) :]
        case 1:
            return text[: place + 1]
        case 2:
            return text[:place] + chance.choice(STROKES + WORDS) + text[place:]
        case 3:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        case _:
            lines.pop(chance.randrange(len(lines)))
    return "\n".join(lines) or " "


@pytest.mark.parametrize("seed", range(40))
def test_a_mistyped_rulebook_is_understood_as_far_as_it_goes(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same slips each time
    book = BOOKS[chance.choice(sorted(BOOKS))]
    said = mistyped(mistyped(book.source.text, chance), chance)
    text = Text(SourceFile(book.source.name, said), book.files)
    known = {name: other for name, other in BOOKS.items() if other is not book}
    analysis = analyse(text, known, [], DAY, KEPT)
    assert analysis.work is not None, "the compiler broke off"
    index = index_of(analysis)
    for mention in index.mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(said)
    for mention in chance.sample(index.mentions, min(10, len(index.mentions))):
        assert isinstance(about(analysis, mention.target, mention.span, DAY), str)
    for _ in range(5):
        cursor_at(said, chance.randrange(len(said) + 1))
