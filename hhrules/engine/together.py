"""Claims under all rulebooks that hear them: one rulebook after another, over some claims at a time.

A rulebook's code runs fastest just after it ran: for one claim at a time each of some forty
rulebooks would be met cold, claim after claim. What is found does not hang on which claims are
judged together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from hhrules.claims.history import History, patient_key
from hhrules.claims.model import Claim
from hhrules.engine.evaluate import Judgement
from hhrules.engine.loaded import LoadedBook
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes
from hhrules.runtime.report import Report, Summary

TOGETHER = 32
"""So many claims go through the rulebooks together; their documents stay near meanwhile."""


def runs(items: Iterable[Claim | Report]) -> Iterator[list[Claim | Report]]:
    """Claims in order, some at a time, in each of which no patient has two.

    Those need not wait for each other: a history keeps patients apart.
    """
    some: list[Claim | Report] = []
    patients: set[str] = set()
    for item in items:
        patient = patient_key(item) if isinstance(item, Claim) else None
        if len(some) == TOGETHER or patient in patients:
            yield some
            some, patients = [], set()
        some.append(item)
        if patient is not None:
            patients.add(patient)
    if some:
        yield some


class Turn(Struct, eq=False, gc=False):
    """A claim on its way through the rulebooks that hear it.

    Rulebooks that have nothing more to say than counts share its surroundings and its outcomes,
    for nobody asks for them again. The judgements are of rulebooks that it breaks or leaves
    open, and of one that says what it pays; `fault` is a fault of the program on the way.
    """

    claim: Claim
    history: History
    given: Mapping[str, object]
    memo: dict[Any, Any]
    env: Environment
    outcomes: Outcomes
    met: int = 0
    not_applicable: int = 0
    judgements: list[Judgement] = []
    fault: Exception | None = None

    @classmethod
    def of(cls, claim: Claim, history: History, given: Mapping[str, object]) -> Turn:
        """A claim that no rulebook has heard yet."""
        memo: dict[Any, Any] = {}
        env = Environment(claim, history, given, None, (), memo)
        return cls(claim, history, given, memo, env, Outcomes())

    def keep(self, book: LoadedBook, met: int, not_applicable: int) -> None:
        """Keep what a rulebook said; `met` and `not_applicable` were counted before it."""
        outcomes = self.outcomes
        self.met += met
        self.not_applicable += not_applicable
        outcomes.met -= met
        outcomes.not_applicable -= not_applicable
        self.judgements.append(Judgement(book, self.env, outcomes))
        self.env = Environment(self.claim, self.history, self.given, None, (), self.memo)
        self.outcomes = Outcomes()

    def counted(self) -> tuple[int, int]:
        """How many rules were met, and how many did not apply, in rulebooks that are not kept."""
        own = self.outcomes
        return self.met + own.met, self.not_applicable + own.not_applicable

    def summary(self) -> Summary:
        """How many outcomes of each kind there are."""
        met, not_applicable = self.counted()
        violated = undetermined = 0
        for judgement in self.judgements:
            outcomes = judgement.outcomes
            met += outcomes.met
            violated += outcomes.violated
            undetermined += len(outcomes.undecided)
            not_applicable += outcomes.not_applicable
        return Summary(met, violated, undetermined, not_applicable)


def judge_together(
    heard: Iterable[tuple[LoadedBook, bool]], turns: Sequence[Turn], *, every: bool = False
) -> None:
    """Run the rulebooks that have to hear some claims; `every`: keep the judgements of all.

    Of each rulebook `heard` says whether it is known to apply to all of them. A fault on the way
    is noted with the claim, and the others go on.
    """
    for book, sure in heard:
        hearing = turns if sure else _hearing(book, turns)
        plain = book.ready
        if plain is None:
            if not hearing:
                continue
            plain = book.plain
        applies, makers, functions = plain.applies, plain.makers, plain.functions
        kept, fault = every or book.payment is not None, False
        for turn in hearing:
            claim, env, outcomes = turn.claim, turn.env, turn.outcomes
            env.applies, env.makers = applies, makers
            met, passed = outcomes.met, outcomes.not_applicable
            try:
                for function in functions:
                    function(claim, env, outcomes)
            except Exception as error:  # noqa: BLE001 - one bad claim, whatever went wrong
                turn.fault, fault = error, True
            if kept or outcomes.violations or outcomes.undecided:
                turn.keep(book, met, passed)
            elif env.found:
                turn.memo["found", len(turn.memo)] = env.found  # kept by ids of what is in it
                env.found = {}
        if fault:
            turns = [turn for turn in turns if turn.fault is None]


def _hearing(book: LoadedBook, turns: Sequence[Turn]) -> list[Turn]:
    """The claims to which a rulebook applies."""
    found: list[Turn] = []
    for turn in turns:
        env, claim = turn.env, turn.claim
        try:
            if book.ready is None and not book.may_apply(claim, turn.history, turn.given):
                continue
            plain = book.plain
            env.applies, env.makers = plain.applies, plain.makers
            if plain.applies(claim, env) is True:
                found.append(turn)
        except Exception as error:  # noqa: BLE001 - one bad claim, whatever went wrong
            turn.fault = error
    return found
