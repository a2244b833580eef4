"""`hhrules explain`: why each outcome came out so."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hhrules.claims.reader import Nulls
from hhrules.cli.colour import color_option, wants_colour
from hhrules.cli.history import history_option, open_history
from hhrules.cli.inputs import Inputs
from hhrules.cli.options import as_of_option, nulls_option, require_known
from hhrules.cli.output import say
from hhrules.cli.rulebooks import load_rules, rulebooks_option
from hhrules.engine.steps import gathered
from hhrules.writers.layout import counted

if TYPE_CHECKING:
    from hhrules.engine.explain import Explanation

_COLOURS = {
    "violated": "red",
    "undetermined": "magenta",
    "met": "green",
    "not applicable": "white",
}
_FOUND = frozenset({"violated", "undetermined"})


@click.command
@click.argument("claim", metavar="CLAIM")
@click.argument("rule", required=False)
@click.option("--claim-id", help="Which claim to explain, where the file holds several.")
@click.option(
    "--all", "all_", is_flag=True, help="Also explain what was met and what does not apply."
)
@click.option("--text", is_flag=True, help="Also print each rule as its rulebook has it.")
@rulebooks_option
@history_option
@as_of_option
@nulls_option
@color_option
@click.pass_context
def explain(
    ctx: click.Context,
    claim: str,
    rule: str | None,
    claim_id: str | None,
    all_: bool,
    text: bool,
    rulebooks: tuple[Path, ...],
    history_at: str | None,
    as_of: date | None,
    nulls: Nulls | None,
) -> None:
    """Tell why each outcome for CLAIM came out so, step by step, with values and their places.

    With RULE, tell it of that rule alone; where it found nothing, tell why it was met or did
    not apply. Where facts are lacking for many rules, say which facts those are, and tell the
    steps of the rest.
    """
    rules = load_rules(rulebooks)
    if rule is not None:
        known = [name for book in rules.rulebooks for name in book.rules]
        require_known(rule, known, "no loaded rulebook has a rule")
    inputs = Inputs([claim], nulls=nulls, claim_type=rules.claim_type)
    items = [(item, inputs.form) for item in inputs.claims()]
    asked = [item for item, _ in items if claim_id in {None, item.claim_id}]
    if claim_id is not None and not asked:
        raise click.BadParameter(f"there is no claim {claim_id} in {claim}")
    everything = all_ or (rule is not None and len(asked) == 1)
    with ExitStack() as stack:
        store = None
        if history_at:
            store = stack.enter_context(open_history(history_at, rules.claim_type))
        for item, form in items:
            if any(item is one for one in asked):
                found = rules.explain(item, rule, history=store, as_of=as_of, form=form)
                chosen = _chosen(found, everything=everything, all_=all_)
                waiting = [] if rule or all_ else _waiting(chosen)
                steps = [one for one in chosen if one not in waiting]
                if steps or not waiting:
                    _tell(item.claim_id, steps, text=text, rule=rule)
                if waiting:
                    _tell_waiting(waiting, claim, named=bool(steps), claim_id=item.claim_id)
            if store is not None:
                store.add([item])
    for note in inputs.notes:
        say(note)
    ctx.exit(2 if inputs.notes else 0)


def _chosen(
    explanations: list[Explanation], *, everything: bool, all_: bool
) -> list[Explanation]:
    """Leave out what is well, unless it was asked for, or nothing else is to be told."""
    found = [one for one in explanations if one.outcome in _FOUND]
    return explanations if all_ or (everything and not found) else found


def _tell(
    claim_id: str, explanations: Iterable[Explanation], *, text: bool, rule: str | None
) -> None:
    colour = wants_colour(sys.stdout)
    click.echo(f"{click.style(claim_id, bold=True)}\n", color=colour)
    empty = True
    for one in explanations:
        empty = False
        for line in _lines(one, text=text):
            click.echo(line, color=colour)
    if empty:
        other = "has nothing to judge here: its rulebook is of other claims, or nothing is of its kind"
        click.echo(f"  {rule} {other}\n" if rule else "  nothing found\n")


def _waiting(explanations: list[Explanation]) -> list[Explanation]:
    """The undetermined ones, where they are so many that their steps would bury the rest."""
    found = [one for one in explanations if one.outcome == "undetermined"]
    return found if len(found) > _MANY else []


def _tell_waiting(waiting: list[Explanation], file: str, *, named: bool, claim_id: str) -> None:
    """Which rules lack which facts, and the facts that would help most of them."""
    colour = wants_colour(sys.stdout)
    if not named:
        click.echo(f"{click.style(claim_id, bold=True)}\n", color=colour)
    outcome = click.style("undetermined", fg=_COLOURS["undetermined"], bold=True)
    click.echo(
        f"  {counted(len(waiting), 'outcome')} {outcome}, for want of facts:\n", color=colour
    )
    for one in waiting:
        lacks = ", ".join(one.missing) or "facts of earlier claims"
        click.echo(f"    {one.rule}  {one.subject}: {one.title}")
        click.echo(f"      Missing: {lacks}")
    wanted = Counter(fact for one in waiting for fact in dict.fromkeys(one.missing))
    most = [(fact, n) for fact, n in wanted.most_common(_MOST) if n > 1]
    if most:
        width = max(len(fact) for fact, _ in most)
        click.echo("\n  Facts that most of these lack:")
        for fact, number in most:
            click.echo(f"    {fact:<{width}}  {number}")
    click.echo(f"\n  Step by step, for one of them: hhrules explain {file} {waiting[0].rule}\n")


#: More undetermined outcomes than this are listed, not told step by step.
_MANY = 8
_MOST = 10


def _lines(one: Explanation, *, text: bool) -> list[str]:
    outcome = click.style(one.outcome, fg=_COLOURS.get(one.outcome), bold=True)
    lines = [f"  {click.style(one.rule, bold=True)}  {one.subject}: {outcome}"]
    lines.append(f"    {one.title}")
    if one.message and one.message != one.title:
        lines.append(f"    {one.message}")
    if text and one.text:
        lines += ["", *(f"    {line}".rstrip() for line in one.text.splitlines()), ""]
    for step in gathered(one.steps):
        source = click.style(f"   [{step.source}]", dim=True) if step.source else ""
        lines.append(f"    {'  ' * step.depth}{step.text} = {step.value}{source}")
    lines += (f"    {line}" for line in _settled(one))
    if one.fix:
        lines.append(f"    Do: {one.fix}")
    if one.citation:
        lines.append(f"    Source: {one.citation}")
    if one.place:
        lines.append(f"    Rule: {one.place}")
    return [*lines, ""]


def _settled(one: Explanation) -> list[str]:
    """What would decide it, and how; nothing where no value that was tried does."""
    settling = one.settling()
    if settling is None:
        return []
    facts = " and ".join(settling.facts)
    head = "Decided by" if settling.sure else "Could be decided by"
    ways = [f"  {', '.join(way.values)} -> {way.outcome}" for way in settling.ways]
    return [f"{head}: {facts}", *ways]
