"""The small commands: schema, convert, history and help, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import RULEBOOK, claim, hhrules

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "claims"


def test_schema_is_a_json_schema_of_the_claim() -> None:
    schema = json.loads(hhrules("schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "claim_id" in schema["required"]


def test_dictionary_tells_every_fact_in_markdown() -> None:
    assert "| needs a supportive device |" in hhrules("schema", "--dictionary").stdout


def test_convert_writes_claims_that_it_reads_again() -> None:
    once = hhrules("convert", EXAMPLES)
    assert once.exit_code == 0
    again = hhrules("convert", "-", stdin=once.stdout_bytes)
    assert again.stdout_bytes == once.stdout_bytes
    assert len(once.stdout_bytes.splitlines()) == 11


def test_convert_says_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"claim_id": "A"}')
    shown = hhrules("convert", tmp_path)
    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert "A: $" in shown.stderr


def test_history_keeps_a_claim_once(tmp_path: Path) -> None:
    db = tmp_path / "claims.db"
    loaded = hhrules("history", "load", db, EXAMPLES, "--complete-since", "2017-01-01")
    assert loaded.stderr == "11 claim versions added\n"
    assert hhrules("history", "load", db, EXAMPLES).stderr == "0 claim versions added\n"
    assert hhrules("history", "show", db).stdout.splitlines() == [
        "11 claim versions of 8 patients",
        "complete since 2017-01-01",
    ]


def test_claims_of_nobody_are_named_when_they_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "claim.json"
    path.write_text(claim().replace('"patient": {"id": "p"},', ""))
    loaded = hhrules("history", "load", tmp_path / "h.db", path)
    assert loaded.stderr == (
        "0 claim versions added\n1 claim without patient id and MBI: not kept\n"
    )


@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_history_that_was_not_there_is_said_to_be_new(command: str, tmp_path: Path) -> None:
    db = tmp_path / "typo.db"
    path = tmp_path / "claim.json"
    path.write_text(claim())
    book = tmp_path / "small.hhr"
    book.write_text(RULEBOOK)
    words = (command, path, "--rulebooks", book, "--history")
    said = f"{db} is a new history store: no earlier claims are known yet\n"
    shown = hhrules(*words, db)
    assert shown.stderr == said
    assert db.exists()
    assert said not in shown.stdout
    assert hhrules(*words, db).stderr == ""
    assert hhrules(*words, "run").stderr == ""


def test_history_forgets_a_patient(tmp_path: Path) -> None:
    db = tmp_path / "claims.db"
    hhrules("history", "load", db, EXAMPLES)
    assert hhrules("history", "forget", db, "--patient", "demo-4").exit_code == 0
    assert hhrules("history", "show", db, "--patient", "demo-4").stdout == ""
    assert hhrules("history", "forget", db, "--patient", "demo-4").exit_code == 1


def test_history_refuses_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 100)
    shown = hhrules("history", "show", path)
    assert shown.exit_code == 2
    assert "is not a history store" in shown.stderr


def test_help_on_an_unknown_code_is_bad_usage() -> None:
    shown = hhrules("help", "E998")
    assert shown.exit_code == 2
    assert "there is no diagnostic E998" in shown.stderr


TEXT = """\
rulebook small
  title       "A small rulebook"
  version     1.0.0
"""


@pytest.mark.parametrize(
    "saved",
    [
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace('"A small rulebook"', "\u201cA small rulebook\u201d").encode(),
        TEXT.replace("  title       ", "\u00a0\u00a0title\t").encode(),
        TEXT.encode("utf-16"),
    ],
    ids=["windows line ends", "byte order mark", "curly quotes", "hard blanks", "utf-16"],
)
def test_what_windows_saves_is_read_and_written_anew(saved: bytes, tmp_path: Path) -> None:
    path = tmp_path / "small.hhr"
    path.write_bytes(saved)
    assert hhrules("compile", path).exit_code == 0
    assert hhrules("fmt", "--check", path).exit_code == 1
    assert hhrules("fmt", path).exit_code == 0
    assert path.read_bytes() == TEXT.encode()
    assert hhrules("fmt", "--check", path).exit_code == 0


def test_a_file_in_another_encoding_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "small.hhr"
    path.write_bytes(TEXT.replace("A small", "A\u2019 small").encode("cp1252"))
    for command in (("test",), ("fmt",), ("lint",), ("compile",)):
        shown = hhrules(*command, path)
        assert shown.exit_code == 2
        assert "E040" in shown.stderr
        assert "small.hhr:2:17" in shown.stderr


def test_compile_shows_what_is_worth_a_look_beside_what_holds(tmp_path: Path) -> None:
    path = tmp_path / "small.hhr"
    rule = """
define few as lines where units is one of 8 to 1

rule S-1 "There are few"
  require     count of few is 0
  otherwise   review
  cite        "A policy"
"""
    path.write_text(TEXT + rule, "utf-8")
    shown = hhrules("compile", path)
    assert shown.exit_code == 0
    assert "compiles: 1 rule" in shown.stdout
    assert "W139" in shown.stderr
    assert "write `1 to 8`" in shown.stderr


@pytest.mark.parametrize("said", ["2024/06/01", "6/1/2024", "2024-6-1"])
def test_a_day_in_another_form_is_told_with_the_day_that_is_meant(said: str) -> None:
    shown = hhrules("show", "timely-filing", "--on", said)
    assert shown.exit_code == 2
    assert f"'{said}' is no day; write it as 2024-06-01" in shown.stderr


def test_eval_says_what_is_wrong_with_a_claim_that_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "claim.json"
    path.write_text('{"claim_id": "A", "type_of_bill": "329"}', "utf-8")
    shown = hhrules("eval", "count of lines", "--claim", path)
    assert shown.exit_code == 2
    assert "A: $.lines: expected this field, it is missing" in shown.stderr
