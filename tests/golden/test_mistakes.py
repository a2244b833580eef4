"""A rulebook with ten different mistakes shows ten messages, all in one go."""

from __future__ import annotations

from pathlib import Path

from hhrules.source.render import render_text
from hhrules.source.text import SourceFile
from tests.checking import check_source

TEXT = Path(__file__).parent / "ten_mistakes.hhr"
GOLDEN = TEXT.with_suffix(".diag")
HEAD = "# What is said of ten_mistakes.hhr; `make golden` writes this anew.\n\n"


def test_ten_mistakes_show_ten_messages(record: bool) -> None:
    source = SourceFile(TEXT.name, TEXT.read_text(encoding="utf-8"))
    found = check_source(source)
    text = HEAD + render_text(found, {source.name: source})
    if record:
        GOLDEN.write_text(text, encoding="utf-8")
    assert len(found) == 10
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_messages_name_no_part_of_the_program() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    words = ("Traceback", "None", "NoneType", "token", "terminal", "node", "_NAME", "KeyError")
    assert [word for word in words if word in text] == []
