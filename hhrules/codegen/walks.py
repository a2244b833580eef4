"""All rules on the same subjects (the lines, the days, the notices) in one walk over them.

Rules that a condition on the claim switches off are not entered. A walk that cannot be made in
the plain way, since the claim leaves open which rules or which subjects count, is made by the
function `asking_...`, rule by rule.
"""

from __future__ import annotations

from contextlib import ExitStack

from attrs import define, field

from hhrules.codegen.along import Along
from hhrules.codegen.clean import Clean, foot, head
from hhrules.codegen.definite import surely
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.plan import Flag, Leaf, Numbered, Step, members_of, steps_of, tree
from hhrules.codegen.rowcodes import RowCodes
from hhrules.codegen.rules import (
    emit_body,
    enter,
    function_name,
    gate,
    is_line_rule,
    unknown_subjects,
)
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads
from hhrules.values.types import YESNO


def by_source(rules: list[Numbered]) -> list[list[Numbered]]:
    """Rules on records or groups, put together by what they walk over."""
    found: dict[object, list[Numbered]] = {}
    for number, rule in rules:
        if rule.loop is not None:
            found.setdefault(key(rule.loop.source), []).append((number, rule))
    return list(found.values())


@define(eq=False)
class Walk:
    """One walk: its rules, and those of them that the same conditions switch on."""

    emitter: Emitter
    rules: list[Numbered]
    without: frozenset[str]
    groups: list[list[Numbered]] = field(factory=list)
    flags: dict[int, str] = field(factory=dict)

    @property
    def first(self) -> ir.Loop:
        """The loop of the first rule; all have the same source."""
        loop = self.rules[0][1].loop
        assert loop is not None
        return loop

    @property
    def on_lines(self) -> bool:
        """Whether the subjects are the lines of the claim."""
        return is_line_rule(self.rules[0][1])

    @property
    def on_groups(self) -> bool:
        """Whether the subjects are groups."""
        return isinstance(self.first.source, ir.Grouped)

    @property
    def name(self) -> str:
        """What the subjects are called, as a part of names."""
        word = "line" if self.on_lines else self.rules[0][1].subject
        clean = "".join(c if c.isascii() and c.isalnum() else "_" for c in word)
        source = self.first.source
        number = (
            f"_{self.emitter.groupings[source.grouping]}"
            if isinstance(source, ir.Grouped)
            else ""
        )
        return f"{clean}{number}"

    @property
    def source(self) -> str:
        """The text of what is walked over."""
        source = self.first.source
        if isinstance(source, ir.Grouped):
            return f"env.groups({self.emitter.groupings[source.grouping]})"
        return ".".join((source.claim, *source.path))

    def emit(self) -> str:
        """The functions of the walk; returns the name of the one that makes it."""
        if "clean" in self.without:
            name = f"asking_{self.name}"
        else:
            name = f"each_{self.name}"
            self._plainly(name)
        self._asking()
        for number, rule in self.rules:
            self._alone(number, rule)
        return name

    def _plainly(self, name: str) -> None:
        """The walk in plain tests, which leaves the unclear to the other functions."""
        writer, emitter = self.emitter.writer, self.emitter
        emitter.steady.clear()
        found: dict[object, list[Numbered]] = {}
        for number, rule in self.rules:
            switches = tuple(key(c) for c in claim_conditions(rule))
            found.setdefault(switches, []).append((number, rule))
        self.groups = list(found.values())
        with writer.block(f"def {name}(claim, env, report):"):
            head(emitter, [r for _, r in self.rules])
            for number, group in enumerate(self.groups):
                self._switch(number, group)
            if all(self.flags.values()):
                with writer.block(f"if {' or '.join(self.flags.values())}:"):
                    self._subjects()
            else:
                self._subjects()
            foot(emitter)
        writer.line()

    def _switch(self, number: int, group: list[Numbered]) -> None:
        """Work out whether some rules are switched on; leave the walk where that is open."""
        emitter, writer = self.emitter, self.emitter.writer
        rule = group[0][1]
        conditions = claim_conditions(rule)
        if not conditions:
            self.flags[number] = ""
            return
        whole = _all_of(rule, conditions)
        doubtful = emitter.doubtful(whole)
        name = f"on_{number + 1}"
        writer.line(f"{name} = {surely(emitter, whole, want=True)}", whole.span)
        self.flags[number] = name
        with writer.block(f"if not {name}:"):
            self._switched_off(rule, len(group), doubtful=doubtful)

    def _switched_off(self, rule: ir.Rule, count: int, *, doubtful: bool) -> None:
        """Count rules that are not applicable; one not in force is not counted."""
        emitter, writer = self.emitter, self.emitter.writer
        switches = tuple(s.condition for s in rule.switches)
        force = claim_conditions(rule)[len(switches) :]
        counted = f"not_applicable += {count}"
        if not doubtful and not force:
            writer.line(counted, rule.span)
            return
        off = surely(emitter, _all_of(rule, switches), want=False) if switches else ""
        idle = [
            *([surely(emitter, _all_of(rule, switches), want=True)] if switches else []),
            *([surely(emitter, force[0], want=False)] if force else []),
        ]
        if off:
            with writer.block(f"if {off}:"):
                writer.line(counted, rule.span)
        if doubtful:
            test = " and ".join(f"({t})" for t in idle)
            head = "else:" if not force else f"{'elif' if off else 'if'} not ({test}):"
            with writer.block(head):
                writer.line(f"asking_{self.name}(claim, env, report)")
                writer.line("return")

    def _subjects(self) -> None:
        emitter, writer, var = self.emitter, self.emitter.writer, self._var
        slowly = f"{{}}(claim, {var}, env, report)"
        along = Along(emitter, self.rules, f"asking_{self.name}", on=self._runs)
        if along.wanted:
            writer.line("later = []")
            slowly = f"later.append(({{}}, {var}))"
        along.begin()
        clean = Clean(
            emitter, lambda leaf: slowly.format(function_name(leaf.rule)), dict(self.flags)
        )
        clean.readable |= {var}
        clean.entered = along.entered
        clean.unclear = lambda rules: (
            [along.give_up, "return"]
            if along.concerns(rules)
            else [clean.slowly(leaf) for leaf in rules]
        )
        source = self.source
        if not self.on_lines:
            source = writer.temporary()
            writer.line(f"{source} = {self.source}", self.first.span)
            with writer.block(f"if {source} is UNKNOWN:"):
                writer.line(f"asking_{self.name}(claim, env, report)")
                writer.line("return")
            source = f"{source} or ()"
        codes = RowCodes(emitter, self.rules, on=self.on_lines and "rows" not in self.without)
        with writer.block(f"for {var} in {source}:", self.first.span):
            writer.scope.forget(var)
            self._subject(clean, codes, along)
        if along.wanted:
            with writer.block("for rule, line in later:"):
                writer.line("rule(claim, line, env, report)")

    @property
    def _var(self) -> str:
        return self.first.var

    @property
    def _runs(self) -> bool:
        return self.on_lines and "along" not in self.without

    def _subject(self, clean: Clean, codes: RowCodes, along: Along) -> None:
        writer, var = self.emitter.writer, self._var
        leaves = [Leaf(number, rule) for number, rule in self.rules]
        for other in {r.loop.var for _, r in self.rules if r.loop} - {var}:
            writer.line(f"{other} = {var}")
            clean.readable.add(other)
        if self.on_groups:
            self.emitter.steady |= clean.readable - {"claim"}
            with writer.block(f"if not {var}.sure:"):
                for leaf in leaves:
                    writer.line(clean.slowly(leaf), leaf.rule.span)
                writer.line("continue")
        if codes.wanted:
            unclear = (
                [along.give_up, "return"]
                if along.wanted
                else [*(clean.slowly(leaf) for leaf in leaves), "continue"]
            )
            codes.read(unclear)
        paths: list[tuple[list[Step], Leaf]] = []
        for number, group in enumerate(self.groups):
            for n, rule in group:
                own = rule.in_force is not None and not reads(rule.in_force) <= {"claim"}
                rest = steps_of(rule, switches=False, force=own)
                paths.append(([*members_of(rule), Flag(number), *rest], Leaf(n, rule)))
        clean.entries(tree(paths, together="guards" not in self.without))

    def _asking(self) -> None:
        """The walk rule by rule, each asking everything."""
        emitter, writer = self.emitter, self.emitter.writer
        with writer.block(f"def asking_{self.name}(claim, env, report):"):
            head(emitter, [r for _, r in self.rules])
            for number, rule in self.rules:
                outside = writer.scope
                writer.scope = outside.copy()
                with ExitStack() as nest:
                    for switch in rule.switches:
                        gate(emitter, switch.condition, [], nest, counted=True)
                    self._each(number, rule)
                writer.scope = outside
            foot(emitter)
        writer.line()

    def _each(self, number: int, rule: ir.Rule) -> None:
        writer = self.emitter.writer
        call = f"{function_name(rule)}(claim, {self._var}, env, report)"
        if self.on_lines:
            with writer.block(f"for {self._var} in claim.lines:"):
                writer.line(call, rule.span)
            return
        name = writer.temporary()
        writer.line(f"{name} = {self.source}", self.first.span)
        with writer.block(f"if {name} is UNKNOWN:"):
            unknown_subjects(self.emitter, rule, number)
        with writer.block("else:"), writer.block(f"for {self._var} in {name} or ():"):
            writer.line(call, rule.span)

    def _alone(self, number: int, rule: ir.Rule) -> None:
        """One rule on one subject, asking everything."""
        emitter, writer = self.emitter, self.emitter.writer
        assert rule.loop is not None
        emitter.steady.clear()
        var = rule.loop.var
        with writer.block(f"def {function_name(rule)}(claim, {var}, env, report):", rule.span):
            head(emitter, [rule])
            waits: list[str] = []
            with ExitStack() as nest:
                for switch in rule.switches:
                    gate(emitter, switch.condition, waits, nest, counted=False)
                enter(emitter, rule, waits, nest)
                emit_body(emitter, rule, number, var, tuple(waits), entered=True)
            foot(emitter)
        writer.line()


def claim_conditions(rule: ir.Rule) -> tuple[ir.Expr, ...]:
    """What a rule asks of the claim alone before it looks at a subject."""
    force = rule.in_force
    mine = (force,) if force is not None and reads(force) <= {"claim"} else ()
    return (*(s.condition for s in rule.switches), *mine)


def _all_of(rule: ir.Rule, conditions: tuple[ir.Expr, ...]) -> ir.Expr:
    if len(conditions) == 1:
        return conditions[0]
    return ir.Junction(id=0, ty=YESNO, span=rule.span, op="and", items=conditions)
