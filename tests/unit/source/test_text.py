"""Places in text, and rulebook text on one line."""

from __future__ import annotations

import pytest

from hhrules.source.text import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("units is 4", "units is 4"),
        (
            "sum of charge of lines\n    across earlier claims",
            "sum of charge of lines across earlier claims",
        ),
        ("any of\n  a is b   # a remark\n  c is d", "any of: a is b; c is d"),
        ("when all of\n  any of\n    a\n    b\n  c", "when all of: any of: a; b; c"),
        ('remarks is "#1"', 'remarks is "#1"'),
    ],
)
def test_text_of_several_lines_goes_on_one(text: str, line: str) -> None:
    assert one_line(text) == line
