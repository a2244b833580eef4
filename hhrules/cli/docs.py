"""`hhrules docs`: the rulebooks as a site of pages, and the coverage table."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hhrules.cli.colour import wants_colour
from hhrules.cli.output import say
from hhrules.site.books import UnreadableRulebookError, read_books
from hhrules.site.coverage import coverage_page
from hhrules.site.pages import BookView
from hhrules.source.render import render_text


@click.command
@click.argument(
    "rulebooks",
    nargs=-1,
    metavar="[RULEBOOK]...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that the site is written to.",
)
@click.option(
    "--coverage", is_flag=True, help="Print the coverage table of the shipped set instead."
)
def docs(rulebooks: tuple[Path, ...], out: Path | None, coverage: bool) -> None:
    """Write RULEBOOKS (files and folders; the shipped set if none) as pages that read as policy."""
    if coverage and rulebooks:
        raise click.UsageError("the coverage table is of the shipped set alone")
    if coverage:
        click.echo(coverage_page(_read(())), nl=False)
        return
    if out is None:
        raise click.UsageError("say with --out DIR where the site goes")
    books = _read(rulebooks)
    try:
        from hhrules.site.render import write_site  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError as missing:
        if missing.name not in {"jinja2", "markupsafe"}:
            raise
        say('hhrules: error: the site needs: pip install "hhrules[docs]"')
        raise click.exceptions.Exit(2) from None
    write_site(books, out)
    say(f"written: {out / 'index.html'}")


def _read(paths: tuple[Path, ...]) -> list[BookView]:
    """Read rulebooks; one that does not parse is shown with its mistakes."""
    try:
        books = read_books(paths or None)
    except UnreadableRulebookError as error:
        colour = wants_colour(sys.stderr)
        sources = {error.source.name: error.source}
        click.echo(
            render_text(error.diagnostics, sources, colour=colour), err=True, color=colour
        )
        raise click.exceptions.Exit(2) from None
    if not books:
        say("hhrules: error: there is no rulebook here")
        raise click.exceptions.Exit(2)
    return books
