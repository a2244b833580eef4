"""What an editor shows of the name or code under the pointer."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp

from hhrules.lsp.clauses import MEANS
from hhrules.syntax.words import SHAPES
from tests.lsp.books import SMALL, USER, WORDS
from tests.lsp.conftest import ROOT, Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def hover(editor: Editor, uri: str, marked: str) -> tuple[str, str]:
    """The marked words and what is said of them."""
    found = await editor.client.text_document_hover_async(
        lsp.HoverParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, marked))
    )
    assert found is not None
    assert isinstance(found.contents, lsp.MarkupContent)
    assert found.range is not None
    return editor.slice(uri, found.range), found.contents.value


async def test_a_fact_with_its_place_on_the_claim(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    words, said = await hover(editor, uri, 'because     "Line of {service^ date}')
    assert words == "service date"
    assert "a date · fact of each line" in said
    assert "UB-04 45" in said
    assert "837I 2400 DTP*472" in said
    assert "`lines.service_date`" in said
    assert "Absent means: unknown." in said


async def test_a_definition_of_another_rulebook_with_its_remark(editor: Editor) -> None:
    editor.open("words.hhr", WORDS)
    uri = editor.open("user.hhr", USER)
    words, said = await hover(editor, uri, "for each    long ^line")
    assert words == "long line"
    assert "defined in words" in said
    assert "A line of more than an hour." in said
    assert "define long lines as lines where units is more than 4" in said


async def test_a_rule_with_its_days_and_sources(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    _, said = await hover(editor, uri, "examples of ZZ^-1")
    assert "Timed lines carry GP" in said
    assert "In force from 2020-01-01, by service date" in said
    assert "- CMS Pub. 100-04, chapter 5" in said


async def test_a_dated_value_marks_the_row_of_today(editor: Editor) -> None:
    shipped = ROOT / "rulebooks/outpatient-therapy-amounts/outpatient-therapy-amounts.hhr"
    uri = editor.open("amounts.hhr", shipped.read_text(encoding="utf-8"))
    _, said = await hover(editor, uri, "when        spent is more than therapy thr^eshold")
    rows = [line for line in said.splitlines() if line.startswith("| ")]
    assert rows[2].replace("*", "").startswith("| 2026-01-01 | 2026-12-31 | $2,480")
    assert "dated value by therapy group" in said
    assert "OT-17: no cap from 2018." in said


@pytest.mark.parametrize(
    ("marked", "family", "meaning"),
    [
        ("revenue code is one of 042^X", "revenue code", "physical therapy"),
        ("hcpcs is G01^51", "hcpcs", "visit of a physical therapist"),
        ("modifiers include K^X", "modifiers", "above the threshold"),
        ("date of occurrences for 5^5", "occurrence code", "patient died"),
        ("reason code is 37^253", "reason code", "no OASIS assessment on file"),
    ],
)
async def test_codes_say_what_they_mean(
    editor: Editor, marked: str, family: str, meaning: str
) -> None:
    text = SMALL.replace(
        "  require     modifiers include GP",
        """\
  when        revenue code is one of 042X, 0431
  when        hcpcs is G0151
  when        modifiers include KX
  when        date of occurrences for 55 is not none
  when        there is an earlier submission where reason code is 37253
  require     modifiers include GP""",
    )
    uri = editor.open("codes.hhr", text)
    words, said = await hover(editor, uri, marked)
    assert f"**{words}** · {family}" in said
    assert meaning in said


async def test_a_table_row_says_what_its_codes_are(editor: Editor) -> None:
    table = "\ntable kinds by hcpcs\n  | hcpcs | kind    |\n  | 97110 | workout |\n"
    text = SMALL.replace("where units is more than 4", "where hcpcs is 97110") + table
    uri = editor.open("kinds.hhr", text)
    _, said = await hover(editor, uri, "where hcpcs is 97^110")
    assert "kind workout (table `kinds`)" in said


async def test_a_clause_word_says_what_it_does(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    words, said = await hover(editor, uri, "for ^each    timed line")
    assert words == "for each"
    assert "one judgement for each member" in said


async def test_every_word_of_a_clause_is_explained() -> None:
    assert MEANS.keys() == SHAPES.keys()
