"""The clean case first: rules whose questions are surely answered are settled in plain tests.

Each rule also has a function of its own that asks everything, whatever is unknown. The functions
here go through all rules on the same subjects at once, ask each question once, and leave to a
rule's own function what is not surely met or surely not its business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from attrs import define, field

from hhrules.codegen.definite import class_of, learn, surely
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.plan import Branch, Flag, Gate, Leaf, Numbered, leaves, steps_of, tree
from hhrules.codegen.rules import emit_body, function_name
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.ir.walk import all_nodes, walk
from hhrules.values.types import YESNO


@define(eq=False)
class Clean:
    """Writes a tree of rules; `slowly` is the statement that leaves a rule to its own function."""

    emitter: Emitter
    slowly: Callable[[Leaf], str]
    flags: dict[int, str] = field(factory=dict)  # texts of flags; "" where always on
    entered: Callable[[Branch], None] | None = None  # called below each flag

    def entries(self, found: list[Branch | Leaf]) -> None:
        """All rules of a level, one after another."""
        self._share(found)
        for entry in found:
            if isinstance(entry, Leaf):
                self._checks(entry)
                continue
            match entry.step:
                case ir.Bind() as bind:
                    self._bind(bind, entry)
                case Gate() as gate:
                    self._gate(gate, entry)
                case Flag(number=number):
                    self._flag(number, entry)

    def _share(self, found: list[Branch | Leaf]) -> None:
        """Read what several of the rules here ask for once."""
        if len(found) < 2:  # noqa: PLR2004 - several
            return
        counts: Counter[object] = Counter()
        nodes: dict[object, ir.Expr] = {}
        for entry in found:
            facts = {key(n): n for n in _nodes([entry]) if isinstance(n, ir.Fact)}
            counts.update(facts.keys())
            nodes |= facts
        writer = self.emitter.writer
        for k, count in counts.items():
            node = nodes[k]
            assert isinstance(node, ir.Fact)
            if count > 1 and node.record in self.readable and writer.scope.find(node) is None:
                self.emitter.stored(node)

    unclear: Callable[[list[Leaf]], list[str]] | None = None  # of members, before the flags
    _flagged: bool = False
    readable: set[str] = field(factory=lambda: {"claim"})
    """The records that are at hand."""

    def _bind(self, bind: ir.Bind, branch: Branch) -> None:
        emitter = self.emitter
        outside = emitter.writer.scope
        emitter.writer.scope = outside.copy()
        text = emitter.expression(bind.value)
        sure = not emitter.doubtful(bind.value)
        some = not emitter.nullable(bind.value)
        emitter.writer.scope.forget(bind.name)
        emitter.writer.line(f"{bind.name} = {text}", bind.value.span)
        emitter.writer.scope.bind(bind, sure=sure, some=some)
        self.entries(branch.below)
        emitter.writer.scope = outside
        outside.forget(bind.name)

    def _gate(self, gate: Gate, branch: Branch) -> None:
        emitter, writer = self.emitter, self.emitter.writer
        condition = gate.condition
        doubtful = emitter.doubtful(condition)
        test = surely(emitter, condition, want=True)
        fails = surely(emitter, condition, want=False) if doubtful else ""
        with writer.block(f"if {test}:", condition.span):
            learn(emitter, condition)
            self.entries(branch.below)
        rules = list(leaves(branch.below))
        counted = f"not_applicable += {len(rules)}"
        if not doubtful:
            if gate.counted:
                with writer.block("else:"):
                    writer.line(counted, condition.span)
            return
        if gate.counted:
            with writer.block(f"elif {fails}:", condition.span):
                writer.line(counted, condition.span)
            head = "else:"
        else:
            head = f"elif not ({fails}):"
        with writer.block(head):
            if self._flagged or self.unclear is None:
                self._leave(rules)
            else:
                for line in self.unclear(rules):
                    writer.line(line)

    def _flag(self, number: int, branch: Branch) -> None:
        text = self.flags[number]
        if not text:
            self._below_flag(branch)
            return
        with self.emitter.writer.block(f"if {text}:"):
            self._below_flag(branch)

    def _below_flag(self, branch: Branch) -> None:
        writer = self.emitter.writer
        outside, above = writer.scope, self._flagged
        writer.scope = outside.copy()
        self._flagged = True
        if self.entered is not None:
            self.entered(branch)
        known = self._known_first(branch)
        if known:
            with writer.block(f"if {' and '.join(known)}:"):
                self._learn_known(branch)
                self.entries(branch.below)
            with writer.block("else:"):
                self._leave(list(leaves(branch.below)))
        else:
            self.entries(branch.below)
        writer.scope, self._flagged = outside, above

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
            for node in _asked_of(leaf):
                if isinstance(node, ir.Presence):
                    asked.add(key(node.operand))
                if isinstance(node, ir.Fact) and node.record in self.readable - {"claim"}:
                    mine[key(node)] = node
            counts.update(mine.keys())
            facts |= mine
        return [
            fact
            for k, fact in facts.items()
            if counts[k] * 2 >= len(rules)
            and k not in asked
            and class_of(fact.ty)
            and not fact.convert
            and self.emitter.doubtful(fact)
        ]

    def _known_first(self, branch: Branch) -> list[str]:
        return [
            f"{self.emitter.stored(fact)}.__class__ is {class_of(fact.ty)}"
            for fact in self._commonly_read(branch)
        ]

    def _learn_known(self, branch: Branch) -> None:
        for fact in self._commonly_read(branch):
            self.emitter.writer.scope.sure.add(key(fact))
            self.emitter.writer.scope.some.add(key(fact))

    def _checks(self, leaf: Leaf) -> None:
        writer = self.emitter.writer
        writer.line(f"# {leaf.rule.id}")
        conditions = tuple(c.condition for c in leaf.rule.checks)
        whole = conditions[0]
        if len(conditions) > 1:
            span = leaf.rule.span
            whole = ir.Junction(id=0, ty=YESNO, span=span, op="and", items=conditions)
        outside = writer.scope
        writer.scope = outside.copy()
        with writer.block(f"if {surely(self.emitter, whole, want=True)}:", conditions[0].span):
            writer.line("met += 1", conditions[0].span)
        with writer.block("else:"):
            self._leave([leaf])
        writer.scope = outside

    def _leave(self, rules: list[Leaf]) -> None:
        for leaf in rules:
            self.emitter.writer.line(self.slowly(leaf), leaf.rule.span)


def _asked_of(leaf: Leaf) -> Iterator[ir.Expr]:
    """What a rule reads to come to its outcome; not what its messages say."""
    rule = leaf.rule
    if rule.in_force is not None:
        yield from walk(rule.in_force)
    for step in rule.steps:
        yield from walk(step.value if isinstance(step, ir.Bind) else step.condition)
    for check in rule.checks:
        yield from walk(check.condition)


def _nodes(entries: list[Branch | Leaf]) -> Iterator[ir.Expr]:
    """What is read below, from each step on."""
    for entry in entries:
        if isinstance(entry, Leaf):
            for check in entry.rule.checks:
                yield from walk(check.condition)
            continue
        if isinstance(entry.step, Gate):
            yield from walk(entry.step.condition)
        elif isinstance(entry.step, ir.Bind):
            yield from walk(entry.step.value)
        yield from _nodes(entry.below)


def head(emitter: Emitter, rules: list[ir.Rule]) -> None:
    """How every function of rules begins."""
    if any(
        isinstance(n, ir.Fact) and n.record == "given"
        for rule in rules
        for n in all_nodes(rule)
    ):
        emitter.writer.line("given = env.given")
    emitter.writer.line("met = not_applicable = 0")


def foot(emitter: Emitter) -> None:
    """How every function of rules ends."""
    emitter.writer.line("report.met += met")
    emitter.writer.line("report.not_applicable += not_applicable")


def emit_claim_rules(
    emitter: Emitter, rules: list[Numbered], without: frozenset[str]
) -> list[str]:
    """The rules whose subject is the claim, all at once and each by itself; returns evaluators."""
    writer = emitter.writer
    names = [function_name(rule) for _, rule in rules]
    if rules and "clean" not in without:
        names = ["whole_claim"]
        with writer.block("def whole_claim(claim, env, report):"):
            head(emitter, [rule for _, rule in rules])
            paths = [(list(steps_of(r, switches=True)), Leaf(n, r)) for n, r in rules]
            clean = Clean(
                emitter, lambda leaf: f"{function_name(leaf.rule)}(claim, env, report)"
            )
            clean.entries(tree(paths, together="guards" not in without))
            foot(emitter)
        writer.line()
    for number, rule in rules:
        with writer.block(f"def {function_name(rule)}(claim, env, report):", rule.span):
            head(emitter, [rule])
            emit_body(emitter, rule, number, "None")
            foot(emitter)
        writer.line()
    return names
