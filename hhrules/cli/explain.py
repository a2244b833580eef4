"""`hhrules explain`: why each outcome came out so."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hhrules.claims.reader import Nulls
from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.inputs import Inputs
from hhrules.cli.options import nulls_option, require_known
from hhrules.cli.output import say
from hhrules.cli.rulebooks import load_rules, rulebooks_option

if TYPE_CHECKING:
    from hhrules.engine.library import Explanation

_COLOURS = {
    "violated": "red",
    "undetermined": "magenta",
    "met": "green",
    "not applicable": "white",
}


@click.command
@click.argument("claim", metavar="CLAIM")
@click.argument("rule", required=False)
@click.option("--claim-id", help="Which claim to explain, where the file holds several.")
@click.option(
    "--all", "all_", is_flag=True, help="Also explain what was met and what does not apply."
)
@rulebooks_option
@nulls_option
@color_option
@click.pass_context
def explain(
    ctx: click.Context,
    claim: str,
    rule: str | None,
    claim_id: str | None,
    all_: bool,
    rulebooks: tuple[Path, ...],
    nulls: Nulls,
) -> None:
    """Tell why each outcome for CLAIM came out so, step by step, with values and their places.

    With RULE, tell it of that rule alone, whatever its outcome.
    """
    rules = load_rules(rulebooks)
    if rule is not None:
        known = [name for book in rules.rulebooks for name in book.rules]
        require_known(rule, known, "no loaded rulebook has a rule")
    inputs = Inputs([claim], nulls=nulls)
    told = 0
    for item in inputs.claims():
        if claim_id is None or item.claim_id == claim_id:
            told += 1
            click.echo(f"{item.claim_id}\n")
            _tell(rules.explain(item, rule), all_ or rule is not None)
    for note in inputs.notes:
        say(note)
    if claim_id is not None and not told:
        raise click.BadParameter(f"there is no claim {claim_id} in {claim}")
    ctx.exit(2 if inputs.notes else 0)


def _tell(explanations: Iterable[Explanation], everything: bool) -> None:
    colour = wants_colour(sys.stdout)
    for one in explanations:
        if everything or one.outcome in {"violated", "undetermined"}:
            for line in _lines(one):
                click.echo(line, color=colour)


def _lines(one: Explanation) -> list[str]:
    outcome = click.style(one.outcome, fg=_COLOURS.get(one.outcome), bold=True)
    lines = [f"  {click.style(one.rule, bold=True)}  {one.subject}: {outcome}"]
    if one.message:
        lines.append(f"    {one.message}")
    for step in one.steps:
        source = click.style(f"   [{step.source}]", dim=True) if step.source else ""
        lines.append(f"    {'  ' * step.depth}{step.text} = {step.value}{source}")
    if one.fix:
        lines.append(f"    Do: {one.fix}")
    if one.citation:
        lines.append(f"    Source: {one.citation}")
    return [*lines, ""]
