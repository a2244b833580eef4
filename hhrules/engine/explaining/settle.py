"""What would decide an undetermined rule: the least facts, and which of their values settle it how.

Nothing is inferred here: each value is put into a copy of the claim, and the rule is run again on
the same subject. The values tried are those on the rule's edges (its codes, days and figures, what
it compares a fact with on this claim, and the values beside them), and none.

A set of facts decides a rule if it comes out for every value tried. Smaller sets go first, so the
set found is a least one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice, product

from attrs import define, field, frozen

from hhrules.engine.explaining.settle_values import Unsent, Value

UNDETERMINED = "undetermined"
_LARGEST = 3
_SETS = 24
_TOGETHER = 400
_MOST = 1_500
_SHOWN = 4
_LONG_SHOWN = 2

Chosen = tuple[tuple[int, Value], ...]
"""Facts by their number, each with a value."""


@frozen
class Way:
    """Values that settle the rule, in words, and how it comes out then."""

    values: tuple[str, ...]
    outcome: str


@frozen
class Settling:
    """The least facts that decide a rule, and ways in which they do.

    With `sure`, every value tried of these facts decides it; without, only the ways told do.
    """

    facts: tuple[str, ...]
    ways: tuple[Way, ...]
    sure: bool


def settle(facts: Sequence[Unsent], run: Callable[[Chosen], str]) -> Settling | None:
    """The least set of facts that decides a rule; None where no value tried does."""
    return _Search(facts, run).settling() if facts else None


@define(eq=False)
class _Search:
    facts: Sequence[Unsent]
    run: Callable[[Chosen], str]
    spent: int = 0
    _known: dict[tuple[tuple[int, str], ...], str] = field(factory=dict)
    _decided: list[tuple[Chosen, str]] = field(factory=list)

    def outcome(self, chosen: Chosen) -> str:
        """How the rule comes out with these values; undetermined once too much was tried."""
        key = tuple(sorted((n, v.words) for n, v in chosen))
        found = self._known.get(key)
        if found is None:
            if self.spent >= _MOST:
                return UNDETERMINED
            self.spent += 1
            found = self._known[key] = self.run(chosen)
            if found != UNDETERMINED:
                self._decided.append((chosen, found))
        return found

    def settling(self) -> Settling | None:
        """A least set that is sure, else the shortest ways that were met."""
        numbers = range(len(self.facts))
        for size in range(1, min(_LARGEST, len(self.facts)) + 1):
            for some in islice(combinations(numbers, size), _SETS):
                table = self._table(some)
                if table is not None:
                    return self._told(some, table, sure=True)
        for chosen in self._chosen(tuple(numbers)):
            self.outcome(chosen)
        if not self._decided:
            return None
        ways = self._shortest(self._decided)
        used = sorted({n for chosen, _ in ways for n, _ in chosen})
        return Settling(tuple(self.facts[n].label for n in used), self._words(ways), sure=False)

    def _table(self, some: tuple[int, ...]) -> list[tuple[Chosen, str]] | None:
        """How the rule comes out for the values of some facts together; None if one leaves it open."""
        found: list[tuple[Chosen, str]] = []
        for chosen in self._chosen(some):
            found.append((chosen, self.outcome(chosen)))
            if found[-1][1] == UNDETERMINED and len(some) > 1:
                return None
        return None if any(o == UNDETERMINED for _, o in found) else found

    def _chosen(self, some: tuple[int, ...]) -> Iterator[Chosen]:
        """The values of some facts together; a spread of them if there are many."""
        for values in _spread([self.facts[n].values for n in some]):
            yield tuple(zip(some, values, strict=True))

    def _told(
        self, some: tuple[int, ...], table: list[tuple[Chosen, str]], *, sure: bool
    ) -> Settling:
        labels = tuple(self.facts[n].label for n in some)
        if len(some) == 1:
            pairs = [(chosen[0][1], outcome) for chosen, outcome in table]
            ways = tuple(Way((words,), outcome) for words, outcome in stretches(pairs))
            return Settling(labels, ways, sure)
        return Settling(labels, self._words(self._shortest(table)), sure)

    def _shortest(self, table: list[tuple[Chosen, str]]) -> list[tuple[Chosen, str]]:
        """For each outcome a way with as few values as can be."""
        best: dict[str, Chosen] = {}
        for chosen, outcome in table:
            if outcome == UNDETERMINED or len(best.get(outcome, ())) == 1:
                continue
            less = self._without_idle(chosen, outcome)
            if outcome not in best or len(less) < len(best[outcome]):
                best[outcome] = less
        order = ("violated", "met", "not applicable")
        return [(best[o], o) for o in order if o in best]

    def _without_idle(self, chosen: Chosen, outcome: str) -> Chosen:
        for pair in chosen:
            less = tuple(p for p in chosen if p is not pair)
            if less and self.outcome(less) == outcome:
                chosen = less
        return chosen

    def _words(self, ways: list[tuple[Chosen, str]]) -> tuple[Way, ...]:
        return tuple(
            Way(tuple(f"{self.facts[n].label}: {v.words}" for n, v in chosen), outcome)
            for chosen, outcome in ways
        )


def _spread(choices: Sequence[Sequence[Value]]) -> Iterator[tuple[Value, ...]]:
    """All combinations where they are few, else an even spread of them."""
    count = 1
    for values in choices:
        count *= len(values)
    step = max(1, -(-count // _TOGETHER))
    step += step % 2 == 0  # an even step would skip the other half of yes and no
    return islice(product(*choices), 0, None, step if count > _TOGETHER else 1)


def stretches(pairs: Sequence[tuple[Value, str]]) -> list[tuple[str, str]]:
    """Values with one outcome put together: those in order as stretches, others as lists."""
    ordered = sorted(
        ((v, o) for v, o in pairs if v.order is not None), key=lambda p: p[0].order
    )
    runs: list[list[tuple[Value, str]]] = []
    for value, outcome in ordered:
        if runs and runs[-1][-1][1] == outcome:
            runs[-1].append((value, outcome))
        else:
            runs.append([(value, outcome)])
    found: list[tuple[str, str]] = []
    for place, run in enumerate(runs):
        low, high = run[0][0], run[-1][0]
        if len(runs) == 1:
            words = "any"
        elif place == 0:
            words = f"{high.words} or {high.below}"
        elif place == len(runs) - 1:
            words = f"{low.words} or {low.above}"
        else:
            words = low.words if low is high else f"{low.words} to {high.words}"
        found.append((words, run[0][1]))
    others: dict[str, list[str]] = {}
    for value, outcome in pairs:
        if value.order is None:
            others.setdefault(outcome, []).append(value.words)
    return [*found, *((_listed(words), outcome) for outcome, words in others.items())]


def _listed(words: list[str]) -> str:
    """A few of many values, the short ones first."""
    long = any("," in word for word in words)
    limit = _LONG_SHOWN if long else _SHOWN
    plain = sorted(words, key=lambda word: (word.count(" none"), len(word)))
    shown = plain[:limit] if len(words) > limit else words
    return ("; or " if long else ", ").join(shown) + (" …" if len(words) > limit else "")
