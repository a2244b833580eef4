"""Figures along the lines, worked out in the walk that asks for them.

`sum of F of S in the same K up to this line`: the walk passes all members of S in their order
and keeps a total for each K. Where a line stands out of order, or a member's key or amount is
not known, the walk is given up for the function that asks everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, field

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures.running import Running, identity_of
from hhrules.codegen.figures.sets import running_of
from hhrules.codegen.walks.knowing import asked_of
from hhrules.codegen.walks.plan import (
    Branch,
    End,
    Gate,
    Leaf,
    Numbered,
    leaves,
    members_of,
    steps_of,
)
from hhrules.codegen.walks.years import keep_yearly, year_among
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, renamed
from hhrules.ir.walk import walk
from hhrules.values.types import MONEY, WHOLE

Kept = ir.Exists | ir.Aggregate


@define(eq=False)
class Section:
    """Rules on the same members under the same switches, and the figures that they read."""

    number: int
    rules: list[Numbered]
    figures: dict[object, tuple[Running, list[Kept]]] = field(factory=dict)


@define(eq=False)
class Along:
    """The figures of one walk over the lines."""

    emitter: Emitter
    rules: list[Numbered]
    asking: str
    on: bool
    reports: bool = True
    years: bool = True  # a figure in the same year has a table for each year
    given: list[str] = field(factory=list)  # statements that count what was counted before
    sections: list[Section] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        """Find which rules read which figures."""
        found: dict[object, Section] = {}
        for number, rule in self.rules if self.on else ():
            assert rule.loop is not None
            switches = tuple(key(s.condition) for s in rule.switches)
            where = (switches, key(rule.in_force), key(rule.loop.conditions), rule.loop.var)
            section = found.setdefault(where, Section(len(found), []))
            section.rules.append((number, rule))
        for section in found.values():
            for _, rule in section.rules:
                _collect(section, rule)
        self.sections = [s for s in found.values() if s.figures]

    @property
    def wanted(self) -> bool:
        """Whether any rule reads such a figure."""
        return bool(self.sections)

    @property
    def tries(self) -> bool:
        """Whether days are compared and amounts added unasked: that fails where one is not known."""
        return any(not _is_by_day(s) for s in self.sections)

    @property
    def give_up(self) -> str:
        """The statement that makes the walk in the other way."""
        return f"{self.asking}(claim, env, report)"

    @property
    def stopping(self) -> list[str]:
        """The statements that give the walk up, before `return`."""
        back = ["report.take_back(before)"] if self.reports else []
        return [*back, *self.given, self.give_up]

    def concerns(self, rules: Sequence[End]) -> bool:
        """Whether one of some rules reads a figure."""
        numbers = {end.number for end in rules if isinstance(end, Leaf)}
        return any(n in numbers for s in self.sections for n, _ in s.rules)

    def begin(self, rules: set[int]) -> list[str]:
        """Before the walk: nothing counted, nothing passed, for the sections of some rules."""
        lines: list[str] = []
        for section in self.sections:
            if section.rules[0][0] in rules:
                n = section.number
                for i, (running, nodes) in enumerate(section.figures.values()):
                    plain_set = _is_seen(running, nodes) and not _is_by_day(section)
                    empty = "set()" if plain_set else "{}"
                    lines.append(f"totals_{n}_{i} = {empty}")
                    if self._yearly(running, nodes) is not None:
                        lines += [f"years_{n}_{i} = {{}}", f"year_{n}_{i} = None"]
                if not _is_by_day(section):
                    lines += [f"day_{n} = date.min", f"before_{n} = None"]
        return lines

    def entered(self, branch: Branch) -> None:
        """A line is one of a section's members: add it up."""
        numbers = [leaf.number for leaf in leaves(branch.below)]
        for section in self.sections:
            if section.rules[0][0] in numbers:
                if not _is_by_day(section):
                    self._in_order(section)
                for place, (running, nodes) in enumerate(section.figures.values()):
                    self._add(section, place, running, nodes)

    def _stop(self, test: str) -> None:
        writer = self.emitter.writer
        with writer.block(f"if {test}:"):
            for line in self.stopping:
                writer.line(line)
            writer.line("return")

    def _in_order(self, section: Section) -> None:
        """Go on only while each member stands after the one before it."""
        emitter, writer, n = self.emitter, self.emitter.writer, section.number
        running = next(iter(section.figures.values()))[0]
        assert running.order is not None
        date, line = running.order.args[2], running.order.args[3]
        day = emitter.stored(date)
        writer.scope.sure.add(key(date))
        writer.scope.some.add(key(date))
        with writer.block(f"if {day} <= day_{n}:"):  # fails unless it is a day, see `tries`
            self._stop(f"before_{n} is None")
            number = emitter.stored(line)
            before = emitter.stored(renamed(line, {running.subject: f"before_{n}"}))
            self._stop(
                f"{day} < day_{n} or {number}.__class__ is not int "
                f"or {before}.__class__ is not int or {number} <= {before}"
            )
        writer.line(f"day_{n}, before_{n} = {day}, {running.subject}")

    def _add(self, section: Section, place: int, running: Running, nodes: list[Kept]) -> None:
        emitter, writer = self.emitter, self.emitter.writer
        table = f"totals_{section.number}_{place}"
        keys = [emitter.stored(k) for k in running.theirs]
        doubts = [
            *(f"{t} is UNKNOWN" for t, k in self._with(keys, running) if emitter.doubtful(k)),
            *(f"{t} is None" for t, k in self._with(keys, running) if emitter.nullable(k)),
        ]
        amount = "1"
        if running.value is not None:
            value = renamed(running.value, {running.loop.var: running.subject})
            amount = emitter.stored(value)
            if (
                not isinstance(value, ir.Fact)
                or value.ty not in (MONEY, WHOLE)
                or _is_by_day(section)
            ):
                doubts.append(f"{amount}.__class__ not in WHOLES")
        if doubts:
            self._stop(" or ".join(doubts))
        year = self._yearly(running, nodes)
        if year is not None:
            keys = [k for k, node in self._with(keys, running) if key(node) != key(year)]
            self._turn(section, place, year)
        index = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        writer.line(f"key = {index}" if keys else "key = 0")
        name = writer.temporary()
        if _is_by_day(section):
            self._of_the_day(running, nodes, table, name)
            return
        if _is_seen(running, nodes):
            writer.line(f"{name} = key in {table}", running.loop.span)
            with writer.block(f"if not {name}:"):
                writer.line(f"{table}.add(key)", running.loop.span)
            for node in nodes:
                self._known(node, name, seen=True)
            return
        before = f"{table}.get(key, 0)"
        if running.itself:
            writer.line(f"{table}[key] = {name} = {before} + {amount}", running.loop.span)
        else:
            writer.line(f"{name} = {before}", running.loop.span)
            writer.line(f"{table}[key] = {name} + {amount}", running.loop.span)
        for node in nodes:
            self._known(node, name)

    def _of_the_day(self, running: Running, nodes: list[Kept], table: str, name: str) -> None:
        """Whether such a line stood before on the same day: their numbers alone tell."""
        emitter, writer = self.emitter, self.emitter.writer
        assert running.order is not None
        line = running.order.args[3]
        subject = running.subject
        writer.line(f"{name} = {table}.setdefault(key, {subject})", running.loop.span)
        with writer.block(f"if {name} is not {subject}:"):
            number = emitter.stored(line)
            before = emitter.stored(renamed(line, {running.subject: name}))
            self._stop(
                f"{number}.__class__ is not int or {before}.__class__ is not int "
                f"or {number} <= {before}"
            )
        for node in (n for n in nodes if isinstance(n, ir.Exists)):
            answer = writer.temporary()
            sign = "is" if node.negated else "is not"
            writer.line(f"{answer} = {name} {sign} {subject}", node.span)
            scope = writer.scope
            scope.keep(answer, node)
            scope.sure.add(key(node))
            scope.some.add(key(node))

    def _yearly(self, running: Running, nodes: list[Kept]) -> ir.Op | None:
        """The key that is the year of the line, where the figure has a table for each year."""
        if not self.years or _is_seen(running, nodes):
            return None
        return year_among(running.theirs)

    def _turn(self, section: Section, place: int, year: ir.Op) -> None:
        """Go on with the table of another year; work out what hangs on the year."""
        writer, n = self.emitter.writer, f"{section.number}_{place}"
        name = self.emitter.stored(year)
        with writer.block(f"if {name} != year_{n}:"):
            writer.line(f"year_{n} = {name}")
            writer.line(f"totals_{n} = years_{n}.setdefault({name}, {{}})")
            roots = [r for _, rule in section.rules for r in asked_of(rule)]
            keep_yearly(self.emitter, year, roots)
            values = writer.scope.values
        writer.scope.values = values

    def _with(self, keys: list[str], running: Running) -> Iterator[tuple[str, ir.Expr]]:
        return zip(keys, running.theirs, strict=True)

    def _known(self, node: Kept, name: str, *, seen: bool = False) -> None:
        scope, writer = self.emitter.writer.scope, self.emitter.writer
        if scope.find(node) is not None:
            return
        if seen and isinstance(node, ir.Exists):
            if node.negated:
                answer = writer.temporary()
                writer.line(f"{answer} = not {name}", node.span)
                name = answer
        elif isinstance(node, ir.Exists):
            answer = writer.temporary()
            sign = "==" if node.negated else ">"
            writer.line(f"{answer} = {name} {sign} 0", node.span)
            name = answer
        scope.keep(name, node)
        scope.sure.add(key(node))
        scope.some.add(key(node))


def _is_by_day(section: Section) -> bool:
    """Whether it is only asked of each figure if such a member stood before on the same day."""
    return all(
        _is_seen(running, nodes)
        and running.order is not None
        and key(running.order.args[2]) in {key(k) for k in running.theirs}
        for running, nodes in section.figures.values()
    )


def _is_seen(running: Running, nodes: list[Kept]) -> bool:
    """Whether it is only asked if such a member stood before."""
    return not running.itself and all(isinstance(n, ir.Exists) for n in nodes)


def _collect(section: Section, rule: ir.Rule) -> None:
    """The figures of a rule that run over members which the rule's own subjects are."""
    assert rule.loop is not None
    own = {key(s.condition) for s in members_of(rule) if isinstance(s, Gate)}
    roots = [
        *(
            step.value if isinstance(step, ir.Bind) else step.condition
            for step in steps_of(rule, switches=False)
            if isinstance(step, ir.Bind | Gate)
        ),
        *(c.condition for c in rule.checks),
    ]
    for node in (n for root in roots for n in walk(root)):
        if not isinstance(node, ir.Exists | ir.Aggregate):
            continue
        running = running_of(node)
        if running is None or running.order is None or running.subject != rule.loop.var:
            continue
        names = {running.loop.var: running.subject}
        conditions = (renamed(c, names) for c in running.own)
        if running.claim == "claim" and all(_holds(c, own) for c in conditions):
            _, nodes = section.figures.setdefault(identity_of(running), (running, []))
            nodes.append(node)


def _holds(condition: ir.Expr, own: set[object]) -> bool:
    if isinstance(condition, ir.Junction) and condition.op == "and":
        return all(_holds(item, own) for item in condition.items)
    return key(condition) in own
