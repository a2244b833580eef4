"""Many claims over several processes: reports come back in the order of the claims."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from msgspec import msgpack

from hhrules.engine import cache
from hhrules.runtime.report import Report

if TYPE_CHECKING:
    from hhrules.engine.library import Rules

CHUNK = 200
"""Claims handed to a worker at a time."""

_worker: dict[str, Any] = {}


def _start(
    data: bytes,
    wanted: list[str] | None,
    unwanted: list[str],
    as_of: dt.date | None,
    nulls: str,
) -> None:
    """Prepare a worker process: the rules, from data."""
    from hhrules.engine.library import rules_of  # noqa: PLC0415 - the library imports this module

    rules = rules_of(cache.decode(data))
    _worker["rules"] = rules.select(only=wanted or (), skip=unwanted)
    _worker["as_of"] = as_of
    _worker["nulls"] = nulls


def _chunk(items: list[Any]) -> bytes:
    reports = list(
        _worker["rules"].evaluate_many(items, as_of=_worker["as_of"], nulls=_worker["nulls"])
    )
    return msgpack.encode(reports)


def in_processes(
    rules: Rules, items: Iterable[Any], jobs: int, as_of: dt.date | None, nulls: str
) -> Iterator[Report]:
    """The reports, whatever the number of workers, in the order of the claims."""
    decoder = msgpack.Decoder(list[Report])
    wanted = sorted(rules.wanted) if rules.wanted is not None else None
    start = (cache.encode(rules.data), wanted, sorted(rules.unwanted), as_of, nulls)
    source = iter(items)
    pending: deque[Future[bytes]] = deque()
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start, start) as pool:
        while True:
            while len(pending) < 3 * jobs and (chunk := list(islice(source, CHUNK))):
                pending.append(pool.submit(_chunk, chunk))
            if not pending:
                return
            yield from decoder.decode(pending.popleft().result())
