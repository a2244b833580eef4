"""`hhrules watch`: after each save, what is wrong, which examples hold, which claims changed."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hhrules.claims.reader import Nulls
from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.diff import outcome_lines
from hhrules.cli.history import history_option, open_history
from hhrules.cli.inputs import Inputs
from hhrules.cli.interrupts import Interrupts
from hhrules.cli.options import as_of_option, first_option, nulls_option
from hhrules.cli.output import say
from hhrules.engine.errors import RulebookError
from hhrules.engine.texts import SUFFIX
from hhrules.source.render import render_text
from hhrules.writers.layout import counted

if TYPE_CHECKING:
    from hhrules.testing.watching import Look, Watched

_QUIET_MS = 200
_AT_LEAST_EACH_MS = 1_000
_FAILURES = 5


@click.command
@click.argument(
    "rulebooks",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR|RULEBOOK...",
)
@click.option(
    "--claims",
    "archive",
    multiple=True,
    metavar="ARCHIVE",
    help="Claims to judge after each save, again and again; all that `check` reads.",
)
@first_option
@history_option
@as_of_option
@nulls_option
@color_option
def watch(
    rulebooks: tuple[Path, ...],
    archive: tuple[str, ...],
    first: int,
    history_at: str | None,
    as_of: dt.date | None,
    nulls: Nulls | None,
) -> None:
    """Look again after each save: mistakes, examples, and the claims whose outcome changed.

    While a text does not load, claims stay compared with the last one that did. Ctrl-C ends it.
    Of a claim, only its id is shown.
    """
    from hhrules.testing.watching import Watched  # noqa: PLC0415 - brings the compiler in

    changes = _changes(rulebooks)
    inputs = Inputs(archive, nulls=nulls)
    claims = list(inputs.items()) if archive else []
    for note in inputs.notes:
        say(note)
    if archive and not claims:
        raise click.BadParameter(f"there is no claim in {', '.join(archive)}")
    store = (lambda: open_history(history_at)) if history_at else None
    watched = Watched(rulebooks, claims, store, as_of, inputs.nulls)
    try:
        with Interrupts().watched():
            _tell(watched, first, f"watching {', '.join(str(path) for path in rulebooks)}")
            for _ in changes:
                _tell(watched, first, "")
    except KeyboardInterrupt:
        click.echo("stopped")


def _changes(paths: Sequence[Path]) -> Iterator[object]:
    """Give a turn after each save of a rulebook or a table, and now and then, until Ctrl-C."""
    try:
        from watchfiles import watch as file_changes  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError:
        say('hhrules: error: watching needs: pip install "hhrules[watch]"')
        raise click.exceptions.Exit(2) from None
    folders = {path if path.is_dir() else path.parent for path in paths}
    return file_changes(
        *sorted(folders),
        watch_filter=lambda _, name: _counts(Path(name)),
        debounce=2_000,
        step=_QUIET_MS,
        rust_timeout=_AT_LEAST_EACH_MS,  # some folders of a network tell of no change
        yield_on_timeout=True,
    )


def _counts(path: Path) -> bool:
    """Whether a file is one that a rulebook is made of; editors leave others beside them."""
    return path.suffix in {SUFFIX, ".csv"} and not path.name.startswith((".", "#"))


def _tell(watched: Watched, first: int, began: str) -> None:
    try:
        look = watched.look()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not text in UTF-8"
        click.echo(f"{_now()}  a file cannot be read: {reason or error}")
        return
    if look is None:
        return
    colour = wants_colour(sys.stdout)
    head = began or f"saved {', '.join(look.saved)}"
    click.echo(f"{_now()}  {click.style(head, bold=True)}", color=colour)
    try:
        for line in _wrong(look.error, colour=colour) if look.error else _well(look, first):
            click.echo(f"  {line}".rstrip(), color=colour)
        if look.error:
            click.echo("  claims stay compared with the last rulebooks that loaded")
    except RulebookError as error:  # of an example that does not fit its rule
        for line in _wrong(error, colour=colour):
            click.echo(f"  {line}".rstrip(), color=colour)
    click.echo()
    sys.stdout.flush()


def _now() -> str:
    return dt.datetime.now().astimezone().strftime("%H:%M:%S")


def _wrong(error: RulebookError, *, colour: bool) -> Iterator[str]:
    found = error.diagnostics
    yield click.style(counted(len(found), "mistake"), fg="red", bold=True)
    yield from render_text(found, error.sources, colour=colour).splitlines()


def _well(look: Look, first: int) -> Iterator[str]:
    """The claims, which take little, and then the examples."""
    if look.claims and not look.compared:
        yield f"claims: {look.claims:,} judged"
    elif look.claims:
        yield from outcome_lines(look.changed, look.claims, first)
    examples = look.examples()
    failed = [r for r in examples if not r.passed]
    if not failed:
        yield f"examples: {len(examples):,} hold"
    else:
        verb = "does" if len(failed) == 1 else "do"
        total = f"{len(failed):,} of {len(examples):,} {verb} not hold"
        yield click.style(f"examples: {total}", fg="red", bold=True)
    for result in failed[:_FAILURES]:
        yield f"  {result.place}  {result.rule}  {result.title}"
        yield f"    {result.message.splitlines()[0]}"
    if len(failed) > _FAILURES:
        yield f"  and {len(failed) - _FAILURES:,} more"
