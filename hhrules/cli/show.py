"""`hhrules show`: which rulebooks there are, and what one says, all of it or on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hhrules.cli.options import day_option, require_known
from hhrules.cli.rulebooks import load_rules, rulebooks_option
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax.nodes import Lit, Rule
from hhrules.syntax.parser import parse

if TYPE_CHECKING:
    from hhrules.engine.library import RulebookInfo, Rules


@click.command
@click.argument("name", required=False, metavar="RULEBOOK|RULE")
@click.option("--rule", metavar="RULE", help="Show only this rule of the rulebook.")
@day_option("--on", "Show only the rules that are in force on this day.")
@rulebooks_option
def show(
    name: str | None, rule: str | None, on: date | None, rulebooks: tuple[Path, ...]
) -> None:
    """List the rulebooks, or print the text of one or of a single rule."""
    rules = load_rules(rulebooks)
    if name is None and rule is None:
        for book in rules.rulebooks:
            click.echo(f"{book.id} {book.version}  {book.title}  ({len(book.rules)} rules)")
        return
    book = _find(rules, name or str(rule))
    wanted = rule or (name if name in book.rules else None)
    if wanted is not None:
        require_known(wanted, book.rules, f"{book.id} has no rule")
    source = SourceFile(str(book.path), book.text)
    if wanted is None and on is None:
        click.echo(source.text, nl=False)
        return
    tree = parse(source, Diagnostics())
    blocks = tree.blocks if tree else ()
    shown = [
        source.slice(block.span).rstrip()
        for block in blocks
        if isinstance(block, Rule)
        and wanted in {None, block.id}
        and (on is None or _in_force(block, on))
    ]
    click.echo("\n\n".join(shown))


def _find(rules: Rules, name: str) -> RulebookInfo:
    known = [word for book in rules.rulebooks for word in (book.id, *book.rules)]
    require_known(name, known, "there is no rulebook or rule")
    return next(book for book in rules.rulebooks if name == book.id or name in book.rules)


def _in_force(rule: Rule, day: date) -> bool:
    if rule.effective is None:
        return True
    start, end = (_day(lit) for lit in (rule.effective.start, rule.effective.end))
    return (start is None or start <= day) and (end is None or day <= end)


def _day(lit: Lit | None) -> date | None:
    return date.fromisoformat(lit.text) if lit else None
