"""What a text says beside the phrases of a rulebook, case and punctuation aside."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from hhrules.values.truth import UNKNOWN, Truth

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_text_of: Callable[[re.Match[str]], str] = re.Match.group

_AT_ONCE = 4
"""So many words of a text are read before they are looked at: most texts say more in their first."""


def _words(text: str) -> list[str]:
    found: list[str] = _WORD.findall(text.lower())
    return found


Index = dict[str, list[list[str]]]

_INDEXED: dict[int, tuple[tuple[str, ...], Index]] = {}
"""By the identity of a rulebook's phrases, which are long, and the same from claim to claim."""
_MOST = 1_000


def _by_first_word(phrases: tuple[str, ...]) -> Index:
    """The words of phrases by their first."""
    known = _INDEXED.get(id(phrases))
    if known is not None and known[0] is phrases:
        return known[1]
    found: Index = {}
    for phrase in phrases:
        words = _words(phrase)
        if words:
            found.setdefault(words[0], []).append(words)
    if len(_INDEXED) >= _MOST:  # of rulebooks that were loaded again and again
        _INDEXED.clear()
    _INDEXED[id(phrases)] = (phrases, found)
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
    coming = map(_text_of, _WORD.finditer(str(text or "").lower()))
    words = list(islice(coming, _AT_ONCE))
    taken = start = 0  # all words before `taken` stand in a phrase begun so far
    while start < len(words):
        word = words[start]
        for phrase in index.get(word, ()):
            end = start + len(phrase)
            if end > len(words):
                words.extend(islice(coming, end - len(words)))
            if words[start:end] == phrase:
                taken = max(taken, end)
        if start >= taken and word not in idle:
            return True
        start += 1
        if start == len(words):
            words.extend(islice(coming, _AT_ONCE))
    return False
