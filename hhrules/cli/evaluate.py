"""`hhrules eval`: try an expression, alone or on the facts of a claim."""

from __future__ import annotations

import click

from hhrules.cli.colour import color_option
from hhrules.cli.inputs import Inputs
from hhrules.cli.output import say
from hhrules.cli.rulebooks import show_diagnostics
from hhrules.engine.errors import RulebookError
from hhrules.engine.one_expression import eval_expression


@click.command("eval")
@click.argument("expression")
@click.option("--claim", metavar="FILE", help="Take facts from the first claim in FILE.")
@click.option("--type", "show_type", is_flag=True, help="Say what kind of value it is.")
@color_option
def evaluate(expression: str, claim: str | None, show_type: bool) -> None:
    """Try EXPRESSION, in the words of rules: `30 days after 2024-01-31`, `count of lines`."""
    document = None
    if claim is not None:
        inputs = Inputs([claim])
        document = next(iter(inputs.claims()), None)
        if document is None:
            for note in inputs.notes:
                say(note)
            raise click.BadParameter(f"{claim} holds no claim that can be read")
    try:
        outcome = eval_expression(expression, document)
    except RulebookError as error:
        show_diagnostics(error)
        raise click.exceptions.Exit(2) from None
    click.echo(f"{outcome.text}  ({outcome.type})" if show_type else outcome.text)
