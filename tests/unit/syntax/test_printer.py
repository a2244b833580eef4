"""The formatter: one form, the same tree, all comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax.parser import parse
from hhrules.syntax.printer import format_rulebook
from hhrules.syntax.walk import dump
from tests.unit.syntax.reading import HEAD

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = sorted((ROOT / "rulebooks").glob("*/*.hhr"))

UNTIDY = (
    HEAD
    + """\
# about the days
define   days   as lines   where units is 1 grouped by   service date,discipline
define odd days as any of
      all of
          units is 1     # one
          # two lines
          minutes is 2 and
                hcpcs is 97110
      first period


rule OT-1   "T"
    effective from 2018-01-01   to 2018-12-31
    let x=(a+b) if none (c-(d - e))
    when there is a inpatient stay across all claims in the same order before this line where
      facility kind is hospital and discharged is after 2024-01-01
    require later of (1 day after a) and (b + c) is between 1 day after a and (2 days before b)
    otherwise reduce payment by (days lost/30 days)
    # the end

table t by a
   | a|b   |
   |1, 2  |"x | y"|   # a row
   # between rows
   | more than 3 | none|
  no row means   none
# last words
"""
)

TIDY = (
    HEAD
    + """\
# about the days
define days as lines where units is 1 grouped by service date, discipline
define odd days as any of
  all of
    units is 1   # one
    # two lines
    minutes is 2 and hcpcs is 97110
  first period

rule OT-1 "T"
  effective from 2018-01-01 to 2018-12-31
  let         x = (a + b) if none (c - (d - e))
  when        there is an inpatient stay across all claims in the same order before this line
                where facility kind is hospital and discharged is after 2024-01-01
  require     later of 1 day after a and (b + c) is between 1 day after a and 2 days before b
  otherwise   reduce payment by days lost / 30 days
  # the end

table t by a
  | a           | b       |
  | 1, 2        | "x | y" |   # a row
  # between rows
  | more than 3 | is none |
  no row means none
# last words
"""
)


def tree(text: str) -> str:
    diagnostics = Diagnostics()
    found = parse(SourceFile("t", text), diagnostics)
    assert not diagnostics.has_errors, [d.message for d in diagnostics]
    return dump(found)


def test_untidy_text_becomes_tidy() -> None:
    assert format_rulebook(SourceFile("t", UNTIDY)) == TIDY


def test_tidy_text_stays_and_says_the_same() -> None:
    assert format_rulebook(SourceFile("t", TIDY)) == TIDY
    assert tree(TIDY) == tree(UNTIDY)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_shipped_rulebooks_keep_their_meaning_and_comments(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = format_rulebook(SourceFile("t", text))
    assert format_rulebook(SourceFile("t", once)) == once
    assert tree(once) == tree(text)
    kept = [parse(SourceFile("t", t), Diagnostics()) for t in (text, once)]
    comments = [sorted(c for _, c in k.comments) if k else [] for k in kept]
    assert comments[0] == comments[1]


@pytest.mark.parametrize(
    "sentence",
    [
        "a - (b - c) is 1",
        "a * (b + c) / (d / e) is 1",
        "(a after b) - 1 day is c",
        "30 days after (a + 1 day) is b",
        "1 month after 2 days after a rounded up is b",
        "(1 month after a rounded up) - 1 day is b",
        "window after (2 days before b) is c",
        "year of (a + 1 day) is 2024",
        "last day of the month of later of a and b is c",
        "whole part of (a after b) is 1",
        "30 days after later of (1 day after a) and b is c",
        "later of (a if none b) and c is d",
        "a if none b if missing or none (c + d) is e",
        "x of t for (a + b), year of c, 1 as of (a + 1 day) is d",
        "count of s after (earliest d of s before this line) before this line is 1",
        "sum of a of s in the same k + sum of b of s is 1",
        "x is one of 1, 2 to 3, y of z",
        "modifiers include earlier of a and b",
    ],
)
def test_brackets_stay_where_they_are_needed(sentence: str) -> None:
    text = HEAD + f'rule OT-1 "T"\n  require     {sentence}\n  otherwise   review\n'
    once = format_rulebook(SourceFile("t", text))
    assert tree(once) == tree(text)
    assert format_rulebook(SourceFile("t", once)) == once


def test_texts_with_mistakes_come_back_unchanged() -> None:
    text = HEAD + "define a b c\n\n\n\ndefine d as e\n"
    assert format_rulebook(SourceFile("t", text)) == text


def test_a_fact_keeps_its_type() -> None:
    for kind in ("yes/no", "list of codes"):
        text = f'rulebook b\n\nfact consent given has type {kind}\n  means       "x"\n'
        assert format_rulebook(SourceFile("b.hhr", text)) == text


def test_long_sentences_break_at_their_turns() -> None:
    text = HEAD + (
        "define spent as sum of allowed amount of therapy lines across earlier claims"
        " in the same therapy group in the same service year if missing or none"
        " amount of therapy amounts for service year, therapy group\n"
    )
    lines = format_rulebook(SourceFile("t", text)).split("\n")
    assert max(len(line) for line in lines) <= 120
    assert any(line.startswith("    if missing or none amount") for line in lines)
