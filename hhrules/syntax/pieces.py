"""Single pieces of a rulebook parsed by the grammar: a clause, a cell, a column head, a place.

The result of a piece depends on its text alone and is kept, so a text that is parsed again
after a small change costs only the pieces that changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from attrs import frozen
from lark import Lark, Token, Tree, UnexpectedInput
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from lark.lark import PostLex

from hhrules.resources import grammar_text

Start: TypeAlias = Literal["clause", "column", "cell", "outcome", "template", "question"]
STARTS: tuple[Start, ...] = ("clause", "column", "cell", "outcome", "template", "question")


@frozen
class Failure:
    """Why a piece could not be read: the place, and what could have stood there."""

    kind: Literal["character", "word", "end", "column"]
    start: int
    end: int
    found: str  # the terminal found, "" if none
    expected: frozenset[str]


class StrayColumnError(Exception):
    """A line of a list stands at no list's column."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class _Lists(PostLex):
    """Keeps the line ends that matter: those inside `all of`, `any of` and `none of`."""

    always_accept = ("_NL",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Turn line ends into the beginning, the entries and the end of lists."""
        columns: list[int] = []
        opening = False
        last = Token("_NL", "", start_pos=0, end_pos=0)
        for token in stream:
            if token.type != "_NL":
                last = token
                opening = opening or token.type == "LIST_OPEN"
                yield token
                continue
            column = len(token) - token.rindex("\n") - 1
            if opening and column > (columns[-1] if columns else 0):
                opening = False
                columns.append(column)
                yield _mark("_INDENT", last)
                continue
            opening = False
            if not columns or column > columns[-1]:
                continue
            while columns and column < columns[-1]:
                columns.pop()
                yield _mark("_DEDENT", last)
            if columns and column != columns[-1]:
                raise StrayColumnError(token.end_pos or 0)
            if columns:
                yield _mark("_NL", last)
        for _ in columns:
            yield _mark("_DEDENT", last)


def _mark(kind: str, last: Token) -> Token:
    """A token of no width where the `last` word ends."""
    return Token(kind, "", start_pos=last.end_pos, end_pos=last.end_pos)


@cache
def lark() -> Lark:
    """The parser, built once in a process."""
    return Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start=list(STARTS),
        postlex=_Lists(),
        propagate_positions=True,
        maybe_placeholders=True,
    )


@lru_cache(maxsize=1 << 16)
def parse_piece(text: str, start: Start) -> Tree[Token] | Failure:
    """The tree of one piece, or why there is none; offsets are those in `text`."""
    try:
        return lark().parse(text, start=start)
    except StrayColumnError as stray:
        return Failure("column", stray.offset, stray.offset + 1, "", frozenset())
    except UnexpectedCharacters as bad:
        place = _place(bad)
        return Failure("character", place, place + 1, "", frozenset(bad.allowed))
    except UnexpectedToken as bad:
        token = bad.token
        expected = frozenset(bad.accepts or bad.expected or ())
        if token.type in ("$END", "_DEDENT") or token.start_pos is None:
            return Failure("end", len(text.rstrip()), len(text.rstrip()), token.type, expected)
        end = token.end_pos or token.start_pos + 1
        return Failure(
            "word", token.start_pos, max(end, token.start_pos + 1), token.type, expected
        )
    except UnexpectedInput as bad:
        place = _place(bad)
        return Failure("character", place, place + 1, "", frozenset())


def _place(bad: UnexpectedInput) -> int:
    place: object = bad.pos_in_stream
    return place if isinstance(place, int) else 0
