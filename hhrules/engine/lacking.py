"""What would decide an open rule: facts, or tables in their place, out of the bits that rules give."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from hhrules.engine.bookdata import WantsData
from hhrules.runtime.environment import Environment
from hhrules.runtime.namespace import Evaluators


class Wanting(Struct, frozen=True):
    """What would decide a rule: facts, or tables in their place; and its first open check."""

    facts: tuple[str, ...]
    check: int = 0
    tables: tuple[str, ...] = ()


_MOST = 10_000
"""So many answers of a rulebook's rules are kept in words."""


class Wants:
    """The functions of a rulebook's rules that say what they lack, and what they say in words."""

    def __init__(self, made: Evaluators, functions: tuple[str, ...], data: WantsData) -> None:
        self._namespace = made.namespace
        self._rules = [made.namespace[name] for name in functions]
        self._data = data
        self._known: dict[tuple[int, int], Wanting] = {}

    def of_rule(self, env: Environment, rule: int, subject: Any) -> Wanting:
        """What a rule lacks for a subject."""
        said = self._rules[rule](env.claim, env, subject)
        known = self._known.get(said)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[said] = self._wanting(*said)
        return known

    def of_definition(self, env: Environment, function: str) -> tuple[str, ...]:
        """The facts that a definition of the claim lacks."""
        return self._wanting(self._namespace[f"lacking_{function}"](env.claim, env), 0).facts

    def of_subject(self, rule: int, check: int) -> Wanting:
        """What is lacking where all is known but whether a subject is one."""
        return Wanting(self._data.of_subjects[rule], check)

    def _wanting(self, bits: int, check: int) -> Wanting:
        facts: list[str] = []
        tables: list[str] = []
        step, instead = (3, 4) if self._data.chooses else (1, 0)
        for label in self._data.labels:
            if bits & 1:
                facts.append(label)
            elif bits & instead:
                tables.append(label)
            bits >>= step
        return Wanting(tuple(sorted(facts)), check, tuple(sorted(tables)))
