"""A process that judges blocks: a program of its own, which reads frames and answers with frames.

A frame is a kind, a length and that many bytes. The first that comes holds the rules and how to
judge by them; each that follows is a block, and has one answer, in the order of the blocks. The
process ends with its input, so it never outlives the one that it works for.
"""

from __future__ import annotations

import gc
import os
import pickle
import struct
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from msgspec import Struct, msgpack

from hhrules.engine.blocks import Block, judged

_HEAD = struct.Struct("<cI")
RULES, LINES, ITEMS, REPORTS = b"R", b"L", b"I", b"M"
"""Kinds of frames: the rules; blocks to answer with lines (JSON lines or claims), with reports."""


class Work(Struct, frozen=True):
    """The rules and how to judge by them."""

    data: bytes
    wanted: list[str] | None
    unwanted: list[str]
    as_of: str | None
    nulls: str


def send(stream: IO[bytes], kind: bytes, body: bytes) -> None:
    """Write one frame."""
    stream.write(_HEAD.pack(kind, len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one frame; None at the end of the stream, or where it breaks off."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    body = stream.read(length)
    return (kind, body) if len(body) == length else None


def main() -> None:
    """Answer frames until there are no more."""
    source = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get among the answers
    first = receive(source)
    if first is None:
        return
    rules, options = _prepared(msgpack.decode(first[1], type=Work))
    gc.freeze()
    answered: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()
    writer = Thread(target=_answer, args=(answers, answered))
    writer.start()
    for kind, body in _ahead(source):
        block = Block(lines=body) if kind == LINES else _items(body)
        reports = rules.evaluate_many(list(block.claims()), **options)
        answer = list(reports) if kind == REPORTS else judged(reports)
        answered.put((kind, msgpack.encode(answer)))
    answered.put(None)
    writer.join()


def _items(body: bytes) -> Block:
    return Block(items=pickle.loads(body))  # noqa: S301 - from our own parent process


def _answer(stream: IO[bytes], answered: SimpleQueue[tuple[bytes, bytes] | None]) -> None:
    """Send answers while the next block is judged."""
    try:
        while (frame := answered.get()) is not None:
            send(stream, *frame)
    except BrokenPipeError:  # nobody waits for answers any more
        os._exit(0)


def _prepared(work: Work) -> tuple[Any, dict[str, Any]]:
    from datetime import date  # noqa: PLC0415 - beside its only use

    from hhrules.engine import cache, library  # noqa: PLC0415 - the library starts workers

    rules = library.rules_of(cache.decode(work.data))
    rules = rules.select(only=work.wanted or (), skip=work.unwanted)
    as_of = date.fromisoformat(work.as_of) if work.as_of else None
    return rules, {"as_of": as_of, "nulls": work.nulls}


def _ahead(source: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The frames, read while others are judged: who sends them never waits for an answer."""
    waiting: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()

    def read() -> None:
        while (frame := receive(source)) is not None:
            waiting.put(frame)
        waiting.put(None)

    Thread(target=read, daemon=True).start()
    while (frame := waiting.get()) is not None:
        yield frame
