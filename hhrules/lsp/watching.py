"""Asking the editor to tell of files that change outside of it."""

from __future__ import annotations

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

_PATTERNS = ("**/*.hhr", "**/tables/*.csv")


async def watch_files(server: LanguageServer) -> bool:
    """Ask for rulebooks and their tables to be watched; False of an editor that cannot."""
    workspace = server.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if watched is None or not watched.dynamic_registration:
        return False
    options = lsp.DidChangeWatchedFilesRegistrationOptions(
        [lsp.FileSystemWatcher(pattern) for pattern in _PATTERNS]
    )
    await server.client_register_capability_async(
        lsp.RegistrationParams(
            [lsp.Registration("hhrules-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]
        )
    )
    return True
