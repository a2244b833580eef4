"""`hhrules table import`: a published spreadsheet to a reference table of a rulebook."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from hhrules.cli.options import Day, day_option
from hhrules.cli.output import say
from hhrules.reference.importing import (
    ImportProblem,
    Publication,
    Sheet,
    merge,
    read_sheet,
    read_table,
    to_rows,
    write_table,
)
from hhrules.writers.layout import counted


@click.group
def table() -> None:
    """Bring published tables into rulebooks."""


@table.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as", "name", required=True, metavar="NAME", help="The table's name in rulebooks."
)
@click.option("--from", "from_", type=Day(), help="The first day on which the rows hold.")
@day_option("--to", "The last day; without it, until the next publication.")
@click.option("--cite", required=True, metavar="TEXT", help="Where it was published.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=HEAD",
    help="Which column of FILE is which of the table; again and again. What is not said is asked.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="NAME",
    help="A column to look up by; the first, if not said.",
)
@click.option("--sheet", help="Which sheet of a spreadsheet; the first, if not said.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The rulebook's folder; the file goes to `tables` in it.",
)
@click.pass_context
def import_table(
    ctx: click.Context,
    file: Path,
    name: str,
    from_: date | None,
    to: date | None,
    cite: str,
    columns: tuple[str, ...],
    keys: tuple[str, ...],
    sheet: str | None,
    into: Path,
) -> None:
    """Bring FILE (xlsx, xls, ods or CSV) in as the reference table NAME.

    Its rows hold from --from on; rows of earlier publications stay, and end the day before.
    """
    if from_ is None:
        raise click.UsageError("say from which day the rows hold: --from 2027-01-01")
    target = into / "tables" / f"{name.replace(' ', '_')}.csv"
    try:
        found = read_sheet(file, sheet)
        wanted = _mapping(found, columns, target)
        chosen = keys or (next(iter(wanted)),)
        rows = to_rows(found, wanted, chosen, Publication(from_, to, cite))
        write_table(target, merge(read_table(target), rows))
    except ImportProblem as problem:
        say(str(problem))
        ctx.exit(2)
    click.echo(f"{counted(len(rows), 'row')} from {from_} in {target}")
    click.echo("In the rulebook:")
    click.echo(f'table {name} by {", ".join(chosen)} from file "{target.name}"')


def _mapping(sheet: Sheet, columns: tuple[str, ...], target: Path) -> dict[str, str]:
    """The sheet's head for each column of the table: as said, else asked on a terminal."""
    said: dict[str, str] = {}
    for column in columns:
        name, sign, head = column.partition("=")
        if not sign or not name.strip():
            raise ImportProblem(f"--column takes NAME=HEAD, and this is {column!r}")
        said[name.strip()] = head.strip()
    known = [
        n
        for n in (read_table(target) or [{}])[0]
        if n not in ("effective from", "effective to", "cite", "source")
    ]
    missing = [n for n in known if n not in said]
    if said and not missing:
        return said
    if not sys.stdin.isatty():
        heads = ", ".join(sheet.heads)
        lacking = (
            f"which column is {', '.join(missing)}?" if missing else "which columns are wanted?"
        )
        raise ImportProblem(f"{lacking} say --column NAME=HEAD; {sheet.name} has: {heads}")
    for name in missing:
        said[name] = click.prompt(f"Which column is `{name}`?", type=click.Choice(sheet.heads))
    for head in () if known else sheet.heads:
        answer = click.prompt(
            f"What is `{head}` called in the rulebook? (- for none)", default="-"
        )
        if answer != "-" and head not in said.values():
            said[answer] = head
    if not said:
        raise ImportProblem("no column was chosen")
    return said
