"""A real client and the real server, talking over the server's standard streams."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types as lsp
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

ROOT = Path(__file__).resolve().parents[2]


Holds = Callable[[int, list[lsp.Diagnostic]], bool]


class Editor:
    """An editor with files open: what it shows, and what its keys do."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = client.versions  # type: ignore[attr-defined]

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> str:
        """Open a file, as it is or with other text in the buffer."""
        uri = self.uri(name)
        said = (self.folder / name).read_text(encoding="utf-8") if text is None else text
        if uri in self.versions:
            closed = lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri))
            self.client.text_document_did_close(closed)
        version = self.versions.get(uri, 0) + 1
        self.texts[uri], self.versions[uri] = said, version
        item = lsp.TextDocumentItem(uri, "hhrules", version, said)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return uri

    def type(self, uri: str, text: str) -> None:
        """Put other text into an open buffer."""
        self.versions[uri] += 1
        self.texts[uri] = text
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(self.versions[uri], uri),
                [lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def replace(self, uri: str, old: str, new: str) -> None:
        """Type `new` over the one place that says `old`."""
        assert self.texts[uri].count(old) == 1, old
        self.type(uri, self.texts[uri].replace(old, new))

    async def diagnostics(self, uri: str) -> list[lsp.Diagnostic]:
        """What is marked once the server has seen the text as it is now."""
        return await self.until(uri, lambda version, _: version >= self.versions[uri])

    async def until(self, uri: str, holds: Holds) -> list[lsp.Diagnostic]:
        """What is marked as soon as `holds` is true of the version it was said of and the marks."""
        news: asyncio.Event = self.client.news  # type: ignore[attr-defined]
        async with asyncio.timeout(20):
            while not holds(*self.seen.get(uri, (0, []))):
                news.clear()
                await news.wait()
        return self.seen[uri][1]

    @property
    def seen(self) -> dict[str, tuple[int, list[lsp.Diagnostic]]]:
        """What the server last said of each file, with the version of which it said it."""
        found: dict[str, tuple[int, list[lsp.Diagnostic]]] = self.client.seen  # type: ignore[attr-defined]
        return found

    def at(self, uri: str, marked: str) -> lsp.Position:
        """The position of the `^` in a piece of the text."""
        place = marked.index("^")
        start = self.texts[uri].index(marked.replace("^", ""))
        before = self.texts[uri][: start + place]
        line = before.count("\n")
        return lsp.Position(line, len(before) - before.rfind("\n") - 1)

    def slice(self, uri: str, spot: lsp.Range) -> str:
        """The text of a range."""
        lines = self.texts[uri].split("\n")
        if spot.start.line == spot.end.line:
            return lines[spot.start.line][spot.start.character : spot.end.character]
        inner = lines[spot.start.line + 1 : spot.end.line]
        first = lines[spot.start.line][spot.start.character :]
        return "\n".join([first, *inner, lines[spot.end.line][: spot.end.character]])

    def apply(self, uri: str, edits: list[lsp.TextEdit]) -> str:
        """The text with edits made."""
        text = self.texts[uri]
        starts = [0]
        for line in text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        for edit in sorted(
            edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True
        ):
            start = starts[edit.range.start.line] + edit.range.start.character
            end = starts[edit.range.end.line] + edit.range.end.character
            text = text[:start] + edit.new_text + text[end:]
        return text


async def start(folder: Path, *, client_name: str = "visual-studio-code") -> LanguageClient:
    """A client with a server of its own, for which `folder` is open."""
    client = make_test_lsp_client()
    seen: dict[str, tuple[int, list[lsp.Diagnostic]]] = {}
    client.folder = folder  # type: ignore[attr-defined]
    client.seen = seen  # type: ignore[attr-defined]
    news = client.news = asyncio.Event()  # type: ignore[attr-defined]
    client.versions = {}  # type: ignore[attr-defined]

    client.protocol.fm.features.pop(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    def published(params: lsp.PublishDiagnosticsParams) -> None:
        seen[params.uri] = (params.version or 0, list(params.diagnostics))
        news.set()

    @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def registered(params: lsp.RegistrationParams) -> None:
        client.registered = [r.method for r in params.registrations]  # type: ignore[attr-defined]

    @client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)  # type: ignore[untyped-decorator]
    def lenses_are_new(_: None) -> None:
        client.refreshed = getattr(client, "refreshed", 0) + 1  # type: ignore[attr-defined]

    await client.start_io(sys.executable, "-m", "hhrules", "lsp", "--stdio")
    await client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities(client_name),
            root_uri=folder.as_uri(),
            workspace_folders=[lsp.WorkspaceFolder(folder.as_uri(), folder.name)],
        )
    )
    return client


@pytest.fixture
def editor(client: LanguageClient) -> Editor:
    """An editor on the folder of the client's server."""
    return Editor(client, client.folder)  # type: ignore[attr-defined]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LanguageClient]:
    """One server for the tests of a file; its folder is empty at first."""
    running = await start(tmp_path_factory.mktemp("rulebooks"))
    yield running
    await running.shutdown_session()
    await running.stop()  # type: ignore[no-untyped-call]
