"""`hhrules table import`: a published spreadsheet to a reference table of a rulebook."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from hhrules.cli.options import Day, day_option
from hhrules.cli.output import say
from hhrules.cli.table_place import Place, must_compile, place_of
from hhrules.reference.importing import (
    REMARKS,
    Imported,
    Mapped,
    Publication,
    gone,
    heads_of,
    merge,
    read_table,
    table_text,
    to_rows,
    write_table,
)
from hhrules.reference.sheets import ImportProblem, Sheet, read_sheet
from hhrules.writers.layout import counted

_SHOWN = 5
"""Keys that are listed before it is said how many more there are."""


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
    "--word",
    "words",
    multiple=True,
    metavar="NAME:TEXT=CODE",
    help="What a word of FILE is called in column NAME of the table; again and again.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="NAME",
    help="A column to look up by, for a table that no rulebook reads yet; the first, if not said.",
)
@click.option("--sheet", help="Which sheet of a spreadsheet; the first, if not said.")
@click.option("--head", type=int, metavar="ROW", help="The row of the column heads.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The folder of the rulebooks; a shipped rulebook that reads the table is copied to it.",
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
    words: tuple[str, ...],
    keys: tuple[str, ...],
    sheet: str | None,
    head: int | None,
    into: Path,
) -> None:
    """Bring FILE (xlsx, xls, ods or CSV) in as the reference table NAME.

    Its rows hold from --from on; rows of earlier publications stay, and end the day before.
    """
    if from_ is None:
        raise click.UsageError("say from which day the rows hold: --from 2027-01-01")
    if to is not None and to < from_:
        raise click.UsageError("--to is before --from")
    try:
        said = _heads(columns)
        found = read_sheet(file, sheet, head, said.values())
        place = place_of(name, into)
        wanted = _columns(found, said, place)
        chosen = place.keys or keys or (next(iter(wanted)),)
        mapped = Mapped(wanted, chosen, _words(words))
        new = to_rows(found, mapped, Publication(from_, to, cite))
        before = read_table(place.old)
        rows = merge(before, new.rows)
        must_compile(place, table_text(rows))
        copied = place.copy()
        write_table(place.file, rows)
    except ImportProblem as problem:
        say(str(problem))
        ctx.exit(2)
    if copied:
        say(f"copied the shipped rulebook to {copied}")
    _tell(name, place, chosen, new, rows)
    missing = gone(before, new.rows, chosen)
    if missing:
        say(f"of the publication before, not in this one: {', '.join(_some(missing))}")


def _tell(
    name: str,
    place: Place,
    keys: Sequence[str],
    new: Imported,
    rows: Sequence[dict[str, str]],
) -> None:
    """What was brought in, so that a person sees a wrong column at a glance."""
    if new.left_out:
        say(f"left out, as remarks below the table: {_rows(new.left_out)}")
    start = new.rows[0]["effective from"]
    end = next(r["effective to"] for r in rows if r["effective from"] == start)
    days = f"from {start} to {end}" if end else f"from {start} on"
    click.echo(f"{counted(len(new.rows), 'row')} {days} in {place.file}")
    for column in new.rows[0]:
        if column not in REMARKS:
            click.echo(f"  {column}: {_range([r[column] for r in new.rows])}")
    if place.book is None:
        click.echo("In the rulebook:")
        click.echo(f'table {name} by {", ".join(keys)} from file "{place.file.name}"')


def _rows(numbers: Sequence[int]) -> str:
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _range(cells: Sequence[str]) -> str:
    """The first and the last value in order, and how many there are."""
    try:
        ordered = sorted(set(cells), key=float)
    except ValueError:
        ordered = sorted(set(cells))
    if len(ordered) == 1:
        return ordered[0] or "empty"
    return f"{ordered[0]} to {ordered[-1]}, {len(ordered)} different"


def _some(items: Sequence[str]) -> Iterator[str]:
    yield from items[:_SHOWN]
    if len(items) > _SHOWN:
        yield f"and {len(items) - _SHOWN} more"


def _words(said: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """What the file's words are called, by column of the table."""
    found: dict[str, dict[str, str]] = {}
    for word in said:
        name, colon, rest = word.partition(":")
        text, sign, code = rest.rpartition("=")
        if not colon or not sign or not name.strip() or not code.strip():
            raise ImportProblem(f"--word takes NAME:TEXT=CODE, and this is {word!r}")
        found.setdefault(name.strip(), {})[text.strip()] = code.strip()
    return found


def _heads(said: tuple[str, ...]) -> dict[str, str]:
    """The sheet's head for each column of the table, as far as it was said."""
    found: dict[str, str] = {}
    for column in said:
        name, sign, head = column.partition("=")
        if not sign or not name.strip():
            raise ImportProblem(f"--column takes NAME=HEAD, and this is {column!r}")
        found[name.strip()] = " ".join(head.split())
    return found


def _columns(sheet: Sheet, said: dict[str, str], place: Place) -> dict[str, str]:
    """The sheet's head for each column of the table: as said, else asked on a terminal."""
    known = [n for n in heads_of(place.old) if n not in REMARKS]
    for name in said:
        if known and name not in known:
            raise ImportProblem(f"the table has no column {name}; it has {', '.join(known)}")
    found = dict(said)
    missing = [n for n in known if n not in found]
    if found and not missing:
        return found
    heads = [h for h in sheet.heads if h]
    if not sys.stdin.isatty():
        lacking = (
            f"which column is {', '.join(missing)}?" if missing else "which columns are wanted?"
        )
        raise ImportProblem(
            f"{lacking} say --column NAME=HEAD; {sheet.name} has: {', '.join(heads)}"
        )
    for name in missing:
        found[name] = click.prompt(f"Which column is `{name}`?", type=click.Choice(heads))
    for head in () if known else heads:
        answer = click.prompt(
            f"What is `{head}` called in the rulebook? (- for none)", default="-"
        )
        if answer != "-" and head not in found.values():
            found[answer] = head
    if not found:
        raise ImportProblem("no column was chosen")
    return found
