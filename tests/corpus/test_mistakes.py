"""What people really get wrong: told once, at the right place, in the right words, and mended.

`mistakes/*.txt` say what was written and what was meant; `python -m tests.corpus.mistake_scores`
prints the score.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hhrules.source.text import SourceFile
from tests.checking import check_source
from tests.corpus.mistake_cases import BASES, FOLDER, base, cases
from tests.corpus.mistake_scores import formatted, score

FILES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_mistakes_are_told_and_mended(path: Path) -> None:
    short = [one for one in map(score, cases(path)) if not one.holds]
    assert [(one.case.name, one.missing, one.shown) for one in short] == []


@pytest.mark.parametrize("name", [path.stem for path in sorted(BASES.glob("*.hhr"))])
def test_bases_hold_no_mistake(name: str) -> None:
    text = base(name)
    assert check_source(SourceFile(f"{name}.hhr", text)) == []
    assert formatted(text)


def test_the_corpus_is_large() -> None:
    assert sum(len(cases(path)) for path in FILES) >= 390
