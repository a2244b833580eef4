"""Corrections made in a text."""

from __future__ import annotations

from hhrules.source.diagnostic import Diagnostic, Edit, Fix
from hhrules.source.fixes import compatible, edited, safe_fixes
from hhrules.source.text import Span

TEXT = "units => 4"


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(Span("book.hhr", start, end), text)


def test_edits_count_places_in_the_text_as_it_was() -> None:
    assert edited(TEXT, [edit(6, 8, "is at least"), edit(0, 0, "the ")]) == (
        "the units is at least 4"
    )


def test_of_two_fixes_for_one_place_the_first_is_made() -> None:
    first, second = Fix("a", (edit(6, 8, "is"),)), Fix("b", (edit(7, 9, ""),))
    assert compatible([first, second]) == [first]


def test_only_safe_fixes_are_made_unasked() -> None:
    span = Span("book.hhr", 6, 8)
    safe = Fix("a", (edit(6, 8, "is at least"),), safe=True)
    guess = Fix("b", (edit(0, 5, "unit"),))
    found = [
        Diagnostic("E005", "m", span, fixes=(safe,)),
        Diagnostic("E101", "m", span, fixes=(guess,)),
    ]
    assert safe_fixes(found, "book.hhr") == [safe]
    assert safe_fixes(found, "other.hhr") == []
