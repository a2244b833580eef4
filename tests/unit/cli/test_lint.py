"""`hhrules lint --since`: against earlier texts in a folder, and in a commit."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.unit.cli.conftest import RULEBOOK, hhrules

NEW = RULEBOOK.replace(
    'cite        "A policy"\n\nrule S-2', 'cite        "Another"\n\nrule S-2'
)


def git(folder: Path, *words: str) -> None:
    name = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", folder, *name, *words], check=True, capture_output=True)


def test_a_new_source_of_an_old_rule_is_told(book: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    (earlier / "renamed.hhr").write_text(RULEBOOK)
    (book / "small.hhr").write_text(NEW)
    shown = hhrules("lint", book, "--since", earlier, "--on", "2024-06-01").stdout
    assert "warning[W209]: rule S-1 names another source" in shown
    assert 'cite        "Another"' in shown
    assert shown.count("W209") == 1


def test_a_rule_that_changed_with_its_source_is_not_told(book: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    (earlier / "small.hhr").write_text(RULEBOOK)
    (book / "small.hhr").write_text(NEW.replace("units is 4", "units is 5"))
    assert "W209" not in hhrules("lint", book, "--since", earlier).stdout


def test_an_earlier_commit_is_read_from_git(book: Path) -> None:
    git(book, "init")
    git(book, "add", ".")
    git(book, "commit", "-m", "The rules as they were")
    (book / "small.hhr").write_text(NEW)
    (book / "new.hhr").write_text(RULEBOOK.replace("small", "new").replace("S-", "N-"))
    assert hhrules("lint", book, "--since", "HEAD").stdout.count("W209") == 1
    wrong = hhrules("lint", book, "--since", "no-such-commit")
    assert wrong.exit_code == 2
    assert "no-such-commit is neither a folder nor a commit" in wrong.stderr


WRONG = RULEBOOK.replace("units is 4", "units = 4")


def test_safe_corrections_are_made_in_a_text_that_does_not_load(book: Path) -> None:
    (book / "small.hhr").write_bytes(WRONG.replace("\n", "\r\n").encode())
    assert hhrules("lint", book).exit_code == 2
    done = hhrules("lint", book, "--fix", "--on", "2024-06-01")
    assert "small.hhr, 1 correction" in done.stderr
    assert "E005" not in done.stderr
    assert (book / "small.hhr").read_bytes() == RULEBOOK.replace("\n", "\r\n").encode()
    again = hhrules("lint", book, "--fix", "--on", "2024-06-01")
    assert (again.stdout, again.stderr) == (done.stdout, "")


def test_corrections_are_shown_and_not_made(book: Path) -> None:
    (book / "small.hhr").write_text(WRONG, encoding="utf-16")
    data = (book / "small.hhr").read_bytes()
    shown = hhrules("lint", book, "--diff")
    assert shown.exit_code == 1
    assert "units = 4" in shown.stdout
    assert "units is 4" in shown.stdout
    assert (book / "small.hhr").read_bytes() == data
    hhrules("lint", book, "--fix")
    assert (book / "small.hhr").read_bytes().decode("utf-16") == RULEBOOK
    assert hhrules("lint", book, "--diff").exit_code == 0


def test_a_guess_is_shown_with_its_mistake_and_not_made(book: Path) -> None:
    (book / "small.hhr").write_text(RULEBOOK.replace("units is 4", "unitz is 4"))
    done = hhrules("lint", book, "--fix")
    assert done.exit_code == 2
    assert "fix: write `units`" in done.stderr
    assert "unitz is 4" in (book / "small.hhr").read_text()


def test_the_shipped_rulebooks_are_not_mended() -> None:
    assert "say which rulebooks to mend" in hhrules("lint", "--fix").stderr


SHARED = """\
rulebook shared
  title       "Shared"
  version     1.0.0
  cite        "A policy"

define long visits as lines where units is more than {units}
"""
USER = """\
rulebook user
  title       "User"
  version     1.0.0
  uses        shared
  dated by    service date
  cite        "A policy"

rule U-1 "No long visit"
  effective from 2024-01-01
  for each    long visit
  require     modifiers include KX
  otherwise   review
  cite        "A policy"

examples of U-1
  | units      | modifiers  | expect         |
  | 9          | KX         | met            |
  | 9          | is none    | violated       |
  | 8          | is none    | not applicable |
  | is missing | is none    | undetermined   |
"""


def shelf(folder: Path, units: int = 8) -> Path:
    """A folder with two rulebooks, one of which uses the other."""
    for name, text in (("shared", SHARED.format(units=units)), ("user", USER)):
        (folder / name).mkdir()
        (folder / name / f"{name}.hhr").write_text(text)
    return folder


def test_what_rulebooks_beside_it_use_is_not_unused(tmp_path: Path) -> None:
    books = shelf(tmp_path)
    assert hhrules("lint", books / "shared").stdout == "nothing to say\n"
    (books / "user" / "user.hhr").unlink()
    assert "nobody uses `long visits`" in hhrules("lint", books / "shared").stdout


def test_a_rulebook_is_tested_with_those_beside_it(tmp_path: Path) -> None:
    books = shelf(tmp_path, units=9)
    assert hhrules("test", books / "user").exit_code == 1
    (books / "shared" / "shared.hhr").write_text(SHARED.format(units=8))
    assert hhrules("test", books / "user").stdout == "4 examples hold\n"


def test_of_a_shared_rulebook_without_examples_its_users_are_told(tmp_path: Path) -> None:
    said = hhrules("test", shelf(tmp_path) / "shared")
    assert said.exit_code == 2
    assert "used by 1 rulebook: user" in said.stderr


def test_a_figure_that_can_be_read_in_two_ways_is_never_written(book: Path) -> None:
    for amount in ("$2,48", "$2.480", "$2,48O"):
        wrong = RULEBOOK.replace("units is 4", f"charge is {amount}")
        (book / "small.hhr").write_text(wrong)
        assert hhrules("lint", book, "--fix").exit_code == 2
        assert (book / "small.hhr").read_text() == wrong


def test_figures_that_end_soon_are_named_beside_the_warnings(tmp_path: Path) -> None:
    rows = "".join(f"  | {y}-01-01     | {y}-12-31   | $10    |\n" for y in (2022, 2023, 2024))
    dated = "  | effective from | effective to | figure |\n" + rows
    old = "  | effective from | figure |\n  | 2023-01-01     | $10    |\n  | 2024-01-01     | $12    |\n"
    path = tmp_path / "small.hhr"
    path.write_text(RULEBOOK.replace(old, dated))
    said = {on: hhrules("lint", path, "--on", on) for on in ("2024-10-31", "2024-11-01")}
    assert said["2024-10-31"].stderr == ""
    assert said["2024-11-01"].stderr == "no figure is known after 2024-12-31 of `fee`\n"
    assert said["2024-10-31"].stdout == said["2024-11-01"].stdout


def test_a_text_that_nothing_safe_mends_is_not_called_well(book: Path) -> None:
    (book / "small.hhr").write_text(RULEBOOK.replace("units is 4", "untis is 4"))
    shown = hhrules("lint", book, "--diff")
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "there is no `untis` here" in shown.stderr
