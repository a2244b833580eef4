"""Where names come from, where they are used, and how they are renamed."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from tests.lsp.books import SMALL, USER, WORDS
from tests.lsp.conftest import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def definition(editor: Editor, uri: str, marked: str) -> list[tuple[str, str]]:
    """File and words that `go to definition` leads to."""
    found = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, marked))
    )
    assert isinstance(found, list | tuple)
    return [
        (spot.uri.rsplit("/", 1)[1], editor.slice(spot.uri, spot.range))
        for spot in found
        if isinstance(spot, lsp.Location)
    ]


async def rename(editor: Editor, uri: str, marked: str, new: str) -> dict[str, str]:
    """The texts of all files that a renaming changes."""
    edit = await editor.client.text_document_rename_async(
        lsp.RenameParams(lsp.TextDocumentIdentifier(uri), editor.at(uri, marked), new)
    )
    assert edit is not None
    assert edit.changes is not None
    return {name: editor.apply(name, list(edits)) for name, edits in edit.changes.items()}


async def refused(editor: Editor, uri: str, marked: str, new: str) -> str:
    """Why a name stays."""
    with pytest.raises(JsonRpcException) as why:
        await rename(editor, uri, marked, new)
    return str(why.value)


async def test_a_member_leads_to_its_set_in_another_rulebook(editor: Editor) -> None:
    editor.open("words.hhr", WORDS)
    user = editor.open("user.hhr", USER)
    assert await definition(editor, user, "for each    long ^line") == [
        ("words.hhr", "long lines")
    ]
    assert await definition(editor, user, "uses        wo^rds") == [("words.hhr", "words")]
    assert await definition(editor, user, "examples of ZZ^-2") == [("user.hhr", "ZZ-2")]


async def test_references_over_rulebooks_with_unsaved_text(editor: Editor) -> None:
    words = editor.open("words.hhr", WORDS)
    user = editor.open("user.hhr", USER)
    found = await editor.client.text_document_references_async(
        lsp.ReferenceParams(
            lsp.ReferenceContext(include_declaration=True),
            lsp.TextDocumentIdentifier(words),
            editor.at(words, "define long ^lines"),
        )
    )
    assert [(s.uri, editor.slice(s.uri, s.range)) for s in found or ()] == [
        (user, "long line"),
        (words, "long lines"),
    ]


async def test_renaming_a_set_renames_its_members_everywhere(editor: Editor) -> None:
    words = editor.open("words.hhr", WORDS)
    user = editor.open("user.hhr", USER)
    after = await rename(editor, user, "for each    long ^line", "hour lines")
    assert after == {
        words: WORDS.replace("long lines", "hour lines"),
        user: USER.replace("for each    long line", "for each    hour line"),
    }


async def test_prepare_offers_the_name_as_it_is_defined(editor: Editor) -> None:
    user = editor.open("user.hhr", USER)
    editor.open("words.hhr", WORDS)
    ready = await editor.client.text_document_prepare_rename_async(
        lsp.PrepareRenameParams(
            lsp.TextDocumentIdentifier(user), editor.at(user, "for each    long ^line")
        )
    )
    assert isinstance(ready, lsp.PrepareRenamePlaceholder)
    assert (editor.slice(user, ready.range), ready.placeholder) == ("long line", "long lines")


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("lines where", "no name"),
        ("Long Lines", "no name"),
        ("42", "no name"),
        ("short lines", "`short lines` is defined twice"),
        ("lines", "would"),
    ],
)
async def test_a_name_that_cannot_be_is_refused(editor: Editor, new: str, why: str) -> None:
    taken = "define short lines as lines where units is less than 2\n"
    uri = editor.open("small.hhr", f"{SMALL}\n{taken}")
    assert why in await refused(editor, uri, "define timed ^lines", new)


async def test_a_fact_keeps_its_name(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    assert "fact of the vocabulary" in await refused(editor, uri, "where uni^ts", "pieces")


async def test_a_name_that_a_fact_would_hide_is_refused(editor: Editor) -> None:
    text = SMALL.replace(
        "define timed", "define long stay as units is more than 4\n\ndefine timed"
    ).replace("require     modifiers", "when        long stay\n  require     modifiers")
    uri = editor.open("small.hhr", text)
    assert await editor.diagnostics(uri) == []
    assert "small.hhr would" in await refused(editor, uri, "define long ^stay", "units")


async def test_a_name_within_one_rule_is_renamed_there_alone(editor: Editor) -> None:
    text = SMALL.replace(
        "  require     modifiers include GP",
        "  let         most = 8\n  when        units is at most most\n  require     modifiers include GP",
    )
    uri = editor.open("small.hhr", text)
    after = await rename(editor, uri, "let         mo^st", "highest")
    assert after == {
        uri: text.replace("let         most", "let         highest").replace(
            "at most most", "at most highest"
        )
    }


async def test_a_shipped_rulebook_is_found_and_stays(editor: Editor) -> None:
    text = USER.replace("words", "home-health-common").replace("long line", "visit line")
    uri = editor.open("shipped.hhr", text.replace("rulebook user", "rulebook shipped"))
    assert [m.code for m in await editor.diagnostics(uri)] == []
    spots = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(
            lsp.TextDocumentIdentifier(uri), editor.at(uri, "for each    visit ^line")
        )
    )
    assert isinstance(spots, list | tuple)
    (spot,) = spots
    assert isinstance(spot, lsp.Location)
    assert spot.uri.endswith("/home-health-common.hhr")
    why = await refused(editor, uri, "for each    visit ^line", "calls")
    assert "not among the open folders" in why


async def test_a_rule_is_renamed_with_its_examples(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    assert await rename(editor, uri, "rule ZZ^-1", "ZZ-9") == {
        uri: SMALL.replace("ZZ-1", "ZZ-9")
    }


async def test_looking_for_uses_says_nothing_of_files_that_are_not_open(editor: Editor) -> None:
    path = editor.folder / "wrong.hhr"
    path.write_text(SMALL.replace("small", "wrong").replace("GP", "gp"), encoding="utf-8")
    uri = editor.open("small.hhr", SMALL)
    await editor.diagnostics(uri)
    found = await editor.client.text_document_references_async(
        lsp.ReferenceParams(
            lsp.ReferenceContext(include_declaration=True),
            lsp.TextDocumentIdentifier(uri),
            editor.at(uri, "where uni^ts"),
        )
    )
    assert path.as_uri() in {spot.uri for spot in found or ()}
    assert path.as_uri() not in editor.seen
