"""Claims under all rulebooks that hear them: one rulebook after another, over some claims at a time.

A rulebook's code runs fastest just after it ran: for one claim at a time each of some forty
rulebooks would be met cold, claim after claim. What is found does not hang on which claims are
judged together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from hhrules.claims.history import History, patient_key
from hhrules.claims.model import Claim
from hhrules.engine.evaluate import Judgement
from hhrules.engine.loaded import LoadedBook
from hhrules.runtime.environment import Environment
from hhrules.runtime.outcomes import Outcomes
from hhrules.runtime.report import Report, ReportError, Summary

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
    """A claim on its way through the rulebooks that hear it, and what its reader noted.

    Rulebooks that have nothing more to say than counts share its surroundings, for nobody asks
    for them again; all share its counts of met rules and of rules that do not apply. The
    judgements are of rulebooks that it breaks or leaves open, and of one that says what it pays;
    `fault` is a fault of the program on the way.
    """

    env: Environment
    outcomes: Outcomes
    warnings: tuple[ReportError, ...] = ()
    judgements: list[Judgement] = []
    fault: Exception | None = None

    def keep(self, book: LoadedBook) -> None:
        """Keep what a rulebook said; the next counts on."""
        env, said = self.env, self.outcomes
        self.judgements.append(Judgement(book, env, said))
        self.env = Environment(env.claim, env.history, env.given, None, (), env.memo)
        self.outcomes = Outcomes(said.met, said.not_applicable)

    def summary(self) -> Summary:
        """How many outcomes of each kind there are."""
        violated = undetermined = 0
        for judgement in self.judgements:
            violated += judgement.outcomes.violated
            undetermined += len(judgement.outcomes.undecided)
        own = self.outcomes
        return Summary(own.met, violated, undetermined, own.not_applicable)


def turn_of(
    claim: Claim,
    history: History,
    given: Mapping[str, object],
    warnings: tuple[ReportError, ...] = (),
) -> Turn:
    """A claim that no rulebook has heard yet."""
    return Turn(Environment(claim, history, given, None, ()), Outcomes(), warnings)


def judge_together(
    heard: Iterable[tuple[LoadedBook, bool]], turns: Sequence[Turn], *, every: bool = False
) -> None:
    """Run the rulebooks that have to hear some claims; `every`: keep the judgements of all.

    Of each rulebook `heard` says whether it is known to apply to all of them. A fault on the way
    is noted with the claim, and the others go on.
    """
    for book, sure in heard:
        hearing = turns if sure else _hearing(book, turns)
        if not hearing:
            continue
        try:
            plain = book.ready or book.plain
        except Exception as error:  # noqa: BLE001 - its text and what was kept of it may be gone
            for turn in hearing:
                turn.fault = error
            turns = [turn for turn in turns if turn.fault is None]
            continue
        applies, makers, functions = plain.applies, plain.makers, plain.functions
        for turn in hearing:
            env, outcomes = turn.env, turn.outcomes
            env.applies, env.makers = applies, makers
            try:
                for function in functions:
                    function(env.claim, env, outcomes)
            except Exception as error:  # noqa: BLE001 - one bad claim, whatever went wrong
                turn.fault = error
                turns = [one for one in turns if one is not turn]
            if outcomes.violations or outcomes.undecided or every or book.payment is not None:
                turn.keep(book)
            elif env.found:
                env.memo["found", len(env.memo)] = env.found  # kept by ids of what is in it
                env.found = {}


def _hearing(book: LoadedBook, turns: Sequence[Turn]) -> list[Turn]:
    """The claims to which a rulebook applies."""
    found: list[Turn] = []
    for turn in turns:
        env = turn.env
        try:
            if book.ready is None and not book.may_apply(env.claim, env.history, env.given):
                continue
            plain = book.plain
            env.applies, env.makers = plain.applies, plain.makers
            if plain.applies(env.claim, env) is True:
                found.append(turn)
        except Exception as error:  # noqa: BLE001 - one bad claim, whatever went wrong
            turn.fault = error
    return found
