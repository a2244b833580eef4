"""Buffers that open, change and close, and folders: what moves the session on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from attrs import define
from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from hhrules.lsp.examples import Examples
from hhrules.lsp.publish import Publisher
from hhrules.lsp.session import Session
from hhrules.lsp.watching import watch_files
from hhrules.syntax.pieces import lark


@define(eq=False)
class Documents:
    """Hears of buffers and files."""

    server: LanguageServer
    session: Session
    publisher: Publisher
    examples: Examples
    watched: bool = False  # whether the editor tells of files that change outside of it

    async def initialized(self, _: lsp.InitializedParams) -> None:
        """The editor is ready: read its folders."""
        self.session.encoding = str(self.server.workspace.position_encoding)
        self.session.shelf.folders = self._folders()
        await asyncio.to_thread(self.session.shelf.refresh)
        await asyncio.to_thread(lark)  # the first rulebook need not wait for the grammar
        self.watched = await watch_files(self.server)

    async def folders_changed(self, _: lsp.DidChangeWorkspaceFoldersParams) -> None:
        """Other folders are open."""
        self.session.shelf.folders = self._folders()
        await self._refresh()

    async def opened(self, params: lsp.DidOpenTextDocumentParams) -> None:
        """A buffer is open: look at it at once."""
        uri = params.text_document.uri
        self._take(uri)
        await asyncio.to_thread(self.session.shelf.refresh)
        self.session.changed(self.session.shelf.name_of(uri), pause=0)

    async def changed(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """Somebody types."""
        uri = params.text_document.uri
        self._take(uri)
        self.session.changed(self.session.shelf.name_of(uri))

    async def saved(self, _: lsp.DidSaveTextDocumentParams) -> None:
        """A file was written: tables beside it may be new as well."""
        await self._refresh(scan=not self.watched)

    async def closed(self, params: lsp.DidCloseTextDocumentParams) -> None:
        """A buffer is gone; its file counts."""
        uri = params.text_document.uri
        name = self.session.shelf.name_of(uri)
        self.session.shelf.close(uri)
        self.session.closed(name)
        self.examples.closed(name)
        self.publisher.clear(self.session, name)
        await self._refresh(scan=False)

    async def files_changed(self, _: lsp.DidChangeWatchedFilesParams) -> None:
        """Another program wrote files."""
        await self._refresh()

    async def _refresh(self, *, scan: bool = True) -> None:
        await asyncio.to_thread(self.session.shelf.refresh, scan=scan)
        for name in self.session.shelf.open_names():
            self.session.changed(name)

    def _take(self, uri: str) -> None:
        document = self.server.workspace.get_text_document(uri)
        self.session.shelf.put(uri, document.source)
        # the workspace may hold a newer text before this server has heard of it
        self.publisher.versions[self.session.shelf.name_of(uri)] = document.version

    def _folders(self) -> list[Path]:
        workspace = self.server.workspace
        found = [f.uri for f in workspace.folders.values()]
        if not found and workspace.root_uri:
            found = [workspace.root_uri]
        paths = (uris.to_fs_path(uri) for uri in found)
        return [Path(path) for path in paths if path]
