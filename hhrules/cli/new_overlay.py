"""`hhrules new overlay`: another payer's rulebook on top of one that is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from attrs import evolve

from hhrules.cli.asking import Asker, no_input_option
from hhrules.cli.new_rule import (
    RuleQuestions,
    into_option,
    new_book,
    rule_options,
    write_book,
)
from hhrules.cli.options import require_known
from hhrules.engine.texts import ids_of
from hhrules.testing.drafting import (
    BookDraft,
    SeveralChecks,
    draft_of,
    formatted_block,
    quoted,
)
from hhrules.testing.trial import Surroundings

PAYERS = ["medicaid", "medicare advantage", "other"]


@click.command(short_help="A plan's own rulebook on top of one that it follows.")
@click.argument("name")
@click.option("--extends", metavar="RULEBOOK", help="The rulebook that the plan follows.")
@click.option("--book-title", help="The plan, in a few words.", metavar="TEXT")
@click.option("--payer", metavar="KIND", help="medicaid, medicare advantage or other.")
@click.option("--payer-name", metavar="TEXT", help="The plan's name as claims give it.")
@click.option("--book-cite", help="The plan's manual or contract.", metavar="TEXT")
@click.option("--replace", metavar="RULE", help="The rule that the plan states otherwise.")
@click.option("--switch-off", metavar="RULE", help="A rule that the plan does not have.")
@into_option
@rule_options
@no_input_option
@click.pass_context
def overlay(
    ctx: click.Context,
    /,
    name: str,
    extends: str | None,
    book_title: str | None,
    payer: str | None,
    payer_name: str | None,
    book_cite: str | None,
    replace: str | None,
    switch_off: str | None,
    into: Path,
    no_input: bool,
    **said: Any,  # noqa: ANN401 - the answers about the rule, one option each
) -> None:
    """Write the rulebook NAME of a plan that follows another rulebook but for some rules."""
    asker = Asker(asks=not no_input)
    around = new_book(name, into)
    base = _base(asker, extends, around)
    text = asker.text
    title = text("--book-title", book_title, "Which plan is it, in a few words")
    kind = asker.choice("--payer", payer, "What kind of payer", PAYERS, "medicaid")
    plan = text("--payer-name", payer_name, "What do claims give as the plan's name")
    book = BookDraft(
        name,
        title,
        f"payer is {kind} and payer name is {quoted(plan)}",
        around.dated_by(base),
        text("--book-cite", book_cite, "Which manual or contract of the plan"),
        (base,),
    )
    rules = around.rules_of(base)

    def known(rule: str) -> str:
        return (
            ""
            if not rule or rule in rules
            else f"{base} has no rule {rule}; it has {', '.join(rules)}"
        )

    asks_both = replace is None and switch_off is None
    replaced = text(
        "--replace",
        replace,
        "Which rule does the plan state otherwise",
        default="",
        check=known,
    )
    off = ""
    if switch_off is not None or (asks_both and not replaced):
        off = text(
            "--switch-off",
            switch_off,
            "Which rule does the plan not have",
            default="",
            check=known,
        )
    if not replaced and not off:
        raise click.UsageError("say which rule the plan changes: --replace or --switch-off")
    whole = book.text() + "\n"
    if off:
        whole += _switched_off(asker, off, book.cite, said, alone=not replaced) + "\n"
    if replaced:
        whole += _replaced(asker, said, whole, replaced, around, base, book.cite) + "\n"
    write_book(ctx, book, whole, replaced, around)


def _base(asker: Asker, extends: str | None, around: Surroundings) -> str:
    known = sorted(ids_of(around.others))

    def check(name: str) -> str:
        try:
            require_known(name, known, "there is no rulebook")
        except click.BadParameter as problem:
            return problem.message
        return ""

    return asker.text("--extends", extends, "Which rulebook does the plan follow", check=check)


def _switched_off(
    asker: Asker, rule: str, cite: str, said: dict[str, Any], *, alone: bool
) -> str:
    because = asker.text(
        "--because",
        said["because"] if alone else None,
        f"Why does the plan not have {rule}",
        default=f"The plan does not have {rule}.",
    )
    source = asker.text("--cite", said["cite"] if alone else None, "Which source", default=cite)
    block = f"switch off {rule}\n  because {quoted(because)}\n  cite {quoted(source)}\n"
    return formatted_block(block)


def _replaced(
    asker: Asker,
    said: dict[str, Any],
    head: str,
    rule: str,
    around: Surroundings,
    base: str,
    cite: str,
) -> str:
    """The rule stated anew; what is not answered stays as the plan's base has it."""
    source = around.rules_of(base)[rule].source.text
    try:
        start = draft_of(source, rule)
    except SeveralChecks:
        raise click.UsageError(
            f"{rule} has several checks: copy it (hhrules show {base} --rule {rule}), begin it "
            f"with `replace {rule}` and change what differs"
        ) from None
    questions = RuleQuestions(asker, said, lambda block: f"{head}\n{block}", around)
    return questions.ask(evolve(start, replaces=True), cite).text()
