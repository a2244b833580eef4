"""The facts that a rule lacks on a claim, and the values worth trying for each."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any

from attrs import field, frozen

from hhrules.claims.standard import VOCABULARY
from hhrules.claims.vocabulary import Fact
from hhrules.engine.bookdata import RuleTold
from hhrules.runtime.missing import NodeInfo
from hhrules.runtime.record import Step
from hhrules.runtime.words import say
from hhrules.values.money import dollars
from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN
from hhrules.values.types import CODE, DATE, MONEY, NUMBER, PERCENT, WHOLE, YESNO, ListOf, Ty

_DAY = dt.timedelta(days=1)
_MOST = 24
_FAR = 4_000
_RECORDS = 90

Path = tuple[str | int, ...]
"""Where a value stands in a claim document."""


@frozen
class Value:
    """A value: as documents write it, in words, and its place among others if they have an order."""

    json: Any = field(eq=False)
    words: str
    order: Any = None
    below: str = "less"
    above: str = "more"


@frozen
class Unsent:
    """A fact that was not sent: its name, its places in the document, values worth trying."""

    label: str
    paths: tuple[Path, ...]
    values: tuple[Value, ...]


class Known:
    """What a rule compares on a claim: the days and figures in its trace, and those of its text."""

    def __init__(
        self,
        steps: Iterable[Step],
        info: Mapping[int, NodeInfo],
        told: RuleTold,
        days: Iterable[object] = (),
    ) -> None:
        self.told = told
        self.days = {*told.days, *(d for d in days if isinstance(d, dt.date))}
        self.codes: dict[str, dict[str, None]] = {}
        self.said: dict[str, object] = {}  # the first value of a name, by its last word
        self.figures: dict[str, set[Any]] = {k: set(v) for k, v in told.figures.items()}
        for step in _all(steps):
            _, label, _, _, ty = info.get(step.id, ("", "", (), "", ""))
            if label:
                self.said.setdefault(_last_word(label), step.value)
            for value in _ends(step.value):
                if isinstance(value, dt.date):
                    self.days.add(value)
                elif isinstance(value, str) and label:
                    self.codes.setdefault(_last_word(label), {})[value] = None
                elif isinstance(value, int | Fraction) and not isinstance(value, bool):
                    self.figures.setdefault(ty, set()).add(value)

    def values(self, fact: Fact) -> tuple[Value, ...]:
        """Values worth trying for a fact."""
        return tuple(dict.fromkeys(self._of(fact, fact.ty)))

    def usual(self, fact: Fact, values: tuple[Value, ...]) -> Value:
        """The value that the claim has under a name of the same last word, else a middle one."""
        said = self.said.get(_last_word(fact.name))
        like = next((v for v in values if said in (v.json, v.order)), None)
        sent = [v for v in values if v.json is not None]
        if like is not None and said is not None:
            return like
        return (
            sent[len(sent) // 2] if sent and sent[0].order is not None else (sent or values)[0]
        )

    def _of(self, fact: Fact, ty: Ty) -> Iterator[Value]:
        none = Value(None, "none")
        if isinstance(ty, ListOf):
            for one in self._of(fact, ty.item):
                if one.json is not None:
                    yield Value([one.json], one.words)
            yield Value([], "none")
        elif ty == YESNO:
            yield from (Value(True, "yes"), Value(False, "no"))
        elif ty == DATE:
            yield from (_day(day) for day in self._near())
            yield none
        elif ty == CODE:
            yield from self._codes(fact)
            yield none
        elif ty in (MONEY, WHOLE, NUMBER, PERCENT):
            yield from (_figure(n, ty) for n in self._beside(ty))
            yield none
        else:
            yield from (Value("on file", "any text"), none)

    def _codes(self, fact: Fact) -> Iterator[Value]:
        named = self.told.codes.get(fact.name, ())
        known = [c for c in fact.codes if c not in named]
        for code in (*named[:_MOST], *known[:_MOST]):
            yield Value(code, say(code, ""))
        if not fact.codes:
            like = self.codes.get(_last_word(fact.name), ())
            yield from (Value(code, say(code, "")) for code in like if code not in named)
            yield Value("ZZ", "another code")

    def _near(self) -> list[dt.date]:
        spans = {n for n in self.figures.get("a duration", ()) if 0 < abs(n) < _FAR}
        shifted = {
            d + dt.timedelta(days=s * int(n)) for d in self.days for n in spans for s in (1, -1)
        }
        near = {d + n * _DAY for d in (*self.days, *shifted) for n in (-1, 0, 1)}
        middle = sorted(self.days)[len(self.days) // 2] if self.days else dt.date(2024, 1, 1)
        near |= {middle - 400 * _DAY, middle + 400 * _DAY}
        return sorted(sorted(near, key=lambda d: abs((d - middle).days))[: 2 * _MOST])

    def _beside(self, ty: Ty) -> list[Any]:
        same = (WHOLE, NUMBER) if ty in (WHOLE, NUMBER) else (ty,)
        named = {n for t in same for n in self.figures.get(str(t), ()) if n >= 0}
        apart = {abs(a - b) for a in named for b in named}
        edges = {n + d for n in named | apart for d in (-1, 0, 1)} | {0, 1}
        whole = ty in (WHOLE, MONEY)
        kept = sorted(n for n in edges if n >= 0 and (not whole or n == int(n)))
        return [int(n) if n == int(n) else n for n in kept[: 2 * _MOST]]


def _last_word(label: str) -> str:
    """What kind of code a name speaks of: `provider ccn` and `transferring ccn` of one."""
    return label.rsplit(" ", 1)[-1]


def _ends(value: object) -> tuple[object, ...]:
    return (value.lo, value.hi) if isinstance(value, Range) else (value,)


def _all(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all(step.within)


def _day(day: dt.date) -> Value:
    return Value(day.isoformat(), day.isoformat(), day, "before", "later")


def _figure(number: Any, ty: Ty) -> Value:
    words = say(number, str(ty))
    if ty == MONEY:
        return Value(dollars(number), words, number)
    if ty == PERCENT:
        return Value(str(float(number * 100)), words, number)
    return Value(number if isinstance(number, int) else str(number), words, number)


def open_facts(
    steps: Iterable[Step], info: Mapping[int, NodeInfo], known: Known, held: Any
) -> list[Unsent]:
    """The facts under the open steps of a trace that can be put into the document.

    `held` tells of a record its kind and its number in its list, or None.
    """
    found: dict[str, tuple[dict[Path, None], tuple[Value, ...]]] = {}

    def note(label: str, path: Path, values: tuple[Value, ...]) -> None:
        found.setdefault(label, ({}, values))[0][path] = None

    for step in _all(steps):
        if step.value is not UNKNOWN:
            continue
        kind, label, *_ = info.get(step.id, ("", "", (), "", ""))
        if kind == "loop" and step.record is None and label in VOCABULARY.by_plural:
            for one in unsent_list(label, known):
                note(label, one.paths[0], one.values)
        elif kind == "leaf":
            place = held(step.record)
            fact = place[0].facts.get(label) if place is not None else None
            if fact is None:
                continue
            record, number = place
            head = record.json_path.split(".")
            steps_in = fact.json_path.split(".")
            if record.name != "claim":
                steps_in = [*head, number, *steps_in[len(head) :]]
            note(label, tuple(steps_in), known.values(fact))
    return [Unsent(label, tuple(paths), values) for label, (paths, values) in found.items()]


def unsent_list(label: str, known: Known) -> list[Unsent]:
    """A list of records as a fact of its own; none where the vocabulary has no such list."""
    kind = VOCABULARY.by_plural.get(label)
    if kind is None:
        return []
    return [Unsent(label, (tuple(kind.json_path.split(".")),), tuple(_lists(label, known)))]


def _lists(label: str, known: Known) -> Iterator[Value]:
    """A list without a record, and lists of one with what the rule reads of it."""
    kind = VOCABULARY.by_plural[label]
    yield Value([], "none")
    read = [kind.facts[n] for n in known.told.reads if n in kind.facts]
    read = [f for f in read if f.json_path.startswith(f"{kind.json_path}.")]
    choices = [known.values(f) for f in read]
    if not all(choices) or not read:
        return
    told: set[str] = set()
    for values in islice(_combined(label, read, choices, known), _RECORDS):
        pairs = list(zip(read, values, strict=True))
        record = {fact.json_path.split(".")[-1]: value.json for fact, value in pairs}
        words = ", ".join(f"{fact.name} {value.words}" for fact, value in pairs)
        if words not in told:
            told.add(words)
            yield Value([record], f"one with {words}")


def _combined(
    label: str, read: list[Fact], choices: list[tuple[Value, ...]], known: Known
) -> Iterator[list[Value]]:
    """A record like this claim with one fact changed at a time, then some at random."""
    usual = [known.usual(fact, some) for fact, some in zip(read, choices, strict=True)]
    for number, some in enumerate(choices):
        for value in some:
            yield [*usual[:number], value, *usual[number + 1 :]]
    dice = random.Random(label)  # noqa: S311 - a fixed spread, not a secret
    while True:
        yield [dice.choice(some) for some in choices]
