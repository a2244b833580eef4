"""`hhrules compile`: what the compiler makes of a rulebook, stage by stage."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hhrules.cli.colour import wants_colour
from hhrules.cli.options import require_known
from hhrules.cli.rulebooks import show_diagnostics
from hhrules.codegen.emit import emit
from hhrules.codegen.passes import PASSES
from hhrules.engine.compiling.compilation import Compilation
from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.errors import RulebookError
from hhrules.engine.texts import Text, at, ids_of, shipped, usable
from hhrules.ir.dump import dump as dump_program
from hhrules.source.render import render_text
from hhrules.syntax.walk import dump as dump_tree
from hhrules.writers.layout import counted


@click.command("compile")
@click.argument("rulebook", metavar="BOOK")
@click.option(
    "--show",
    type=click.Choice(["ast", "ir", "python"]),
    help="Print the tree, the program, or the Python text of the rulebook.",
)
@click.option(
    "--no-opt",
    "without",
    multiple=True,
    type=click.Choice(list(PASSES)),
    metavar="PASS",
    help=f"Leave a pass out that makes evaluators fast: {', '.join(PASSES)}.",
)
@click.option("--traced", is_flag=True, help="The Python twin that records its steps.")
def compile_book(
    rulebook: str, show: str | None, without: tuple[str, ...], traced: bool
) -> None:
    """Compile BOOK, a file or the id of a shipped rulebook; without --show, only say if it holds.

    Leaves with 2 where the rulebook is wrong, and shows each mistake at its place; what is worth
    a look in one that holds is shown too, on standard error.
    """
    text = _find(rulebook)
    try:
        work = checked((text,), tuple(usable((text,))))
    except RulebookError as error:
        show_diagnostics(error)
        raise click.exceptions.Exit(2) from None
    if show is None:
        _warn(work, text)
    name = next(book.name for book in work.books.values() if book.source is text.source)
    click.echo(_shown(work, name, show, frozenset(without), traced=traced).rstrip("\n"))


def _warn(work: Compilation, text: Text) -> None:
    """Show what the compiler found worth a look in the text."""
    found = [d for d in work.found() if d.span.name == text.source.name]
    if found:
        colour = wants_colour(sys.stderr)
        shown = render_text(found, work.all_sources, colour=colour)
        click.echo(shown, err=True, color=colour)


def _shown(
    work: Compilation, name: str, show: str | None, without: frozenset[str], *, traced: bool
) -> str:
    book, program = work.books[name], work.programs[name]
    match show:
        case "ast":
            return dump_tree(book.tree)
        case "ir":
            return dump_program(program)
        case "python":
            return emit(program, book.source, traced=traced, without=without).text
        case _:
            return f"{name} {program.version} compiles: {counted(len(program.rules), 'rule')}"


def _find(rulebook: str) -> Text:
    """The text that a path or the id of a shipped rulebook means."""
    path = Path(rulebook)
    if path.is_file():
        return at([path])[0]
    if path.is_dir():
        inside = at([path])
        if len(inside) == 1:
            return inside[0]
        raise click.BadParameter(f"{rulebook} holds {len(inside)} rulebooks; name one of them")
    known = ids_of(shipped())
    require_known(rulebook, list(known), "there is no file or shipped rulebook")
    return known[rulebook]
