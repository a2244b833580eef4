"""Frames between a process and those that judge for it: a kind, a length and that many bytes.

A worker that is a program of its own is sent the rules, and how to judge by them, in its first
frame. Each frame that follows is a block of claims, and has one answer, in the order of the blocks.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from msgspec import msgpack

from hhrules.engine.blocks import Block, Stretch, judged
from hhrules.runtime.report import Report

_HEAD = struct.Struct("<cI")
RULES, LINES, ITEMS, REPORTS = b"R", b"L", b"I", b"M"
"""Kinds of frames: the rules; blocks to answer with lines (JSON lines or claims), with reports."""


SELDOM = 50_000
"""New objects between two searches for cyclic garbage, of which judging makes next to none."""

Evaluate = Callable[[Iterable[Any]], Iterator[Report]]


def send(stream: IO[bytes], kind: bytes, body: bytes | Stretch) -> None:
    """Write one frame to a stream that keeps nothing back."""
    if isinstance(body, bytes):
        _write(stream, _HEAD.pack(kind, len(body)))
        _write(stream, body)
        return
    _write(stream, _HEAD.pack(kind, body.length))
    done = _passed_on(stream, body)
    if (
        done < body.length
    ):  # where a file was cut short there are empty lines, which are no claims
        _write(stream, body.read()[done:].ljust(body.length - done, b"\n"))


def _write(stream: IO[bytes], data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


def _passed_on(stream: IO[bytes], body: Stretch) -> int:
    """How many bytes of a file the system passed on itself, so that they need not come by here."""
    done, file = 0, body.file.number
    try:
        while some := os.sendfile(stream.fileno(), file, body.start + done, body.length - done):
            done += some
    except BrokenPipeError:
        raise
    except OSError:  # not every system, nor every kind of file
        return done
    return done


def receive(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one frame; None at the end of the stream, or where it breaks off."""
    head = _read(stream, _HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    body = _read(stream, length)
    return (kind, body) if len(body) == length else None


def _read(stream: IO[bytes], length: int) -> bytes:
    """So many bytes, or fewer where the stream ends."""
    found = stream.read(length)
    if len(found) == length or not found:
        return found
    parts = [found]
    length -= len(found)
    while length and (found := stream.read(length)):
        parts.append(found)
        length -= len(found)
    return b"".join(parts)


def serve(source: IO[bytes], answers: IO[bytes], evaluate: Evaluate) -> None:
    """Answer the frames of blocks until there are no more."""
    gc.freeze()
    gc.set_threshold(SELDOM, 20, 20)
    with contextlib.suppress(BrokenPipeError):  # where nobody waits for answers any more
        while (frame := receive(source)) is not None:
            kind, body = frame
            block = Block(lines=body) if kind == LINES else _items(body)
            reports = evaluate(list(block.claims()))
            answer = list(reports) if kind == REPORTS else judged(reports)
            send(answers, kind, msgpack.encode(answer))


def _items(body: bytes) -> Block:
    return Block(items=pickle.loads(body))  # noqa: S301 - from our own parent process
