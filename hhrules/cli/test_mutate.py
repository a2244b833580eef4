"""`hhrules test --mutate`: which small mistakes in a rulebook its examples would not notice."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import json

from hhrules.writers.layout import counted

if TYPE_CHECKING:
    from hhrules.testing.mutants.score import BookScore, Survivor


def mutate(
    paths: Sequence[Path],
    rules: Sequence[str],
    form: str,
    out: Path | None,
    fail_under: float | None,
    jobs: int | None,
) -> int:
    """Try mistakes in rulebooks and tell the examples that are missing; returns the exit code."""
    from hhrules.testing.exceptions import WrongExceptions  # noqa: PLC0415 - slow to load
    from hhrules.testing.mutants.run import Wanted, scores  # noqa: PLC0415 - slow to load
    from hhrules.testing.mutants.score import total  # noqa: PLC0415 - slow to load

    wanted = Wanted(tuple(paths) or None, frozenset(rules))
    found: list[BookScore] = []
    lines: list[str] = []
    try:
        for one in scores(wanted, jobs or min(2, os.cpu_count() or 1)):
            found.append(one)
            told = list(_book(one))
            lines += told
            if form == "text" and out is None and one.tried + len(one.stale):
                click.echo("\n".join(told))
    except WrongExceptions as problem:
        click.echo(str(problem), err=True)
        return 2
    noticed, tried = total(found)
    share = 100 * noticed / tried if tried else 100.0
    last = f"{noticed:,} of {counted(tried, 'mistake')} noticed ({share:.1f}%)"
    if form == "json":
        text = json.format(json.encode(found), indent=2).decode()
        _write(text, out)
    elif out is not None:
        _write("\n".join([*lines, last]), out)
    else:
        click.echo(last)
    return _exit_code(found, fail_under)


def _exit_code(found: Sequence[BookScore], fail_under: float | None) -> int:
    if not found:
        return 2
    if any(b.stale for b in found):
        return 2
    low = any(b.percent < (fail_under if fail_under is not None else 0) for b in found)
    if fail_under is not None:
        return 1 if low else 0
    return 1 if any(b.open for b in found) else 0


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")


def _book(found: BookScore) -> Iterator[str]:
    said = f"{found.noticed} of {counted(found.tried, 'mistake')} noticed"
    aside = [
        f"{counted(number, noun, nouns)}"
        for number, noun, nouns in (
            (
                len(found.listed),
                "is no mistake, with its reason",
                "are no mistakes, with their reasons",
            ),
            (found.refused, "the compiler refuses", "the compiler refuses"),
            (found.same, "changes nothing", "change nothing"),
            (found.unread, "in what no rule reads", "in what no rule reads"),
        )
        if number
    ]
    yield f"{found.book}: {said} ({found.percent:.1f}%){'; ' if aside else ''}{', '.join(aside)}"
    told: set[str] = set()
    for one in found.open:
        yield from _survivor(found.book, one, told)
    for entry in found.stale:
        yield f"  not-tested.csv: no mistake answers to this line any more: {entry}"


def _survivor(book: str, one: Survivor, told: set[str]) -> Iterator[str]:
    place = f"line {one.line}" + (f", {one.where}" if one.where else "")
    yield ""
    yield f"  {place}: {one.kind} goes unnoticed"
    yield f"    - {one.was}"
    yield f"    + {one.becomes}"
    if not one.example:
        rules = ", ".join(one.rules)
        yield f"    No claim near the examples of {rules or book} shows the difference."
        return
    if one.example in told:
        yield f"    An example above notices it: {one.expect}, and with the mistake {one.instead}."
        return
    told.add(one.example)
    yield f"    This example would notice it ({one.instead} with the mistake):"
    yield ""
    yield from (f"    {line}" for line in one.example.rstrip().splitlines())
    if one.row:
        yield ""
        yield f"    or this row in the table of {one.table}:"
        yield f"    {one.row}"
