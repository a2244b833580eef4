"""Formatting, corrections, outline, folding and colours."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp

from hhrules.source.text import SourceFile
from hhrules.syntax.printer import format_rulebook
from tests.lsp.books import SMALL, WORDS
from tests.lsp.conftest import ROOT, Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHIPPED = ROOT / "rulebooks/outpatient-therapy-amounts/outpatient-therapy-amounts.hhr"


async def formatted(editor: Editor, uri: str) -> list[lsp.TextEdit]:
    """The edits of `format document`."""
    options = lsp.FormattingOptions(tab_size=2, insert_spaces=True)
    edits = await editor.client.text_document_formatting_async(
        lsp.DocumentFormattingParams(lsp.TextDocumentIdentifier(uri), options)
    )
    return list(edits or ())


async def actions(
    editor: Editor, uri: str, spot: lsp.Range, only: list[str] | None = None
) -> list[lsp.CodeAction]:
    """What is offered for a range."""
    found = await editor.client.text_document_code_action_async(
        lsp.CodeActionParams(
            lsp.TextDocumentIdentifier(uri), spot, lsp.CodeActionContext([], only=only)
        )
    )
    return [a for a in found or () if isinstance(a, lsp.CodeAction)]


def applied(editor: Editor, uri: str, action: lsp.CodeAction) -> str:
    """The text after an action."""
    assert action.edit is not None
    assert action.edit.changes is not None
    return editor.apply(uri, list(action.edit.changes[uri]))


async def test_formatting_is_that_of_the_command_line(editor: Editor) -> None:
    crooked = SMALL.replace("  | 5     |", "  |5|").replace("require     ", "require ")
    uri = editor.open("crooked.hhr", crooked)
    edits = await formatted(editor, uri)
    after = editor.apply(uri, edits)
    assert after == format_rulebook(SourceFile("crooked.hhr", crooked)) == SMALL
    assert all(edit.range.end.line - edit.range.start.line <= 3 for edit in edits)
    editor.type(uri, after)
    assert await formatted(editor, uri) == []


async def test_a_text_with_windows_line_ends_and_pasted_quotes_is_formatted(
    editor: Editor,
) -> None:
    pasted = SMALL.replace('"A small one"', "\u201cA small one\u201d").replace("\n", "\r\n")
    uri = editor.open("pasted.hhr", pasted)
    edits = await formatted(editor, uri)
    assert len(edits) == 1
    assert editor.apply(uri, edits) == SMALL.replace("\n", "\r\n")


async def test_a_text_with_mistakes_is_left_alone(editor: Editor) -> None:
    uri = editor.open("broken.hhr", SMALL.replace("require ", "require is is "))
    assert await formatted(editor, uri) == []


async def test_a_mistake_is_mended_by_its_fix(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL.replace("where units", "where unitz"))
    (mark,) = await editor.diagnostics(uri)
    found = await actions(editor, uri, mark.range)
    assert [a.kind for a in found] == [lsp.CodeActionKind.QuickFix]
    assert found[0].is_preferred
    assert [d.code for d in found[0].diagnostics or ()] == ["E101"]
    assert applied(editor, uri, found[0]) == SMALL


async def test_all_mistakes_are_mended_at_once(editor: Editor) -> None:
    text = SMALL.replace("type of bill", "type of bil").replace(
        "modifiers inc", "modifierz inc"
    )
    uri = editor.open("small.hhr", text)
    marks = await editor.diagnostics(uri)
    assert len(marks) == 2
    found = await actions(editor, uri, marks[0].range)
    (every,) = [a for a in found if a.title.startswith("make all 2 corrections")]
    assert applied(editor, uri, every) == SMALL


async def test_only_the_kinds_asked_for_are_offered(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL.replace("where units", "where unitz"))
    (mark,) = await editor.diagnostics(uri)
    only: list[str] = [lsp.CodeActionKind.Refactor]
    assert await actions(editor, uri, mark.range, only) == []


async def test_the_outline_names_every_block(editor: Editor) -> None:
    uri = editor.open("words.hhr", WORDS)
    found = await editor.client.text_document_document_symbol_async(
        lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(uri))
    )
    said = [(s.name, s.kind.name) for s in found or () if isinstance(s, lsp.DocumentSymbol)]
    assert said == [("words", "Module"), ("long lines", "Class"), ("therapy kinds", "Struct")]


async def test_rules_are_found_over_the_workspace(editor: Editor) -> None:
    editor.open("small.hhr", SMALL)
    found = await editor.client.workspace_symbol_async(
        lsp.WorkspaceSymbolParams("timed lines carry")
    )
    assert {s.name for s in found or ()} == {'rule ZZ-1 "Timed lines carry GP"'}
    assert editor.uri("small.hhr") in {s.location.uri for s in found or ()}


async def test_blocks_tables_and_remarks_fold(editor: Editor) -> None:
    uri = editor.open("amounts.hhr", SHIPPED.read_text(encoding="utf-8"))
    found = await editor.client.text_document_folding_range_async(
        lsp.FoldingRangeParams(lsp.TextDocumentIdentifier(uri))
    )
    lines = editor.texts[uri].split("\n")
    folds = {
        (lines[f.start_line].split()[0], lines[f.end_line].split()[0]) for f in found or ()
    }
    assert {
        ("rulebook", "cite"),
        ("value", "|"),
        ("#", "#"),
        ("rule", "cite"),
        ("|", "|"),
    } <= folds


async def test_names_have_the_colours_of_what_they_are(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    found = await editor.client.text_document_semantic_tokens_full_async(
        lsp.SemanticTokensParams(lsp.TextDocumentIdentifier(uri))
    )
    assert found is not None
    line = start = 0
    said = set()
    kinds = ("fact", "definition", "record", "table", "word", "rule", "rulebook")
    for place in range(0, len(found.data), 5):
        down, right, size, kind, defines = found.data[place : place + 5]
        line, start = line + down, right + (0 if down else start)
        spot = lsp.Range(lsp.Position(line, start), lsp.Position(line, start + size))
        said.add((editor.slice(uri, spot), kinds[kind], bool(defines)))
    assert {
        ("small", "rulebook", True),
        ("timed lines", "definition", True),
        ("timed line", "definition", False),
        ("lines", "record", False),
        ("units", "fact", False),
        ("ZZ-1", "rule", True),
    } <= said


async def test_a_finished_row_is_aligned_with_those_above(editor: Editor) -> None:
    crooked = SMALL.replace(
        "| 5     | GN         | violated     |", "| 5 | GN, KX, 59, GP | violated |"
    )
    uri = editor.open("rows.hhr", crooked.rstrip() + "\n  | 7 |GP|met|\n")
    last = crooked.rstrip().count("\n") + 2
    edits = await editor.client.text_document_on_type_formatting_async(
        lsp.DocumentOnTypeFormattingParams(
            lsp.TextDocumentIdentifier(uri),
            lsp.Position(last, 0),
            "\n",
            lsp.FormattingOptions(tab_size=2, insert_spaces=True),
        )
    )
    after = editor.apply(uri, list(edits or ()))
    assert after == format_rulebook(SourceFile("rows.hhr", after))
    assert after.endswith("  | 7     | GP             | met          |\n")
