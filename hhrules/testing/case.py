"""One example made ready to run: its claim, what it states of definitions, what it expects."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.evaluate import Judgement, judge
from hhrules.engine.explaining.explain import Explanation, explain_subjects
from hhrules.engine.loaded import LoadedBook
from hhrules.runtime.environment import Environment
from hhrules.runtime.namespace import Evaluators
from hhrules.runtime.outcomes import Outcomes
from hhrules.semantics.stated import StatedRows, StatedSet
from hhrules.syntax import nodes
from hhrules.testing.expectations import Outcome, outcome_of, unmet, unmet_on


@frozen
class ExpectedRow:
    """What the `expect` cell of a record's row says of the subject on it."""

    line: int  # of the rulebook
    plural: str
    number: int  # of the record in its list, from 0
    wanted: Outcome


@frozen(eq=False)
class Case:
    """One example of a rule; a row of a table is one too."""

    rule: str
    title: str
    place: str
    block: nodes.Example | nodes.ExampleTable
    row: nodes.Row | None
    claim: Claim
    history: History
    given: Mapping[str, object]
    always: bool  # asked whether or not the rulebook applies to such claims
    wanted: tuple[Outcome, ...]
    rows: tuple[ExpectedRow, ...] = ()
    silent: bool = False  # says nothing under `expect`
    tables: frozenset[StatedRows] = frozenset()

    @property
    def stated(self) -> StatedSet:
        """The definitions whose results it states, and the tables whose rows it gives."""
        return StatedSet(frozenset(self.given), self.tables)

    def outcomes(self, plain: Evaluators) -> Outcomes | None:
        """What the plain evaluators of a rule say of the claim; None where they do not apply."""
        applies = None if self.always else plain.applies
        env = Environment(self.claim, self.history, self.given, applies, plain.makers)
        if applies is not None and applies(self.claim, env) is not True:
            return None
        outcomes = Outcomes()
        for function in plain.functions:
            function(self.claim, env, outcomes)
        return outcomes

    def judged(self, book: LoadedBook) -> tuple[Judgement | None, list[Explanation]]:
        """The outcomes with an explanation for each subject."""
        judgement = judge(book, self.claim, self.history, self.given, always=self.always)
        if judgement is None:
            return None, []
        versions = range(len(book.data.rules))
        return judgement, [
            e for number in versions for e in explain_subjects(judgement, number)
        ]

    def problems(self, book: LoadedBook) -> str:
        """How what comes out differs from what is expected; empty where it does not."""
        if self.silent:
            return "this row says nothing under `expect`"
        judgement, subjects = self.judged(book)
        got = outcome_of(judgement, subjects)
        found = [unmet(wanted, got) for wanted in self.wanted]
        found += self._stray_days(got)
        found += self._unmet_rows(got)
        return "\n".join(p for p in found if p)

    def _stray_days(self, got: Outcome) -> list[str]:
        """Days that are violated beside those which the example names."""
        days = {w.day for w in self.wanted if w.day is not None and w.word == "violated"}
        stray = got.violated_days - days if days else set()
        return (
            [f"violated on {', '.join(d.isoformat() for d in sorted(stray))} too"]
            if stray
            else []
        )

    def _unmet_rows(self, got: Outcome) -> list[str]:
        return [
            f"row on line {row.line}: {said}"
            for row in self.rows
            if (said := unmet_on(row.wanted, got.on_record(row.plural, row.number)))
        ]

    @property
    def says_only_outcomes(self) -> bool:
        """Whether nothing but the outcome of the whole claim is expected."""
        return not self.rows and all(w.is_plain for w in self.wanted)


def word_of(outcomes: Outcomes | None) -> str:
    """The outcome of a rule on a whole claim: the heaviest of its subjects'."""
    if outcomes is None:
        return "not applicable"
    if outcomes.violations:
        return "violated"
    if outcomes.undecided:
        return "undetermined"
    return "met" if outcomes.met else "not applicable"
