"""Blocks of claims over several processes: answers come back in the order of the blocks.

Each worker holds a few blocks at a time, so memory does not grow with the input, and whoever
reads the answers slowly slows the reading of claims. A worker that dies is started again with
the blocks that it owed; a claim that brings its worker down twice gets a report that says so.
Where workers end without a claim, the run ends too: starting them again for each would take hours.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from fcntl import F_SETPIPE_SZ, fcntl
from itertools import islice
from select import select
from typing import IO, Any

from msgspec import msgpack

from hhrules.engine.blocks import Block, Judged, Tally
from hhrules.engine.worker import ITEMS, LINES, REPORTS, RULES, Work, receive, send
from hhrules.runtime.report import Report

CHUNK = 100
"""Claims handed to a worker at a time, where they do not come as lines."""

AHEAD = 3
"""Blocks that a worker holds: one in hand, one waiting, one on its way."""

_ROOM = 1 << 20
"""Bytes that a pipe holds, where the system allows it."""

_TRIES = 2
_REPORTS = msgpack.Decoder(list[Report])
_JUDGED = msgpack.Decoder(Judged)

Frame = tuple[bytes, bytes]
Lost = Callable[[Any], Report]
"""Makes the report of a claim that no worker lives through."""


class _Worker:
    """One worker process and the blocks that it owes answers to."""

    def __init__(self, work: bytes) -> None:
        self._work = work
        self.owed: deque[tuple[Block, Frame]] = deque()
        self._start()

    def _start(self) -> None:
        path = os.pathsep.join(p for p in sys.path if p)
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from hhrules.engine.worker import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            process_group=0,  # an interrupt from the terminal is the parent's to answer
        )
        for stream in (self._process.stdin, self._process.stdout):
            # What it holds waits in the pipes, so neither side stops for the other's reading.
            with contextlib.suppress(OSError):
                fcntl(_open(stream), F_SETPIPE_SZ, _ROOM)
        self._send((RULES, self._work))

    def _send(self, frame: Frame) -> None:
        # Where it died, that is noticed when its answer is asked for.
        with contextlib.suppress(BrokenPipeError):
            send(_open(self._process.stdin), *frame)

    def give(self, block: Block, frame: Frame) -> None:
        """Hand over a block."""
        self.owed.append((block, frame))
        self._send(frame)

    def has_answer(self) -> bool:
        """Whether an answer has begun to come."""
        return bool(select([_open(self._process.stdout)], [], [], 0)[0])

    def answer(self, lost: Lost) -> bytes:
        """The answer to the oldest block that is owed."""
        for _ in range(_TRIES):
            found = receive(_open(self._process.stdout))
            if found is not None:
                self.owed.popleft()
                return found[1]
            self._again()
        block, (kind, _) = self.owed.popleft()
        waiting, self.owed = self.owed, deque()
        answer = self._one_by_one(block, kind, lost)
        for later, frame in waiting:
            self.give(later, frame)
        return answer

    def _again(self) -> None:
        self.stop()
        self._start()
        for _, frame in self.owed:
            self._send(frame)

    def _one_by_one(self, block: Block, kind: bytes, lost: Lost) -> bytes:
        """The reports of a block with a claim in it that brings the worker down.

        ChildProcessError where a worker lives through no block at all, be it an empty one.
        """
        self.stop()
        self._start()
        self._send((REPORTS, pickle.dumps([])))
        if receive(_open(self._process.stdout)) is None:
            raise ChildProcessError("worker processes end before they judge a claim")
        reports: list[Report] = []
        for claim in block.claims():
            self._send((REPORTS, pickle.dumps([claim])))
            found = receive(_open(self._process.stdout))
            if found is None:
                self.stop()
                self._start()
                reports.append(lost(claim))
            else:
                reports += _REPORTS.decode(found[1])
        if kind == REPORTS:
            return msgpack.encode(reports)
        tally = Tally()
        for report in reports:
            tally.count(report)
        return msgpack.encode(Judged(b"".join(r.encode() + b"\n" for r in reports), tally))

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                _open(stream).close()
        self._process.wait()


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError(stream)  # Invariant: both ends are pipes
    return stream


def in_processes(
    work: Work, blocks: Iterable[tuple[bytes, Block]], jobs: int, lost: Lost
) -> Iterator[bytes]:
    """The answers to blocks (each with the kind of its frame), in their order."""
    packed = msgpack.encode(work)
    workers = [_Worker(packed) for _ in range(jobs)]
    waiting: deque[_Worker] = deque()
    try:
        for number, (kind, block) in enumerate(blocks):
            worker = workers[number % jobs]
            while len(waiting) == AHEAD * jobs or (waiting and waiting[0].has_answer()):
                yield waiting.popleft().answer(lost)
            body = block.lines if kind == LINES else pickle.dumps(block.items)
            worker.give(block, (kind, body))
            waiting.append(worker)
        while waiting:
            yield waiting.popleft().answer(lost)
    finally:
        for worker in workers:
            worker.stop()


def judged_in_processes(
    work: Work, blocks: Iterable[Block], jobs: int, lost: Lost
) -> Iterator[Judged]:
    """The blocks as lines of reports."""
    kinds = ((ITEMS if block.items else LINES, block) for block in blocks)
    for answer in in_processes(work, kinds, jobs, lost):
        yield _JUDGED.decode(answer)


def reports_in_processes(
    work: Work, claims: Iterable[Any], jobs: int, lost: Lost
) -> Iterator[Report]:
    """The reports of claims."""
    source = iter(claims)
    chunks = iter(lambda: list(islice(source, CHUNK)), [])
    blocks = ((REPORTS, Block(items=chunk)) for chunk in chunks)
    for answer in in_processes(work, blocks, jobs, lost):
        yield from _REPORTS.decode(answer)
