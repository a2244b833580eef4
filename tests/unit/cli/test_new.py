"""`hhrules new`: what it writes loads, holds its examples and leaves lint nothing to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import hhrules

ANSWERS = """\
Length of visits
payer is Medicare

service dates

House rule of 2024
VM-01
A visit is at most eight hours long
2024-01-32
2024-01-01
line
revenue code is one of 042X, 055X
units is at mst 32
units is at most 32
deny the lin
review
Line {line number} bills {unts} units.
Line {line number} bills {units} units.
Compare the visit note.


"""
RULE = (
    "--no-input",
    "--title",
    'At most "six" hours',
    "--from",
    "2024-01-01",
    "--each",
    "line",
    "--require",
    "units is at most 24",
    "--cite",
    "House rule of 2024",
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    written = hhrules("new", "rulebook", "visit-minutes", "--into", tmp_path, stdin=ANSWERS)
    assert written.exit_code == 0, written.output
    return tmp_path / "visit-minutes" / "visit-minutes.hhr"


def is_well(path: Path) -> bool:
    """Whether a rulebook is in form, holds its examples and has nothing worth a look."""
    tools = [("fmt", "--check"), ("test",), ("lint", "--on", "2024-06-01")]
    results = [hhrules(*tool, path) for tool in tools]
    assert [r.output for r in results if r.exit_code] == []
    return "examples hold" in results[1].output


def test_answers_make_a_rulebook_that_works_at_once(book: Path) -> None:
    assert is_well(book)
    text = book.read_text("utf-8")
    assert "  | 0421         | 33    | violated       |\n" in text
    assert "  | is missing   | 33    | undetermined   |\n" in text
    assert "# Changes to visit-minutes" in (book.parent / "CHANGELOG.md").read_text("utf-8")


def test_a_wrong_answer_is_told_and_asked_for_again(tmp_path: Path) -> None:
    told = hhrules("new", "rulebook", "visit-minutes", "--into", tmp_path, stdin=ANSWERS).stderr
    assert "`Medicare` has capital letters; write `medicare`" in told
    assert "there is no `service dates` here; did you mean `service date`?" in told
    assert "'2024-01-32' is no day" in told
    assert "is not understood" in told
    assert "deny the lin is none of" in told
    assert "did you mean deny the line?" in told
    assert "did you mean `units`?" in told


def test_a_rule_goes_after_those_before_it_and_the_rest_is_untouched(book: Path) -> None:
    hhrules("new", "rule", book, "--id", "VM-05", *RULE)
    text = "# kept   as it is\n" + book.read_text("utf-8").replace("  when  ", "  when    ")
    book.write_bytes(text.replace("\n", "\r\n").encode())
    before = book.read_bytes()
    written = hhrules("new", "rule", book, "--id", "VM-03", *RULE)
    assert written.exit_code == 0, written.output
    after = book.read_bytes()
    start = after.index(b"\r\nrule VM-03")
    end = after.index(b"\r\nrule VM-05")
    assert after[:start] + after[end:] == before
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert b'rule VM-03 "At most ""six"" hours"\r\n' in after


def test_a_rule_gets_the_next_free_id(book: Path) -> None:
    assert hhrules("new", "rule", book.parent, *RULE).exit_code == 0
    assert "rule VM-02 " in book.read_text("utf-8")
    assert is_well(book)


def test_an_id_that_is_taken_is_refused(book: Path) -> None:
    for taken, where in (("VM-01", "visit-minutes.hhr"), ("HB-03", "homebound.hhr")):
        shown = hhrules("new", "rule", book, "--id", taken, *RULE)
        assert shown.exit_code == 2
        assert f"{taken} is taken" in shown.stderr
        assert where in shown.stderr
    again = hhrules("new", "rulebook", "homebound", "--into", book.parent, "--no-input")
    assert "there is a rulebook homebound already" in again.stderr


def test_without_input_what_is_lacking_is_named(book: Path) -> None:
    shown = hhrules("new", "rule", book, "--no-input", "--title", "x", "--from", "2024-01-01")
    assert shown.exit_code == 2
    assert "needs what has one: line" in shown.stderr
    shown = hhrules("new", "rule", book, *RULE[:-4], "--require", "units is more")
    assert shown.exit_code == 2
    assert hhrules("new", "rule", book, *RULE[:-2]).stderr.count("say --cite") == 1
    assert "VM-02" not in book.read_text("utf-8")


def test_a_rule_that_no_row_can_break_says_which_example_to_write(book: Path) -> None:
    words = [*RULE[:-3], "count of distinct service date of lines is at most 40", *RULE[-2:]]
    shown = hhrules("new", "rule", book, *words)
    assert "no single row shows VM-02 violated" in shown.stderr
    assert 'example of VM-02 "…"' in shown.stderr


def test_an_overlay_states_a_rule_otherwise(tmp_path: Path) -> None:
    plan = ("--book-title", "Plan", "--payer-name", "plan x", "--book-cite", "Manual")
    changed = ("--replace", "HB-03", "--require", "criterion one", "--from", "2025-01-01")
    base = ("--extends", "homebound", "--switch-off", "HB-06", "--no-input")
    made = hhrules("new", "overlay", "plan-x", "--into", tmp_path, *plan, *changed, *base)
    assert made.exit_code == 0, made.output
    path = tmp_path / "plan-x" / "plan-x.hhr"
    assert is_well(path)
    text = path.read_text("utf-8")
    assert "switch off HB-06\n" in text
    assert "  level       chart\n" in text


def test_an_overlay_names_the_rules_that_it_may_change(tmp_path: Path) -> None:
    answers = "homebund\nhomebound\nPlan\n\nplan x\nManual\nHB-99\n\nHB-06\n\n\n"
    made = hhrules("new", "overlay", "plan-y", "--into", tmp_path, stdin=answers)
    assert made.exit_code == 0, made.output
    assert "did you mean homebound?" in made.stderr
    assert "; it has HB-03" in made.stderr
    text = (tmp_path / "plan-y" / "plan-y.hhr").read_text("utf-8")
    assert 'because     "The plan does not have HB-06."' in text
