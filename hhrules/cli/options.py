"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from hhrules.engine.ruleset import Rules

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day written `YYYY-MM-DD`."""

    name = "DATE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the day or say how one is written."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            from hhrules.semantics.converted import converted  # noqa: PLC0415 - only for a slip
            from hhrules.values.types import DATE  # noqa: PLC0415 - only for a slip

            meant = converted(str(value).strip(), DATE) or "2024-05-31"
            self.fail(f"{value!r} is no day; write it as {meant}", param, ctx)


def day_option(name: str, text: str) -> Callable[[Decorated], Decorated]:
    """Give a command an option that takes a day."""
    return click.option(name, type=Day(), help=text)


def as_of_option(command: Decorated) -> Decorated:
    """Give a command the `--as-of` option."""
    text = "The day that `today` means in rules; without it, today is not known."
    return day_option("--as-of", text)(command)


def first_option(command: Decorated) -> Decorated:
    """Give a command the `--first` option."""
    return click.option(
        "--first",
        type=click.IntRange(min=0),
        default=20,
        show_default=True,
        metavar="N",
        help="How many changed outcomes to list; all are counted.",
    )(command)


def nulls_option(command: Decorated) -> Decorated:
    """Give a command the `--nulls` option."""
    return click.option(
        "--nulls",
        type=click.Choice(["none", "unknown"]),
        default=None,
        help="What a null in a claim means: known to be none (the default for documents), "
        "or not known (the default for Parquet and Arrow, which cannot leave a value out).",
    )(command)


def select_rules(rules: Rules, only: Sequence[str], skip: Sequence[str]) -> Rules:
    """Narrow the rules to `only` and leave out `skip`; a name that no rule has is refused."""
    if not only and not skip:
        return rules
    known = [rule for book in rules.rulebooks for rule in book.rules]
    for name in (*only, *skip):
        require_known(name, known, "no loaded rulebook has a rule")
    return rules.select(only=only, skip=skip)


def require_known(name: str, known: Sequence[str], message: str) -> None:
    """Refuse a name that is not known, and offer the nearest that is."""
    if name in known:
        return
    from hhrules.source.diagnostic import nearest  # noqa: PLC0415 - only for a slip

    alike = {k.casefold(): k for k in known}
    near = nearest(name.casefold(), alike)
    close = alike[near] if near else None
    raise click.BadParameter(
        f"{message} {name}" + (f"; did you mean {close}?" if close else "")
    )
