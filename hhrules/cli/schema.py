"""`hhrules schema`: the form of a claim document, made from the vocabulary itself."""

from __future__ import annotations

import json

import click

from hhrules.claims.dictionary import data_dictionary_markdown
from hhrules.claims.json_schema import json_schema


@click.command
@click.option(
    "--dictionary", is_flag=True, help="A table of all facts with their meaning, in Markdown."
)
def schema(dictionary: bool) -> None:
    """Print the JSON Schema of a claim document, or the dictionary of all facts."""
    if dictionary:
        click.echo(data_dictionary_markdown())
    else:
        click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
