"""What the server answers to, each by the module that knows it; a fault in one breaks no other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from hhrules.lsp.actions import KINDS, Actions
from hhrules.lsp.aligning import TRIGGER, Aligning
from hhrules.lsp.analysis import Analysis
from hhrules.lsp.completion import TRIGGERS, Completion
from hhrules.lsp.documents import Documents
from hhrules.lsp.examples import RUN, Examples
from hhrules.lsp.finding import Finder
from hhrules.lsp.hover import Hovering
from hhrules.lsp.navigation import Navigation
from hhrules.lsp.outline import TOKENS, Outline
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
        examples.changed(analysis)
        publisher.extra[analysis.name] = examples.failures(analysis.name)
        publisher.publish(session, analysis)

    def ran(name: str) -> None:
        publisher.extra[name] = examples.failures(name)
        publisher.send(session, name)
        _refresh_lenses(server)

    session = Session(shelf, tell)
    examples = Examples(session, ran)
    _documents(server, Documents(server, session, publisher, examples))
    _names(server, session)
    _texts(server, session)
    _examples(server, examples)
    return session


def _documents(server: LanguageServer, documents: Documents) -> None:
    answer(server, lsp.INITIALIZED, documents.initialized)
    answer(server, lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, documents.folders_changed)
    answer(server, lsp.TEXT_DOCUMENT_DID_OPEN, documents.opened)
    answer(server, lsp.TEXT_DOCUMENT_DID_CHANGE, documents.changed)
    answer(server, lsp.TEXT_DOCUMENT_DID_SAVE, documents.saved)
    answer(server, lsp.TEXT_DOCUMENT_DID_CLOSE, documents.closed)
    answer(server, lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, documents.files_changed)


def _names(server: LanguageServer, session: Session) -> None:
    finder = Finder(session)
    navigation, renaming = Navigation(session, finder), Renaming(session, finder)
    outline = Outline(session, finder)
    answer(server, lsp.TEXT_DOCUMENT_HOVER, Hovering(session, finder).hover)
    answer(server, lsp.TEXT_DOCUMENT_DEFINITION, navigation.definition)
    answer(server, lsp.TEXT_DOCUMENT_REFERENCES, navigation.references)
    answer(server, lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, navigation.highlights)
    answer(server, lsp.TEXT_DOCUMENT_PREPARE_RENAME, renaming.prepare)
    with_prepare = lsp.RenameOptions(prepare_provider=True)
    answer(server, lsp.TEXT_DOCUMENT_RENAME, renaming.rename, with_prepare)
    answer(server, lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, outline.symbols)
    answer(server, lsp.WORKSPACE_SYMBOL, outline.workspace_symbols)
    answer(server, lsp.TEXT_DOCUMENT_FOLDING_RANGE, outline.folds)
    answer(server, lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, outline.tokens, TOKENS)


def _texts(server: LanguageServer, session: Session) -> None:
    triggers = lsp.CompletionOptions(trigger_characters=list(TRIGGERS))
    answer(server, lsp.TEXT_DOCUMENT_COMPLETION, Completion(session).complete, triggers)
    actions = Actions(session)
    answer(server, lsp.TEXT_DOCUMENT_FORMATTING, actions.format)
    on_newline = lsp.DocumentOnTypeFormattingOptions(TRIGGER)
    answer(server, lsp.TEXT_DOCUMENT_ON_TYPE_FORMATTING, Aligning(session).typed, on_newline)
    kinds = lsp.CodeActionOptions(code_action_kinds=list(KINDS))
    answer(server, lsp.TEXT_DOCUMENT_CODE_ACTION, actions.actions, kinds)


def _examples(server: LanguageServer, examples: Examples) -> None:
    answer(server, lsp.TEXT_DOCUMENT_CODE_LENS, examples.lenses)

    async def run(uri: str, rule: str) -> str:
        try:
            return await examples.run(uri, rule)
        except asyncio.CancelledError:
            raise
        except Exception:
            _log.exception("running examples")
            return "the examples could not be run"

    server.command(RUN)(run)


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


def _refresh_lenses(server: LanguageServer) -> None:
    """Have the lenses asked for anew, of an editor that can."""
    workspace = server.client_capabilities.workspace
    if workspace and workspace.code_lens and workspace.code_lens.refresh_support:
        server.workspace_code_lens_refresh(None)
