"""Loading rulebooks for a command, and showing an author what is wrong with one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hhrules.cli.colour import wants_colour
from hhrules.engine.errors import RulebookError
from hhrules.engine.library import is_shipped, load

if TYPE_CHECKING:
    from hhrules.engine.ruleset import Rules

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def rulebooks_option(command: Decorated) -> Decorated:
    """Give a command the `--rulebooks` option, which may be said again and again."""
    return click.option(
        "--rulebooks",
        type=click.Path(path_type=Path),
        callback=_that_are_there,
        multiple=True,
        metavar="DIR|FILE|medicare",
        help="Rulebooks to use, again and again; `medicare` is the shipped set, as without it.",
    )(command)


def _that_are_there(
    ctx: click.Context, param: click.Parameter, paths: tuple[Path, ...]
) -> tuple[Path, ...]:
    for path in paths:
        if not path.exists() and not is_shipped(path):
            raise click.BadParameter(f"there is no file or folder {path}", ctx, param)
    return paths


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
