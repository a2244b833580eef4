"""One walk over subjects (the lines, the days, the notices): its rules, and what they ask of them."""

from __future__ import annotations

from attrs import define, field

from hhrules.codegen.emitter import Emitter, standing_at
from hhrules.codegen.figures.quick import keys_alone
from hhrules.codegen.walks.knowing import asked_of
from hhrules.codegen.walks.plan import Flag, Gather, Numbered, Step
from hhrules.codegen.walks.rules import is_line_rule
from hhrules.codegen.walks.switches import claim_conditions
from hhrules.ir import nodes as ir


@define(eq=False)
class Walk:
    """One walk: its rules, and those of them that the same conditions switch on.

    `groups`, and what follows them, is filled in while the walk is planned.
    """

    emitter: Emitter
    rules: list[Numbered]
    without: frozenset[str]
    groupings: tuple[ir.Grouping | ir.RunGrouping, ...] = ()
    everything: tuple[ir.Rule, ...] = ()
    groups: list[list[Numbered]] = field(factory=list)
    gathers: list[tuple[list[Step], Gather]] = field(factory=list)
    flags: dict[int, str] = field(factory=dict)
    cases: list[frozenset[int]] = field(factory=list)  # that the entry chooses from
    goes_on: bool = False  # it goes on counting where the rules on the claim left off
    conditions_of: dict[int, tuple[ir.Expr, ...]] = field(factory=dict)
    entry: tuple[ir.Expr, ...] = ()  # asked before the walk is entered at all

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
        return f"{clean}_{self.number}" if self.on_groups else clean

    @property
    def number(self) -> int:
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
            return self.emitter.groups(self.number)
        return standing_at(source.claim, source.path)

    @property
    def var(self) -> str:
        """The variable of the subject at hand."""
        return self.first.var

    @property
    def conditions(self) -> list[tuple[ir.Expr, ...]]:
        """What switches each of the groups on."""
        return [
            self.conditions_of[number]
            if number in self.conditions_of
            else claim_conditions(group[0][1])
            for number, group in enumerate(self.groups)
        ]

    def part(self, case: frozenset[int]) -> Walk:
        """The walk as it is in one case: all of its rules are on."""
        own = Walk(self.emitter, [], self.without, self.groupings, self.everything)
        own.rules = sorted(n for c in sorted(case) for n in self.groups[c])
        own.groups, own.flags, own.conditions_of = [own.rules], {0: ""}, {0: ()}
        own.goes_on = self.goes_on
        own.gathers = [
            ([Flag(0) if isinstance(s, Flag) else s for s in steps], gather)
            for steps, gather in self.gathers
            if all(s.number in case for s in steps if isinstance(s, Flag))
        ]
        return own
