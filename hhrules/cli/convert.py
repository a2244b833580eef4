"""`hhrules convert`: claims of any readable format as claim documents, or as a table of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from hhrules.claims.encode import encode_claim
from hhrules.claims.reader import Nulls
from hhrules.cli.apart import refuse_own
from hhrules.cli.inputs import Inputs
from hhrules.cli.options import nulls_option
from hhrules.cli.output import results, say
from hhrules.cli.tables import TABLES, claim_pieces, line_table, lines_options, need_arrow


@click.command
@click.argument("claims", nargs=-1, required=True, metavar="CLAIMS...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("jsonl", *TABLES)),
    default="jsonl",
    show_default=True,
    help="Documents, one a line, or a table with a row for each claim.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@nulls_option
@lines_options
@click.pass_context
def convert(
    ctx: click.Context,
    claims: tuple[str, ...],
    format_: str,
    out: Path | None,
    nulls: Nulls | None,
    lines: Path | None,
    on: str,
) -> None:
    """Write CLAIMS as claim documents, one JSON document a line, or as a table."""
    table = line_table(lines, on)
    refuse_own(claims, out)
    inputs = Inputs(claims, nulls=nulls, assessments=True, lines=table, out=out)
    if format_ in TABLES:
        need_arrow()
    with results(out) as stream:
        for piece in _pieces(inputs, format_):
            stream.write(piece)
    for note in inputs.notes:
        say(note)
    ctx.exit(2 if inputs.notes else 0)


def _pieces(inputs: Inputs, format_: str) -> Iterator[bytes]:
    if format_ in TABLES:
        return claim_pieces(inputs.claims(), format_, inputs.notes)
    return (encode_claim(claim) + b"\n" for claim in inputs.claims())
