"""Diagnostics as text, one-liners and dictionaries."""

from __future__ import annotations

import click

from hhrules.source.diagnostic import (
    Diagnostic,
    Diagnostics,
    Label,
    Severity,
    nearest,
)
from hhrules.source.render import render_one, render_text, width
from hhrules.source.text import SourceFile, Span

TEXT = "first line\n\tcaf\u00e9 \u6771\u4eac wrong here\r\nlast\n"


def at(word: str, text: str = TEXT, name: str = "book.hhr") -> Span:
    start = text.index(word)
    return Span(name, start, start + len(word))


def sources(text: str = TEXT) -> dict[str, SourceFile]:
    return {"book.hhr": SourceFile("book.hhr", text)}


def test_the_place_is_marked_under_tabs_and_wide_letters() -> None:
    diagnostic = Diagnostic("E001", "it is wrong", at("wrong"), "here", note="why", help="try")
    assert render_one(diagnostic, sources()) == (
        "error[E001]: it is wrong\n"
        " --> book.hhr:2:10\n"
        "  |\n"
        "2 |     caf\u00e9 \u6771\u4eac wrong here\n"
        "  |               ^^^^^ here\n"
        "  = note: why\n"
        "  = help: try\n"
    )


def test_other_places_follow_with_their_remarks() -> None:
    other = Label(at("first"), "said first here")
    elsewhere = Label(Span("other.hhr", 0, 3), "and there")
    found = Diagnostic("E020", "said twice", at("last"), "again", others=(elsewhere, other))
    both = {**sources(), "other.hhr": SourceFile("other.hhr", "abc def\n")}
    lines = render_one(found, both).split("\n")
    assert lines[3:7] == [
        "3 | last",
        "  | ^^^^ again",
        "1 | first line",
        "  | ----- said first here",
    ]
    assert lines[7] == " ::: other.hhr:1:1"
    assert lines[-2] == "  | --- and there"


def test_a_place_over_several_lines_is_marked_on_its_first() -> None:
    text = "all of\n  a\n  b\n"
    found = Diagnostic("E001", "m", Span("book.hhr", 0, len(text)))
    assert "1 | all of\n  | ^^^^^^" in render_one(found, sources(text))


def test_the_end_of_the_text_can_be_marked() -> None:
    for text in ("", "a", "a\n"):
        found = Diagnostic("E001", "m", Span("book.hhr", len(text), len(text)))
        assert "^" in render_one(found, sources(text))


def test_a_byte_order_mark_is_not_shown() -> None:
    found = Diagnostic("E001", "m", Span("book.hhr", 1, 3))
    assert "1 | ab\n  | ^^\n" in render_one(found, sources("\ufeffab\n"))


def test_colour_only_adds_colour() -> None:
    found = Diagnostic("W001", "m", at("wrong"), "l", severity=Severity.WARNING, note="n")
    plain = render_one(found, sources())
    coloured = render_one(found, sources(), colour=True)
    assert coloured != plain
    assert click.unstyle(coloured) == plain


def test_all_diagnostics_come_by_place() -> None:
    found = Diagnostics()
    found.error("E002", "second", at("last"))
    found.error("E001", "first", at("first"))
    text = render_text(found, sources())
    assert text.index("first") < text.index("second")


def test_a_source_that_is_gone_does_not_break_the_message() -> None:
    assert "gone.hhr" in render_one(Diagnostic("E001", "m", Span("gone.hhr", 7, 9)), {})


def test_width_counts_terminal_columns() -> None:
    assert width("abc") == 3
    assert width("\t", 1) == 3
    assert width("e\u0301") == 1
    assert width("\u6771") == 2


def test_nearest_offers_only_what_is_near() -> None:
    assert nearest("servce date", ["service date", "units"]) == "service date"
    assert nearest("hospital", ["service date", "units"]) is None


def test_help_that_a_fix_says_as_well_is_shown_once() -> None:
    found = Diagnostics()
    found.error("E001", "m", at("wrong"), help="write `r`", replacement="r")
    text = render_text(found, sources())
    assert "= fix: write `r`" in text
    assert "= help" not in text
