"""Blocks of claims over several processes: answers come back in the order of the blocks.

Whoever is free gets the next block, and holds a few at a time, so that none waits for another;
answers that come before their turn are kept until then, but not many. So memory does not grow
with the input, and whoever reads the answers slowly slows the reading of claims. A worker that
dies is started again with the blocks that it owed; a claim that brings its worker down twice gets
a report that says so. Where workers end without a claim, the run ends too: starting them again
for each would take hours.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from select import POLLIN, poll
from typing import Any

from msgspec import msgpack

from hhrules.engine.blocks import Block, Judged, Stretch, judged
from hhrules.engine.frames import ITEMS, LINES, REPORTS
from hhrules.engine.processes import PAGE, Judging, Process
from hhrules.runtime.report import Report

CHUNK = 100
"""Claims handed to a worker at a time, where they do not come as lines."""

AHEAD = 3
"""Blocks that a worker holds: one in hand, the others waiting."""

_UNTOLD = 12
"""Blocks for each worker that may be given out before the oldest of them is answered."""

_TRIES = 2
_REPORTS = msgpack.Decoder(list[Report])
_JUDGED = msgpack.Decoder(Judged)

Frame = tuple[bytes, bytes | Stretch]


class _Worker:
    """One worker process and the blocks that it owes answers to, each with its number."""

    def __init__(self, judging: Judging) -> None:
        self._judging = judging
        self._process = Process(judging)
        self.owed: deque[tuple[int, Block, Frame]] = deque()

    def has_room(self, frame: Frame) -> bool:
        """Whether it takes a block without making anyone wait who might have to wait for us."""
        if not self.owed:
            return True
        pages = sum(_pages(owed) for _, _, owed in self.owed) + _pages(frame)
        return len(self.owed) < AHEAD and pages <= self._process.pages

    def give(self, number: int, block: Block, frame: Frame) -> None:
        """Hand over a block."""
        self.owed.append((number, block, frame))
        self._process.send(*frame)

    def fileno(self) -> int:
        """What its answers are read from."""
        return self._process.fileno()

    def answer(self) -> tuple[int, bytes]:
        """The answer to the oldest block that is owed, and the number of that."""
        for _ in range(_TRIES):
            found = self._process.receive()
            if found is not None:
                return self.owed.popleft()[0], found
            self._again()
            for _, _, frame in self.owed:
                self._process.send(*frame)
        number, block, (kind, _) = self.owed.popleft()
        waiting, self.owed = self.owed, deque()
        self._again()
        answer = self._one_by_one(block, kind)
        for later in waiting:
            self.give(*later)
        return number, answer

    def _again(self) -> None:
        self._process.end()
        self._process = Process(self._judging)

    def _one_by_one(self, block: Block, kind: bytes) -> bytes:
        """The reports of a block with a claim in it that brings the worker down.

        ChildProcessError where a worker lives through no block at all, be it an empty one.
        """
        if self._alone([]) is None:
            raise ChildProcessError("worker processes end before they judge a claim")
        reports: list[Report] = []
        for claim in block.claims():
            found = self._alone([claim])
            if found is None:
                self._again()
                reports.append(self._judging.lost(claim))
            else:
                reports += _REPORTS.decode(found)
        if kind == REPORTS:
            return msgpack.encode(reports)
        return msgpack.encode(judged(reports))

    def _alone(self, claims: list[Any]) -> bytes | None:
        self._process.send(REPORTS, pickle.dumps(claims))
        return self._process.receive()

    def end(self) -> None:
        """End the process."""
        self._process.end()


def _pages(frame: Frame) -> int:
    """How many pages of a pipe a frame takes at most."""
    body = frame[1]
    return (body.length if isinstance(body, Stretch) else len(body)) // PAGE + 3


class _Crew:
    """Workers, and their answers that are not told yet."""

    def __init__(self, workers: list[_Worker]) -> None:
        self._workers = workers
        self._answers: dict[int, bytes] = {}
        self._told = 0

    def free(self, number: int, frame: Frame) -> _Worker | None:
        """Who takes the block of that number now."""
        if number - self._told >= _UNTOLD * len(self._workers):
            return None
        least = min(self._workers, key=lambda worker: len(worker.owed))
        return least if least.has_room(frame) else None

    def listen(self, *, wait: bool) -> bool:
        """Take in the answers that are there, of each worker one; False where none is owed."""
        owing = [worker for worker in self._workers if worker.owed]
        asked = poll()  # not select, which knows no files behind the first thousand
        for worker in owing:
            asked.register(worker, POLLIN)
        there = {number for number, _ in asked.poll(None if wait else 0)} if owing else ()
        for worker in owing:
            if worker.fileno() in there:
                number, answer = worker.answer()
                self._answers[number] = answer
        return bool(owing)

    def told(self) -> Iterator[bytes]:
        """The answers whose turn has come."""
        while self._told in self._answers:
            yield self._answers.pop(self._told)
            self._told += 1


def in_processes(
    judging: Judging, blocks: Iterable[tuple[bytes, Block]], jobs: int
) -> Iterator[bytes]:
    """The answers to blocks (each with the kind of its frame), in their order."""
    workers = [_Worker(judging) for _ in range(jobs)]
    crew = _Crew(workers)
    try:
        for number, (kind, block) in enumerate(blocks):
            frame = kind, block.lines if kind == LINES else pickle.dumps(block.items)
            crew.listen(wait=False)
            yield from crew.told()
            while (worker := crew.free(number, frame)) is None:
                crew.listen(wait=True)
                yield from crew.told()
            worker.give(number, block, frame)
        while crew.listen(wait=True):
            yield from crew.told()
    finally:
        for worker in workers:
            worker.end()


def judged_in_processes(
    judging: Judging, blocks: Iterable[Block], jobs: int
) -> Iterator[Judged]:
    """The blocks as lines of reports."""
    kinds = ((ITEMS if block.items else LINES, block) for block in blocks)
    for answer in in_processes(judging, kinds, jobs):
        yield _JUDGED.decode(answer)


def reports_in_processes(
    judging: Judging, claims: Iterable[Any], jobs: int
) -> Iterator[Report]:
    """The reports of claims."""
    source = iter(claims)
    chunks = iter(lambda: list(islice(source, CHUNK)), [])
    blocks = ((REPORTS, Block(items=chunk)) for chunk in chunks)
    for answer in in_processes(judging, blocks, jobs):
        yield from _REPORTS.decode(answer)
