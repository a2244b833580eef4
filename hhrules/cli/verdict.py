"""What the reports of a run mean for its exit code."""

from __future__ import annotations

from collections.abc import Sequence

from hhrules.engine.blocks import Tally
from hhrules.runtime.report import ACTIONS

THRESHOLDS = (*ACTIONS, "undetermined", "never")


class Verdict:
    """Keeps in mind how the reports came out."""

    def __init__(self, fail_on: str) -> None:
        self.tally = Tally()
        self._counted = _counted_actions(fail_on)
        self._open_counts = fail_on == "undetermined"

    @property
    def exit_code(self) -> int:
        """2 with a claim that could not be judged, 1 with a finding that weighs enough, else 0."""
        if self.tally.errors:
            return 2
        if self._open_counts and self.tally.open:
            return 1
        return int(any(action in self._counted for action in self.tally.actions))


def _counted_actions(fail_on: str) -> Sequence[str]:
    if fail_on == "never":
        return ()
    if fail_on == "undetermined":
        return ACTIONS
    return ACTIONS[: THRESHOLDS.index(fail_on) + 1]
