"""`hhrules new`: a rulebook, a rule or an overlay that works at once, from a few answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from attrs import evolve

from hhrules.cli.asking import Asker, no_input_option
from hhrules.cli.new_overlay import overlay
from hhrules.cli.new_rule import (
    RuleQuestions,
    into_option,
    new_book,
    rule_options,
    show_mistakes,
    told,
    with_examples,
    write_book,
    wrong_in_head,
    wrong_rule_id,
)
from hhrules.engine.texts import SUFFIX
from hhrules.testing.drafting import BookDraft, RuleDraft, inserted, next_id
from hhrules.testing.trial import Surroundings, rules_in

_DATES = ["service date", "statement from", "statement through", "received date"]


@click.group
def new() -> None:
    """Write a new rulebook, rule or overlay: asks, and writes a text that works at once."""


@new.command(short_help="A rulebook with its first rule, examples and a list of changes.")
@click.argument("name")
@click.option("--book-title", help="What the rulebook is about.", metavar="TEXT")
@click.option("--applies", help="The claims it speaks of, as a sentence.", metavar="TEXT")
@click.option("--dated-by", help="The date that decides which rule holds.", metavar="FACT")
@click.option(
    "--book-cite", help="The source that the whole rulebook rests on.", metavar="TEXT"
)
@click.option("--id", "rule", help="The first rule's id.", metavar="RULE")
@into_option
@rule_options
@no_input_option
@click.pass_context
def rulebook(
    ctx: click.Context,
    /,
    name: str,
    book_title: str | None,
    applies: str | None,
    dated_by: str | None,
    book_cite: str | None,
    rule: str | None,
    into: Path,
    no_input: bool,
    **said: Any,  # noqa: ANN401 - the answers about the rule, one option each
) -> None:
    """Write the rulebook NAME with its first rule, examples of it and a list of changes."""
    asker = Asker(asks=not no_input)
    around = new_book(name, into)
    title = asker.text("--book-title", book_title, "What is the rulebook about")
    book = BookDraft(name, title, "", _DATES[0], title)
    claims = asker.text(
        "--applies",
        applies,
        "Which claims does it speak of",
        default="payer is medicare",
        check=lambda answer: wrong_in_head(evolve(book, applies=answer), answer, around),
    )
    book = evolve(book, applies=claims)
    date = asker.text(
        "--dated-by",
        dated_by,
        f"Which date decides which rule holds ({', '.join(_DATES)} …)",
        default=_DATES[0],
        check=lambda answer: wrong_in_head(evolve(book, dated_by=answer), answer, around),
    )
    source = asker.text("--book-cite", book_cite, "Which source does it rest on")
    book = evolve(book, dated_by=date, cite=source)
    head = book.text()
    taken = around.rules()
    rule = asker.text(
        "--id",
        rule,
        "The first rule's id",
        default=next_id((), taken, name),
        check=wrong_rule_id(taken),
    )
    questions = RuleQuestions(asker, said, lambda block: f"{head}\n{block}", around)
    draft = questions.ask(RuleDraft(rule), book.cite)
    write_book(ctx, book, f"{head}\n{draft.text()}\n", rule, around)


@new.command(short_help="A rule with examples, in a rulebook that is there.")
@click.argument("path", metavar="RULEBOOK", type=click.Path(exists=True, path_type=Path))
@click.option("--id", "rule", help="The rule's id; without it, the next free one.")
@rule_options
@no_input_option
@click.pass_context
def rule(
    ctx: click.Context,
    /,
    path: Path,
    rule: str | None,
    no_input: bool,
    **said: Any,  # noqa: ANN401 - the answers about the rule, one option each
) -> None:
    """Write a rule with examples into RULEBOOK; what stands there already stays as it is."""
    path = _file(path)
    around = Surroundings.of(path)
    text = path.read_bytes().decode("utf-8")
    show_mistakes(ctx, around, text)
    own = rules_in(around.text(text))
    taken = {**around.rules(), **dict.fromkeys(own, path.as_posix())}
    asker = Asker(asks=not no_input)
    name = asker.text(
        "--id",
        rule,
        "The rule's id",
        default=next_id(own, taken, path.stem),
        check=wrong_rule_id(taken),
    )
    questions = RuleQuestions(asker, said, lambda block: inserted(text, name, block), around)
    draft = questions.ask(RuleDraft(name))
    block = draft.text()
    changed = inserted(text, name, block)
    if around.mistakes(changed) is None:
        examples = with_examples(changed, name, around)
        changed = inserted(text, name, f"{block}\n{examples}" if examples else block)
    show_mistakes(ctx, around, changed)
    path.write_bytes(changed.encode())
    click.echo(f"written: {name} in {path}")
    told(changed, around)


def _file(path: Path) -> Path:
    """The rulebook's file, of which its folder may be named too."""
    if path.is_file():
        return path
    found = sorted(path.glob(f"*{SUFFIX}"))
    if len(found) != 1:
        raise click.BadParameter(f"{path} holds {len(found)} rulebooks; name the file")
    return found[0]


new.add_command(overlay)
