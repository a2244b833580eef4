"""The words and phrases of the language, written out from the grammar's own terminals.

Completion, highlighting and their tests take the words from here, so that none of them can say
other words than the grammar.
"""

from __future__ import annotations

from functools import cache
from itertools import product

from hhrules.syntax.pieces import lark


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """For each terminal that stands for fixed words, these words: `is at least`, `is at most`."""
    found: dict[str, tuple[str, ...]] = {}
    for terminal in lark().terminals:
        try:
            said = tuple(dict.fromkeys(_Pattern(terminal.pattern.to_regexp()).all()))
        except _NotWordsError:
            continue
        if all(text and text[0].isalpha() for text in said):
            found[terminal.name] = said
    return found


class _NotWordsError(Exception):
    """A pattern that does not stand for fixed words."""


class _Pattern:
    """Writes out a regular expression of literal words, groups and optional parts."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def all(self) -> list[str]:
        """Every text that the pattern stands for, look-arounds left out."""
        found = self._alternatives()
        if self._place < len(self._text):
            raise _NotWordsError
        return found

    def _alternatives(self) -> list[str]:
        found = self._sequence()
        while self._peek() == "|":
            self._place += 1
            found += self._sequence()
        return found

    def _sequence(self) -> list[str]:
        parts: list[list[str]] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified(self._one()))
        return ["".join(chosen) for chosen in product(*parts)]

    def _quantified(self, said: list[str]) -> list[str]:
        mark = self._peek()
        if mark not in ("+", "?", "*"):
            return said
        self._place += 1
        if mark == "+" and said == [" "]:
            return said
        if mark == "?":
            return [*said, ""] if len(said) == 1 else ["", *said]
        if said == [""]:
            return said
        raise _NotWordsError

    def _one(self) -> list[str]:
        char = self._peek()
        self._place += 1
        if char == "(":
            return self._group()
        if char == "\\":
            escaped = self._peek()
            self._place += 1
            if escaped.isalnum():
                raise _NotWordsError
            return [escaped]
        if char in "[.^$":
            raise _NotWordsError
        return [char]

    def _group(self) -> list[str]:
        rest = self._text[self._place :]
        if rest.startswith("?:"):
            self._place += 2
            found = self._alternatives()
            self._place += 1
            return found
        if rest.startswith(("?=", "?!", "?<!", "?<=")):
            depth, in_class = 1, False
            while depth:
                char = self._peek()
                if not char:
                    raise _NotWordsError
                self._place += 2 if char == "\\" else 1
                in_class = (in_class or char == "[") and char != "]"
                depth += 0 if in_class else (char == "(") - (char == ")")
            return [""]
        raise _NotWordsError

    def _peek(self) -> str:
        return self._text[self._place : self._place + 1]
