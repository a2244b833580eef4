"""What a text says beside the phrases of a rulebook, case and punctuation aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hhrules.values.truth import UNKNOWN, Truth

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def _words(text: str) -> list[str]:
    found: list[str] = _WORD.findall(text.lower())
    return found


@lru_cache(maxsize=64)
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[list[str]]]:
    """The words of a rulebook's phrases, which stay the same from claim to claim."""
    found: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        words = _words(phrase)
        if words:
            found.setdefault(words[0], []).append(words)
    return found


def _taken(words: list[str], phrases: tuple[str, ...]) -> Iterator[range]:
    """Where in a text the phrases stand."""
    index = _by_first_word(phrases)
    for start, word in enumerate(words):
        for phrase in index.get(word, ()):
            if words[start : start + len(phrase)] == phrase:
                yield range(start, start + len(phrase))


def mentions(text: object, phrases: tuple[str, ...]) -> Truth:
    """Whether a text holds one of the phrases, case and punctuation aside."""
    if text is UNKNOWN:
        return UNKNOWN
    if not text:
        return False
    return next(_taken(_words(str(text)), phrases), None) is not None


def says_more(text: object, phrases: tuple[str, ...], fillers: tuple[str, ...]) -> Truth:
    """Whether anything is left of a text besides the phrases, filler words and punctuation."""
    if text is UNKNOWN:
        return UNKNOWN
    words = _words(str(text or ""))
    idle = _by_first_word(fillers)
    taken = {place for span in _taken(words, phrases) for place in span}
    return any(i not in taken and w not in idle for i, w in enumerate(words))
