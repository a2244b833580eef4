"""The Python text of two small rulebooks, plain, traced, and what is missing, as a reviewer reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hhrules.codegen.lacking.wants import emit_wants
from tests.judging import load, text_of

FOLDER = Path(__file__).parent
CASES = ("lines_and_days", "a_claim")


@pytest.mark.parametrize("kind", ["", ".traced", ".wants"], ids=["plain", "traced", "wants"])
@pytest.mark.parametrize("case", CASES)
def test_a_rulebook_becomes_this_text(case: str, kind: str, record: bool) -> None:
    (book,) = load((text_of(FOLDER / f"{case}.hhr"),)).values()
    golden = FOLDER / f"{case}{kind}.py.golden"
    if kind == ".wants":
        text = emit_wants(book.program, book.source).module.text
    else:
        text = book.modules[kind == ".traced"].text
    if record:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
