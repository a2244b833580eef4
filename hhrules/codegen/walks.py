"""All rules on the same subjects (the lines, the days, the notices) in one walk over them.

Rules that a condition on the claim switches off are not entered. A walk that cannot be made in
the plain way, since the claim leaves open which rules or which subjects count, is made by the
function `asking_...`, rule by rule. Where conditions on the claim switch rules, the walk is written
for each case of them (`cases`).
"""

from __future__ import annotations

from contextlib import ExitStack, nullcontext

from attrs import define, evolve, field

from hhrules.codegen.along import Along
from hhrules.codegen.cases import cases_of
from hhrules.codegen.clean import Clean
from hhrules.codegen.definite import is_costly, surely
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.gathered import gathered, roots_on
from hhrules.codegen.knowing import asked_of
from hhrules.codegen.plan import (
    End,
    Flag,
    Gather,
    Leaf,
    Numbered,
    Step,
    gates_of,
    members_of,
    steps_of,
    tree,
)
from hhrules.codegen.quick import keys_alone, totals_in
from hhrules.codegen.rowcodes import RowCodes
from hhrules.codegen.rules import (
    emit_alone,
    foot,
    function_name,
    gate,
    head,
    is_line_rule,
    unknown_subjects,
)
from hhrules.codegen.running import number_of
from hhrules.codegen.switches import all_of, claim_conditions, of_claim, switched_off
from hhrules.codegen.tally import begin_count, end_count
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads, renamed
from hhrules.ir.walk import all_nodes


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
        source = self.first.source
        number = (
            f"_{self.emitter.groupings[source.grouping]}"
            if isinstance(source, ir.Grouped)
            else ""
        )
        return f"{clean}{number}"

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
            and keys_alone(self.emitter, roots, self._var)
        )

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
            emit_alone(self.emitter, number, rule)
        return name

    def _plainly(self, name: str) -> None:
        """The walk in plain tests, which leaves the unclear to the other functions."""
        writer, emitter = self.emitter.writer, self.emitter
        emitter.steady.clear()
        found: dict[object, list[Numbered]] = {}
        for number, rule in self.rules:
            switches = tuple(key(c) for c in claim_conditions(rule))
            found.setdefault(switches, []).append((number, rule))
        if self.on_lines and "gather" not in self.without:
            for number, grouping, users in gathered(emitter, self.groupings, self.everything):
                self._gather(number, grouping, users, found)
        self.groups = list(found.values())
        if len(self.groups) == 1 and self.conditions[0] and "entry" not in self.without:
            self.entry = self.conditions[0]
            self.conditions_of[0] = ()
        cases = [] if "cases" in self.without else cases_of(self.conditions)
        with writer.block(f"def {name}(claim, env, report):"):
            head(emitter, [r for _, r in self.rules])
            for number, conditions in enumerate(self.conditions):
                self._switch(number, conditions, self.groups[number])
            if cases:
                self._choose(name, cases)
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
        for case in cases:
            if self._part(case).rules:
                self._case(name, case)

    def _choose(self, name: str, cases: list[frozenset[int]]) -> None:
        """Go on with the walk for the case at hand."""
        writer = self.emitter.writer
        word = "if"
        for case in cases:
            flags = [self.flags[n] for n in sorted(case) if self.flags[n]]
            test = f"{word} {' and '.join(flags)}:" if flags else "else:"
            with writer.block(test):
                if self._part(case).rules:
                    writer.line(f"{_case_name(name, case)}(claim, env, report, not_applicable)")
                else:
                    writer.line("report.not_applicable += not_applicable")
            word = "elif"

    def _part(self, case: frozenset[int]) -> Walk:
        """The walk as it is in one case: all of its rules are on."""
        part = Walk(self.emitter, [], self.without, self.groupings, self.everything)
        part.rules = sorted(n for c in sorted(case) for n in self.groups[c])
        part.groups, part.flags, part.conditions_of = [part.rules], {0: ""}, {0: ()}
        part.gathers = [
            ([Flag(0) if isinstance(s, Flag) else s for s in steps], gather)
            for steps, gather in self.gathers
            if all(s.number in case for s in steps if isinstance(s, Flag))
        ]
        return part

    def _case(self, name: str, case: frozenset[int]) -> None:
        """The walk for one case; `not_applicable`: rules that are off, which count as asked."""
        writer, emitter = self.emitter.writer, self.emitter
        emitter.steady.clear()
        with writer.block(f"def {_case_name(name, case)}(claim, env, report, not_applicable):"):
            part = self._part(case)
            rules = [self.groups[n][0][1] for n in sorted(case) if self.groups[n]]
            words = [" ".join(s.words.split()) for r in rules for s in r.switches]
            if words:
                writer.line(f"# {ascii('; '.join(words))[1:-1]}")
            _given(emitter, [r for _, r in part.rules])
            writer.line("met = not_applicable")
            part.subjects()
            end_count(writer)
        writer.line()

    def _gather(
        self,
        number: int,
        grouping: ir.Grouping,
        users: tuple[ir.Expr, ...],
        found: dict[object, list[Numbered]],
    ) -> None:
        """Make a grouping on the way, while the rules on its groups are on."""
        switches = tuple(key(c) for c in users)
        if switches not in found:
            found[switches] = []
            self.conditions_of[len(found) - 1] = users
        flag = Flag(list(found).index(switches))
        roots = list(roots_on(self.everything, grouping.name))
        alone = "tables" not in self.without and all(
            keys_alone(self.emitter, [root], var) for root, var in roots
        )
        gather = Gather(number, grouping.keys, grouping.span, alone)
        self._take(grouping.loop, grouping.loop.conditions, gather, flag)
        if not alone:
            return
        for running in totals_in(self.emitter, [root for root, _ in roots]):
            amount = running.value or 1
            number = number_of(self.emitter, running)
            total = Gather(number, running.keys, running.loop.span, alone, amount)
            known = any(g.table == total.table for _, g in self.gathers)
            if not known and not any(is_costly(self.emitter, c) for c in running.own):
                self._take(running.loop, running.own, total, flag)

    def _take(
        self, loop: ir.Loop, conditions: tuple[ir.Expr, ...], gather: Gather, flag: Flag
    ) -> None:
        """Have a line that is a member taken into a grouping or a figure."""
        names = {loop.var: self._var}
        members = (renamed(c, names) for c in conditions)
        gates = [g for c in members for g in gates_of(c, counted=False)]
        amount = gather.amount
        own = evolve(
            gather,
            keys=tuple(renamed(k, names) for k in gather.keys),
            amount=renamed(amount, names) if isinstance(amount, ir.Expr) else amount,
        )
        self.gathers.append(([*gates[:1], flag, *gates[1:]], own))

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
        emitter, writer, var = self.emitter, self.emitter.writer, self._var
        by_keys, whole = self.by_keys, var
        if by_keys:
            whole = f"{var} or env.group({self._number}, {var}_keys)"
            emitter.keyed[var] = f"{var}_keys"
        slowly = f"{{}}(claim, {whole}, env, report)"
        if emitter.plainly is not None:
            roots = (root for _, rule in self.rules for root in asked_of(rule))
            emitter.plainly.begin(emitter, roots)
        reports = "breaches" not in self.without
        along = Along(
            emitter,
            self.rules,
            f"asking_{self.name}",
            self.on_lines and "along" not in self.without,
            reports,
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
        self._begin(clean, along)
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
            with writer.block(f"if {source} is UNKNOWN:"):
                writer.line(f"asking_{self.name}(claim, env, report)")
                writer.line("return")
            source = f"{source} or ()"
        target = f"{var}_keys, {var}" if by_keys else var
        with writer.block(f"for {target} in {source}:", self.first.span):
            writer.scope.forget(var)
            self._subject(clean, along)
        for steps, gather in self.gathers:
            flag = next(self.flags[s.number] for s in steps if isinstance(s, Flag))
            some = f"{gather.table} is not None"
            with writer.block(f"if {f'{flag} and ' if flag else ''}{some}:"):
                writer.line(_kept(gather))
        emitter.keyed.clear()
        if along.wanted:
            with writer.block("for rule, line in later:"):
                writer.line("rule(claim, line, env, report)")

    def _begin(self, clean: Clean, along: Along) -> None:
        """Before the walk, for rules that are on: empty tables, and what is read of the claim."""
        writer = self.emitter.writer
        for number, group in enumerate(self.groups):
            nodes: dict[object, ir.Expr] = {}
            if "hoist" not in self.without:
                roots = (root for _, rule in group for root in asked_of(rule))
                switches = {key(c) for _, rule in group for c in claim_conditions(rule)}
                for root in (r for r in roots if key(r) not in switches):
                    for node in of_claim(root):
                        nodes.setdefault(key(node), node)
            tables = along.begin({n for n, _ in group})
            for steps, gather in self.gathers:
                if any(isinstance(s, Flag) and s.number == number for s in steps):
                    tables.append(f"{gather.table} = {{}}")
            flag = self.flags[number]
            if not tables and not nodes:
                continue
            with writer.block(f"if {flag}:") if flag else nullcontext():
                for line in tables:
                    writer.line(line)
                for node in nodes.values():
                    self.emitter.stored(node)
                if flag:
                    clean.hoisted[number] = writer.scope.copy()

    @property
    def _var(self) -> str:
        return self.first.var

    def _subject(self, clean: Clean, along: Along) -> None:
        writer, var = self.emitter.writer, self._var
        leaves = [Leaf(number, rule) for number, rule in self.rules]
        for other in {r.loop.var for _, r in self.rules if r.loop} - {var}:
            writer.line(f"{other} = {var}")
            clean.readable.add(other)
        if self.on_groups:
            self.emitter.steady |= clean.readable - {"claim"}
            made = f"{var} is not None and " if var in self.emitter.keyed else ""
            with writer.block(f"if {made}not {var}.sure:"):
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


def _case_name(name: str, case: frozenset[int]) -> str:
    return "_".join([name, *(str(n + 1) for n in sorted(case))])


def _given(emitter: Emitter, rules: list[ir.Rule]) -> None:
    """What the run gives, where some rule asks for it."""
    if any(isinstance(n, ir.Fact) and n.record == "given" for r in rules for n in all_nodes(r)):
        emitter.writer.line("given = env.given")


def _kept(gather: Gather) -> str:
    """The statement that hands over what the walk over the lines gathered."""
    if gather.amount is not None:
        return f"env.memo[({-1 - gather.number}, id(claim))] = {gather.table}"
    if gather.alone:
        return f"env.have_keys({gather.number}, {gather.table})"
    return f"env.have({gather.number}, list({gather.table}.values()))"
