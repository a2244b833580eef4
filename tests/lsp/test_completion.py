"""What an editor offers to write, at each place of a rulebook."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp

from tests.lsp.books import SMALL, WORDS
from tests.lsp.conftest import ROOT, Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def offers(
    editor: Editor, typed: str, *, after: str = ""
) -> dict[str, lsp.CompletionItem]:
    """The offers where the `^` stands in `typed`, put after the line `after` (else at the end)."""
    place = SMALL.index(after) + len(after) if after else len(SMALL)
    text = SMALL[:place] + "\n" + typed + SMALL[place:]
    uri = editor.open("completed.hhr", text.replace("^", ""))
    position = editor.at(uri, text[place + 1 :].split("\n\n")[0] if after else typed)
    found = await editor.client.text_document_completion_async(
        lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), position)
    )
    assert isinstance(found, lsp.CompletionList)
    return {item.label: item for item in found.items}


SUBJECT = "  for each    timed line"
GIVEN = "examples of ZZ-1"


@pytest.mark.parametrize(
    ("typed", "after", "wanted", "unwanted"),
    [
        # words that begin blocks and clauses
        (
            "^",
            "",
            {"rule", "define", "table", "examples of", "switch off"},
            {"require", "units"},
        ),
        ("ru^", "", {"rule", "rulebook"}, {"table"}),
        ("  ^", SUBJECT, {"require", "because", "treat missing"}, {"given", "title", "rule"}),
        ("  re^", SUBJECT, {"require"}, {"because"}),
        ("  ^", GIVEN, {"given"}, {"require"}),
        ("  expect      violated ^", GIVEN, {"because", "with", "by"}, {"require"}),
        ("  with lines\n    | ^ |", GIVEN, {"units", "expect"}, {"title"}),
        # names
        (
            "  when        ^",
            SUBJECT,
            {"units", "service date", "type of bill", "not"},
            {"where"},
        ),
        ("  when        service ^", SUBJECT, {"service date"}, {"units"}),
        ("  when        type of b^", SUBJECT, {"type of bill"}, {"units"}),
        (
            "  when        there is a ^",
            SUBJECT,
            {"line", "timed line", "visit"},
            {"lines", "units"},
        ),
        ("  when        count of ^", SUBJECT, {"lines", "timed lines"}, {"line", "units"}),
        ("  when        sum of un^", SUBJECT, {"units"}, {"lines"}),
        ("  when        sum of units of ^", SUBJECT, {"timed lines", "lines"}, {"units"}),
        (
            "  for each    ^",
            "  effective from 2020-01-01",
            {"line", "timed line", "claim"},
            {"lines"},
        ),
        ("  dated by    ^", SUBJECT, {"service date", "statement from"}, {"units"}),
        ("  level       ^", SUBJECT, {"claim", "line", "visit"}, {"units"}),
        ("  certainty   ^", SUBJECT, {"verified", "recalled"}, {"units"}),
        ("fact depth has type ^", "", {"money", "date", "yes/no", "whole number"}, {"units"}),
        ("examples of ^", "", {"ZZ-1"}, {"units"}),
        ("rule ^", "", {"ZZ-2"}, {"ZZ-1"}),
        (
            "  uses        home-health-com^",
            "  version     1.0.0",
            {"home-health-common"},
            {"homebound"},
        ),
        ('  because     "Line of {serv^', SUBJECT, {"service date"}, {"units"}),
        # phrases that the grammar takes next
        (
            "  when        units is ^",
            SUBJECT,
            {"is at least", "is more than", "is one of"},
            {"is"},
        ),
        (
            "  when        units is at le^",
            SUBJECT,
            {"is at least"},
            {"is at most", "is more than"},
        ),
        ("  when        units is 4 ^", SUBJECT, {"and", "or"}, {"is at least"}),
        (
            "  otherwise   ^",
            SUBJECT,
            {"deny the line", "return to provider", "hold"},
            {"units"},
        ),
        ("  otherwise   deny the ^", SUBJECT, {"deny the line", "deny the claim"}, {"hold"}),
        (
            "define long lines as lines ^",
            "",
            {"where", "grouped by", "in the same"},
            {"require"},
        ),
        ("  require     any of\n    un^", SUBJECT, {"units"}, {"and"}),
        # codes beside facts
        ("  when        revenue code is 04^", SUBJECT, {"042X", "0421", "0444"}, {"0551"}),
        ("  when        modifiers include ^", SUBJECT, {"GP", "KX"}, {"0421"}),
        ("  when        modifiers include one of GP, ^", SUBJECT, {"GO", "KX"}, {"0421"}),
        ("  when        date of occurrences for ^", SUBJECT, {"50", "55"}, {"GP"}),
        ("  when        date of occurrences for deat^", SUBJECT, {"55"} - {"55"}, {"50"}),
        ("  when        date of occurrences for die^", SUBJECT, {"55"}, {"50"}),
        ("  when        patient status is ^", SUBJECT, {"20", "30"}, {"GP"}),
        (
            "  when        there is an earlier submission where reason code is ^",
            SUBJECT,
            {"37253", "38200"},
            {"GP"},
        ),
        ("  when        payer is ^", SUBJECT, {"medicare", "medicaid"}, {"GP"}),
        # tables
        (
            "examples of ZZ-1\n  | ^",
            "",
            {"units", "expect", "timed lines"} - {"timed lines"},
            {"is missing"},
        ),
        (
            "examples of ZZ-1\n  | units | expect |\n  | 5 | ^",
            "",
            {"met", "violated", "undetermined"},
            {"GP"},
        ),
        (
            "examples of ZZ-1\n  | modifiers | expect |\n  | ^",
            "",
            {"GP", "is missing", "-"},
            {"met", "any"},
        ),
        ("table kinds by hcpcs\n  | ^", "", {"hcpcs", "effective from", "cite"}, {"expect"}),
        (
            "table kinds by hcpcs\n  | hcpcs | kind |\n  | G01^",
            "",
            {"G0151", "G0162"},
            {"G0299"},
        ),
        ('  cite        "CMS^', SUBJECT, {"CMS Pub. 100-04, chapter 5"}, {"units"}),
    ],
)
async def test_what_is_offered(
    editor: Editor, typed: str, after: str, wanted: set[str], unwanted: set[str]
) -> None:
    found = await offers(editor, typed, after=after)
    assert wanted <= found.keys()
    assert not unwanted & found.keys()


@pytest.mark.parametrize("typed", ["  # when ^", '  note        "an^', "  | 1 # ^"])
async def test_nothing_is_offered_in_remarks_and_texts(editor: Editor, typed: str) -> None:
    assert await offers(editor, typed, after=SUBJECT) == {}


async def test_offers_say_what_they_mean(editor: Editor) -> None:
    found = await offers(editor, "  when        revenue code is 042^", after=SUBJECT)
    assert found["0421"].detail == "physical therapy, a visit"
    found = await offers(editor, "  when        service d^", after=SUBJECT)
    item = found["service date"]
    assert item.detail == "a date · line"
    assert isinstance(item.documentation, lsp.MarkupContent)
    assert "UB-04 45" in item.documentation.value


async def test_an_offer_replaces_the_words_it_continues(editor: Editor) -> None:
    found = await offers(editor, "  when        units is on or^", after=SUBJECT)
    edit = found["is on or before"].text_edit
    assert isinstance(edit, lsp.TextEdit)
    uri = editor.uri("completed.hhr")
    assert editor.slice(uri, edit.range) == "is on or"


async def test_a_clause_word_comes_with_its_blanks(editor: Editor) -> None:
    found = await offers(editor, "  req^", after=SUBJECT)
    edit = found["require"].text_edit
    assert isinstance(edit, lsp.TextEdit)
    assert edit.new_text == "require     "


async def test_names_of_other_rulebooks_are_offered(editor: Editor) -> None:
    editor.open("words.hhr", WORDS)
    text = SMALL.replace("  applies", "  uses        words\n  applies")
    text = text.replace("require     modifiers include GP", "require     therapy kind is")
    uri = editor.open("user.hhr", text)
    await editor.diagnostics(uri)
    editor.type(uri, text.replace("therapy kind is", "therapy "))
    found = await editor.client.text_document_completion_async(
        lsp.CompletionParams(
            lsp.TextDocumentIdentifier(uri), editor.at(uri, "  require     therapy ^")
        )
    )
    assert isinstance(found, lsp.CompletionList)
    assert "therapy kind of therapy kinds" in {item.label for item in found.items}


async def test_an_empty_text_is_offered_its_first_word(editor: Editor) -> None:
    uri = editor.open("empty.hhr", "")
    found = await editor.client.text_document_completion_async(
        lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), lsp.Position(0, 0))
    )
    assert isinstance(found, lsp.CompletionList)
    assert "rulebook" in {item.label for item in found.items}


async def test_a_place_anywhere_in_a_shipped_rulebook_is_answered(editor: Editor) -> None:
    path = ROOT / "rulebooks/outpatient-therapy-amounts/outpatient-therapy-amounts.hhr"
    text = path.read_text(encoding="utf-8")
    uri = editor.open("amounts.hhr", text)
    for line, said in enumerate(text.split("\n")[:120]):
        found = await editor.client.text_document_completion_async(
            lsp.CompletionParams(
                lsp.TextDocumentIdentifier(uri), lsp.Position(line, len(said) // 2)
            )
        )
        assert isinstance(found, lsp.CompletionList), (line, said)


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("  with ^", {"lines", "lupa thresholds"}, {"units"}),
        ("  with lupa thresholds\n    | ^ |", {"hipps", "lupa threshold"}, {"expect"}),
    ],
)
async def test_an_example_may_give_the_rows_of_a_table_of_a_file(
    editor: Editor, typed: str, wanted: set[str], unwanted: set[str]
) -> None:
    text = SMALL.replace("  applies", "  uses        home-health-lupa\n  applies")
    text += f"\nexamples of ZZ-1\n{typed}\n"
    uri = editor.open("completed.hhr", text.replace("^", ""))
    found = await editor.client.text_document_completion_async(
        lsp.CompletionParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, typed))
    )
    assert isinstance(found, lsp.CompletionList)
    labels = {item.label for item in found.items}
    assert wanted <= labels
    assert not unwanted & labels


async def test_codes_that_fit_come_before_other_words(editor: Editor) -> None:
    found = await offers(editor, "  when        revenue code is ^", after=SUBJECT)
    first = min(found.values(), key=lambda item: item.sort_text or "")
    assert first.label.isdigit()
    assert (first.sort_text or "") < (found["is at least"].sort_text or "")
