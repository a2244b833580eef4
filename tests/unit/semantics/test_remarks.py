"""Remarks on rows and keys of tables: what means nothing there is told, not taken for nothing."""

from __future__ import annotations

import pytest

from hhrules.source.diagnostic import Diagnostic
from hhrules.source.fixes import edited
from hhrules.source.text import SourceFile
from tests.checking import check_source

HEAD = """\
rulebook book
  title       "Book"
  version     1.0.0
  dated by    service date
  cite        "A manual"

"""
CODES = """\
table kinds of code by hcpcs from file "codes.csv"
  no row means none
"""


def found(text: str, codes: str = "") -> list[Diagnostic]:
    """What is said of a text of blocks, with the file that it may name."""
    return check_source(SourceFile("book.hhr", HEAD + text), files={"codes.csv": codes})


def mended(text: str) -> str:
    """The text with the first fix of its only diagnostic made."""
    (one,) = found(text)
    return edited(HEAD + text, one.fixes[0].edits).removeprefix(HEAD)


def value(certainty: str = "verified", *, to: str = "is none", head: str = "certainty") -> str:
    """A dated figure whose row carries the remarks."""
    return f"""\
value limit
  | effective from | effective to | limit | {head} | cite       |
  | 2026-01-01     | {to} | $2,480 | {certainty} | "A manual" |
"""


@pytest.mark.parametrize("word", ["verified", "seed", "recalled", "conflict", "unknown"])
def test_words_of_certainty(word: str) -> None:
    assert found(value(word)) == []


def test_a_misspelt_certainty_is_told_with_the_word_that_was_meant() -> None:
    (one,) = found(value("recaled"))
    assert (one.code, one.message) == ("E140", "`recaled` does not say how certain a row is")
    assert mended(value("recaled")) == value("recalled")


def test_a_certainty_in_a_table() -> None:
    (one,) = found(
        "table kind by some code\n  | some code | kind | certainty |\n  | A | B | sure |\n"
    )
    assert one.code == "E140"


def test_a_head_that_is_nearly_a_remark() -> None:
    assert mended(value(head="certanty")) == value()


def test_a_result_may_have_a_name_near_a_remark() -> None:
    assert found("table notes by some code\n  | some code | notes |\n  | A | B |\n") == []


def test_two_columns_of_one_name() -> None:
    (one,) = found("table kind by some code\n  | some code | kind | kind |\n  | A | B | C |\n")
    assert (one.code, one.message) == ("E110", "two columns have the name `kind`")


def test_a_last_day_that_is_none() -> None:
    (one,) = found(value(to="forever"))
    assert (one.code, one.message) == ("E140", "`forever` is no day for `effective to`")


@pytest.mark.parametrize(
    ("key", "said", "code", "meant"),
    [
        ("provider state", "oh", "E101", "OH"),
        ("provider state", "else", "E101", "otherwise"),
        ("payer", "medicar", "E101", "medicare"),
        ("hcpcs", "q5001", "E101", "Q5001"),
        ("patient status", "6", "E107", "06"),
        ("revenue code", "421", "E107", "0421"),
        ("type of bill", "3299", "E107", ""),
    ],
)
def test_keys_that_the_fact_never_holds(key: str, said: str, code: str, meant: str) -> None:
    table = f"table kind by {key}\n  | {key} | kind |\n  | {said} | A |\n"
    (one,) = found(table)
    assert one.code == code
    assert [fix.title for fix in one.fixes] == ([f"write `{meant}`"] if meant else [])


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ("Q5001,a,verified", "", ""),
        (",,,,", "", ""),
        ("Q5001,a,verified,,", "", ""),
        ("Q5001,a", "E019", "line 2 of codes.csv are 2, but the table has 3 columns"),
        ("Q5001,a,verified,x", "E019", "line 2 of codes.csv are 4"),
        ("Q5001,a,verifed", "E140", "`verifed` does not say how certain a row is (line 2"),
        ("q5001,a,verified", "E107", "`q5001` is no hcpcs (line 2 of codes.csv)"),
    ],
)
def test_rows_of_a_file(row: str, code: str, said: str) -> None:
    diagnostics = found(CODES, f"hcpcs,kind,certainty\n{row}\n")
    assert [d.code for d in diagnostics] == ([code] if code else [])
    assert all(said in d.message and not d.fixes for d in diagnostics)


def test_days_of_a_file_as_spreadsheets_write_them() -> None:
    (one,) = found(CODES, "hcpcs,kind,effective from\nQ5001,a,1/31/2027\n")
    assert one.message == "`1/31/2027` is no day for `effective from` (line 2 of codes.csv)"
    assert (one.help, one.fixes) == ("write `2027-01-31`", ())


def test_a_file_parted_by_semicolons() -> None:
    (one, *_) = found(CODES, "hcpcs;kind\nQ5001;a\n")
    assert "line 1 of codes.csv are parted by semicolons" in one.message
