"""`hhrules convert`: claims of any readable format as claim documents."""

from __future__ import annotations

from pathlib import Path

import click

from hhrules.claims.encode import encode_claim
from hhrules.cli.inputs import Inputs
from hhrules.cli.output import results, say


@click.command
@click.argument("claims", nargs=-1, required=True, metavar="CLAIMS...")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.pass_context
def convert(ctx: click.Context, claims: tuple[str, ...], out: Path | None) -> None:
    """Write CLAIMS as claim documents, one JSON document a line."""
    inputs = Inputs(claims, assessments=True)
    with results(out) as stream:
        for claim in inputs.claims():
            stream.write(encode_claim(claim) + b"\n")
    for note in inputs.notes:
        say(note)
    ctx.exit(2 if inputs.notes else 0)
