"""How many rules are met: those that are asked, less those that turn out otherwise.

Most rules are met on most subjects, so nothing is counted where one is. A rule counts as asked
where its subject is found to be one of its set; a breach, or a rule left to its own function,
takes that back, and what is not applicable is taken off at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from attrs import define, field

from hhrules.codegen.text.writer import Writer
from hhrules.codegen.walks.plan import Branch, End, Flag, Gate, Leaf, Step
from hhrules.source.text import Span


@define(eq=False)
class Tally:
    """Writes what keeps `met` right along one tree of rules."""

    writer: Writer
    asked: set[int] = field(factory=set)  # rules that count as asked at this place of the text
    flags: Mapping[int, str] = field(factory=dict)  # "" where always on
    _at: dict[int, list[int]] = field(factory=dict)  # by branch: the rules it is the last for

    def begin(
        self,
        found: Sequence[Branch | End],
        *,
        before: Iterable[int] = (),
        later: Iterable[int] = (),
    ) -> int:
        """Find where each rule is asked; returns how many are asked of every subject.

        `before`: rules that count as asked already; `later`: those that another part counts.
        """
        self._at.clear()
        first = self._find(found, None, frozenset({*before, *later}))
        self.asked = {*first, *before}
        return len(first)

    def _find(
        self, found: Sequence[Branch | End], last: Branch | None, elsewhere: frozenset[int]
    ) -> list[int]:
        first: list[int] = []
        for entry in found:
            if isinstance(entry, Leaf):
                if entry.number in elsewhere:
                    continue
                if last is None:
                    first.append(entry.number)
                else:
                    self._at.setdefault(id(last), []).append(entry.number)
            elif isinstance(entry, Branch):
                asks = self._asks(entry.step)
                first += self._find(entry.below, entry if asks else last, elsewhere)
        return first

    def _asks(self, step: Step) -> bool:
        """Whether a rule that comes past a step is asked more surely than before."""
        if isinstance(step, Flag):
            return bool(self.flags.get(step.number))
        return isinstance(step, Gate) and not step.counted

    @contextmanager
    def entered(self, branch: Branch) -> Iterator[None]:
        """What is written meanwhile stands behind a branch's condition."""
        numbers = self._at.get(id(branch), [])
        if numbers:
            self.writer.line(f"met += {len(numbers)}")
        self.asked.update(numbers)
        yield
        self.asked.difference_update(numbers)

    def not_applicable(self, rules: Iterable[Leaf], span: Span | None = None) -> None:
        """Some rules are not applicable, whether they count as asked here or not."""
        numbers = [leaf.number for leaf in rules]
        more = sum(n not in self.asked for n in numbers)
        if more:
            self.writer.line(f"met += {more}", span)
        if numbers:
            self.writer.line(f"not_applicable += {len(numbers)}", span)

    def taken_back(self, rules: Iterable[End]) -> None:
        """Some rules are counted by their own functions."""
        count = sum(isinstance(end, Leaf) and end.number in self.asked for end in rules)
        if count:
            self.writer.line(f"met -= {count}")


def begin_count(writer: Writer, count: int) -> None:
    """Rules that are asked of every subject."""
    if count:
        writer.line(f"met += {count}")


def end_count(writer: Writer) -> None:
    """How a function ends that keeps a tally."""
    writer.line("report.met += met - not_applicable")
    writer.line("report.not_applicable += not_applicable")
