"""The grammar has no conflict, and no keyword swallows a name or is swallowed by one."""

from __future__ import annotations

import logging

import pytest
from lark import Lark, Token, Tree, logger

from hhrules.resources import grammar_text
from hhrules.syntax import nodes as n
from hhrules.syntax.pieces import STARTS, Failure, _Lists, parse_piece
from hhrules.syntax.words import BLOCK_WORDS, CLAUSES, SHAPES
from tests.unit.syntax.reading import ask


def test_grammar_has_no_shift_reduce_conflict(caplog: pytest.LogCaptureFixture) -> None:
    before = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, logger="lark"):
            Lark(
                grammar_text(), parser="lalr", start=list(STARTS), postlex=_Lists(), debug=True
            )
    finally:
        logger.setLevel(before)
    assert "conflict" not in caplog.text.lower()


@pytest.mark.parametrize("word", [*BLOCK_WORDS, *(c for cs in CLAUSES.values() for c in cs)])
def test_each_clause_shape_is_read(word: str) -> None:
    assert isinstance(parse_piece(SHAPES[word], "clause"), Tree)


NAMES = (
    "order received date", "andrology", "note", "issue date", "offer", "fortnight", "asset",
    "byte", "island", "wherever", "included", "first", "given name", "fix", "date", "rule",
    "unable to leave home", "statement from", "related to reason", "sum insured",
    "earlier claims",
    "same day", "no request made", "yes vote", "met", "with lines", "on",
    "face-to-face date", "long-term care", "level", "up", "in home", "if any", "there", "later",
    "anything", "nonetheless", "to date", "count", "year to date", "grouped",
    "called", "across-the-board",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_words_that_resemble_keywords_stand_in_names(name: str) -> None:
    found = ask(name)
    assert isinstance(found, n.Ref)
    assert found.parts == (name,)


@pytest.mark.parametrize("name", ["unable to leave home", "statement from", "noted"])
@pytest.mark.parametrize(
    "after",
    [
        "is 1", "is not 1", "is more than 1", "is less than 1", "is at least 1", "is at most 1",
        "is before x", "is after x", "is on or before x", "is on or after x", "is one of 1, 2",
        "is not one of 1, 2", "is between 1 and 2", "is none", "is not none", "is missing",
        "is known", "include KX", "include one of KX", "include all of KX",
        "include none of KX",
        "mentions one of x", "mentions none of x", "says more than x", "and x", "or x",
        "if none x", "if missing or none x", "for x", "as of x", "of x", "after x", "before x",
        "in the same x", "in this x", "before this x", "up to this x", "dated between x and y",
        "across earlier claims", "across all claims", "grouped by x", "where x",
    ],
)  # fmt: skip
def test_a_name_ends_at_each_phrase(name: str, after: str) -> None:
    found = parse_piece(f"{name} {after}", "question")
    assert isinstance(found, Tree), found
    first = next(
        t for t in found.scan_values(lambda v: isinstance(v, Token) and v.type == "NAME")
    )
    assert first == name


@pytest.mark.parametrize(
    "before",
    [
        "not", "there is a", "there is an", "there is no", "sum of", "count of",
        "count of distinct", "earliest", "latest", "largest", "smallest", "whole part of",
        "year of", "last day of the month of", "30 days after", "1 day before",
    ],
)  # fmt: skip
def test_a_phrase_ends_where_a_name_begins(before: str) -> None:
    found = parse_piece(f"{before} order date", "question")
    assert isinstance(found, Tree), found
    names = [
        str(t) for t in found.scan_values(lambda v: isinstance(v, Token) and v.type == "NAME")
    ]
    assert names == ["order date"]


@pytest.mark.parametrize("word", ["is", "of", "and", "or", "for", "where", "as", "by", "after"])
def test_reserved_words_are_no_names(word: str) -> None:
    assert isinstance(parse_piece(word, "question"), Failure)
