"""Rulebooks of any size for measuring the compiler: every rule of the same make, none the same."""

from __future__ import annotations

from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile

_HEAD = """rulebook synthetic-{book}
  title       "Synthetic rules {book}"
  version     1.0.0
  dated by    statement from
  cite        "Made for measuring; not policy"
"""

_SHARED = """
table limits {group} by revenue code
  | revenue code | limit |
  | 042X         | {a} |
  | 043X         | {b} |
  | 055X         | {c} |
  cite        "Made for measuring"

define counted lines {group} as lines where revenue code is one of 042X, 043X, 055X
"""

_RULE = """
rule SY-{number:04} "Lines of kind {number} keep to their limit"
  effective from 2010-01-01
  level       line
  certainty   verified
  for each    counted line {group}
  when        units is more than {least}
  let         allowed = limit of limits {group} for revenue code + {extra}
  require     units is at most allowed
  otherwise   review
  because     "The line has {{units}} units; kind {number} allows {{allowed}}."
  fix         "Bill at most {{allowed}} units, or say why there are more."
  cite        "Made for measuring, section {number}"
"""


def rulebooks(rules: int, books: int = 1) -> tuple[Text, ...]:
    """`rules` rules spread evenly over `books` rulebooks, ten to a table and a definition."""
    each = rules // books
    return tuple(
        Text(SourceFile(f"synthetic-{book}.hhr", _one(book, book * each, each)))
        for book in range(books)
    )


def _one(book: int, first: int, rules: int) -> str:
    parts = [_HEAD.format(book=book)]
    for number in range(first, first + rules):
        group = _letters(number // 10)
        if number % 10 == 0 or number == first:
            parts.append(
                _SHARED.format(
                    group=group, a=number % 7 + 4, b=number % 5 + 6, c=number % 3 + 3
                )
            )
        parts.append(
            _RULE.format(number=number, group=group, least=number % 4, extra=number % 6)
        )
    return "".join(parts)


def _letters(number: int) -> str:
    """A word for a number, as names hold no digits; it ends in o, so it is no plural."""
    word = "o"
    while True:
        number, place = divmod(number, 26)
        word = chr(97 + place) + word
        if number == 0:
            return word
