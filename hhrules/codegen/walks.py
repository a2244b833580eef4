"""All rules on the same subjects (the lines, the days, the notices) in one walk over them.

Rules that a condition on the claim switches off are not entered. A walk that cannot be made in
the plain way, since the claim leaves open which rules or which subjects count, is made by the
function `asking_...`, rule by rule. Where conditions on the claim switch rules, the walk is written
for each case of them (`cases`).
"""

from __future__ import annotations

from contextlib import nullcontext

from attrs import define, field

from hhrules.codegen.along import Along
from hhrules.codegen.asking import emit_asking
from hhrules.codegen.before import begin
from hhrules.codegen.case_walks import GIVEN, choose, emit_case, part
from hhrules.codegen.cases import cases_of
from hhrules.codegen.clean import Clean
from hhrules.codegen.definite import surely
from hhrules.codegen.emitter import Emitter, standing_at
from hhrules.codegen.gathered import gather, gathered, kept
from hhrules.codegen.knowing import asked_of
from hhrules.codegen.plan import (
    End,
    Flag,
    Gather,
    Leaf,
    Numbered,
    Step,
    members_of,
    steps_of,
    tree,
)
from hhrules.codegen.quick import keys_alone
from hhrules.codegen.rowcodes import RowCodes
from hhrules.codegen.rules import emit_alone, function_name, head, is_line_rule
from hhrules.codegen.switches import all_of, claim_conditions, switched_off
from hhrules.codegen.tally import begin_count, end_count
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads


@define(eq=False)
class Walk:
    """One walk: its rules, and those of them that the same conditions switch on."""

    emitter: Emitter
    rules: list[Numbered]
    without: frozenset[str]
    groupings: tuple[ir.Grouping | ir.RunGrouping, ...] = ()
    everything: tuple[ir.Rule, ...] = ()
    groups: list[list[Numbered]] = field(factory=list)
    gathers: list[tuple[list[Step], Gather]] = field(factory=list)
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
        return f"{clean}_{self._number}" if self.on_groups else clean

    @property
    def _number(self) -> int:
        """The number of the grouping whose groups are walked over."""
        source = self.first.source
        assert isinstance(source, ir.Grouped)
        return self.emitter.groupings[source.grouping]

    @property
    def by_keys(self) -> bool:
        """Whether the subjects are groups of which no more is asked than their keys."""
        roots = [root for _, rule in self.rules for root in asked_of(rule)]
        return (
            self.on_groups
            and "tables" not in self.without
            and len({rule.loop.var for _, rule in self.rules if rule.loop}) == 1
            and keys_alone(self.emitter, roots, self.var)
        )

    @property
    def source(self) -> str:
        """The text of what is walked over."""
        source = self.first.source
        if isinstance(source, ir.Grouped):
            return self.emitter.groups(self._number)
        return standing_at(source.claim, source.path)

    def emit(self) -> str:
        """The functions of the walk; returns the name of the one that makes it."""
        if "clean" in self.without:
            name = f"asking_{self.name}"
        else:
            name = f"each_{self.name}"
            self._plainly(name)
        emit_asking(self)
        for number, rule in self.rules:
            emit_alone(self.emitter, number, rule)
        return name

    def _plainly(self, name: str) -> None:
        """The walk in plain tests, which leaves the unclear to the other functions."""
        emitter = self.emitter
        emitter.steady.clear()
        found: dict[object, list[Numbered]] = {}
        for number, rule in self.rules:
            switches = tuple(key(c) for c in claim_conditions(rule))
            found.setdefault(switches, []).append((number, rule))
        if self.on_lines and "gather" not in self.without:
            for number, grouping, users in gathered(emitter, self.groupings, self.everything):
                switches = tuple(key(c) for c in users)
                if switches not in found:
                    found[switches] = []
                    self.conditions_of[len(found) - 1] = users
                flag = Flag(list(found).index(switches))
                tables = "tables" not in self.without
                gather(
                    emitter,
                    self.everything,
                    number,
                    grouping,
                    flag,
                    self.var,
                    self.gathers,
                    alone=tables,
                )
        self.groups = list(found.values())
        if len(self.groups) == 1 and self.conditions[0] and "entry" not in self.without:
            self.entry = self.conditions[0]
            self.conditions_of[0] = ()
        cases = [] if "cases" in self.without else cases_of(self.conditions)
        if not cases or "entry" in self.without or not (self.on_lines and self._at_once()):
            self._choosing(name, cases)
        else:
            self.cases = cases
            self.goes_on = any(rule.loop is None for rule in self.everything)
        for case in cases:
            if part(self, case).rules:
                emit_case(self, name, case)

    def _at_once(self) -> bool:
        """Whether what switches the rules is known, so that the entry can choose the case."""
        return not any(
            self.emitter.doubtful(c) or group[0][1].in_force is not None
            for conditions, group in zip(self.conditions, self.groups, strict=True)
            for c in conditions
            if group
        )

    def _choosing(self, name: str, cases: list[frozenset[int]]) -> None:
        """The function that asks what the claim switches, and goes on with the walk."""
        emitter, writer = self.emitter, self.emitter.writer
        with writer.block(f"def {name}(claim, env, report):"):
            head(emitter, [r for _, r in self.rules])
            for number, conditions in enumerate(self.conditions):
                self._switch(number, conditions, self.groups[number])
            if cases:
                choose(self, name, cases)
            else:
                if any(self.flags.values()):
                    writer.line("met = not_applicable")
                if all(self.flags.values()):
                    with writer.block(f"if {' or '.join(self.flags.values())}:"):
                        self.subjects()
                else:
                    self.subjects()
                end_count(writer)
        writer.line()

    cases: list[frozenset[int]] = field(factory=list)  # that the entry chooses from
    goes_on: bool = False  # it goes on counting where the rules on the claim left off
    conditions_of: dict[int, tuple[ir.Expr, ...]] = field(factory=dict)
    entry: tuple[ir.Expr, ...] = ()  # asked before the walk is entered at all

    @property
    def conditions(self) -> list[tuple[ir.Expr, ...]]:
        """What switches each of the groups on."""
        return [
            self.conditions_of[number]
            if number in self.conditions_of
            else claim_conditions(group[0][1])
            for number, group in enumerate(self.groups)
        ]

    def _switch(
        self, number: int, conditions: tuple[ir.Expr, ...], group: list[Numbered]
    ) -> None:
        """Work out whether some rules are switched on; leave the walk where that is open."""
        emitter, writer = self.emitter, self.emitter.writer
        if not conditions:
            self.flags[number] = ""
            return
        whole = all_of(self.rules[0][1], conditions)
        doubtful = emitter.doubtful(whole)
        name = f"on_{number + 1}"
        writer.line(f"{name} = {surely(emitter, whole, want=True)}", whole.span)
        self.flags[number] = name
        if not group:
            return
        rule = group[0][1]
        with writer.block(f"if not {name}:"):
            unclear = [f"asking_{self.name}(claim, env, report)", "return"]
            counted = f"not_applicable += {len(group)}"
            switched_off(emitter, rule, counted, unclear, doubtful=doubtful)

    def subjects(self) -> None:
        """The loop over the subjects, and what stands before and after it."""
        emitter, writer, var = self.emitter, self.emitter.writer, self.var
        by_keys, whole = self.by_keys, var
        if by_keys:
            whole = f"env.group({self._number}, {var}_keys)"
            emitter.keyed[var] = f"{var}_keys"
        slowly = f"{{}}(claim, {whole}, env, report)"
        if emitter.plainly is not None:
            roots = (root for _, rule in self.rules for root in asked_of(rule))
            emitter.plainly.begin(emitter, roots)
        along = Along(
            emitter,
            self.rules,
            f"asking_{self.name}",
            self.on_lines and "along" not in self.without,
            reports="breaches" not in self.without,
            years="years" not in self.without,
            given=GIVEN if self.goes_on else [],
        )
        if along.wanted:
            writer.line("later = []")
            slowly = f"later.append(({{}}, {var}))"
        clean = Clean(
            emitter, lambda leaf: slowly.format(function_name(leaf.rule)), dict(self.flags)
        )
        clean.together = "guards" not in self.without
        clean.reports = "breaches" not in self.without
        clean.subject = var
        clean.naming = f"{var} = {whole}" if by_keys else ""
        if clean.reports and along.wanted:
            writer.line("before = len(report.violations)")
        begin(self, along)
        clean.readable |= {var}
        clean.entered = along.entered
        clean.stopping = lambda rules: (
            [*along.stopping, "return"] if along.concerns(rules) else []
        )
        source = self.source
        if not self.on_lines:
            source = writer.temporary()
            text = f"env.keyed({self._number})" if by_keys else self.source
            writer.line(f"{source} = {text}", self.first.span)
            with writer.block(f"if {source} is {'None' if by_keys else 'UNKNOWN'}:"):
                writer.line(f"asking_{self.name}(claim, env, report)")
                writer.line("return")
            source = source if by_keys else f"{source} or ()"
        target = f"{var}_keys" if by_keys else var
        with (
            writer.block("try:") if along.tries else nullcontext(),
            writer.block(f"for {target} in {source}:", self.first.span),
        ):
            writer.scope.forget(var)
            self._subject(clean, along)
        if along.tries:
            with writer.block("except TypeError:"):
                for line in (*along.stopping, "return"):
                    writer.line(line)
        for steps, taken in self.gathers:
            flag = next(self.flags[s.number] for s in steps if isinstance(s, Flag))
            some = f"{taken.table} is not None"
            with writer.block(f"if {f'{flag} and ' if flag else ''}{some}:"):
                writer.line(kept(taken))
        emitter.keyed.clear()
        if along.wanted:
            with writer.block("for rule, line in later:"):
                writer.line("rule(claim, line, env, report)")

    @property
    def var(self) -> str:
        """The variable of the subject at hand."""
        return self.first.var

    def _subject(self, clean: Clean, along: Along) -> None:
        writer, var = self.emitter.writer, self.var
        leaves = [Leaf(number, rule) for number, rule in self.rules]
        for other in {r.loop.var for _, r in self.rules if r.loop} - {var}:
            writer.line(f"{other} = {var}")
            clean.readable.add(other)
        if self.on_groups:
            self.emitter.steady |= clean.readable - {"claim"}
            if var not in self.emitter.keyed:
                with writer.block(f"if not {var}.sure:"):
                    for leaf in leaves:
                        writer.line(clean.slowly(leaf), leaf.rule.span)
                    writer.line("continue")
        paths: list[tuple[list[Step], End]] = [*self.gathers]
        for number, group in enumerate(self.groups):
            for n, rule in group:
                own = rule.in_force is not None and not reads(rule.in_force) <= {"claim"}
                rest = steps_of(rule, switches=False, force=own)
                paths.append(([*members_of(rule), Flag(number), *rest], Leaf(n, rule)))
        paths.sort(key=lambda path: isinstance(path[1], Gather))
        codes = RowCodes(self.emitter, var)
        if self.on_lines and "rows" not in self.without and not any(self.flags.values()):
            paths = codes.plan(paths)
        found = tree(paths, together=clean.together)
        count = clean.tally.begin(found, before=codes.asked)
        if codes.wanted:
            unclear = (
                [*along.stopping, "return"]
                if along.wanted
                else [
                    *(clean.slowly(leaf) for leaf in leaves),
                    *(clean.left(gather) for _, gather in self.gathers),
                    "continue",
                ]
            )
            broken = codes.read(unclear)
            for leaf in codes.settled:
                clean.settled(leaf, broken[leaf.number])
        begin_count(writer, count)
        clean.entries(found)
