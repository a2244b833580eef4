"""What an editor marks while a rulebook is written."""

from __future__ import annotations

import pytest
from lsprotocol import types as lsp
from pytest_lsp import LanguageClient

from tests.lsp.books import SMALL, USER, WORDS
from tests.lsp.conftest import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_rulebook_without_mistakes_has_no_marks(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    assert await editor.diagnostics(uri) == []


async def test_a_mistake_is_marked_at_its_place_with_its_page(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    editor.replace(uri, "where units is", "where unitz is")
    (mark,) = await editor.diagnostics(uri)
    assert editor.slice(uri, mark.range) == "unitz"
    assert mark.code == "E101"
    assert mark.severity == lsp.DiagnosticSeverity.Error
    assert mark.code_description is not None
    assert mark.code_description.href.endswith("docs/diagnostics/E101.md")
    assert "did you mean `units`?" in mark.message
    editor.replace(uri, "where unitz is", "where units is")
    assert await editor.diagnostics(uri) == []


async def test_ranges_count_in_units_of_utf16(editor: Editor) -> None:
    text = SMALL.replace(
        "where units is more than 4", 'where description is "\U0001f600" and unitz is 4'
    )
    uri = editor.open("astral.hhr", text.replace("rulebook small", "rulebook astral"))
    (mark,) = await editor.diagnostics(uri)
    line = next(n for n, said in enumerate(text.split("\n")) if "unitz" in said)
    units = text.split("\n")[line].encode("utf-16-le").index("unitz".encode("utf-16-le")) // 2
    assert (mark.range.start.line, mark.range.start.character) == (line, units)
    assert mark.range.end.character == units + len("unitz")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
async def test_line_ends_of_other_systems_keep_the_places(editor: Editor, end: str) -> None:
    text = SMALL.replace("units is more", "unitz is more")
    uri = editor.open("ends.hhr", text.replace("\n", end))
    editor.texts[uri] = text
    (mark,) = await editor.diagnostics(uri)
    assert editor.slice(uri, mark.range) == "unitz"


async def test_an_earlier_definition_is_shown_beside_the_second(editor: Editor) -> None:
    again = "define timed lines as lines where units is more than 9\n"
    uri = editor.open("small.hhr", f"{SMALL}\n{again}")
    (mark,) = await editor.diagnostics(uri)
    assert mark.code == "E110"
    assert mark.related_information is not None
    (related,) = mark.related_information
    assert editor.slice(uri, related.location.range).startswith("define timed lines")
    assert related.message == "defined first here"


async def test_another_buffer_counts_before_it_is_saved(editor: Editor) -> None:
    words = editor.open("words.hhr", WORDS)
    user = editor.open("user.hhr", USER)
    assert await editor.diagnostics(user) == []
    editor.replace(words, "define long lines as", "define very long lines as")
    await editor.diagnostics(words)
    assert [m.code for m in await editor.until(user, lambda _, marks: bool(marks))] == ["E103"]
    editor.replace(words, "define very long lines as", "define long lines as")
    assert await editor.until(user, lambda _, marks: not marks) == []


async def test_a_file_that_is_not_open_is_used_and_its_mistakes_are_told(
    editor: Editor,
) -> None:
    path = editor.folder / "stored-words.hhr"
    stored = WORDS.replace("rulebook words", "rulebook stored-words")
    path.write_text(stored.replace("where units", "where unitz"), encoding="utf-8")
    text = USER.replace("rulebook user", "rulebook user-two")
    uri = editor.open(
        "user-two.hhr", text.replace("uses        words", "uses        stored-words")
    )
    assert await editor.diagnostics(uri) == []
    told = await editor.until(path.as_uri(), lambda _, marks: bool(marks))
    assert [m.code for m in told] == ["E101"]
    path.write_text(stored, encoding="utf-8")
    editor.client.workspace_did_change_watched_files(
        lsp.DidChangeWatchedFilesParams(
            [lsp.FileEvent(path.as_uri(), lsp.FileChangeType.Changed)]
        )
    )
    assert await editor.until(path.as_uri(), lambda _, marks: not marks) == []


async def test_files_are_watched_where_the_editor_can(client: LanguageClient) -> None:
    methods: list[str] = client.registered  # type: ignore[attr-defined]
    assert methods == [lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES]


async def test_a_warning_fades_what_nobody_uses(editor: Editor) -> None:
    more = "\ndefine short lines as lines where units is less than 2\n"
    uri = editor.open("small.hhr", SMALL + more)
    (mark,) = await editor.diagnostics(uri)
    assert (mark.code, mark.severity) == ("W201", lsp.DiagnosticSeverity.Warning)
    assert list(mark.tags or ()) == [lsp.DiagnosticTag.Unnecessary]
    assert editor.slice(uri, mark.range) == "short lines"


async def test_what_another_rulebook_uses_is_not_called_unused(editor: Editor) -> None:
    words = editor.open("words.hhr", WORDS)
    user = editor.open("user.hhr", USER)
    assert await editor.until(words, lambda _, marks: not marks) == []
    editor.replace(user, "for each    long line", "for each    line")
    marks = await editor.until(words, lambda _, marks: bool(marks))
    assert [m.code for m in marks] == ["W201"]
