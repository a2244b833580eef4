"""`hhrules lint`: what is worth a look in rulebooks that compile."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.options import day_option
from hhrules.cli.output import difference, say
from hhrules.cli.rulebooks import show_diagnostics
from hhrules.cli.since import earlier_texts
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.errors import RulebookError
from hhrules.engine.lint.mend import mended, with_ends_of
from hhrules.engine.lint.since import sources_changed
from hhrules.engine.lint.warnings import ending, lint
from hhrules.engine.texts import Text, at, shipped, usable
from hhrules.source.render import render_text
from hhrules.source.text import decoded, encoded
from hhrules.writers.layout import counted, listed


@click.command("lint")
@click.argument(
    "rulebooks", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[RULEBOOK]..."
)
@click.option(
    "--fix",
    is_flag=True,
    help="Make the corrections that say the same in the language's own form, and look again.",
)
@click.option("--diff", is_flag=True, help="Change nothing; print what --fix would change.")
@day_option("--on", "The day from which stale is told; without it, today.")
@click.option(
    "--since",
    metavar="DIR|COMMIT",
    help="Also compare with earlier texts: a folder, or a commit of git.",
)
@color_option
@click.pass_context
def lint_rulebooks(
    ctx: click.Context,
    rulebooks: tuple[Path, ...],
    fix: bool,
    diff: bool,
    on: dt.date | None,
    since: str | None,
) -> None:
    """Look RULEBOOKS over; without one, the shipped set.

    With --fix also those that do not load are mended where nothing has to be guessed.

    Yearly figures whose last row ends within 60 days are named on standard error.

    Leaves with 1 if anything is worth a look (with --diff: if anything would change), with 2 if
    a rulebook is wrong.
    """
    mine = tuple(at(list(rulebooks)) if rulebooks else shipped())
    others = tuple(usable(mine)) if rulebooks else ()
    if fix or diff:
        mine = _mended(ctx, mine, others, diff=diff)
    work = _checked(ctx, mine, others)
    today = on or dt.datetime.now(tz=dt.UTC).date()
    found = lint(work, today, others)
    if since is not None:
        found += sources_changed(work, earlier_texts(since, mine))
    if found:
        colour = wants_colour(sys.stdout)
        click.echo(render_text(found, work.all_sources, colour=colour), color=colour)
    click.echo(counted(len(found), "warning") if found else "nothing to say")
    for end, names in ending(work, today).items():
        say(f"no figure is known after {end} of {listed(f'`{name}`' for name in names)}")
    ctx.exit(1 if found else 0)


def _checked(
    ctx: click.Context, mine: tuple[Text, ...], others: tuple[Text, ...]
) -> Compilation:
    """The compiled texts; where one is wrong, each mistake is shown and the command left."""
    try:
        return checked(mine, others)
    except RulebookError as error:
        show_diagnostics(error)
        ctx.exit(2)


def _mended(
    ctx: click.Context, mine: tuple[Text, ...], others: tuple[Text, ...], *, diff: bool
) -> tuple[Text, ...]:
    """The texts after the safe corrections, which are written, or shown and the command left."""
    if not others:
        message = "say which rulebooks to mend: a file or a folder"
        raise click.UsageError(message, ctx)
    after = mended(mine, others)
    changed = False
    for old, new in zip(mine, after.texts, strict=True):
        if old.source.text == new.source.text:
            continue
        changed = True
        path = Path(old.path)
        data = path.read_bytes()
        text = with_ends_of(decoded(data), new.source.text)
        if diff:
            shown = difference(old.source.name, old.source.text, new.source.text, "mended")
            click.echo(shown, nl=False)
        else:
            path.write_bytes(encoded(text, data))
            count = counted(after.made[old.source.name], "correction")
            say(f"mended: {old.source.name}, {count}")
    if diff:
        if not changed:
            _checked(ctx, mine, others)
        ctx.exit(int(changed))
    return after.texts
