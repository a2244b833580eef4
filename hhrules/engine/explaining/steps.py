"""What a trace recorded, as steps that a person reads: the rule's words, values, places.

A set is told by its members, each with the claim and line it stands on; what was left out of
it is told only where nothing is in it, for then that is the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from hhrules.engine.bookdata import RuleData
from hhrules.engine.evaluate import Trace, rule_steps
from hhrules.engine.explaining.rows import row_of
from hhrules.engine.loaded import LoadedBook
from hhrules.engine.origins import Origins
from hhrules.runtime.missing import is_open
from hhrules.runtime.record import Step as Seen
from hhrules.runtime.words import say
from hhrules.source.text import one_line
from hhrules.values.truth import UNKNOWN

_DEEPEST = 6
_LONGEST = 110
_COUNTS = "counts"


@frozen(repr=False)
class Step:
    """One step: how deep it stands, the rule's words, what they came to, where a fact stands.

    `source` is the place in full (`line 2, FL 46`), `where` the line or claim alone; of a table
    or a dated figure `source` tells the row.
    """

    depth: int
    text: str
    value: str
    source: str = ""
    where: str = ""

    def __repr__(self) -> str:
        return f"Step(depth={self.depth})"


@frozen(eq=False)
class Telling:
    """What is needed to put a trace into words."""

    book: LoadedBook
    origins: Origins

    def rule(self, data: RuleData, traced: Trace) -> Iterator[Step]:
        """The clauses of a rule, each with what it rests on."""
        for kind, words, found in rule_steps(data, traced):
            step = _said(kind, words, found)
            ty = self.book.info[step.id][4]
            match kind:
                case "in force":
                    yield Step(0, "in force on the deciding date", say(step.value, ty))
                    yield from dict.fromkeys(self._leaves(step, 1))
                    continue
                case "let":
                    text = f"let {words}"
                case "when":
                    text = words
                case "require":
                    text = f"require {self._words(step)}"
                case _:
                    if step.value is True:
                        continue
                    text = self._words(step)
            yield Step(0, _short(text), say(step.value, ty))
            yield from self._within(step.within, 1)

    def _words(self, step: Seen) -> str:
        _, label, _, words, _ = self.book.info[step.id]
        return words or label

    def _leaves(self, step: Seen, depth: int) -> Iterator[Step]:
        kind, label, _, _, ty = self.book.info[step.id]
        if kind == "leaf":
            yield self._leaf(depth, label, say(step.value, ty), step)
        for inner in step.within:
            yield from self._leaves(inner, depth)

    def _leaf(self, depth: int, label: str, value: str, step: Seen) -> Step:
        source = self.origins.of(label, step.record)
        return Step(depth, label, value, source, self._place(step))

    def _place(self, step: Seen) -> str:
        return self.origins.record(step.record) if step.record is not None else ""

    def _within(self, steps: Sequence[Seen], depth: int) -> Iterator[Step]:
        """The steps below one, each once; those of a set in the order of its members."""
        if depth > _DEEPEST:
            return
        shown: set[Step] = set()
        member: Step | None = None
        for inner in self._told(steps):
            told = self._one(inner, depth)
            if not told or told[0] in shown:
                continue
            shown.add(told[0])
            if len(told) == 1 and told[0].value == _COUNTS:
                if member is not None:
                    yield member
                (member,) = told
                continue
            if member is not None and told[0].where != member.text:
                yield member
                if len(told) == 1 and told[0].value in member.text:
                    told = []
            member = None
            yield from told
        if member is not None:
            yield member

    def _told(self, steps: Sequence[Seen]) -> Iterator[Seen]:
        """Leave out why others are not in a set, where something is in it."""
        info, children = self.book.info, self.book.children
        members = {s.id for s in steps if info[s.id][0] == "loop" and s.record is not None}
        hidden = {number for loop in members for number in children.get(loop, ())}
        yield from (s for s in steps if s.id not in hidden)

    def _one(self, step: Seen, depth: int) -> list[Step]:
        kind, label, _, _, ty = self.book.info[step.id]
        value = _value(step.value, ty)
        match kind:
            case "leaf" if label == "history" and not is_open(step.value):
                return []
            case "leaf":
                return [self._leaf(depth, label, value, step)]
            case "table":
                row = row_of(self.book, label, step)
                return [
                    Step(depth, label, value, row, self._place(step)),
                    *self._within(step.within, depth + 1),
                ]
            case "call":
                place = self._place(step)
                return [
                    Step(depth, label, value, place, place),
                    *self._within(step.within, depth + 1),
                ]
            case "loop":
                return self._member(step, label, depth)
            case "local":
                return []
            case _ if step.within:
                return [
                    Step(depth, _short(self._words(step)), value),
                    *self._within(step.within, depth + 1),
                ]
            case _:
                return []

    def _member(self, step: Seen, label: str, depth: int) -> list[Step]:
        """A member of a set, or why the set itself is not known."""
        if step.record is None:
            return [
                Step(
                    depth,
                    label,
                    "not sent" if step.value is UNKNOWN else "history is not complete",
                )
            ]
        name = self._place(step) or ", ".join(
            say(k, "") for k in getattr(step.record, "keys", ())
        )
        if step.value is True:
            return [Step(depth, name, _COUNTS)] if name else []
        doubts = [s for s in step.within if is_open(s.value)]
        return [Step(depth, name or label, "may count"), *self._within(doubts, depth + 1)]


def _said(kind: str, words: str, step: Seen) -> Seen:
    """The step that a clause's words speak of: after `unless`, not its contrary."""
    if kind == "when" and words.startswith("unless") and len(step.within) == 1:
        return step.within[0]
    return step


def _value(value: object, ty: str) -> str:
    """A value in words; a group by its keys."""
    keys = getattr(value, "keys", None)
    return ", ".join(say(k, "") for k in keys) if isinstance(keys, tuple) else say(value, ty)


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_LINE = re.compile(r"(?P<before>.*\bline )(?P<number>[0-9]+)(?P<after>,.*|)")


def gathered(steps: Sequence[Step]) -> list[Step]:
    """The steps, with those of one value on lines that follow one another told as one."""
    found: list[Step] = []
    runs: list[tuple[int, int]] = []  # first and last line of each step kept
    for step in steps:
        match = _LINE.fullmatch(step.source)
        number = int(match["number"]) if match else 0
        if found and match and runs[-1][1] == number - 1 > 0 and _alike(found[-1], step):
            runs[-1] = (runs[-1][0], number)
            continue
        found.append(step)
        runs.append((number, number))
    return [
        step if first == last else _together(step, first, last)
        for step, (first, last) in zip(found, runs, strict=True)
    ]


def _alike(one: Step, other: Step) -> bool:
    same = (one.depth, one.text, one.value) == (other.depth, other.text, other.value)
    mine, theirs = _LINE.fullmatch(one.source), _LINE.fullmatch(other.source)
    if not same or mine is None or theirs is None:
        return False
    return (mine["before"], mine["after"]) == (theirs["before"], theirs["after"])


def _together(step: Step, first: int, last: int) -> Step:
    source = _LINE.sub(
        lambda m: f"{m['before'][:-1]}s {first} to {last}{m['after']}", step.source
    )
    return evolve(step, value=f"{step.value} each", source=source)
