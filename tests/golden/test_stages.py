"""What two small rulebooks are on their way to Python: the tree, and the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from hhrules.ir.dump import dump as dump_program
from hhrules.source.diagnostic import Diagnostics
from hhrules.syntax.parser import parse
from hhrules.syntax.walk import dump as dump_tree
from tests.judging import load, text_of

FOLDER = Path(__file__).parent
CASES = ("lines_and_days", "a_claim")


def compare(golden: Path, text: str, *, record: bool) -> None:
    if record:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_rulebook_is_read_as_this_tree(case: str, record: bool) -> None:
    tree = parse(text_of(FOLDER / f"{case}.hhr").source, Diagnostics())
    compare(FOLDER / f"{case}.ast", f"{dump_tree(tree)}\n", record=record)


@pytest.mark.parametrize("case", CASES)
def test_a_rulebook_means_this_program(case: str, record: bool) -> None:
    (book,) = load((text_of(FOLDER / f"{case}.hhr"),)).values()
    compare(FOLDER / f"{case}.ir", dump_program(book.program), record=record)
