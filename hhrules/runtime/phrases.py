"""What a text says beside the phrases of a rulebook, case and punctuation aside."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

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


def mentions(text: object, phrases: tuple[str, ...]) -> Truth:
    """Whether a text holds one of the phrases, case and punctuation aside."""
    if text is UNKNOWN:
        return UNKNOWN
    if not text:
        return False
    words = _words(str(text))
    index = _by_first_word(phrases)
    return any(
        words[start : start + len(phrase)] == phrase
        for start, word in enumerate(words)
        if word in index
        for phrase in index[word]
    )


def says_more(text: object, phrases: tuple[str, ...], fillers: tuple[str, ...]) -> Truth:
    """Whether anything is left of a text besides the phrases, filler words and punctuation."""
    if text is UNKNOWN:
        return UNKNOWN
    idle = _by_first_word(fillers)
    index = _by_first_word(phrases)
    coming = _WORD.finditer(str(text or "").lower())  # most texts say more in their first words
    words: list[str] = []
    taken = start = 0  # all words before `taken` stand in a phrase begun so far
    for found in coming:
        words.append(found.group())
        while start < len(words):
            word = words[start]
            for phrase in index.get(word, ()):
                end = start + len(phrase)
                words.extend(m.group() for m in islice(coming, max(0, end - len(words))))
                if words[start:end] == phrase:
                    taken = max(taken, end)
            if start >= taken and word not in idle:
                return True
            start += 1
    return False
