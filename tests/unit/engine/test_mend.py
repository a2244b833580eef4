"""Corrections made unasked: in texts that do not load too, nothing else touched, once and for all."""

from __future__ import annotations

import pytest

from hhrules.engine.lint.mend import mended, with_ends_of
from hhrules.engine.texts import Text
from hhrules.source.text import SourceFile
from tests.corpus.mistake_cases import all_cases

BROKEN = """\
rulebook book   # the house's own
  title       "Book"
  version     1.0.0
  dated by    service date
  cite        "A manual"

# two spaces   stay
rule BK-01 "A"
  for each    line
  when        service date >= 3/31/2024
  when        charge is greater than $1,980.0   # the edge
  require     unitz is 4
  otherwise   review
  cite        "A manual"
"""


def once(text: str) -> tuple[str, int]:
    """The text after its safe corrections, and how many there were."""
    after = mended((Text(SourceFile("book.hhr", text)),), ())
    return after.texts[0].source.text, after.made["book.hhr"]


def test_what_says_the_same_is_mended_and_a_guess_is_not() -> None:
    text, made = once(BROKEN)
    assert text == BROKEN.replace(">=", "is on or after").replace(
        "is greater than", "is more than"
    ).replace("3/31/2024", "2024-03-31").replace("$1,980.0 ", "$1,980.00 ")
    assert made == 4


def test_a_text_without_mistakes_stays() -> None:
    text, _ = once(BROKEN)
    whole = text.replace("unitz", "units")
    assert once(whole) == (whole, 0)


@pytest.mark.parametrize("part", range(8))
def test_a_second_run_changes_nothing(part: int) -> None:
    for case in list(all_cases())[part::32]:
        text, _ = once(case.text.replace("\r\n", "\n").replace("\r", "\n"))
        assert once(text) == (text, 0), case.name


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_keep_their_ends(end: str) -> None:
    old = f"one{end}two{end}three"
    assert with_ends_of(old, "one\n2\ntwo and a half\nthree") == (
        f"one{end}2{end}two and a half{end}three"
    )


def test_lines_that_end_in_two_ways_keep_both() -> None:
    assert with_ends_of("one\r\ntwo\nthree\r\n", "one\ntwo\n3\n") == "one\r\ntwo\n3\r\n"
