"""The clean case first: rules whose questions are surely answered are settled in plain tests.

Each rule also has a function of its own that asks everything, whatever is unknown. The functions
here go through all rules on the same subjects at once, ask each question once, and leave to a
rule's own function what is not surely met or surely not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from attrs import define, field

from hhrules.codegen.expressions.definite import learn, surely
from hhrules.codegen.walks.knowing import Reading
from hhrules.codegen.walks.plan import (
    Branch,
    End,
    Flag,
    Gate,
    Gather,
    Leaf,
    ends,
    implied,
    leaves,
    spare_binds,
)
from hhrules.codegen.walks.rules import emit_breach
from hhrules.codegen.walks.tally import Tally
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.values.types import YESNO


@define(eq=False)
class Clean(Reading):
    """Writes a tree of rules; `slowly` is the statement that leaves a rule to its own function."""

    slowly: Callable[[Leaf], str]
    flags: dict[int, str] = field(factory=dict)  # texts of flags; "" where always on
    entered: Callable[[Branch], None] | None = None  # called below each flag
    together: bool = True  # rules that ask the same stand under one question
    reports: bool = True  # what is surely broken is reported in place
    subject: str = "None"
    naming: str = ""  # the statement that makes the subject, where only its keys are at hand
    tally: Tally = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with nothing counted."""
        self.tally = Tally(self.emitter.writer, flags=self.flags)

    def entries(self, found: Sequence[Branch | End]) -> None:
        """All rules of a level, one after another."""
        self._share(found)
        behind = self._implied(found)
        gone = {id(top) for top, _ in behind.values()}
        for entry in found:
            if id(entry) in gone:
                continue
            if isinstance(entry, Leaf):
                self._rule(entry, behind[id(entry)][1] if id(entry) in behind else None)
                continue
            if isinstance(entry, Gather):
                self._gather(entry)
                continue
            match entry.step:
                case ir.Bind() as bind:
                    self._bind(bind, entry)
                case Gate() as gate:
                    self._gate(gate, entry)
                case Flag(number=number):
                    self._flag(number, entry)

    def _implied(self, found: Sequence[Branch | End]) -> dict[int, tuple[Branch | End, Branch]]:
        """Rules that others stand behind: the entry to leave out, and what goes on below."""
        pairs: dict[int, tuple[Branch | End, Branch]] = {}
        if not self.together:
            return pairs
        for leaf in (e for e in found if isinstance(e, Leaf)):
            if self.emitter.doubtful(leaf.rule.checks[0].condition):
                continue
            for entry in found:
                last = implied(leaf, [entry])
                if last is not None and not any(entry is top for top, _ in pairs.values()):
                    pairs[id(leaf)] = (entry, last)
                    break
        return pairs

    def _gather(self, gather: Gather) -> None:
        """Put the line with its kin, unless a line before left the groups open."""
        emitter, writer, table = self.emitter, self.emitter.writer, gather.table
        keys = [(emitter.stored(k), emitter.doubtful(k)) for k in gather.keys]
        doubts = [f"{name} is UNKNOWN" for name, doubtful in keys if doubtful]
        amount = ""
        if isinstance(gather.amount, ir.Expr):
            amount = emitter.stored(gather.amount)
            doubts.append(f"{amount}.__class__ not in WHOLES")
        elif gather.amount is not None:
            amount = str(gather.amount)
        if doubts:
            with writer.block(f"if {' or '.join(doubts)}:"):
                writer.line(f"{table} = None")
        with writer.block(f"{'elif' if doubts else 'if'} {table} is not None:", gather.span):
            together = f"({''.join(f'{name}, ' for name, _ in keys)})"
            if amount:
                writer.line(f"keys = {together}")
                writer.line(f"{table}[keys] = {table}.get(keys, 0) + {amount}")
            elif gather.alone:
                index = keys[0][0] if len(keys) == 1 else together
                writer.line(f"{table}[{index}] = True")
            else:
                writer.line(f"keys = {together}")
                writer.line(f"group = {table}.get(keys)")
                with writer.block("if group is None:"):
                    writer.line(f"{table}[keys] = group = Group(keys, claim, True)")
                writer.line("group.members.append(line)")

    stopping: Callable[[list[End]], list[str]] | None = None  # that end a walk over members
    _flagged: bool = False

    def _bind(self, bind: ir.Bind, branch: Branch) -> None:
        outside = self.emitter.writer.scope
        self.emitter.writer.scope = outside.copy()
        with ExitStack() as nest:
            self._prepare(bind.value, branch.below, nest)
            self._bound(bind, branch)
        self.emitter.writer.scope = outside
        outside.forget(bind.name)

    def _prepare(self, root: ir.Expr, rules: Sequence[Branch | End], nest: ExitStack) -> None:
        """Take figures from their tables; where something for that is not known, leave the rules."""
        if self.emitter.plainly is None:
            return

        def guard(test: str) -> None:
            nest.callback(self._else_leave, rules)
            nest.enter_context(self.emitter.writer.block(f"if {test}:", root.span))

        self.emitter.plainly.prepare(self.emitter, root, guard)
        facts = list(self._reckoned(root))
        if facts:
            guard(self._are_known(facts))

    def _else_leave(self, rules: Sequence[Branch | End]) -> None:
        with self.emitter.writer.block("else:"):
            self._give_way(rules)

    def _bound(self, bind: ir.Bind, branch: Branch) -> None:
        emitter = self.emitter
        text = emitter.expression(bind.value)
        sure = not emitter.doubtful(bind.value)
        some = not emitter.nullable(bind.value)
        emitter.writer.scope.forget(bind.name)
        emitter.writer.line(f"{bind.name} = {text}", bind.value.span)
        emitter.writer.scope.bind(bind, sure=sure, some=some)
        self.entries(branch.below)

    def _gate(self, gate: Gate, branch: Branch) -> None:
        scope = self.emitter.writer.scope
        sure, some = set(scope.sure), set(scope.some)
        with ExitStack() as nest:
            self._prepare(gate.condition, branch.below, nest)
            self._asked(gate, branch)
        scope.sure, scope.some = sure, some

    def _asked(self, gate: Gate, branch: Branch) -> None:
        emitter, writer = self.emitter, self.emitter.writer
        condition = gate.condition
        doubtful = emitter.doubtful(condition)
        test = surely(emitter, condition, want=True)
        fails = surely(emitter, condition, want=False) if doubtful else ""
        with writer.block(f"if {test}:", condition.span), self.tally.entered(branch):
            learn(emitter, condition)
            self.entries(branch.below)
        if not doubtful:
            if gate.counted and not gate.noted:
                with writer.block("else:"):
                    self.tally.not_applicable(leaves(branch.below), condition.span)
            return
        if gate.counted:
            with writer.block(f"elif {fails}:", condition.span):
                self.tally.not_applicable(leaves(branch.below), condition.span)
            head = "else:"
        else:
            head = f"elif not ({fails}):"
        with writer.block(head):
            self._give_way(branch.below)

    def _give_way(self, rules: Sequence[Branch | End]) -> None:
        stop = self.stopping is not None and not self._flagged
        lines = self.stopping(list(ends(rules))) if stop and self.stopping else []
        for line in lines:
            self.emitter.writer.line(line)
        if not lines:
            self._leave(rules)

    def _flag(self, number: int, branch: Branch) -> None:
        text = self.flags[number]
        if not text:
            self._below_flag(branch)
            return
        with self.emitter.writer.block(f"if {text}:"), self.tally.entered(branch):
            self._below_flag(branch)

    def _below_flag(self, branch: Branch) -> None:
        writer = self.emitter.writer
        outside, above = writer.scope, self._flagged
        writer.scope = outside.copy()
        self._flagged = True
        if self.entered is not None:
            self.entered(branch)
        facts = self._commonly_read(branch)
        if facts:
            with writer.block(f"if {self._are_known(facts)}:"):
                self.entries(branch.below)
            for fact in facts:
                writer.scope.sure.discard(key(fact))
                writer.scope.some.discard(key(fact))
            with writer.block("else:"):
                self._leave(branch.below)
        else:
            self.entries(branch.below)
        writer.scope, self._flagged = outside, above

    def _rule(self, leaf: Leaf, behind: Branch | None) -> None:
        """The checks of a rule; `behind`: what goes on only where they are met."""
        writer, rule = self.emitter.writer, leaf.rule
        writer.line(f"# {rule.id}")
        conditions = tuple(c.condition for c in rule.checks)
        whole = conditions[0]
        if len(conditions) > 1:
            whole = ir.Junction(id=0, ty=YESNO, span=rule.span, op="and", items=conditions)
        outside = writer.scope
        writer.scope = outside.copy()
        with ExitStack() as nest:
            self._prepare(whole, [leaf], nest)
            self._checked(leaf, whole, behind)
        writer.scope = outside

    def _checked(self, leaf: Leaf, whole: ir.Expr, behind: Branch | None) -> None:
        emitter, writer = self.emitter, self.emitter.writer
        span = leaf.rule.checks[0].condition.span
        doubtful = emitter.doubtful(whole)
        alone = len(leaf.rule.checks) == 1 and self.reports
        if behind is None and not doubtful:
            with writer.block(f"if {surely(emitter, whole, want=False)}:", span):
                if alone:
                    self._breach(leaf)
                else:
                    self._leave([leaf])
            return
        test = surely(emitter, whole, want=True)
        fails = surely(emitter, whole, want=False) if doubtful and alone else ""
        with writer.block(f"if {test}:", span):
            if behind is not None:
                learn(emitter, whole)
                self.entries(behind.below)
        if alone:
            with writer.block(f"elif {fails}:" if doubtful else "else:", span):
                self._breach(leaf)
                self._pass_by(behind)
        if doubtful or not alone:
            with writer.block("else:"):
                self._leave([leaf])
                self._pass_by(behind)

    def _pass_by(self, behind: Branch | None) -> None:
        """The rules behind one that is not surely met are not applicable."""
        if behind is not None:
            self.tally.not_applicable(leaves(behind.below))

    def settled(self, leaf: Leaf, broken: str) -> None:
        """A rule that the codes of a line settle: report it where they break it."""
        writer = self.emitter.writer
        outside = writer.scope
        writer.scope = outside.copy()
        with writer.block(f"if {broken}:", leaf.rule.checks[0].condition.span):
            for bind in (s for s in leaf.rule.steps if isinstance(s, ir.Bind)):
                self._set(bind)
            if self.reports:
                self._breach(leaf)
            else:
                self._leave([leaf])
        writer.scope = outside

    def _set(self, bind: ir.Bind) -> None:
        emitter, writer = self.emitter, self.emitter.writer
        text = emitter.expression(bind.value)
        sure, some = not emitter.doubtful(bind.value), not emitter.nullable(bind.value)
        writer.scope.forget(bind.name)
        writer.line(f"{bind.name} = {text}", bind.value.span)
        writer.scope.bind(bind, sure=sure, some=some)

    def _breach(self, leaf: Leaf) -> None:
        """Report a subject that surely breaks a rule's only check."""
        emitter, writer = self.emitter, self.emitter.writer
        if self.naming:
            writer.line(self.naming)
        for bind in spare_binds(leaf.rule):
            text = emitter.expression(bind.value)
            writer.scope.forget(bind.name)
            writer.line(f"{bind.name} = {text}", bind.value.span)
        self.tally.taken_back([leaf])
        writer.line("report.violated += 1")
        emit_breach(emitter, leaf.rule.checks[0], leaf.number, 0, self.subject)

    def _leave(self, rules: Sequence[Branch | End]) -> None:
        """Leave rules to their own functions, but for those that the codes of a line switch off."""
        writer, own = self.emitter.writer, [e for e in rules if not isinstance(e, Branch)]
        for end in own:
            writer.line(self.left(end))
        self.tally.taken_back(own)
        for branch in (e for e in rules if isinstance(e, Branch)):
            outside = writer.scope
            writer.scope = outside.copy()
            step = branch.step
            if isinstance(step, Gate) and step.noted:
                test = surely(self.emitter, step.condition, want=True)
                with writer.block(f"if {test}:"):
                    self._leave(branch.below)
            else:
                if isinstance(step, ir.Bind) and _notes(branch.below):
                    self._set(step)
                self._leave(branch.below)
            writer.scope = outside

    def left(self, end: End) -> str:
        """The statement that leaves a rule, or a grouping, to its own function."""
        return self.slowly(end) if isinstance(end, Leaf) else f"{end.table} = None"


def _notes(rules: Sequence[Branch | End]) -> bool:
    """Whether a gate below is one that the codes of a line answer."""
    return any(
        (isinstance(e.step, Gate) and e.step.noted) or _notes(e.below)
        for e in rules
        if isinstance(e, Branch)
    )
