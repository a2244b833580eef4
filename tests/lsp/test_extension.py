"""The extension for Visual Studio Code: it builds, and its colours and snippets fit the language."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from hhrules import __version__
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.render import render_text
from hhrules.source.text import SourceFile
from hhrules.syntax.parser import parse
from hhrules.syntax.phrases import phrases
from tests.lsp import textmate

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "grammar/editors"
BUILT = ROOT / "build/editor"

Token = tuple[str, list[str]]


@cache
def built() -> Path:
    """The packaged extension, built anew where a source is newer."""
    made = subprocess.run(
        ["make", "--silent", "editor", f"PYTHON={sys.executable}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return BUILT / "hhrules.vsix"


def tokens(*files: Path) -> list[list[list[Token]]]:
    """For each file, for each line, the tokens with their scopes, as an editor finds them."""
    built()
    script = Path(__file__).with_name("tokenise.cjs")
    ran = subprocess.run(
        ["node", script, BUILT / "node_modules", textmate.FILE, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return [
        [[(text, scopes) for text, scopes in line] for line in json.loads(said)["lines"]]
        for said in ran.stdout.splitlines()
    ]


# ------------------------------------------------------------------------------ the package


def test_the_package_holds_what_it_must_and_nothing_else() -> None:
    with ZipFile(built()) as archive:
        names = {n.removeprefix("extension/") for n in archive.namelist() if "/" in n}
        package = json.loads(archive.read("extension/package.json"))
        bundle = archive.read("extension/dist/extension.js").decode("utf-8")
    assert names == {
        "package.json",
        "README.md",
        "LICENSE.txt",
        "language-configuration.json",
        "dist/extension.js",
        "snippets/hhrules.json",
        "syntaxes/hhrules.tmLanguage.json",
    }
    assert package["version"] == __version__
    assert package["contributes"]["languages"][0]["extensions"] == [".hhr"]
    assert "hhrules.path" in package["contributes"]["configuration"]["properties"]
    assert 'pip install "hhrules[lsp]"' in bundle
    assert "textDocument/codeLens" in bundle  # the client is in it


def test_the_bundle_loads_with_nothing_but_the_editor(tmp_path: Path) -> None:
    with ZipFile(built()) as archive:
        archive.extract("extension/dist/extension.js", tmp_path)
    program = """
      const Module = require("module");
      const editor = new Proxy(function () {}, {
        get: (self, name) => (name === "prototype" ? self.prototype : editor),
      });
      const load = Module._load;
      Module._load = (name, ...rest) => (name === "vscode" ? editor : load(name, ...rest));
      const extension = require("./extension/dist/extension.js");
      console.log(Object.keys(extension).join(" "));
    """
    ran = subprocess.run(
        ["node", "-e", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.stdout.split() == ["activate", "deactivate"], ran.stderr


def test_every_tool_is_pinned() -> None:
    package = json.loads((SOURCES / "vscode/package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"[0-9.]+", v) for v in package["devDependencies"].values())
    lock = json.loads((SOURCES / "vscode/package-lock.json").read_text(encoding="utf-8"))
    entries = [entry for name, entry in lock["packages"].items() if name]
    assert entries
    assert all("integrity" in entry for entry in entries)
    assert not any("resolved" in entry for entry in entries)


# ------------------------------------------------------------------------------ colours


def test_the_colours_are_made_from_the_words_of_the_language() -> None:
    assert textmate.FILE.read_text(encoding="utf-8") == textmate.text(), (
        "the words of the language have changed: run python -m tests.lsp.textmate"
    )


def test_every_shipped_rulebook_is_coloured_throughout() -> None:
    files = sorted((ROOT / "rulebooks").rglob("*.hhr"))
    for file, lines in zip(files, tokens(*files), strict=True):
        for number, line in enumerate(lines, 1):
            for text, scopes in line:
                plain = not text.strip() or any(scopes)
                assert plain, f"{file.name}:{number}: {text!r} has no colour"
                assert not any("invalid" in scope for scope in scopes)


SAMPLE = {
    "rulebook x": ("rulebook", "keyword.control.block"),
    'rule ZZ-1 "x"': ("ZZ-1", "entity.name.function.rule"),
    "define long lines as lines": ("long lines", "entity.name.type"),
    "table kinds by hcpcs": ("kinds", "entity.name.type"),
    "  for each    line": ("for each", "keyword.other.clause"),
    "  otherwise   deny the line": ("deny the line", "keyword.other.action"),
    "  expect      violated on 2024-01-01": ("violated", "constant.language.outcome"),
    "  | 5 | not applicable |": ("not applicable", "constant.language.outcome"),
    "  when        review choice holds": ("review", "variable.other.name"),
    "  when        unable to leave": ("to", "variable.other.name"),
    "  when        hcpcs is one of G8978 to G8999": ("to", "keyword.operator.word.span"),
    "  when        day is 2024-03-01": ("2024-03-01", "constant.other.date"),
    "  when        amount is $1,980.00": ("$1,980.00", "constant.numeric.money"),
    "  when        gap is 30 days": ("30 days", "constant.numeric.duration"),
    "  when        code is 042X": ("042X", "constant.other.code"),
    '  because     "On {service date}."': ("service", "variable.other.name"),
    '  note        "is not one of"': ('"is not one of"', "string.quoted.double"),
    "  when        x # is not": ("# is not", "comment.line.number-sign"),
}


def test_words_have_the_colours_of_what_they_are(tmp_path: Path) -> None:
    file = tmp_path / "sample.hhr"
    file.write_text("\n".join(SAMPLE), encoding="utf-8")
    (lines,) = tokens(file)
    for (said, (word, scope)), line in zip(SAMPLE.items(), lines, strict=True):
        found = {text.strip(): scopes[-1] for text, scopes in line if scopes}
        assert found.get(word) == f"{scope}.hhrules", (said, line)


def test_every_phrase_of_the_language_is_coloured_as_one(tmp_path: Path) -> None:
    said = textmate.operators()
    assert {"is on or before", "in the same", "with gaps of at most"} <= set(said)
    file = tmp_path / "phrases.hhr"
    file.write_text("\n".join(f'  when        x {p} "y"' for p in said), encoding="utf-8")
    (lines,) = tokens(file)
    for phrase, line in zip(said, lines, strict=True):
        words = [
            text for text, scopes in line if scopes[-1:] == ["keyword.operator.word.hhrules"]
        ]
        assert words == [phrase]
    named = {phrase for words in phrases().values() for phrase in words}
    apart = {p for t in textmate.IN_PLACE for p in phrases()[t]}
    assert named <= set(said) | apart | textmate.FIRST


# ------------------------------------------------------------------------------ snippets

BEFORE = """\
rulebook my-rules
  title       "What it is about"
  version     1.0.0
  applies to claims where type of bill is 34X
  dated by    service date
  cite        "CMS Pub. 100-04"

"""


def snippets() -> dict[str, Any]:
    """The snippets by name."""
    file = SOURCES / "vscode/snippets/hhrules.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def expanded(body: list[str]) -> str:
    """A snippet as it stands when nobody types over its places."""
    text = "\n".join(body).replace("\\$", "\1").replace("\\}", "\2")
    text = re.sub(r"(?<!\$)\{", "\3", text)
    text = re.sub(r"\$\{[0-9]+\|([^,|]*)[^|]*\|\}", r"\1", text)
    text = re.sub(r"\$\{[0-9]+:([^{}]*)\}", r"\1", text)
    return text.replace("$0", "").translate({1: "$", 2: "}", 3: "{"})


@pytest.mark.parametrize("name", snippets())
def test_a_snippet_is_good_as_it_comes(name: str) -> None:
    said = expanded(snippets()[name]["body"])
    source = SourceFile("snippet.hhr", said if said.startswith("rulebook") else BEFORE + said)
    diagnostics = Diagnostics()
    assert parse(source, diagnostics) is not None
    assert not diagnostics.has_errors, render_text(diagnostics, {source.name: source})


def test_there_is_a_snippet_for_each_kind_of_block() -> None:
    prefixes = {snippet["prefix"] for snippet in snippets().values()}
    assert {"rulebook", "rule", "table", "value", "define", "example of", "overlay"} <= prefixes
