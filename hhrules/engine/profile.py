"""Where the time of a run goes: each rulebook as it judges, and each of its rules alone.

Rules of a rulebook are judged together: they share walks over the lines, questions and
definitions. What one of them costs can so only be told of an evaluator with no other rule in
it; such evaluators are made here and run beside the real ones, on the claims to which the
rulebook applies. Rules alone come to more than the rulebook does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from pathlib import Path
from time import process_time

from attrs import define, evolve, field, frozen
from msgspec.structs import replace

from hhrules.claims.model import Claim
from hhrules.engine.compiling.build import build
from hhrules.engine.compiling.whole_set import checked
from hhrules.engine.library import wanted_at
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.ruleset import Rules
from hhrules.ir import nodes as ir
from hhrules.runtime.environment import Environment
from hhrules.runtime.namespace import Evaluators
from hhrules.runtime.outcomes import Outcomes
from hhrules.source.text import SourceFile


@define(eq=False)
class Spent:
    """Seconds of processor time, and for how many claims."""

    seconds: float = 0.0
    claims: int = 0

    def note(self, started: float) -> None:
        """Count a claim that was begun at a moment of the clock."""
        self.seconds += process_time() - started
        self.claims += 1


@frozen(eq=False)
class Profile:
    """What rulebooks cost, by their ids, and single rules, by rulebook and id."""

    books: dict[str, Spent] = field(factory=dict)
    rules: dict[tuple[str, str], Spent] = field(factory=dict)

    def table(self, longest: int = 20) -> list[str]:
        """Say what took most time, a line each."""
        total = sum(s.seconds for s in self.books.values())
        books = [(s, name) for name, s in self.books.items()]
        rules = [(s, f"{rule}  ({book})") for (book, rule), s in self.rules.items()]
        return [
            f"{total:9.3f} s in all evaluators",
            *_longest(books, longest),
            "each rule alone, with what it shares with others:",
            *_longest(rules, longest),
        ]


def _longest(spent: Iterable[tuple[Spent, str]], longest: int) -> list[str]:
    met = [(s, name) for s, name in spent if s.claims]
    met.sort(key=lambda one: (-one[0].seconds, one[1]))
    return [
        f"{s.seconds:9.3f} s  {s.claims:9,.0f} times  {1e6 * s.seconds / s.claims:9,.1f} µs  {name}"
        for s, name in met[:longest]
    ]


def profiled(rules: Rules, paths: Sequence[Path] = ()) -> tuple[Rules, Profile]:
    """Give the same rules, timed; to put into words what is found is not counted.

    `paths` are those that the rules were loaded from: their rules are compiled one by one.
    """
    work = checked(*wanted_at(paths).texts())
    profile = Profile()
    books: list[LoadedBook] = []
    for book in rules.books:
        program = work.programs[book.name]
        alone = _alone(program, work.books[book.name].source)
        books.append(_timed_book(book, alone, profile))
    return replace(rules, books=tuple(books)), profile


def _alone(program: ir.BookProgram, source: SourceFile) -> list[tuple[str, Evaluators]]:
    """Evaluators of each rule without the others."""
    return [
        (rule.id, build(evolve(program, rules=(rule,)), source).plain) for rule in program.rules
    ]


def _timed_book(
    book: LoadedBook, alone: list[tuple[str, Evaluators]], profile: Profile
) -> LoadedBook:
    """The same rulebook with functions of its own, which are timed."""
    whole = profile.books.setdefault(book.name, Spent())
    single = [(profile.rules.setdefault((book.name, r), Spent()), made) for r, made in alone]
    plain = book.fresh()

    def judge(claim: Claim, env: Environment, outcomes: Outcomes) -> None:
        started = process_time()
        for function in plain.functions:
            function(claim, env, outcomes)
        whole.note(started)
        for spent, made in single:
            own = Environment(claim, env.history, env.given, env.applies, made.makers)
            started = process_time()
            for function in made.functions:
                function(claim, own, Outcomes())
            spent.note(started)

    timed = copy(book)
    timed.ready = replace(plain, functions=(judge,))
    return timed
