"""`hhrules test`: run the examples that stand in rulebooks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.output import say
from hhrules.cli.rulebooks import load_rules, show_diagnostics
from hhrules.cli.test_cover import cover
from hhrules.cli.test_mutate import mutate
from hhrules.engine.errors import RulebookError
from hhrules.engine.texts import ids_of, users_of
from hhrules.testing.cases import Result, run_examples, texts_at
from hhrules.writers.layout import counted


@click.command
@click.argument(
    "rulebooks", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[RULEBOOK]..."
)
@click.option("--only", multiple=True, metavar="RULE", help="Only the examples of this rule.")
@click.option(
    "--coverage",
    "covering",
    is_flag=True,
    help="Tell which conditions were seen as yes, no and unknown, and which rows were read.",
)
@click.option(
    "--coverage-format",
    type=click.Choice(["text", "html", "lcov"]),
    default="text",
    show_default=True,
    help="How --coverage tells it.",
)
@click.option("--suggest", is_flag=True, help="With --coverage: the examples that are missing.")
@click.option(
    "--mutate",
    "mutating",
    is_flag=True,
    help="Make small mistakes in the rulebooks and tell those that no example notices.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How --mutate tells what it found.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="Write what --mutate or --coverage found there.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Leave with 1 if a rulebook stays under this share; without it, if anything is missing.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes for --mutate.")
@click.option("-v", "--verbose", is_flag=True, help="Name the examples that hold, too.")
@color_option
@click.pass_context
def test(
    ctx: click.Context,
    rulebooks: tuple[Path, ...],
    only: tuple[str, ...],
    covering: bool,
    coverage_format: str,
    suggest: bool,
    mutating: bool,
    form: str,
    out: Path | None,
    fail_under: float | None,
    jobs: int | None,
    verbose: bool,
) -> None:
    """Run the examples in RULEBOOKS; without one, those of the shipped set.

    Leaves with 1 if an example does not hold, with 2 if a rulebook is wrong or has none to run.
    """
    load_rules(rulebooks)
    colour = wants_colour(sys.stdout)
    held = failed = 0
    for result in _results(rulebooks, only):
        held += result.passed
        failed += not result.passed
        if verbose or not result.passed:
            click.echo(
                _line(result.place, result.rule, result.title, result.passed), color=colour
            )
            for line in result.message.splitlines():
                click.echo(f"    {line}")
    if failed or not (mutating or covering):
        click.echo(_total(held, failed))
        if not (held or failed or only):
            _tell_users(rulebooks)
        ctx.exit(1 if failed else 0 if held else 2)
    code = 0
    if covering:
        code = cover(
            rulebooks,
            coverage_format,
            out,
            fail_under,
            verbose=verbose,
            suggest=suggest,
        )
    if not mutating:
        ctx.exit(code)
    ctx.exit(mutate(rulebooks, only, form, out, fail_under, jobs))


def _results(rulebooks: tuple[Path, ...], only: tuple[str, ...]) -> Iterator[Result]:
    try:
        yield from run_examples(list(rulebooks) or None, only)
    except RulebookError as error:  # of an example that does not fit its rule
        show_diagnostics(error)
        raise click.exceptions.Exit(2) from None


def _tell_users(rulebooks: tuple[Path, ...]) -> None:
    """Of a rulebook that others share, say whose examples show it."""
    mine, others = texts_at(rulebooks)
    users = sorted(ids_of(users_of(mine, others)))
    if users:
        names = ", ".join(users[:_SHOWN]) + (" …" if len(users) > _SHOWN else "")
        say(f"used by {counted(len(users), 'rulebook')}: {names}")
        say("their examples run where you name them, or the folder that holds them all")


_SHOWN = 3


def _line(place: str, rule: str, title: str, passed: bool) -> str:
    word = (
        click.style("holds", fg="green")
        if passed
        else click.style("FAILS", fg="red", bold=True)
    )
    return f"{word}  {place}  {rule}  {title}"


def _total(held: int, failed: int) -> str:
    if not held and not failed:
        return "no examples to run"
    if failed:
        verb = "does" if failed == 1 else "do"
        return f"{counted(failed, 'example')} of {held + failed:,} {verb} not hold"
    return f"{counted(held, 'example')} hold" + ("s" if held == 1 else "")
