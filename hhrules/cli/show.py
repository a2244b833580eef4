"""`hhrules show`: which rulebooks there are, and what one says, all of it or on a day."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hhrules.cli.day import in_force, on_day
from hhrules.cli.options import day_option, require_known
from hhrules.cli.output import say
from hhrules.cli.rulebooks import load_rules, rulebooks_option
from hhrules.source.diagnostic import Diagnostics
from hhrules.source.text import SourceFile
from hhrules.syntax.nodes import Rule
from hhrules.syntax.parser import parse

if TYPE_CHECKING:
    from hhrules.engine.rulebook_info import RulebookInfo
    from hhrules.engine.ruleset import Rules
from hhrules.writers.layout import counted


@click.command
@click.argument("name", required=False, metavar="RULEBOOK|RULE|PATH")
@click.option("--rule", metavar="RULE", help="Show only this rule of the rulebook.")
@day_option(
    "--on", "Show only what is in force on this day: rules, and rows of values and tables."
)
@rulebooks_option
def show(
    name: str | None, rule: str | None, on: date | None, rulebooks: tuple[Path, ...]
) -> None:
    """List the rulebooks, or print the text of one or of a single rule.

    A file or folder may stand in the place of the name: the rulebooks there are listed, or the
    one that stands there alone is printed.
    """
    at = Path(name) if name is not None and not rulebooks else None
    if at is not None and at.exists():
        rules = load_rules([at])
        name = rules.rulebooks[0].id if len(rules.rulebooks) == 1 and rule is None else None
    else:
        rules = load_rules(rulebooks)
    if name is None and rule is None:
        for book in rules.rulebooks:
            click.echo(
                f"{book.id} {book.version}  {book.title}  ({counted(len(book.rules), 'rule')})"
            )
        return
    book = _find(rules, name or str(rule))
    wanted = rule or (name if name in book.rules else None)
    if wanted is not None:
        require_known(wanted, book.rules, f"{book.id} has no rule")
        book = _holding(rules, wanted, book)
    source = SourceFile(str(book.path), book.text)
    if wanted is None and on is None:
        click.echo(source.text, nl=False)
        return
    tree = parse(source, Diagnostics())
    if tree is None:  # a loaded rulebook parses
        raise TypeError(book.id)
    if wanted is None and on is not None:
        shown = on_day(tree, source, on)
    else:
        shown = [
            source.slice(block.span).rstrip()
            for block in tree.blocks
            if isinstance(block, Rule)
            and block.id == wanted
            and (on is None or in_force(block, on))
        ]
    if wanted is not None and not _holds(book, wanted):
        say(f"{wanted} stands in a rulebook that {book.id} extends")
    elif not shown:
        say(f"{wanted or book.id} is not in force on {on}")
    click.echo("\n\n".join(shown), nl=bool(shown))


def _find(rules: Rules, name: str) -> RulebookInfo:
    known = [word for book in rules.rulebooks for word in (book.id, *book.rules)]
    require_known(name, known, "there is no rulebook or rule")
    return next(book for book in rules.rulebooks if name == book.id or name in book.rules)


def _holding(rules: Rules, rule: str, book: RulebookInfo) -> RulebookInfo:
    """The rulebook in whose text a rule stands: this one, or one from which it has the rule."""
    having = (other for other in (book, *rules.rulebooks) if rule in other.rules)
    return next((other for other in having if _holds(other, rule)), book)


def _holds(book: RulebookInfo, rule: str) -> bool:
    begins = rf"^(?:rule|replace)[ \t]+{re.escape(rule)}(?![\w-])"
    return re.search(begins, book.text, re.MULTILINE) is not None
