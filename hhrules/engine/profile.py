"""Where the time of a run goes: each walk of each rulebook, timed as it is called."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from time import perf_counter
from typing import Any

from attrs import field, frozen
from msgspec.structs import replace

from hhrules.engine.library import Rules
from hhrules.engine.loaded import LoadedBook

_WORDS = {"each_line": "rules on lines", "whole_claim": "rules on the claim"}


@frozen(eq=False)
class Profile:
    """Seconds and calls by rulebook and walk."""

    spent: dict[tuple[str, str], list[float]] = field(factory=dict)

    def table(self, longest: int = 20) -> list[str]:
        """Say what took most time, a line each."""
        met = ((k, v) for k, v in self.spent.items() if v[1])
        entries = sorted(met, key=lambda entry: (-entry[1][0], entry[0]))
        total = sum(seconds for _, (seconds, _) in entries)
        lines = [f"{total:9.3f} s in all evaluators"]
        for (book, name), (seconds, calls) in entries[:longest]:
            subject = name.removeprefix("each_").rstrip("_0123456789").replace("_", " ")
            what = _WORDS.get(name, f"rules on each {subject}")
            lines.append(f"{seconds:9.3f} s  {calls:9,.0f} times  {book}: {what}")
        return lines


def profiled(rules: Rules) -> tuple[Rules, Profile]:
    """Give the same rules, timed; tracing what was found is not counted."""
    profile = Profile()
    books = tuple(_timed_book(book, profile) for book in rules.books)
    return replace(rules, books=books), profile


def _timed_book(book: LoadedBook, profile: Profile) -> LoadedBook:
    timed = copy(book)
    timed.ready = book.fresh()  # functions of its own: those of the book stay as they are
    namespace = timed.plain.namespace
    for name in [n for n in namespace if n == "whole_claim" or n.startswith("each_")]:
        entry = profile.spent.setdefault((book.data.name, name), [0.0, 0.0])
        namespace[name] = _timed(namespace[name], entry)
    return timed


def _timed(function: Callable[..., Any], entry: list[float]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        started = perf_counter()
        try:
            return function(*args)
        finally:
            entry[0] += perf_counter() - started
            entry[1] += 1

    return call
