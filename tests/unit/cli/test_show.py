"""What a rulebook says, and what the compiler makes of it, as `show` and `compile` print it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import RULEBOOK, hhrules


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rulebook on top of a shipped one, compiled with the whole shipped set once."""
    folder = tmp_path_factory.mktemp("plan")
    header = RULEBOOK.split("define")[0].replace("rulebook small", "rulebook a-plan")
    text = header.replace("  applies", "  extends     homebound\n  applies")
    (folder / "plan.hhr").write_text(text)
    return folder


@pytest.mark.parametrize(
    "words", [("HB-03",), ("--rule", "HB-03"), ("a-plan", "--rule", "HB-03")]
)
def test_show_of_a_rule_prints_it_from_where_it_stands(
    plan: Path, words: tuple[str, ...]
) -> None:
    shown = hhrules("show", "--rulebooks", plan, "--rulebooks", "medicare", *words)
    assert shown.stdout.startswith('rule HB-03 "The patient is confined to the home"\n')


def test_show_of_a_rule_that_is_only_extended_says_where_it_stands(tmp_path: Path) -> None:
    header = RULEBOOK.split("define")[0].replace("rulebook small", "rulebook a-plan")
    path = tmp_path / "plan.hhr"
    path.write_text(header.replace("  applies", "  extends     homebound\n  applies"))
    shown = hhrules("show", path, "--rule", "HB-03")
    assert shown.stderr == "HB-03 stands in a rulebook that a-plan extends\n"


def test_show_lists_rulebooks_and_prints_what_is_in_force(book: Path) -> None:
    words = ("show", "--rulebooks", book)
    assert hhrules(*words).stdout == "small 1.0.0  A small rulebook  (2 rules)\n"
    assert hhrules(*words, "small").stdout == RULEBOOK
    before = hhrules(*words, "small", "--on", "2023-12-31").stdout
    assert 'rule S-1 "Visits have four units"' in before
    assert "S-2" not in before
    assert "$10" in before
    assert "$12" not in before
    assert "example of" not in before
    assert "rule S-2" in hhrules(*words, "small", "--on", "2024-01-01").stdout
    assert hhrules(*words, "S-2").stdout.startswith("rule S-2")
    early = hhrules(*words, "S-2", "--on", "2023-12-31")
    assert (early.stdout, early.stderr) == ("", "S-2 is not in force on 2023-12-31\n")


@pytest.mark.parametrize(
    ("stage", "text"),
    [
        ("ast", "(Rulebook"),
        ("ir", 'rule S-1 "Visits have four units"'),
        ("python", "def each_line(claim, env, report):"),
    ],
)
def test_compile_shows_each_stage(book: Path, stage: str, text: str) -> None:
    shown = hhrules("compile", book / "small.hhr", "--show", stage)
    assert shown.exit_code == 0
    assert text in shown.stdout


def test_compile_says_whether_a_rulebook_holds(book: Path) -> None:
    assert hhrules("compile", book).stdout == "small 1.0.0 compiles: 2 rules\n"
    (book / "small.hhr").write_text(RULEBOOK.replace("units is 4", "unitz is 4"))
    assert hhrules("compile", book).exit_code == 2


def test_compile_offers_the_nearest_shipped_rulebook() -> None:
    shown = hhrules("compile", "homebond")
    assert shown.exit_code == 2
    assert "did you mean homebound?" in shown.stderr
