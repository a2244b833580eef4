"""Many claims over several processes: reports come back in the order of the claims."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Any, Protocol

from msgspec import msgpack

from hhrules.runtime.report import Report

CHUNK = 200
"""Claims handed to a worker at a time."""

_worker: dict[str, Any] = {}


class Judge(Protocol):
    """What a worker needs of a set of rules."""

    def evaluate_many(
        self, claims: Iterable[Any], *, as_of: dt.date | None, nulls: Any
    ) -> Iterator[Report]:
        """A report for each claim, in order."""


def _start(prepare: Callable[[], Judge], as_of: dt.date | None, nulls: str) -> None:
    """Prepare a worker process: the rules are made once in each."""
    _worker["rules"] = prepare()
    _worker["as_of"] = as_of
    _worker["nulls"] = nulls


def _chunk(items: list[Any]) -> bytes:
    reports = list(
        _worker["rules"].evaluate_many(items, as_of=_worker["as_of"], nulls=_worker["nulls"])
    )
    return msgpack.encode(reports)


def in_processes(
    prepare: Callable[[], Judge],
    items: Iterable[Any],
    jobs: int,
    as_of: dt.date | None,
    nulls: str,
) -> Iterator[Report]:
    """The reports, whatever the number of workers, in the order of the claims.

    `prepare` makes the rules in each worker, so it must be something that can be sent there.
    """
    decoder = msgpack.Decoder(list[Report])
    source = iter(items)
    pending: deque[Future[bytes]] = deque()
    with ProcessPoolExecutor(
        jobs, get_context("spawn"), _start, (prepare, as_of, nulls)
    ) as pool:
        while True:
            while len(pending) < 3 * jobs and (chunk := list(islice(source, CHUNK))):
                pending.append(pool.submit(_chunk, chunk))
            if not pending:
                return
            yield from decoder.decode(pending.popleft().result())
