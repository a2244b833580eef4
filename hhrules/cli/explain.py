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
from hhrules.cli.history import history_option, opened_history
from hhrules.cli.inputs import Inputs
from hhrules.cli.options import as_of_option, nulls_option, require_known
from hhrules.cli.output import say
from hhrules.cli.rulebooks import load_rules, rulebooks_option
from hhrules.engine.explaining.steps import gathered
from hhrules.writers.layout import counted, paragraph, visible

if TYPE_CHECKING:
    from hhrules.engine.explaining.explain import Explanation

_COLOURS = {
    "violated": "red",
    "undetermined": "magenta",
    "met": "green",
    "not applicable": "white",
}
_FOUND = frozenset({"violated", "undetermined"})
_REACHED = _FOUND | {"met"}


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
            store = stack.enter_context(opened_history(history_at, rules.claim_type))
        for item, form in items:
            if any(item is one for one in asked):
                found = rules.explain(item, rule, history=store, as_of=as_of, form=form)
                chosen = _chosen(found, everything=everything, all_=all_)
                waiting = [] if rule or all_ else _waiting(chosen)
                told = _told([one for one in chosen if one not in waiting], text=text)
                if waiting:
                    told += _told_waiting(waiting, claim)
                elif not chosen and not any(one.outcome in _REACHED for one in found):
                    why = rules.why_silent(item, rule, history=store, as_of=as_of)
                    told = _told_silent(rule, why)
                _tell(item.claim_id, told or ["  nothing found", ""])
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


def _tell(claim_id: str, lines: Iterable[str]) -> None:
    colour = wants_colour(sys.stdout)
    click.echo(f"{click.style(visible(claim_id), bold=True)}\n", color=colour)
    for line in lines:
        click.echo(line, color=colour)


def _told(explanations: Iterable[Explanation], *, text: bool) -> list[str]:
    return [line for one in explanations for line in _lines(one, text=text)]


def _told_silent(rule: str | None, why: str) -> list[str]:
    """Why no rule, or not this one, comes to anything."""
    lead = f"{rule} does not apply: " if rule else "no rule applied: "
    return [*paragraph(lead + why, 80, 2), ""]


def _waiting(explanations: list[Explanation]) -> list[Explanation]:
    """The undetermined ones, where they are so many that their steps would bury the rest."""
    found = [one for one in explanations if one.outcome == "undetermined"]
    return found if len(found) > _MANY else []


def _told_waiting(waiting: list[Explanation], file: str) -> list[str]:
    """Which rules lack which facts, and the facts that would help most of them."""
    outcome = click.style("undetermined", fg=_COLOURS["undetermined"], bold=True)
    lines = [f"  {counted(len(waiting), 'outcome')} {outcome}, for want of facts:", ""]
    for one in waiting:
        lacks = ", ".join(one.missing) or "facts of earlier claims"
        lines += [f"    {one.rule}  {one.subject}: {one.title}", f"      Missing: {lacks}"]
    wanted = Counter(fact for one in waiting for fact in dict.fromkeys(one.missing))
    most = [(fact, n) for fact, n in wanted.most_common(_MOST) if n > 1]
    if most:
        width = max(len(fact) for fact, _ in most)
        lines += ["", "  Facts that most of these lack:"]
        lines += [f"    {fact:<{width}}  {number}" for fact, number in most]
    example = f"hhrules explain {file} {waiting[0].rule}"
    return [*lines, "", f"  Step by step, for one of them: {example}", ""]


#: More undetermined outcomes than this are listed, not told step by step.
_MANY = 8
_MOST = 10


def _lines(one: Explanation, *, text: bool) -> list[str]:
    outcome = click.style(one.outcome, fg=_COLOURS.get(one.outcome), bold=True)
    action = f", {one.action}" if one.action else ""
    lines = [f"  {click.style(one.rule, bold=True)}  {one.subject}: {outcome}{action}"]
    lines.append(f"    {one.title}")
    if one.message and one.message != one.title:
        lines.append(f"    {visible(one.message)}")
    if text and one.text:
        lines += ["", *(f"    {line}".rstrip() for line in one.text.splitlines()), ""]
    for step in gathered(one.steps):
        source = click.style(f"   [{step.source}]", dim=True) if step.source else ""
        lines.append(f"    {'  ' * step.depth}{step.text} = {visible(step.value)}{source}")
    lines += (f"    {line}" for line in _settled(one))
    if one.fix:
        lines.append(f"    Do: {one.fix}")
    if one.citation:
        lines.append(f"    Source: {one.citation}")
    if one.place:
        lines.append(f"    Rule: {one.place}, {one.in_force}")
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
