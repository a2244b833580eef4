"""The heading of a rulebook, asked of a claim condition by condition."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from hhrules.engine.bookdata import Asked
from hhrules.runtime.environment import Environment
from hhrules.runtime.namespace import run_code

if TYPE_CHECKING:
    from hhrules.claims.history import History
    from hhrules.claims.model import Claim


class Heading:
    """The conditions of a rulebook's heading, made ready when a claim is first asked for them."""

    def __init__(self, asked: Iterable[Asked]) -> None:
        self.asked = tuple(asked)
        self._tests = [
            (a, run_code(marshal.loads(a.test), {}, (), ()).applies) for a in self.asked
        ]

    def unmet(
        self, claim: Claim, history: History, given: Mapping[str, object]
    ) -> tuple[Asked, ...]:
        """The conditions that do not hold of a claim, or are not known to."""
        env = Environment(claim, history, given, None, ())
        return tuple(asked for asked, test in self._tests if test(claim, env) is not True)
