"""Examples that run in the editor, above their rules and at their rows."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp

from tests.lsp.books import SMALL
from tests.lsp.conftest import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def lenses(editor: Editor, uri: str) -> list[tuple[str, str]]:
    """The lines that carry a lens, and what it says."""
    found = await editor.client.text_document_code_lens_async(
        lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri))
    )
    lines = editor.texts[uri].split("\n")
    return [
        (lines[lens.range.start.line].split(' "')[0], lens.command.title)
        for lens in found or ()
        if lens.command
    ]


async def run(editor: Editor, uri: str, rule: str) -> str:
    """Press a lens."""
    said = await editor.client.workspace_execute_command_async(
        lsp.ExecuteCommandParams("hhrules.runExamples", [uri, rule])
    )
    assert isinstance(said, str)
    return said


async def test_a_rule_offers_to_run_its_examples_and_says_how_they_came_out(
    editor: Editor,
) -> None:
    uri = editor.open("small.hhr", SMALL)
    assert await lenses(editor, uri) == [
        ("rulebook small", "run all 3 examples"),
        ("rule ZZ-1", "run the 3 examples"),
    ]
    assert await run(editor, uri, "ZZ-1") == "✓ 3 examples hold"
    assert await lenses(editor, uri) == [
        ("rulebook small", "✓ 3 examples hold"),
        ("rule ZZ-1", "✓ 3 examples hold"),
    ]


async def test_an_example_that_fails_is_marked_and_follows_what_is_typed(
    editor: Editor,
) -> None:
    uri = editor.open("small.hhr", SMALL)
    await run(editor, uri, "ZZ-1")
    editor.replace(uri, "units is more than 4", "units is more than 5")
    marks = await editor.until(uri, lambda _, found: len(found) == 3)
    assert {editor.slice(uri, m.range).split("|")[3].strip() for m in marks} == {
        "met",
        "violated",
        "undetermined",
    }
    assert all(m.code == "example" and m.source == "hhrules" for m in marks)
    assert "expected met, came out not applicable" in marks[0].message
    assert (await lenses(editor, uri))[1][1] == "✗ 3 of 3 examples do not hold"
    editor.replace(uri, "units is more than 5", "units is at least 5")
    assert await editor.until(uri, lambda _, found: not found) == []


async def test_a_rulebook_with_errors_says_that_it_cannot_run(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL.replace("where units", "where unitz"))
    assert "errors" in await run(editor, uri, "ZZ-1")


async def test_a_rule_without_examples_says_so(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL[: SMALL.index("examples of")])
    assert await lenses(editor, uri) == [
        ("rulebook small", "no examples"),
        ("rule ZZ-1", "no example shows what this rule does"),
    ]


async def test_running_keeps_what_hover_knows(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    await run(editor, uri, "ZZ-1")
    found = await editor.client.text_document_hover_async(
        lsp.HoverParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, "{service^ date}"))
    )
    assert found is not None
