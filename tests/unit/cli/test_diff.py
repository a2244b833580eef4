"""`hhrules diff`: what two states of rulebooks say otherwise, and what that does to claims."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hhrules.cli.main import cli
from tests.unit.cli.conftest import claim

RULEBOOK = """\
rulebook small
  title       "A small rulebook"
  version     1.0.0
  dated by    service date
  cite        "A policy"

value most units
  | effective from | units | cite       |
  | 2024-01-01     | 8     | "A policy" |

rule S-1 "Not many units"
  for each    line
  require     units is at most most units
  otherwise   deny the line
  cite        "A policy"

rule S-2 "A line has a day"
  for each    line
  require     service date is not none
  otherwise   return to provider
  cite        "A policy"

examples of S-1
  given       service date is 2024-03-01
  | units | expect   |
  | 8     | met      |
  | 9     | violated |
"""


def diff(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["diff", *(str(word) for word in words)])


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    """The rulebook in two folders, to be changed in the second."""
    made = [tmp_path / state / "small" / "small.hhr" for state in ("old", "new")]
    for path in made:
        path.parent.mkdir(parents=True)
        path.write_text(RULEBOOK, encoding="utf-8")
    return made[0], made[1]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_blanks_remarks_and_order_are_no_difference(books: tuple[Path, Path]) -> None:
    old, new = books
    change(new, "  for each    line\n", "  # each line for itself\n  for each line\n")
    _, _, examples = RULEBOOK.partition("examples of")
    text = new.read_text(encoding="utf-8").replace("examples of" + examples, "")
    split = text.index("rule S-1")
    new.write_text(
        text[:split] + "examples of" + examples + "\n" + text[split:], encoding="utf-8"
    )
    shown = diff(old.parent.parent, new.parent.parent)
    assert shown.output == "nothing is said otherwise\n"
    assert shown.exit_code == 0


def test_each_block_is_told_with_what_goes_and_comes(books: tuple[Path, Path]) -> None:
    old, new = books
    row = '  | 2024-01-01     | 8     | "A policy" |\n'
    change(new, row, row + '  | 2025-01-01 | 10 | "A longer policy of 2025" |\n')
    change(new, RULEBOOK[RULEBOOK.index("rule S-2") : RULEBOOK.index("examples of")], "")
    change(new, "  | 9     | violated |\n", "  | 9     | violated |\n  | 10    | violated |\n")
    shown = diff(old, new)
    assert shown.exit_code == 1
    assert "what it says is otherwise, its version is still 1.0.0" in shown.output
    lines = [" ".join(line.split()) for line in shown.output.splitlines()]
    assert '+ | 2025-01-01 | 10 | "A longer policy of 2025" |' in lines
    assert not any(line.startswith("- |") for line in lines)
    assert "rule S-2: gone" in lines
    assert "+ | 10 | violated |" in lines


def test_a_new_version_is_named_and_examples_alone_need_none(books: tuple[Path, Path]) -> None:
    old, new = books
    change(new, "  | 9     | violated |\n", "  | 10    | violated |\n")
    assert "its version is still" not in diff(old, new).output
    change(new, "at most most units", "less than most units")
    change(new, "version     1.0.0", "version     1.1.0")
    shown = diff(old, new).output
    assert shown.startswith("small 1.0.0 -> 1.1.0\n")
    assert "its version is still" not in shown


def test_claims_are_judged_by_both(books: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = books
    change(new, '| 8     | "A policy" |', '| 3     | "A policy" |')
    archive = tmp_path / "claims.json"
    archive.write_text(claim("C-1"), encoding="utf-8")
    shown = diff(old, new, "--claims", archive)
    assert shown.exit_code == 1, shown.output
    assert "claims: 1 of 1 changed" in shown.output
    assert "S-1: no finding -> violated (deny)" in shown.output
    assert "claims: none of 1 changed its outcome" in diff(old, old, "--claims", archive).output


def test_an_earlier_state_may_be_a_commit(books: tuple[Path, Path], tmp_path: Path) -> None:
    _, new = books
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        subprocess.run([*git, *words], check=True)
    change(new, "at most most units", "less than most units")
    for path in (new, new.parent, new.parent.parent):
        shown = diff("HEAD", path)
        assert shown.exit_code == 1, shown.output
        assert "+ require     units is less than most units" in shown.output
        assert "gone" not in shown.output
    assert "neither a folder nor a commit" in diff("nowhere", new).output


def test_one_rulebook_is_compared_with_that_of_a_set(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3] / "rulebooks" / "timely-filing"
    assert diff("medicare", root).output == "nothing is said otherwise\n"
    mine = tmp_path / "timely-filing.hhr"
    text = (root / "timely-filing.hhr").read_text(encoding="utf-8")
    mine.write_text(text.replace("rule AD-01", "rule AD-91"), encoding="utf-8")
    shown = diff("medicare", mine).output
    assert "rule AD-01: gone" in shown
    assert "rule AD-91: new" in shown
