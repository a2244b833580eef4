"""What a walk reads of its subjects, and when: once for several rules, known first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from attrs import define, field

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.definite import class_of, known_text
from hhrules.codegen.expressions.operators import settles
from hhrules.codegen.walks.plan import Branch, End, Gate, Gather, Leaf, leaves
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads
from hhrules.ir.walk import children, walk

_RECKON = ("add", "sub", "mul", "div", "days_after", "days_before", "months_after", "year_of")


@define(eq=False)
class Reading:
    """The part of a walk that decides what to read."""

    emitter: Emitter
    readable: set[str] = field(factory=lambda: {"claim"}, kw_only=True)
    """The records that are at hand."""

    def _unread(self, node: ir.Expr) -> Iterator[ir.Expr]:
        """What an expression still has to read: nothing of what is at hand already."""
        if self.emitter.writer.scope.find(node) is not None:
            return
        yield node
        for child in children(node):
            yield from self._unread(child)

    def _share(self, found: Sequence[Branch | End]) -> None:
        """Read what several of the rules here ask for once."""
        if len(found) < 2:  # noqa: PLR2004 - several
            return
        counts: Counter[object] = Counter()
        nodes: dict[object, ir.Expr] = {}
        for entry in found:
            facts = {
                key(n): n
                for root in _roots([entry])
                for n in self._unread(root)
                if isinstance(n, ir.Fact)
            }
            counts.update(facts.keys())
            nodes |= facts
        writer = self.emitter.writer
        for k, count in counts.items():
            node = nodes[k]
            assert isinstance(node, ir.Fact)
            if count > 1 and node.record in self.readable and writer.scope.find(node) is None:
                self.emitter.stored(node)
        self._inclusions(found)

    def _inclusions(self, found: Sequence[Branch | End]) -> None:
        """Ask once whether a list includes a code, where that settles what others ask of it."""
        ops = [n for root in _roots(found) for n in self._unread(root) if isinstance(n, ir.Op)]
        for one in (n for n in ops if n.op == "contains"):
            hidden = not reads(one) <= self.readable or self.emitter.doubtful(one)
            if (
                not hidden
                and not self.emitter.nullable(one.args[0])
                and any(settles(self.emitter, one, other) for other in ops)
            ):
                self.emitter.stored(one)
                self.emitter.inclusions.append(one)

    def _reckoned(self, root: ir.Expr) -> Iterator[ir.Fact | ir.IfNone]:
        """What an expression reckons with and does not ask for: that has to be known."""
        asked = {key(n.operand) for n in walk(root) if isinstance(n, ir.Presence)}
        found: dict[object, ir.Fact | ir.IfNone] = {}
        for node in self._unread(root):
            if isinstance(node, ir.Op) and node.op in _RECKON:
                for arg in node.args:
                    if self._is_plain(arg):
                        found[key(arg)] = arg
        for k, one in found.items():
            if k not in asked and reads(one) <= self.readable and self.emitter.doubtful(one):
                yield one

    def _is_plain(self, node: ir.Expr) -> TypeGuard[ir.Fact | ir.IfNone]:
        """Whether a fact, or what stands in for it, is of one class where it is known."""
        if isinstance(node, ir.IfNone):
            return bool(class_of(node.ty)) and self._is_plain(node.value)
        return isinstance(node, ir.Fact) and bool(class_of(node.ty)) and not node.convert

    def _commonly_read(self, branch: Branch) -> list[ir.Fact]:
        """Facts of the subject that most rules below read, and none asks whether it is known."""
        rules = list(leaves(branch.below))
        if len(rules) < 2:  # noqa: PLR2004 - several
            return []
        counts: Counter[object] = Counter()
        facts: dict[object, ir.Fact] = {}
        asked: set[object] = set()
        for leaf in rules:
            mine: dict[object, ir.Fact] = {}
            for node in (n for root in asked_of(leaf.rule) for n in self._unread(root)):
                if isinstance(node, ir.Presence):
                    asked.add(key(node.operand))
                if isinstance(node, ir.Fact) and node.record in self.readable - {"claim"}:
                    mine[key(node)] = node
            counts.update(mine.keys())
            facts |= mine
        return [
            fact
            for k, fact in facts.items()
            if counts[k] > 1
            and counts[k] * 2 >= len(rules)
            and k not in asked
            and class_of(fact.ty)
            and not fact.convert
            and self.emitter.doubtful(fact)
        ]

    def _are_known(self, facts: Sequence[ir.Fact | ir.IfNone]) -> str:
        """The test that facts are known and not none; what follows may rely on it."""
        scope = self.emitter.writer.scope
        tests = [known_text(self.emitter.stored(fact), fact.ty) for fact in facts]
        for fact in facts:
            scope.sure.add(key(fact))
            scope.some.add(key(fact))
        return " and ".join(tests)


def asked_of(rule: ir.Rule) -> Iterator[ir.Expr]:
    """What a rule asks to come to its outcome; not what its messages say."""
    for guard in rule.switches:
        yield guard.condition
    if rule.in_force is not None:
        yield rule.in_force
    for step in rule.steps:
        yield step.value if isinstance(step, ir.Bind) else step.condition
    for check in rule.checks:
        yield check.condition


def _roots(entries: Sequence[Branch | End]) -> Iterator[ir.Expr]:
    """What is asked below, from each step on."""
    for entry in entries:
        if isinstance(entry, Leaf):
            yield from (check.condition for check in entry.rule.checks)
            continue
        if isinstance(entry, Gather):
            continue
        if isinstance(entry.step, Gate):
            yield entry.step.condition
        elif isinstance(entry.step, ir.Bind):
            yield entry.step.value
        yield from _roots(entry.below)
