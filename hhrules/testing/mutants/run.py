"""Mistakes tried in many rulebooks: on several processors, and each rulebook once until it changes."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from attrs import frozen
from msgspec import DecodeError, ValidationError, json

import hhrules
from hhrules.engine.cache import folder, key_of
from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.texts import Text
from hhrules.testing.cases import texts_at
from hhrules.testing.mutants.bench import Bench
from hhrules.testing.mutants.score import (
    BookScore,
    book_hash,
    related,
    score,
    testers_hash,
)


@frozen
class Wanted:
    """What to try: the rulebooks at some paths (None: the shipped ones), of some rules or all."""

    paths: tuple[Path, ...] | None = None
    rules: frozenset[str] = frozenset()
    books: frozenset[str] = frozenset()  # of these paths; empty: all
    suggest: bool = True
    cached: bool = True


def bench_for(paths: Sequence[Path] | None) -> tuple[Bench, tuple[str, ...]]:
    """The examples of the rulebooks at some paths, and their names; RulebookError for a wrong one."""
    mine, others = texts_at(paths)
    work = checked(mine, others)
    known = {t.source.name: t for t in (*others, *mine)}
    texts = {name: known[book.source.name] for name, book in work.books.items()}
    sources = {t.source.name for t in mine}
    names = tuple(n for n, b in sorted(work.books.items()) if b.source.name in sources)
    return Bench(work, texts), names


def scores(wanted: Wanted, jobs: int = 1) -> Iterator[BookScore]:
    """The score of each rulebook, by name; RulebookError where one is wrong."""
    bench, all_names = bench_for(wanted.paths)
    names = [n for n in all_names if not wanted.books or n in wanted.books]
    ready = {n: found for n in names if (found := _kept(bench, n, wanted)) is not None}
    waiting = [n for n in names if n not in ready]
    if jobs <= 1 or len(waiting) <= 1:
        for name in names:
            yield ready.get(name) or _score(bench, name, wanted)
        return
    largest = sorted(waiting, key=lambda n: -len(bench.texts[n].source.text))
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(wanted,)) as pool:
        futures = {name: pool.submit(_in_worker, name) for name in largest}
        for name in names:
            yield ready[name] if name in ready else futures[name].result()


_WORKER: dict[str, tuple[Bench, Wanted]] = {}


def _begin(wanted: Wanted) -> None:
    """What each worker process does once."""
    bench, _ = bench_for(wanted.paths)
    _WORKER["bench"] = (bench, wanted)


def _in_worker(name: str) -> BookScore:
    bench, wanted = _WORKER["bench"]
    return _score(bench, name, wanted)


def _score(bench: Bench, name: str, wanted: Wanted) -> BookScore:
    found = score(bench, name, wanted.rules, suggest=wanted.suggest)
    if wanted.cached and not wanted.rules:
        _keep(_entry(bench, name, wanted), found)
    return found


# ---------------------------------------------------------------------- kept results


def _entry(bench: Bench, name: str, wanted: Wanted) -> Path:
    text: Text = bench.texts[name]
    parts = [
        book_hash(text, related(bench, name)).encode(),
        testers_hash().encode(),
        str(wanted.suggest).encode(),
    ]
    return folder() / f"{key_of(parts, hhrules.__version__)}.mutants"


def _kept(bench: Bench, name: str, wanted: Wanted) -> BookScore | None:
    if not wanted.cached or wanted.rules:
        return None
    try:
        return json.decode(_entry(bench, name, wanted).read_bytes(), type=BookScore)
    except (OSError, DecodeError, ValidationError):
        return None


def _keep(path: Path, found: BookScore) -> None:
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(json.encode(found))
        Path(name).replace(path)
