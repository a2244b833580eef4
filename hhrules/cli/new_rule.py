"""What `hhrules new` asks about a rule, and how what was answered becomes a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click
from attrs import define, evolve

from hhrules.cli.asking import Asker
from hhrules.cli.options import Day
from hhrules.cli.output import say
from hhrules.cli.rulebooks import show_diagnostics
from hhrules.engine.errors import RulebookError
from hhrules.engine.texts import SUFFIX, ids_of
from hhrules.semantics.converted import converted
from hhrules.source.diagnostic import Severity
from hhrules.source.render import render_text
from hhrules.source.text import SourceFile
from hhrules.syntax.words import ACTIONS
from hhrules.testing.drafting import BOOK_ID, RULE_ID, BookDraft, RuleDraft
from hhrules.testing.trial import Surroundings, examples_text
from hhrules.values.types import DATE

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

CERTAINTIES = ["verified", "recalled"]
_WANTED = ("met", "violated", "undetermined")
_PLAIN_ACTIONS = [a for a in ACTIONS if a != "reduce payment by"]
_OPTIONS = (
    ("--title", "What the rule says, in one sentence."),
    ("--each", "What is judged one by one: line, certification, or a set that is defined."),
    ("--when", "In which cases the rule applies, as a sentence of the language."),
    ("--require", "What has to hold, as a sentence of the language."),
    ("--action", "What follows if it does not hold: review, deny the line …"),
    ("--because", "What a biller is told; {names} are filled in."),
    ("--fix", "What the biller should do."),
    ("--cite", "The source: manual, chapter, section."),
    ("--certainty", "verified: read in the source; recalled: not yet."),
)


def rule_options(command: Decorated) -> Decorated:
    """Give a command an option for each answer about a rule."""
    for name, text in reversed(_OPTIONS):
        command = click.option(name, help=text, metavar="TEXT")(command)
    return click.option("--from", "from_", type=Day(), help="The first day it holds on.")(
        command
    )


@define
class RuleQuestions:
    """Asks about one rule of a rulebook whose text so far is `before`."""

    asker: Asker
    said: dict[str, Any]
    place: Callable[[str], str]  # the rulebook's text with the rule's block in it
    around: Surroundings

    def ask(self, start: RuleDraft, cite: str = "") -> RuleDraft:
        """The rule as answered; `start` holds its id and what it says where nothing is answered."""
        said, text = self.said, self.asker.text
        question = "What does the rule say, in a sentence"
        title = text("--title", said["title"], question, default=start.title or None)
        draft = evolve(start, title=title, effective=self._day(), require="", because="")
        draft = self._subject(draft)
        draft = self._clause(draft, "when", "--when", "In which cases only")
        draft = self._clause(
            draft, "require", "--require", "What has to hold, e.g. units is at most 8", start
        )
        question = "What follows if it does not"
        action = self.asker.choice(
            "--action", said["action"], question, _PLAIN_ACTIONS, start.action
        )
        draft = evolve(draft, action=action)
        otherwise = evolve(start, because=start.because or f"{title}: this is not so.")
        question = "What is the biller told"
        draft = self._clause(draft, "because", "--because", question, otherwise)
        question = "What should the biller do"
        fix = text("--fix", said["fix"], question, default=start.fix)
        source = text("--cite", said["cite"], "Which source says so", default=cite or None)
        question = "Has somebody read it there"
        sure = self.asker.choice(
            "--certainty", said["certainty"], question, CERTAINTIES, "verified"
        )
        return evolve(draft, fix=fix, cite=source, certainty=sure)

    def _subject(self, draft: RuleDraft) -> RuleDraft:
        """What is judged one by one; a line where a claim alone has no deciding date."""
        question = "What is judged one by one, e.g. line"
        alone = evolve(draft, require=_STAND_IN, cite=_STAND_IN)
        asks_for_one = self.asker.asks and self._mistake(alone, "")
        start = evolve(draft, subject="line") if asks_for_one else None
        return self._clause(draft, "subject", "--each", question, start)

    def _day(self) -> dt.date:
        given = self.said["from_"]
        if isinstance(given, dt.date):
            return given
        answer = self.asker.text(
            "--from", None, "From which day on, e.g. 2027-01-01", check=wrong_day
        )
        return dt.date.fromisoformat(answer)

    def _clause(
        self,
        draft: RuleDraft,
        name: str,
        option: str,
        question: str,
        start: RuleDraft | None = None,
    ) -> RuleDraft:
        """The draft with a clause that the language takes where it stands."""
        before = evolve(draft, require=draft.require or _STAND_IN, cite=draft.cite or _STAND_IN)

        def check(answer: str) -> str:
            change: dict[str, Any] = {name: answer}
            return self._mistake(evolve(before, **change), answer)

        default = str(getattr(start or draft, name))
        said = self.said[option.removeprefix("--")]
        needed = name == "require" and not default
        answer = self.asker.text(
            option, said, question, default=None if needed else default, check=check
        )
        said_so: dict[str, Any] = {name: answer}
        return evolve(draft, **said_so)

    def _mistake(self, draft: RuleDraft, answer: str) -> str:
        """What the language says of an answer: of the words in it before all else."""
        error = self.around.mistakes(self.place(draft.text()))
        if error is None:
            return ""
        if not draft.subject and "`service date`" in error.diagnostics[0].message:
            return "the rulebook is dated by service date, so a rule needs what has one: line"
        return _said_of(error, answer)


#: What a rule requires while the clauses above it are asked for.
_STAND_IN = "type of bill is known"


def wrong_day(answer: str) -> str:
    """What is wrong with a day as it was written."""
    try:
        dt.date.fromisoformat(answer)
    except ValueError:
        meant = converted(answer, DATE)
        return f"{answer!r} is no day; write it as {meant or '2027-01-31'}"
    return ""


def _said_of(error: RulebookError, answer: str) -> str:
    """What is wrong, in a line: of the words of the answer before all else."""
    found = error.diagnostics
    mine = [d for d in found if answer and error.sources[d.span.name].slice(d.span) in answer]
    first = (mine or found)[0]
    more = first.help if first.fixes else first.note or first.help
    return f"{first.message}" + (f"; {more}" if more else "")


def wrong_in_head(book: BookDraft, answer: str, around: Surroundings) -> str:
    """What is wrong with an answer in the header of a rulebook, tried with a rule below it."""
    rule = RuleDraft("A-1", "A", dt.date(2020, 1, 1), _STAND_IN, cite="A", subject="line")
    error = around.mistakes(f"{book.text()}\n{rule.text()}\n")
    return "" if error is None else _said_of(error, answer)


def wrong_rule_id(taken: dict[str, str]) -> Callable[[str], str]:
    """A check of a new rule's id: its form, and that no rulebook in sight has it."""

    def check(answer: str) -> str:
        if not RULE_ID.fullmatch(answer):
            return f"{answer} is no id of a rule; write letters, a hyphen and a number: VM-01"
        if answer in taken:
            return f"{answer} is taken: {taken[answer]} has a rule of that id"
        return ""

    return check


def into_option(command: Decorated) -> Decorated:
    """Give a command the `--into` option."""
    return click.option(
        "--into",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("rulebooks"),
        show_default=True,
        help="The folder in which the rulebook gets a folder of its own.",
    )(command)


def new_book(name: str, into: Path) -> Surroundings:
    """Where a new rulebook goes; a name that is taken, or is none, is refused."""
    if not BOOK_ID.fullmatch(name):
        raise click.BadParameter(
            f"{name} is no id of a rulebook; write small letters and hyphens: visit-minutes"
        )
    path = into / name / f"{name}{SUFFIX}"
    if path.exists():
        raise click.BadParameter(f"{path} is there already")
    around = Surroundings.of(path)
    other = ids_of(around.others).get(name)
    if other is not None:
        raise click.BadParameter(f"there is a rulebook {name} already: {other.source.name}")
    return around


def write_book(
    ctx: click.Context, book: BookDraft, text: str, rule: str, around: Surroundings
) -> None:
    """Write a new rulebook with examples of its rule (if it has one), or show its mistakes."""
    if rule and around.mistakes(text) is None:
        text += with_examples(text, rule, around)
    text = text.rstrip("\n") + "\n"
    show_mistakes(ctx, around, text)
    path = around.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    changes = path.parent / "CHANGELOG.md"
    changes.write_text(book.changelog(), encoding="utf-8")
    click.echo(f"written: {path}")
    click.echo(f"written: {changes}")
    told(text, around)


def show_mistakes(ctx: click.Context, around: Surroundings, text: str) -> None:
    """Show what keeps a text from loading, and leave with 2; do nothing where it loads."""
    error = around.mistakes(text)
    if error is not None:
        show_diagnostics(error)
        ctx.exit(2)


def told(text: str, around: Surroundings) -> None:
    """Say how the examples of a text that was written come out, and what lint says of it."""
    results = around.examples(text)
    failed = [r for r in results if not r.passed]
    for result in failed:
        say(f"does not hold: {result.place} {result.rule} {result.title}")
    click.echo(f"{len(results) - len(failed)} of {len(results)} examples hold")
    today = dt.datetime.now(tz=dt.UTC).date()
    found = [d for d in around.warnings(text, today) if d.severity is Severity.WARNING]
    if found:
        name = found[0].span.name
        click.echo(render_text(found, {name: SourceFile(name, text)}))


def with_examples(text: str, rule: str, around: Surroundings) -> str:
    """The block of examples for a rule of the text; says what could not be shown."""
    proposal = around.proposal(text, rule)
    shown: Iterable[str] = proposal.outcomes if proposal is not None else ()
    lacking = [word for word in _WANTED if word not in shown]
    if lacking:
        say(
            f"no single row shows {rule} {' or '.join(lacking)}: "
            f'add an `example of {rule} "…"` that does'
        )
    return examples_text(proposal)
