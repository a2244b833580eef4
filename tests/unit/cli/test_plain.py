"""The plain form of `check` does what the command does, and takes no other line."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hhrules.cli.check import check
from hhrules.cli.main import cli
from hhrules.cli.plain import Plain, plain_check, understood
from tests.unit.cli.conftest import RULEBOOK, claim

BROKEN = "{no claim\n"
WORDS = (
    "one.jsonl",
    "two.jsonl",
    "-",
    "--",
    "nothing.json",
    "",
    "folder",
    "--format",
    "--format=json",
    "--format=jsonl",
    "--format=parquet",
    "--format=",
    "text",
    "JSON",
    "--fail-on",
    "--fail-on=never",
    "undetermined",
    "deny",
    "--rulebooks",
    "--rulebooks=small.hhr",
    "small.hhr",
    "medicare",
    "--rulebook",
    "--jobs",
    "2",
    "--skip=S-1",
    "-h",
    "--help",
    "--profile",
    "--out",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("plain")
    (here / "one.jsonl").write_text(claim("A", 4) + BROKEN + claim("B", 3))
    (here / "two.jsonl").write_text(claim("A", 4))
    (here / "empty.txt").write_text("")
    (here / "small.hhr").write_text(RULEBOOK)
    (here / "wrong.hhr").write_text(RULEBOOK.replace("require", "requires"))
    (here / "folder").mkdir()
    (here / "folder" / "b.jsonl").write_text(claim("C", 3))
    return here


@pytest.fixture
def _here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("HHRULES_ANYTHING", "says nothing to the command line")


def by_command(words: list[str]) -> dict[str, object] | None:
    """The parameters that the command makes of a line; None where it refuses it."""
    try:
        found: dict[str, object] = check.make_context("check", words).params
    except (click.ClickException, click.exceptions.Exit):
        return None
    return found


@pytest.mark.usefixtures("_here")
@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_a_line_means_what_it_means_to_the_command(words: list[str]) -> None:
    plain = understood(["check", *words])
    if plain is None:
        return
    full = by_command(words)
    assert full is not None
    usual = by_command(["two.jsonl"])
    assert usual is not None
    assert full == {
        **usual,
        "claims": tuple(plain.claims),
        "rulebooks": tuple(plain.rulebooks),
        "format_": plain.format_,
        "fail_on": plain.fail_on,
    }


@pytest.mark.usefixtures("_here")
def test_lines_that_scripts_write_are_plain() -> None:
    assert understood(["check", "one.jsonl"]) == Plain(["one.jsonl"])
    words = "check --rulebooks small.hhr --format=json one.jsonl folder --fail-on never"
    assert understood(words.split()) == Plain(
        ["one.jsonl", "folder"], [Path("small.hhr")], "json", "never"
    )


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    "words",
    [
        f"{file} --format {format_} --fail-on {fail_on}"
        for file, format_, fail_on in product(
            ("one.jsonl", "two.jsonl", "folder", "empty.txt two.jsonl"),
            ("text", "json", "jsonl"),
            ("never", "deny"),
        )
    ],
)
def test_results_and_codes_are_those_of_the_command(
    words: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    line = ["check", "--rulebooks", "small.hhr", *words.split()]
    code = plain_check(line)
    out, said = capfdbinary.readouterr()
    done = CliRunner().invoke(cli, line)
    assert (code, out, said) == (done.exit_code, done.stdout_bytes, done.stderr_bytes)


@pytest.mark.usefixtures("_here")
def test_mistakes_are_left_to_the_command(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for words in (
        "nothing.json",
        "two.jsonl --rulebooks wrong.hhr",
        "two.jsonl --format x",
        "",
    ):
        assert plain_check(["check", *words.split()]) is None
    assert plain_check(["explain", "two.jsonl"]) is None
    assert plain_check([]) is None
    assert capfdbinary.readouterr() == (b"", b"")


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    "name",
    ["HHRULES_CHECK_FORMAT", "HHRULES_CHECK_FAIL_ON", "_HHRULES_COMPLETE", "FORCE_COLOR"],
)
def test_what_the_environment_asks_for_is_left_to_the_command(
    name: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv(name, "json")
    assert plain_check(["check", "two.jsonl", "--rulebooks", "small.hhr"]) is None
    assert capfdbinary.readouterr() == (b"", b"")
