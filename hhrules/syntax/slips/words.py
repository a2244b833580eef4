"""Words of the language that are misspelt or doubled."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from hhrules.syntax.slips.slip import Make, Slip

_WORDS = (
    "between", "include", "earliest", "latest", "largest", "smallest", "count", "distinct",
    "before", "after", "where", "least", "mentions", "across", "grouped", "rounded",
)  # fmt: skip
_OTHERS = frozenset(
    {*_WORDS, "there", "these", "later", "earlier", "larger", "smaller", "other"}
)
_WORD = re.compile(r"(?<![\w-])[a-z]{5,}(?![\w-])")
_NEAR = 0.8


def _doubled(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E003",
        match.start(),
        match.end(),
        f"`{match[1]}` stands twice",
        "A word that is not part of a name stands once.",
        match[1],
    )


def misspelt(text: str) -> list[Slip]:
    """Words near those of the language, where nothing else explains why a text is not read."""
    found = (_misspelt(match) for match in _WORD.finditer(text))
    return [slip for slip in found if slip is not None]


def _misspelt(match: re.Match[str]) -> Slip | None:
    word = match[0]
    if word in _OTHERS or word.rstrip("s") in _WORDS:
        return None
    near = max(_WORDS, key=lambda known: SequenceMatcher(None, word, known).ratio())
    alike = SequenceMatcher(None, word, near).ratio() >= _NEAR
    if not alike or abs(len(word) - len(near)) > 1:
        return None
    return Slip(
        "E003",
        match.start(),
        match.end(),
        f"`{word}` is no word of the language",
        "It is near one, and no sentence can be read with it.",
        near,
        f"did you mean `{near}`?",
        safe=False,
    )


DOUBLED: tuple[re.Pattern[str], Make] = (
    re.compile(r"(?<![\w-])(is|not|of|and|or|where|than|to|the|by|for) +\1(?![\w-])"),
    _doubled,
)
