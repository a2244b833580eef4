"""`hhrules lint`: what is worth a look in rulebooks that compile."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.options import day_option
from hhrules.cli.rulebooks import show_diagnostics
from hhrules.cli.since import earlier_texts
from hhrules.engine.compiling import checked
from hhrules.engine.errors import RulebookError
from hhrules.engine.lint import lint
from hhrules.engine.lint_since import sources_changed
from hhrules.engine.texts import at, shipped
from hhrules.source.render import render_text
from hhrules.writers.layout import counted


@click.command("lint")
@click.argument(
    "rulebooks", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[RULEBOOK]..."
)
@day_option("--on", "The day from which stale is told; without it, today.")
@click.option(
    "--since",
    metavar="DIR|COMMIT",
    help="Also compare with earlier texts: a folder, or a commit of git.",
)
@color_option
@click.pass_context
def lint_rulebooks(
    ctx: click.Context, rulebooks: tuple[Path, ...], on: dt.date | None, since: str | None
) -> None:
    """Look RULEBOOKS over; without one, the shipped set.

    Leaves with 1 if anything is worth a look, with 2 if a rulebook is wrong.
    """
    mine = tuple(at(list(rulebooks)) if rulebooks else shipped())
    try:
        work = checked(mine, tuple(shipped()) if rulebooks else ())
    except RulebookError as error:
        show_diagnostics(error)
        ctx.exit(2)
    found = lint(work, on or dt.datetime.now(tz=dt.UTC).date())
    if since is not None:
        found += sources_changed(work, earlier_texts(since, mine))
    if found:
        colour = wants_colour(sys.stdout)
        click.echo(render_text(found, work.all_sources, colour=colour), color=colour)
    click.echo(counted(len(found), "warning") if found else "nothing to say")
    ctx.exit(1 if found else 0)
