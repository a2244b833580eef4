"""The server: what it offers to an editor, and how it stays up.

Texts are taken whole at each change. Sending differences would save little on files of this size,
and pygls counts lines by Python's idea of them, which a form feed or a line separator pasted from
a word processor would put out of step with the editor's.
"""

from __future__ import annotations

import logging
import sys

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from hhrules import __version__
from hhrules.lsp.features import register
from hhrules.lsp.shelf import Shelf


def make_server() -> LanguageServer:
    """A server with all that it offers, not yet listening."""
    server = LanguageServer(
        "hhrules",
        __version__,
        text_document_sync_kind=lsp.TextDocumentSyncKind.Full,
    )
    register(server, Shelf())
    return server


def serve_stdio() -> None:
    """Serve the editor that started this process, until it says to stop.

    Standard output belongs to the protocol: whatever else is printed goes to standard error.
    """
    _log_to_stderr()
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    make_server().start_io(stdin, stdout)


def serve_ws(host: str, port: int) -> None:
    """Serve editors over a WebSocket, until the process is stopped."""
    _log_to_stderr()
    make_server().start_ws(host, port)


def _log_to_stderr() -> None:
    """Log what goes wrong, and nothing of what passes: texts stay out of logs."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
