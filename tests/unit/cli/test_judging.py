"""The commands that judge, explain and try rulebooks, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from tests.benchmarks.claims import home_health
from tests.benchmarks.x12 import x12_file
from tests.unit.cli.conftest import RULEBOOK, Program, claim, hhrules

SITE = """\
rulebook site
  title    "Site"
  version  1.0.0
  cite     "A policy"

fact wound depth has type whole number
  path     "extra.wound_depth"
  means    "In millimetres."

rule S-1 "Wound depth is told"
  require  wound depth is known
  otherwise warn
  because  "Tell the depth."
  cite     "A policy"
"""


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text(claim("A", 4) + claim("B", 3))
    return path


def test_check_shows_what_to_do_about_each_claim(book: Path, claims: Path) -> None:
    shown = hhrules("check", "--rulebooks", book, claims)
    assert shown.exit_code == 1
    assert "B  1 finding\n  DENY  S-1  line 1, 2024-03-04\n" in shown.stdout
    assert "    Do: Bill 4 units.\n    Source: A policy\n" in shown.stdout
    assert "2 claims: 1 clean, 1 with findings" in shown.stdout
    assert shown.stderr == ""


def test_check_judges_an_837_by_rules_with_facts_of_a_site(tmp_path: Path) -> None:
    book, file = tmp_path / "site.hhr", tmp_path / "claims.x12"
    book.write_text(SITE)
    document = home_health(Random(1))  # noqa: S311 - a claim, not a secret
    file.write_bytes(b"".join(x12_file([document | {"claim_id": "A"}])))
    shown = hhrules("check", "--rulebooks", book, file, "--format", "jsonl")
    assert [f["rule"] for f in json.loads(shown.stdout)["findings"]] == ["S-1"]


def test_check_reads_claims_from_standard_input(book: Path) -> None:
    shown = hhrules("check", "--rulebooks", book, "-", "--format", "json", stdin=claim("A", 3))
    (report,) = json.loads(shown.stdout)
    assert report["claim_id"] == "A"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1),
        (("--fail-on", "deny"), 1),
        (("--fail-on", "never"), 0),
        (("--skip", "S-1"), 0),
        (("--only", "S-2"), 0),
        (("--skip", "S-1", "--fail-on", "undetermined"), 0),
    ],
)
def test_exit_code_tells_how_much_was_found(
    book: Path, claims: Path, words: tuple[str, ...], code: int
) -> None:
    assert hhrules("check", "--rulebooks", book, claims, *words).exit_code == code


def test_an_open_question_counts_where_it_is_asked_for(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(claim().replace('"treatment_authorization": "X1", ', ""))
    assert hhrules("check", "--rulebooks", book, path).exit_code == 0
    found = hhrules("check", "--rulebooks", book, path, "--fail-on", "undetermined")
    assert found.exit_code == 1
    assert "Missing: treatment authorization" in found.stdout


def test_a_warning_counts_only_from_warn_on(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(claim().replace('"X1"', "null"))
    assert hhrules("check", "--rulebooks", book, path).exit_code == 0
    assert hhrules("check", "--rulebooks", book, path, "--fail-on", "warn").exit_code == 1
    told = hhrules("check", "--rulebooks", book, path).stdout
    assert "rests on treatment authorization given as none" in told
    unknown = hhrules("check", "--rulebooks", book, path, "--nulls", "unknown").stdout
    assert "Missing: treatment authorization" in unknown


def test_what_cannot_be_read_ends_with_2_and_the_rest_is_judged(
    book: Path, claims: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("call the agency\n")
    shown = hhrules("check", "--rulebooks", book, notes, claims)
    assert shown.exit_code == 2
    assert shown.stderr == f"{notes}: text of a format that is not known\n"
    assert "2 claims" in shown.stdout


@pytest.mark.parametrize("option", ["--only", "--skip"])
def test_a_slip_in_a_rule_id_gets_the_nearest(book: Path, claims: Path, option: str) -> None:
    shown = hhrules("check", "--rulebooks", book, claims, option, "S1")
    assert shown.exit_code == 2
    assert "no loaded rulebook has a rule S1; did you mean S-1?" in shown.stderr


def test_what_a_claim_says_cannot_steer_the_terminal(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "claim.json"
    path.write_text(claim("A\\u001b[31m", 3))
    assert "A\\x1b[31m\n" in hhrules("explain", path, "--rulebooks", book).stdout


@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_folder_without_rulebooks_is_bad_usage(
    program: Program, claims: Path, tmp_path: Path, command: str
) -> None:
    ended = program(command, str(claims), "--rulebooks", str(tmp_path))
    assert ended.returncode == 2
    assert ended.stdout == b""
    assert ended.stderr.decode().endswith("there is no rulebook (*.hhr) in this folder\n")


def test_a_bad_rulebook_shows_its_mistakes_and_judges_nothing(book: Path, claims: Path) -> None:
    (book / "small.hhr").write_text(
        RULEBOOK.replace("units is 4", "unitz is 4").replace(
            "otherwise   warn", "otherwise   wern"
        )
    )
    shown = hhrules("check", "--rulebooks", book, claims)
    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert "fix: write `units`" in shown.stderr
    assert "wern" in shown.stderr


def test_results_in_a_file_are_the_same_bytes(book: Path, claims: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    words = ("check", "--rulebooks", book, claims, "--format", "jsonl")
    shown = hhrules(*words)
    assert hhrules(*words, "--out", out).stdout == ""
    assert out.read_bytes() == shown.stdout_bytes


def test_profile_tells_where_the_time_went(book: Path, claims: Path) -> None:
    words = ("check", "--rulebooks", book, claims)
    shown = hhrules(*words, "--profile", "--jobs", "2")
    assert shown.stdout == hhrules(*words).stdout
    told = [line.split() for line in shown.stderr.splitlines()]
    assert [(w[2], w[-1]) for w in told if w[-1] == "small"] == [("2", "small")]
    rules = {w[-2]: w[2] for w in told if w[-1] == "(small)"}
    assert rules == {"S-1": "2", "S-2": "2"}


def test_explain_names_values_and_places(book: Path, claims: Path) -> None:
    shown = hhrules("explain", "--rulebooks", book, claims)
    assert shown.exit_code == 0
    assert "S-1  line 1: violated" in shown.stdout
    assert "    require units is 4 = no\n      units = 3   [line 1, FL 46]\n" in shown.stdout
    assert "A\n\n  nothing found\n" in shown.stdout


def test_explain_of_a_rule_tells_why_it_was_met(book: Path, claims: Path) -> None:
    words = ("explain", "--rulebooks", book, claims, "S-1", "--claim-id", "A")
    assert (
        "S-1  line 1: met\n    Visits have four units\n    require units is 4 = yes"
        in hhrules(*words).stdout
    )


def test_explain_tells_the_action_and_the_days_of_a_rule(book: Path, claims: Path) -> None:
    shown = hhrules("explain", "--rulebooks", book, claims, "--all").stdout
    assert "  S-1  line 1: violated, deny\n" in shown
    assert "small.hhr:15, in force on all days\n" in shown
    assert "small.hhr:23, effective from 2024-01-01\n" in shown


def test_explain_of_a_claim_without_rules_says_why(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(claim().replace('"329"', '"341"'))
    why = "small asks that type of bill is one of 320, 329"
    shown = hhrules("explain", "--rulebooks", book, path)
    assert shown.stdout == f"A\n\n  no rule applied: {why}\n\n"
    shown = hhrules("explain", "--rulebooks", book, path, "S-2")
    assert shown.stdout == f"A\n\n  S-2 does not apply: {why}\n\n"
    path.write_text(claim().replace("2024-", "2023-"))
    shown = hhrules("explain", "--rulebooks", book, path, "S-1")
    assert "S-1  line 1: met" in shown.stdout


@pytest.mark.parametrize("name", ["S1", "s-1"])
def test_explain_offers_the_nearest_rule(book: Path, claims: Path, name: str) -> None:
    shown = hhrules("explain", "--rulebooks", book, claims, name)
    assert shown.exit_code == 2
    assert f"no loaded rulebook has a rule {name}; did you mean S-1?" in shown.stderr


def test_explain_of_no_claim_is_bad_usage(book: Path, claims: Path) -> None:
    shown = hhrules("explain", "--rulebooks", book, claims, "--claim-id", "Z")
    assert shown.exit_code == 2
    assert "there is no claim Z" in shown.stderr


def test_examples_of_a_rulebook_hold_or_fail(book: Path) -> None:
    held = hhrules("test", book)
    assert (held.exit_code, held.stdout) == (0, "1 example holds\n")
    (book / "small.hhr").write_text(RULEBOOK.replace("units is 3", "units is 4"))
    failed = hhrules("test", book)
    assert failed.exit_code == 1
    assert "1 example of 1 does not hold" in failed.stdout


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("30 days after 2024-01-31", "2024-03-01"),
        ("2 + 3 * 4", "14"),
    ],
)
def test_eval_tries_an_expression(expression: str, text: str) -> None:
    assert hhrules("eval", expression).stdout == f"{text}\n"


def test_eval_of_nothing_says_so() -> None:
    shown = hhrules("eval", "")
    assert shown.exit_code == 2
    assert shown.stderr.startswith("error[E004]: nothing is said here\n")


def test_eval_reads_the_facts_of_a_claim(claims: Path) -> None:
    shown = hhrules("eval", "count of lines", "--claim", claims, "--type")
    assert shown.stdout == "1  (a whole number)\n"
    assert hhrules("eval", "count of linez", "--claim", claims).exit_code == 2


def test_no_mistake_of_a_user_ends_in_a_traceback(program: Program, tmp_path: Path) -> None:
    for words in (
        ("check", tmp_path / "none.json"),
        ("check", "--rulebooks", tmp_path / "none", "-"),
        ("check", "-", "--format", "xml"),
        ("check", "-", "--as-of", "soon"),
        ("eval", "1 +"),
        ("compile", tmp_path),
        ("show", "nothing"),
    ):
        done = program(*words)
        assert done.returncode == 2, words
        assert b"Traceback" not in done.stderr, words
        assert done.stdout == b"", words


@pytest.mark.parametrize(
    ("words", "summary"),
    [
        ((), {"met": 1, "violated": 1, "undetermined": 0, "not_applicable": 0}),
        (("--only", "S-1"), {"met": 0, "violated": 1, "undetermined": 0, "not_applicable": 0}),
        (("--skip", "S-1"), {"met": 1, "violated": 0, "undetermined": 0, "not_applicable": 0}),
    ],
)
def test_summary_counts_the_selected_rules(
    book: Path, tmp_path: Path, words: tuple[str, ...], summary: dict[str, int]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(claim("A", 3))
    shown = hhrules("check", "--rulebooks", book, path, "--format", "json", *words)
    (report,) = json.loads(shown.stdout)
    assert report["summary"] == summary
