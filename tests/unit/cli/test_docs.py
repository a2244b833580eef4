from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hhrules.cli.main import cli
from hhrules.site.coverage import PAGE

BOOK = """\
rulebook one
  title       "One rule <and> no more"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    statement from

rule OWN-1 "The bill has a patient status"
  effective from 2020-01-01
  certainty   verified
  require     patient status is not none
  otherwise   return to provider
  because     "No status for {statement from}."
  cite        "A manual"
"""


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["docs", *words])
    return result.exit_code, result.stdout, result.stderr


def test_a_rulebook_becomes_a_page(tmp_path: Path) -> None:
    book = tmp_path / "one.hhr"
    book.write_text(BOOK, encoding="utf-8")
    out = tmp_path / "site"
    code, stdout, stderr = run(str(book), "--out", str(out))
    assert (code, stdout) == (0, "")
    assert "index.html" in stderr
    page = (out / "rulebooks" / "one.html").read_text(encoding="utf-8")
    assert "<h1>One rule &lt;and&gt; no more</h1>" in page
    assert "What changed when" not in page
    assert "OWN-1" in (out / "rules.html").read_text(encoding="utf-8")


def test_a_rulebook_with_a_mistake_is_shown_with_it(tmp_path: Path) -> None:
    book = tmp_path / "one.hhr"
    book.write_text(BOOK.replace("require ", "demand "), encoding="utf-8")
    code, _, stderr = run(str(book), "--out", str(tmp_path / "site"))
    assert code == 2
    assert "one.hhr:" in stderr
    assert not (tmp_path / "site").exists()


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "hhrules.site.render", raising=False)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    book = tmp_path / "one.hhr"
    book.write_text(BOOK, encoding="utf-8")
    code, _, stderr = run(str(book), "--out", str(tmp_path / "site"))
    assert code == 2
    assert 'pip install "hhrules[docs]"' in stderr


def test_the_folder_has_to_be_named() -> None:
    code, _, stderr = run()
    assert code == 2
    assert "--out DIR" in stderr


def test_coverage_is_the_committed_page() -> None:
    code, stdout, _ = run("--coverage")
    assert code == 0
    assert stdout == PAGE.read_text(encoding="utf-8")


def test_coverage_is_of_the_shipped_set(tmp_path: Path) -> None:
    book = tmp_path / "one.hhr"
    book.write_text(BOOK, encoding="utf-8")
    code, _, stderr = run(str(book), "--coverage")
    assert code == 2
    assert "shipped" in stderr
