"""`hhrules diff`: what two states of rulebooks say otherwise, and what that does to claims."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from hhrules.claims.reader import Nulls
from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.history import history_option, open_history
from hhrules.cli.inputs import Inputs
from hhrules.cli.options import as_of_option, first_option, nulls_option
from hhrules.cli.output import say
from hhrules.cli.rulebooks import load_rules
from hhrules.cli.since import folder_at
from hhrules.engine.library import is_shipped
from hhrules.engine.texts import SUFFIX, Text, at, ids_of, shipped
from hhrules.testing.changes import Change, changes, standing
from hhrules.writers.layout import counted

if TYPE_CHECKING:
    from hhrules.engine.ruleset import Item
    from hhrules.testing.differences import Difference

_MOST_LINES = 40


@click.command
@click.argument("old", metavar="OLD")
@click.argument(
    "new",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="NEW...",
)
@click.option(
    "--claims",
    "archive",
    multiple=True,
    metavar="ARCHIVE",
    help="Claims to judge by both; all that `check` reads.",
)
@first_option
@history_option
@as_of_option
@nulls_option
@color_option
@click.pass_context
def diff(
    ctx: click.Context,
    /,
    old: str,
    new: tuple[Path, ...],
    archive: tuple[str, ...],
    first: int,
    history_at: str | None,
    as_of: dt.date | None,
    nulls: Nulls | None,
) -> None:
    """Tell what the rulebooks NEW say otherwise than OLD, and what that does to claims.

    OLD is a folder, a file, a commit of git, or `medicare` for the shipped set; NEW are files
    and folders. Blanks, remarks and the order of blocks are no difference.

    Leaves with 1 if anything is otherwise, with 2 if a rulebook is wrong.
    """
    with ExitStack() as stack:
        before = _earlier(old, new, stack)
        texts = ids_of(at(list(new)))
        known = ids_of(shipped() if before is None else _texts(before))
        if before is None or all(map(_is_one, new)):  # OLD is a set, and NEW a part of it
            known = {name: text for name, text in known.items() if name in texts}
        said = _told(known, texts)
        changed = False
        if archive:
            inputs = Inputs(archive, nulls=nulls)
            items = list(inputs.items())
            for note in inputs.notes:
                say(note)
            if not items:
                raise click.BadParameter(f"there is no claim in {', '.join(archive)}")
            names = {*known, *texts}
            asked = Asked(names, items, history_at, as_of, inputs.nulls)
            found = _judged([before or Path("medicare")], asked)
            now = _judged(list(new), asked)
            changed = _outcomes(found, now, first)
    ctx.exit(int(said or changed))


def _earlier(old: str, new: Sequence[Path], stack: ExitStack) -> Path | None:
    """The folder or file of the earlier state; None for the shipped set."""
    path = Path(old)
    if path.exists():
        return path
    if is_shipped(path):
        return None
    into = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    folder_at(old, new[0], into)
    return into


def _texts(path: Path) -> list[Text]:
    """The rulebooks of the earlier state; none where there were none yet."""
    return at([path]) if path.is_file() or any(path.rglob(f"*{SUFFIX}")) else []


def _is_one(path: Path) -> bool:
    """Whether a path is one rulebook: its file, or its own folder."""
    return path.is_file() or any(path.glob(f"*{SUFFIX}"))


def _told(old: Mapping[str, Text], new: Mapping[str, Text]) -> bool:
    """Print what each rulebook says otherwise; whether any does."""
    from hhrules.testing.differences import differences, version_of  # noqa: PLC0415 - the parser

    colour = wants_colour(sys.stdout)
    said = False
    for name in sorted({*old, *new}):
        one, other = old.get(name), new.get(name)
        found = differences(one, other)
        if not found:
            continue
        said = True
        versions = [version_of(text) if text is not None else "" for text in (one, other)]
        click.echo(click.style(_head(name, versions), bold=True), color=colour)
        judging = [d for d in found if not d.is_example and d.block != "rulebook"]
        if judging and versions[0] == versions[1]:
            click.echo(f"  what it says is otherwise, its version is still {versions[1]}")
        for difference in found:
            for line in _lines(difference):
                click.echo(f"  {line}", color=colour)
        click.echo()
    if not said:
        click.echo("nothing is said otherwise")
    return said


def _head(name: str, versions: Sequence[str]) -> str:
    old, new = versions
    if not old or not new:
        return f"{name} {old or new}: {'new' if new else 'gone'}"
    return f"{name} {new}" if old == new else f"{name} {old} -> {new}"


def _lines(found: Difference) -> Iterator[str]:
    yield f"{found.block}: {found.state}" if found.state != "changed" else found.block
    for line in found.lines[:_MOST_LINES]:
        yield "  " + click.style(line, fg="red" if line.startswith("-") else "green")
    if len(found.lines) > _MOST_LINES:
        yield f"  and {counted(len(found.lines) - _MOST_LINES, 'line')} more"


Standings = list[tuple[str, Mapping[tuple[str, int, dt.date], str]]]
"""Of each claim its id, and what was found on it."""


@frozen
class Asked:
    """The claims that both states judge, and how; of the rulebooks of these names alone."""

    names: set[str]
    items: Sequence[Item]
    history_at: str | None
    as_of: dt.date | None
    nulls: Nulls


def _judged(paths: list[Path], asked: Asked) -> Standings:
    """What the rulebooks at some paths find on each claim."""
    rules = load_rules(paths)
    store = open_history(asked.history_at) if asked.history_at else None
    reports = rules.evaluate_many(
        asked.items, history=store, as_of=asked.as_of, nulls=asked.nulls
    )
    found = [
        (report.claim_id or f"claim {number}", standing(report, asked.names))
        for number, report in enumerate(reports, 1)
    ]
    if store is not None:
        store.close()
    return found


def _outcomes(old: Standings, new: Standings, first: int) -> bool:
    """Print which claims come out otherwise; whether any does."""
    found: list[Change] = []
    for (claim, before), (_, after) in zip(old, new, strict=True):
        found += changes(claim, before, after)
    for line in outcome_lines(found, len(old), first):
        click.echo(line)
    return bool(found)


def outcome_lines(found: Sequence[Change], claims: int, first: int) -> Iterator[str]:
    """How many of some claims came out otherwise, how often each outcome, and the first of them."""
    if not found:
        yield f"claims: none of {claims:,} changed its outcome"
        return
    changed = len({one.claim for one in found})
    outcomes = counted(len(found), "outcome")
    yield f"claims: {changed:,} of {claims:,} changed, {outcomes} in all"
    counts = Counter((one.rule, one.before, one.after) for one in found)
    for (rule, before, after), number in counts.most_common():
        yield f"  {number:>6,}  {rule}: {before} -> {after}"
    for change in found[:first]:
        yield f"    {change.words()}"
    if len(found) > first:
        yield f"    and {len(found) - first:,} more"
