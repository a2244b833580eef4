"""What the server answers to, each by the module that knows it; a fault in one breaks no other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from hhrules.lsp.analysis import Analysis
from hhrules.lsp.completion import TRIGGERS, Completion
from hhrules.lsp.documents import Documents
from hhrules.lsp.finding import Finder
from hhrules.lsp.hover import Hovering
from hhrules.lsp.navigation import Navigation
from hhrules.lsp.publish import Publisher
from hhrules.lsp.rename import CannotRename, Renaming
from hhrules.lsp.session import Session
from hhrules.lsp.shelf import Shelf

_log = logging.getLogger(__name__)

Answer = Callable[[Any], Awaitable[Any]]


def register(server: LanguageServer, shelf: Shelf) -> Session:
    """Give a server all its answers."""
    publisher = Publisher(server)

    async def tell(analysis: Analysis) -> None:
        publisher.publish(session, analysis)

    session = Session(shelf, tell)
    finder = Finder(session)
    navigation, renaming = Navigation(session, finder), Renaming(session, finder)
    answer(
        server,
        lsp.TEXT_DOCUMENT_COMPLETION,
        Completion(session).complete,
        lsp.CompletionOptions(trigger_characters=list(TRIGGERS)),
    )
    answer(server, lsp.TEXT_DOCUMENT_HOVER, Hovering(session, finder).hover)
    answer(server, lsp.TEXT_DOCUMENT_DEFINITION, navigation.definition)
    answer(server, lsp.TEXT_DOCUMENT_REFERENCES, navigation.references)
    answer(server, lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, navigation.highlights)
    answer(server, lsp.TEXT_DOCUMENT_PREPARE_RENAME, renaming.prepare)
    answer(
        server,
        lsp.TEXT_DOCUMENT_RENAME,
        renaming.rename,
        lsp.RenameOptions(prepare_provider=True),
    )
    documents = Documents(server, session, publisher)
    answer(server, lsp.INITIALIZED, documents.initialized)
    answer(server, lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, documents.folders_changed)
    answer(server, lsp.TEXT_DOCUMENT_DID_OPEN, documents.opened)
    answer(server, lsp.TEXT_DOCUMENT_DID_CHANGE, documents.changed)
    answer(server, lsp.TEXT_DOCUMENT_DID_SAVE, documents.saved)
    answer(server, lsp.TEXT_DOCUMENT_DID_CLOSE, documents.closed)
    answer(server, lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, documents.files_changed)
    return session


def answer(
    server: LanguageServer, method: str, handler: Answer, options: object | None = None
) -> None:
    """Let `handler` answer `method`; a fault of ours is logged, and the answer is empty."""

    async def guarded(params: Any) -> Any:  # noqa: ANN401 - the parameters of any method
        try:
            return await handler(params)
        except (asyncio.CancelledError, CannotRename):
            raise
        except Exception:
            _log.exception("answering %s", method)
            return None

    server.feature(method, options)(guarded)
