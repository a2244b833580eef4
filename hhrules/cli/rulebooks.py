"""Loading rulebooks for a command, and showing an author what is wrong with one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hhrules.cli.colour import wants_colour
from hhrules.engine.errors import RulebookError
from hhrules.engine.library import load

if TYPE_CHECKING:
    from hhrules.engine.library import Rules

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def rulebooks_option(command: Decorated) -> Decorated:
    """Give a command the `--rulebooks` option, which may be said again and again."""
    return click.option(
        "--rulebooks",
        type=click.Path(exists=True, path_type=Path),
        multiple=True,
        metavar="DIR|FILE",
        help="Rulebooks to use, again and again; without it the shipped Medicare set.",
    )(command)


def load_rules(paths: Sequence[Path]) -> Rules:
    """Load rulebooks; where one is wrong, show each mistake and leave with exit code 2."""
    try:
        return load(list(paths) or None)
    except RulebookError as error:
        show_diagnostics(error)
        raise click.exceptions.Exit(2) from None


def show_diagnostics(error: RulebookError) -> None:
    """Print what is wrong with rulebooks to standard error, each mistake at its place."""
    from hhrules.source.render import render_text  # noqa: PLC0415 - only a mistake needs it

    colour = wants_colour(sys.stderr)
    click.echo(
        render_text(error.diagnostics, error.sources, colour=colour), err=True, color=colour
    )
