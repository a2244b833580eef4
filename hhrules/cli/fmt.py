"""`hhrules fmt`: rulebooks in their one canonical form."""

from __future__ import annotations

import sys

import click

from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.output import difference, say
from hhrules.cli.paths import STDIN, expand
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.render import render_text
from hhrules.source.text import SourceFile, decoded
from hhrules.syntax.parser import parse
from hhrules.syntax.printer import format_rulebook


@click.command
@click.argument("rulebooks", nargs=-1, required=True, metavar="RULEBOOKS...")
@click.option(
    "--check", is_flag=True, help="Change nothing; leave with 1 if a file is not in form."
)
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@color_option
@click.pass_context
def fmt(ctx: click.Context, rulebooks: tuple[str, ...], check: bool, diff: bool) -> None:
    """Write RULEBOOKS (files, folders or `-`) in canonical form; comments are kept."""
    changed = broken = 0
    for path in expand(rulebooks, ".hhr"):
        data = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        text = decoded(data)
        formatted = _formatted(SourceFile(str(path), text))
        if formatted is None:
            broken += 1
            continue
        if path == STDIN and not (check or diff):
            click.echo(formatted, nl=False)
        if formatted.encode() == data:
            continue
        changed += 1
        if diff:
            click.echo(difference(str(path), text, formatted, "formatted"), nl=False)
        elif check:
            say(f"not in canonical form: {path}")
        elif path != STDIN:
            path.write_bytes(formatted.encode())
            say(f"formatted: {path}")
    ctx.exit(2 if broken else int(bool(changed) and (check or diff)))


def _formatted(source: SourceFile) -> str | None:
    """Format one rulebook; one that does not parse is shown its mistakes and left alone."""
    diagnostics = Diagnostics()
    tree = parse(source, diagnostics)
    if tree is None or diagnostics.has_errors:
        colour = wants_colour(sys.stderr)
        text = render_text(diagnostics, {source.name: source}, colour=colour)
        click.echo(text, err=True, color=colour)
        return None
    return format_rulebook(source)
