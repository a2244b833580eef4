"""The server stays up and keeps to its stream, whatever comes in."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import pytest
import websockets
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from tests.lsp.books import SMALL
from tests.lsp.conftest import Editor

SERVER = (sys.executable, "-m", "hhrules", "lsp")
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"processId": None, "rootUri": None, "capabilities": {}},
}


def frame(message: object) -> bytes:
    """A message as it goes over the stream."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def answers_to(stream: IO[bytes], numbers: set[int]) -> dict[int, dict[str, Any]]:
    """The answers to requests, in whatever order; what is no frame of the protocol fails here."""
    found: dict[int, dict[str, Any]] = {}
    while numbers - found.keys():
        head = stream.readline()
        assert head.startswith(b"Content-Length: "), head
        while stream.readline().strip():
            pass
        said: dict[str, Any] = json.loads(stream.read(int(head.split()[1])))
        if "method" not in said and isinstance(said.get("id"), int):
            found[said["id"]] = said
    return found


@contextmanager
def server() -> Iterator[subprocess.Popen[bytes]]:
    """A server process, ended with its context."""
    process = subprocess.Popen(
        SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    watch = threading.Timer(60, process.kill)  # a lost answer ends the stream, not the test run
    watch.start()
    try:
        yield process
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def test_garbage_on_the_stream_does_not_end_the_server() -> None:
    with server() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(frame(INITIALIZE))
        process.stdin.write(frame(b"{ this is no JSON"))
        process.stdin.write(
            frame({"jsonrpc": "2.0", "id": 2, "method": "no/such", "params": {}})
        )
        process.stdin.write(frame({"jsonrpc": "2.0", "id": 3, "method": "shutdown"}))
        process.stdin.flush()
        said = answers_to(process.stdout, {1, 2, 3})
    assert said[1]["result"]["serverInfo"]["name"] == "hhrules"
    assert said[1]["result"]["capabilities"]["renameProvider"]
    assert "error" in said[2]
    assert said[3]["result"] is None


def test_the_server_ends_with_its_editor() -> None:
    with server() as process:
        assert process.stdin is not None
        process.stdin.write(frame(INITIALIZE))
        process.stdin.close()
        assert process.wait(timeout=20) is not None


@pytest.mark.asyncio(loop_scope="module")
async def test_questions_without_an_answer_leave_the_rest_alone(editor: Editor) -> None:
    uri = editor.open("small.hhr", SMALL)
    far = lsp.Position(100_000, 100_000)
    nowhere = lsp.TextDocumentIdentifier("file:///no/such/file.hhr")
    assert await editor.client.text_document_hover_async(lsp.HoverParams(nowhere, far)) is None
    here = lsp.TextDocumentIdentifier(uri)
    assert await editor.client.text_document_hover_async(lsp.HoverParams(here, far)) is None
    with pytest.raises(JsonRpcException):
        await editor.client.workspace_execute_command_async(
            lsp.ExecuteCommandParams("no.such.command")
        )
    found = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(nowhere, far)
    )
    assert not found
    editor.replace(uri, "where units", "where unitz")
    assert [m.code for m in await editor.diagnostics(uri)] == ["E101"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "rulebook",
        "\ufeffrulebook x",
        "|",
        '"',
        "\x00",
        "rule ZZ-1",
        "a\u2028b\x0bc\x0cd",
        "é" * 50,
    ],
)
async def test_any_text_is_taken_in(editor: Editor, text: str) -> None:
    uri = editor.open("any.hhr", text)
    await editor.diagnostics(uri)
    here = lsp.TextDocumentIdentifier(uri)
    end = lsp.Position(0, len(text))
    await editor.client.text_document_completion_async(lsp.CompletionParams(here, end))
    assert (
        await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(here))
        is not None
    )
    editor.type(uri, SMALL)
    assert await editor.diagnostics(uri) == []


def test_an_editor_in_a_browser_is_served_over_a_websocket() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*SERVER, "--ws", "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        said = asyncio.run(_initialize(port))
    finally:
        process.kill()
        process.communicate()
    assert said["result"]["serverInfo"]["name"] == "hhrules"


async def _initialize(port: int) -> dict[str, Any]:
    """The answer to the first request, as soon as the server listens."""
    async with asyncio.timeout(30):
        async for connection in websockets.connect(f"ws://127.0.0.1:{port}"):
            await connection.send(json.dumps(INITIALIZE))
            said: dict[str, Any] = json.loads(await connection.recv())
            await connection.close()
            return said
    raise AssertionError


def test_without_the_extra_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['pygls'] = None; sys.argv = ['hhrules', 'lsp'];"
        "from hhrules.cli.start import run; run()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr == 'hhrules: error: the editor server needs: pip install "hhrules[lsp]"\n'
