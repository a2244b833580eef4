"""Whether to colour: `--color`, then NO_COLOR and FORCE_COLOR, then what the stream is."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import IO, Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def color_option(command: Decorated) -> Decorated:
    """Give a command the `--color` switch."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        expose_value=False,
        callback=_decide,
        help="Colour in text: on a terminal (auto), always or never.",
    )(command)


def wants_colour(stream: IO[Any]) -> bool:
    """Tell whether text written to `stream` is coloured in the running command."""
    decided = click.get_current_context().color
    if decided is not None:
        return decided
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _decide(ctx: click.Context, param: click.Parameter, value: str) -> None:
    del param
    if value != "auto":
        ctx.color = value == "always"
    elif os.environ.get("NO_COLOR"):
        ctx.color = False
    elif os.environ.get("FORCE_COLOR"):
        ctx.color = True
