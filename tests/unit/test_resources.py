"""The grammar and the rulebooks are found, and no Python stands beside them."""

from __future__ import annotations

from pathlib import Path

from hhrules.resources import data_root, grammar_text, rulebook_dir


def test_grammar_is_found() -> None:
    assert "clause:" in grammar_text()


def test_rulebooks_are_found() -> None:
    assert rulebook_dir().joinpath("outpatient-therapy").is_dir()


def test_no_python_among_grammar_and_rulebooks() -> None:
    root = Path(str(data_root()))
    found = [p for folder in ("grammar", "rulebooks") for p in (root / folder).rglob("*.py*")]
    assert found == []
