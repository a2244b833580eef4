"""One claim under many rulebooks, as the engine judges it, with no report made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hhrules.claims.history import History
from hhrules.claims.model import Claim
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.together import Turn, judge_together, turn_of


def judge_all(
    heard: Iterable[tuple[LoadedBook, bool]],
    claim: Claim,
    history: History,
    given: Mapping[str, object],
    *,
    every: bool = False,
) -> Turn:
    """Run the rulebooks that have to hear one claim; raises what goes wrong."""
    turn = turn_of(claim, history, given)
    judge_together(heard, [turn], every=every)
    if turn.fault is not None:
        raise turn.fault
    return turn
