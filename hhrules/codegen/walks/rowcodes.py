"""What a line's codes say by themselves, worked out once for each combination of codes.

Revenue and procedure codes come again and again. All that rules ask of them alone (is it a
timed code, which discipline does it stand for, do the two agree) is a row of answers, kept for
the next line with the same codes. A row counts the rules that it settles: so many are asked of
such a line, so many of those are not applicable; and it tells which are broken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import define, evolve, field

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.definite import surely
from hhrules.codegen.figures.running import Running
from hhrules.codegen.figures.sets import running_of
from hhrules.codegen.walks.plan import (
    Branch,
    End,
    Flag,
    Gate,
    Gather,
    Leaf,
    Step,
    asked,
    ends,
    flagged_as,
    head_of,
    joined,
    tree,
)
from hhrules.codegen.walks.tally import Tally, begin_count
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.ir.walk import children, walk
from hhrules.values.types import CODE

_MOST = 2
"""Rows are kept by so many codes of a line."""

_PURE = (ir.Lookup, ir.Matches, ir.InTable, ir.Op, ir.Junction, ir.Not, ir.Presence, ir.Const)

Path = tuple[list[Step], End]


@define(eq=False)
class RowCodes:
    """The answers that the codes of a line give; asked for as `row` at the top of the walk."""

    emitter: Emitter
    var: str
    number: int = 0
    facts: list[ir.Fact] = field(factory=list)
    answers: dict[object, ir.Expr] = field(factory=dict)
    settled: list[Leaf] = field(factory=list)  # rules that the codes alone settle
    asked: frozenset[int] = frozenset()  # rules that the row counts as asked
    _noted: list[Path] = field(factory=list)
    _later: frozenset[int] = frozenset()

    def plan(self, paths: list[Path]) -> list[Path]:
        """Choose the codes, and what is asked of them; returns what is left to ask of each line."""
        self._choose([root for path in paths for root in _roots(*path)])
        left: list[Path] = []
        later: set[int] = set()
        for path in paths:
            taken, rest = self._take(path)
            leaf = path[1]
            if isinstance(leaf, Leaf):
                self._noted.append((taken, leaf))
                if rest is None:
                    self.settled.append(leaf)
                elif any(_asks(s) for s in path[0] if s not in taken):
                    later.add(leaf.number)
            if rest is not None:
                left.append((rest, leaf))
        left = self._together(left)
        for root in (root for path in left for root in _roots(*path)):
            self._ask(root)
        self._later = frozenset(later)
        leaves = (end.number for _, end in paths if isinstance(end, Leaf))
        self.asked = frozenset(leaves) - later
        if self.wanted:
            return left
        self.asked, self.settled = frozenset(), []
        return paths

    def _choose(self, roots: list[ir.Expr]) -> None:
        counts: Counter[object] = Counter()
        facts: dict[object, ir.Fact] = {}
        for node in (n for root in roots for n in walk(root)):
            if isinstance(node, ir.Lookup | ir.Matches | ir.InTable):
                for fact in (c for c in children(node) if _is_code(c, self.var)):
                    counts[key(fact)] += 1
                    facts[key(fact)] = fact  # type: ignore[assignment]
        self.facts = [facts[k] for k, _ in counts.most_common(_MOST)]
        self._chosen = frozenset(key(f) for f in self.facts)

    def _together(self, paths: list[Path]) -> list[Path]:
        """Make gates one that the codes answer and that lead to each other alone."""
        heads = {head_of(steps) for steps, end in paths if isinstance(end, Leaf)}
        paths = [
            (steps if isinstance(end, Leaf) else flagged_as(steps, heads), end)
            for steps, end in paths
        ]
        below: defaultdict[tuple[object, ...], set[object]] = defaultdict(set)
        for steps, end in paths:
            told = tuple(map(asked, steps))
            for place, own in enumerate((*told, id(end))):
                below[told[:place]].add(own)
        return [(list(self._joined(steps, below)), end) for steps, end in paths]

    def _joined(
        self, steps: list[Step], below: Mapping[tuple[object, ...], set[object]]
    ) -> Iterator[Step]:
        run: list[Gate] = []
        told = tuple(map(asked, steps))
        for place, step in enumerate(steps):
            settled = isinstance(step, Gate) and self._says(step.condition, set())
            if run and not (settled and len(below[told[:place]]) == 1):
                yield joined(run)
                run = []
            if isinstance(step, Gate) and settled:
                run.append(step)
            else:
                yield step
        if run:
            yield joined(run)

    _chosen: frozenset[object] = frozenset()

    def _take(self, path: Path) -> tuple[list[Step], list[Step] | None]:
        """The first steps, that the codes settle, and all as the walk takes them; None: all is."""
        steps, end = path
        if not isinstance(end, Leaf):
            return [], steps
        taken: list[Step] = []
        rest: list[Step] = []
        names: set[str] = set()
        for place, step in enumerate(steps):
            if isinstance(step, Flag):
                rest.append(step)
                continue
            value = step.condition if isinstance(step, Gate) else step.value
            if not self._says(value, names):
                return taken, [*rest, *steps[place:]]
            taken.append(step)
            if isinstance(step, Gate):
                rest.append(evolve(step, noted=step.counted))
            else:
                names.add(step.name)
                rest.append(step)
        checks = end.rule.checks
        whole = len(checks) == 1 and self._says(checks[0].condition, names)
        return taken, None if whole else rest

    @property
    def wanted(self) -> bool:
        """Whether rows are worth keeping."""
        return len(self.facts) > 0 and len(self.answers) + len(self.settled) > 1

    def _ask(self, node: ir.Expr) -> None:
        if self._says(node, set()):
            if any(isinstance(n, ir.Fact) for n in walk(node)) and not isinstance(
                node, ir.Fact
            ):
                self.answers.setdefault(key(node), node)
            return
        for child in children(node):
            self._ask(child)

    def _says(self, node: ir.Expr, names: set[str]) -> bool:
        """Whether the codes alone settle an expression; `names`: values that they settle."""
        if isinstance(node, ir.Fact):
            return key(node) in self._chosen
        if isinstance(node, ir.Local):
            return node.name in names
        return isinstance(node, _PURE) and all(self._says(c, names) for c in children(node))

    def read(self, unclear: list[str]) -> dict[int, str]:
        """Read the row of the line at hand; the variables that tell which rules are broken.

        `unclear`: what to do where the row leaves something open.
        """
        emitter, writer = self.emitter, self.emitter.writer
        emitter.rows.append(self)
        self.number = len(emitter.rows)
        codes = [emitter.expression(fact) for fact in self.facts]
        table, row = f"LINE_ROWS_{self.number}", f"line_row_{self.number}"
        with writer.block("try:"):
            writer.line(f"row = {table}{''.join(f'[{code}]' for code in codes)}")
        with writer.block("except KeyError:"):
            writer.line(f"row = new_row({table}, {row}, {', '.join(codes)})")
            with writer.block("if row is None:"):
                for line in unclear:
                    writer.line(line)
        count, idle = writer.temporary(), writer.temporary() if self._counts_idle else ""
        names = [writer.temporary() for _ in self.answers]
        broken = {leaf.number: writer.temporary() for leaf in self.settled}
        writer.line(
            f"{', '.join([count, *([idle] if idle else []), *names, *broken.values()])} = row"
        )
        writer.line(f"met += {count}")
        if idle:
            with writer.block(f"if {idle}:"):
                writer.line(f"not_applicable += {idle}")
        for name, node in zip(names, self.answers.values(), strict=True):
            writer.scope.keep(name, node)
            writer.scope.sure.add(key(node))
        return broken

    @property
    def _counts_idle(self) -> bool:
        return any(isinstance(s, Gate) and s.counted for steps, _ in self._noted for s in steps)

    def emit(self) -> None:
        """The function that works out a row, and the rows worked out so far."""
        writer = self.emitter.writer
        names = [fact.path[-1] for fact in self.facts]
        with writer.block(f"def line_row_{self.number}({', '.join(names)}):"):
            writer.line('"""What these codes say; None where they leave it open."""')
            unknown = " or ".join(f"{name} is UNKNOWN" for name in names)
            with writer.block(f"if {unknown}:"):
                writer.line("return None")
            for name, fact in zip(names, self.facts, strict=True):
                writer.scope.keep(name, fact)
                writer.scope.sure.add(key(fact))
            values = [self._value(node) for node in self.answers.values()]
            writer.line("met = not_applicable = 0")
            broken = [f"broken_{leaf.number}" for leaf in self.settled]
            if broken:
                writer.line(f"{' = '.join(broken)} = False")
            found = tree(self._noted, together=True)
            tally = Tally(writer)
            begin_count(writer, tally.begin(found, later=self._later))
            self._note(found, tally)
            row = ["met", *(["not_applicable"] if self._counts_idle else []), *values, *broken]
            writer.line(f"return ({', '.join(row)})")
        writer.line()
        writer.line(f"LINE_ROWS_{self.number} = {{}}")
        writer.line()

    def _value(self, node: ir.Expr) -> str:
        """The value of an expression that has to be known."""
        emitter, writer = self.emitter, self.emitter.writer
        name = emitter.stored(node)
        if emitter.doubtful(node):
            with writer.block(f"if {name} is UNKNOWN:"):
                writer.line("return None")
            writer.scope.sure.add(key(node))
        return name

    def _note(self, found: Sequence[Branch | End], tally: Tally) -> None:
        """Count what the codes settle, and note what they break."""
        emitter, writer = self.emitter, self.emitter.writer
        settled = {leaf.number for leaf in self.settled}
        for entry in found:
            if isinstance(entry, Leaf) and entry.number in settled:
                writer.line(f"# {entry.rule.id}")
                check = entry.rule.checks[0].condition
                self._value(check)
                fails = surely(emitter, check, want=False)
                writer.line(f"broken_{entry.number} = {fails}", check.span)
            elif not isinstance(entry, Branch):
                continue
            elif isinstance(entry.step, ir.Bind):
                bind = entry.step
                outside = writer.scope
                writer.scope = outside.copy()
                text = emitter.expression(bind.value)
                sure, some = not emitter.doubtful(bind.value), not emitter.nullable(bind.value)
                writer.scope.forget(bind.name)
                writer.line(f"{bind.name} = {text}", bind.value.span)
                writer.scope.bind(bind, sure=sure, some=some)
                self._note(entry.below, tally)
                writer.scope = outside
                outside.forget(bind.name)
            elif isinstance(entry.step, Gate):
                self._gate(entry.step, entry, tally)

    def _gate(self, gate: Gate, branch: Branch, tally: Tally) -> None:
        writer = self.emitter.writer
        value = self._value(gate.condition)
        below = [end for end in ends(branch.below) if isinstance(end, Leaf)]
        with writer.block(f"if {value}:", gate.condition.span), tally.entered(branch):
            writer.scope.learn(gate.condition)
            self._note(branch.below, tally)
        if gate.counted:
            with writer.block("else:"):
                tally.not_applicable(below, gate.condition.span)


def _asks(step: Step) -> bool:
    return isinstance(step, Gate) and not step.counted


def _roots(steps: list[Step], end: End) -> Iterator[ir.Expr]:
    """What is asked on the way to an outcome, part by part."""
    for step in steps:
        if isinstance(step, Gate):
            yield from _with_keys(step.condition)
        elif isinstance(step, ir.Bind):
            yield from _with_keys(step.value)
    if isinstance(end, Gather):
        yield from end.keys
    else:
        for check in end.rule.checks:
            yield from _with_keys(check.condition)


def _with_keys(root: ir.Expr) -> Iterator[ir.Expr]:
    """An expression, and the subject's keys of the figures along the lines within it."""
    yield root
    for node in walk(root):
        if isinstance(node, ir.Exists | ir.Aggregate):
            running: Running | None = running_of(node)
            if running is not None:
                yield from running.theirs


def _is_code(node: ir.Expr, var: str) -> bool:
    return (
        isinstance(node, ir.Fact)
        and node.record == var
        and len(node.path) == 1
        and node.ty == CODE
        and not node.convert
    )
