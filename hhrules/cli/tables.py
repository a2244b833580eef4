"""Parquet and Arrow on the command line: tables of claims in, tables of findings out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hhrules.arrow.problems import MissingExtra, TableProblem, require
from hhrules.claims.model import Claim
from hhrules.cli.output import say
from hhrules.cli.table_claims import LineTable

if TYPE_CHECKING:
    from hhrules.arrow.files import TableWriter

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
TABLES = ("parquet", "arrow")


def lines_options(command: Decorated) -> Decorated:
    """Give a command the options `--lines` and `--on`."""
    keys = click.option(
        "--on",
        default="claim_id",
        show_default=True,
        metavar="KEY|CLAIM_KEY=LINE_KEY",
        help="The columns by which the lines of --lines find their claims.",
    )(command)
    return click.option(
        "--lines",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="The service lines of CLAIMS, where both are flat tables in Parquet or Arrow.",
    )(keys)


def line_table(path: Path | None, on: str) -> LineTable | None:
    """The line table that the options name."""
    if path is None:
        return None
    claim_key, _, line_key = on.partition("=")
    return LineTable(path, claim_key, line_key or claim_key)


def need_arrow() -> None:
    """Leave with exit code 2 where Arrow is not installed."""
    try:
        require("pyarrow", "arrow")
    except MissingExtra as problem:
        say(f"hhrules: error: Parquet and Arrow {problem}")
        raise click.exceptions.Exit(2) from None


def claim_pieces(claims: Iterable[Claim], format_: str, notes: list[str]) -> Iterator[bytes]:
    """The bytes of a table of these claims; a claim that does not fit is noted and left out."""
    from hhrules.arrow.files import claim_pieces as pieces  # noqa: PLC0415 - needs the extra

    def note(problem: TableProblem) -> None:
        notes.append(str(problem))

    return pieces(claims, "parquet" if format_ == "parquet" else "arrow", note)


def table_writer(format_: str, out: Path | None) -> TableWriter:
    """The writer of a table; it does not write to a terminal."""
    if out is None and sys.stdout.isatty():
        raise click.UsageError(f"{format_} is no text: say with --out FILE where it goes")
    need_arrow()
    from hhrules.arrow.files import TableWriter  # noqa: PLC0415 - needs the extra

    return TableWriter("parquet" if format_ == "parquet" else "arrow")
