"""The Python text of two small rulebooks, plain and traced, as a reviewer reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.judging import load, text_of

FOLDER = Path(__file__).parent
CASES = ("lines_and_days", "a_claim")


@pytest.mark.parametrize("traced", [False, True], ids=["plain", "traced"])
@pytest.mark.parametrize("case", CASES)
def test_a_rulebook_becomes_this_text(case: str, traced: bool, record: bool) -> None:
    (book,) = load((text_of(FOLDER / f"{case}.hhr"),)).values()
    golden = FOLDER / f"{case}{'.traced' if traced else ''}.py.golden"
    text = book.modules[traced].text
    if record:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
