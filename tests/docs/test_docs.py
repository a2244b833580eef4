"""What stands in the documentation holds: commands give the shown output, rules compile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hhrules.source.diagnostic import Diagnostics, Severity
from hhrules.source.text import SourceFile
from hhrules.syntax.parser import parse, parse_expression
from tests.checking import check_source
from tests.docs import diagrams, dictionary
from tests.docs.blocks import PAGES, ROOT, Block, blocks
from tests.docs.pages import differences
from tests.docs.tasks import TASKS

KINDS = {"", "sh", "console", "diff", "json", "text", "python", "rules", "sentences", "make"}
HEADER = """\
rulebook from-the-page
  title       "From the page"
  version     1.0.0
  applies to claims where payer is medicare
  dated by    service date
  cite        "The page"

"""
ALL = [block for page in PAGES for block in blocks(page)]


def _of(kind: str) -> list[Block]:
    return [block for block in ALL if block.kind == kind]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_give_the_output_that_the_page_shows(page: Path, tmp_path: Path) -> None:
    assert "\n\n".join(differences(page, tmp_path)) == ""
    if page.parent.name == "how-to" and page.name in TASKS:
        TASKS[page.name](tmp_path)


def test_each_task_of_an_analyst_has_a_page_that_the_index_names() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    assert [name for name in TASKS if f"(how-to/{name})" not in index] == []
    assert len(TASKS) == 10


@pytest.mark.parametrize("block", _of("rules"), ids=lambda block: block.place)
def test_rules_of_a_page_are_good(block: Block) -> None:
    text = block.text if block.text.startswith("rulebook ") else HEADER + block.text
    source = SourceFile(block.place, text)
    diagnostics = Diagnostics()
    if "broken" in block.options:
        wrong = [d for d in check_source(source) if d.severity is Severity.ERROR]
        assert wrong, "the page says that this does not load"
        return
    if "fragment" in block.options:
        parse(source, diagnostics)
        found = list(diagnostics)
    else:
        found = check_source(source)
    assert [(d.code, d.message) for d in found if d.severity is Severity.ERROR] == []


def _sentences(block: Block) -> list[str]:
    """The block's expressions: each begins at the margin, deeper lines belong to it."""
    text = re.sub(r"  +#.*", "", block.text)
    return [part.strip("\n") for part in re.split(r"\n(?=\S)", text) if part.strip()]


@pytest.mark.parametrize("block", _of("sentences"), ids=lambda block: block.place)
def test_sentences_of_a_page_parse(block: Block) -> None:
    for sentence in _sentences(block):
        diagnostics = Diagnostics()
        parse_expression(SourceFile(block.place, sentence), diagnostics)
        found = [(sentence, d.code, d.message) for d in diagnostics]
        assert found == []


def test_the_dictionary_is_current() -> None:
    assert dictionary.PAGE.read_text("utf-8") == dictionary.page()


def test_the_diagrams_are_those_of_the_grammar() -> None:
    shown = {path.name: path.read_text("utf-8") for path in diagrams.FOLDER.iterdir()}
    assert shown == diagrams.pictures()
    assert diagrams.PAGE.read_text("utf-8") == diagrams.page()


def test_each_clause_of_the_grammar_stands_in_a_diagram() -> None:
    drawn = {
        a
        for _, _, rule, aliases in diagrams.SECTIONS
        if rule == "clause"
        for a in aliases.split()
    }
    tree = diagrams.Diagrams().rules["clause"]
    assert drawn == {str(option.children[1].name) for option in tree.children}


def test_each_block_is_of_a_kind_that_a_test_reads() -> None:
    assert [block.place for block in ALL if block.kind not in KINDS] == []


def test_links_between_pages_lead_somewhere() -> None:
    lost: list[str] = []
    for page in PAGES:
        targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        lost += [f"{page.name}: {to}" for to in targets if not (page.parent / to).exists()]
    assert lost == []


_PATH = re.compile(r"`([\w/]+(?:\.(?:py|lark|md|toml)|/\w+))`")
_FOLDERS = ("", "hhrules", "hhrules/codegen", "hhrules/engine")
"""From where contributors are sent to files, besides the folder of the last one."""


def test_files_that_contributors_are_sent_to_are_there() -> None:
    text = (ROOT / "docs" / "contributing.md").read_text("utf-8")
    last, lost = ROOT, []
    for name in _PATH.findall(text):
        places = (folder / name for folder in (last, *(ROOT / f for f in _FOLDERS)))
        found = next((place for place in places if place.exists()), None)
        if found is None:
            lost.append(name)
        else:
            last = found if found.is_dir() else found.parent
    assert lost == []


def test_modules_that_a_package_leads_to_are_there() -> None:
    lost: list[str] = []
    for file in (ROOT / "hhrules").rglob("__init__.py"):
        told = file.read_text("utf-8").split('"""')[1]
        led = "\n".join(re.findall(r"^(?:- |  ).*$", told, re.MULTILINE))
        there = {path.stem for path in file.parent.iterdir()}
        lost += [
            f"{file.parent.name}: {n}"
            for n in re.findall(r"`([a-z_]+)`", led)
            if n not in there
        ]
    assert lost == []


def test_each_decision_has_its_three_parts() -> None:
    for page in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        text = page.read_text("utf-8")
        heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert heads[:3] == ["Context", "Decision", "Consequences"], page.name
