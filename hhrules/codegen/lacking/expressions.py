"""What an open expression lacks, as Python: the facts to supply, one bit each.

The values of an expression's parts stand in variables (`Emitter.noted`), as they were worked
out. Where the whole is open, each part that is open adds the bits of what it lacks in turn, so
nothing is worked out twice and what is settled costs one test.

Where a rulebook says `A if missing B`, the tables to import are told as well that would stand in
for a missing fact. Then each label has three bits: it is lacking; it is such a table, and open;
it is one that stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import define, field, frozen

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads
from hhrules.ir.openness import How, how_open
from hhrules.ir.walk import children, loop_of, walk

OverSet = ir.Aggregate | ir.Exists | ir.Pick


@frozen(eq=False)
class Figure:
    """A figure over a set: which of the variables that it reads are groups, which are lets."""

    node: OverSet
    steady: frozenset[str]
    lets: tuple[str, ...]


@define(eq=False)
class Lacking:
    """Writes what is lacking; `figure` gives the call that says so of a figure over a set."""

    emitter: Emitter
    expand: Callable[[ir.Expr], ir.Expr]  # puts small definitions in place
    book: str
    spare: Mapping[str, tuple[str, ...]]
    since: frozenset[int]
    filed: frozenset[str]  # the tables to which rows can be imported
    chooses: bool  # whether one of them can stand in for a fact
    labels: dict[str, int] = field(factory=dict)
    calls: dict[str, None] = field(factory=dict)  # definitions that are asked what they lack
    figures: list[Figure] = field(factory=list)
    lets: set[str] = field(factory=set)  # variables beside which what they lack is at hand
    _numbers: dict[object, int] = field(factory=dict)

    def own(self, what: str, number: int) -> str:
        """The text by which something of this rulebook is kept for a claim."""
        return repr(f"{self.book} {what} {number}")

    def begin(self, steady: Iterable[str] = (), lets: Iterable[str] = ()) -> None:
        """Begin a function, of which these variables are groups and lets."""
        self.emitter.noted = {}
        self.emitter.steady.clear()
        self.emitter.steady.update(steady)
        self.lets = set(lets)

    def how(self, node: ir.Expr) -> How:
        """How a node is left open; the day back to which claims are needed stands for its parts."""
        kind, label, spare = how_open(node, self.spare)
        return ("since" if node.id in self.since else kind), label, spare

    def bits(self, labels: Iterable[str], place: int = 0) -> str:
        """The number that names some labels."""
        number = 0
        for label in labels:
            index = self.labels.setdefault(label, len(self.labels))
            number |= 1 << (3 * index + place if self.chooses else index)
        return str(number)

    def facts(self, name: str) -> str:
        """The facts alone of a number."""
        return f"{name} & FACTS" if self.chooses else name

    def add(self, node: ir.Expr, name: str, *, surely: bool = False) -> None:
        """Add to a variable what an expression lacks, if it is open (or `surely`)."""
        if isinstance(node, ir.With):
            body, values = _unwound(node)
            self._open(body, name, values, surely=surely)
            return
        self._open(node, name, (), surely=surely)

    def _open(
        self, node: ir.Expr, name: str, values: tuple[ir.Expr, ...], *, surely: bool
    ) -> None:
        if isinstance(node, ir.Local):
            if node.name in self.lets and node.id not in self.since:
                lacks = f"lacks_{node.name}"
                self._or(name, f"({self.facts(lacks)})" if self.chooses else lacks)
            return
        test = "" if surely else self.is_open(node)
        if test is None:
            return
        if not test:
            self._lacking(node, name, values)
            return
        with self.emitter.writer.block(f"if {test}:"):
            self._lacking(node, name, values)

    def is_open(self, node: ir.Expr) -> str | None:
        """The test whether an expression's value is open; None where it never is."""
        emitter = self.emitter
        node, _ = _unwound(node)
        if isinstance(node, ir.Const) or not emitter.doubtful(node):
            return None
        value = self.value(node)
        if emitter.has_one_value(node):
            return f"{value} is UNKNOWN"
        return f"({value} is UNKNOWN or {value}.__class__ is Range)"

    def value(self, node: ir.Expr) -> str:
        """The variable with the value of an expression, or its text where that is as short."""
        known = self.emitter.noted.get(id(node)) if self.emitter.noted is not None else None
        if known is not None:
            return known
        if isinstance(node, ir.Fact) and node.record != "given":
            return self.emitter.place(node)
        return self.emitter.form(self.emitter, node)

    def _or(self, name: str, text: str) -> None:
        self.emitter.writer.line(f"{name} |= {text}")

    def _lacking(self, node: ir.Expr, name: str, values: tuple[ir.Expr, ...]) -> None:
        """Add what an open expression lacks; `values` are bound for it."""
        kind, label, spare = self.how(node)
        if kind == "leaf":
            self._or(name, self.bits((label,)))
        elif isinstance(node, ir.IfNone):
            for value in values:
                self.add(value, name)
            self._if_none(node, name, first=kind == "first")
        else:
            self._of_parts(node, name, values, (label,) if kind == "table" else spare)
            if kind == "table" and self.chooses and label in self.filed:
                self._or(name, self.bits((label,), 1))

    def _of_parts(
        self, node: ir.Expr, name: str, values: tuple[ir.Expr, ...], spare: tuple[str, ...]
    ) -> None:
        """What the parts lack, or, where that is nothing, what stands in for it."""
        writer = self.emitter.writer
        inner = name
        if spare:
            inner = writer.temporary()
            writer.line(f"{inner} = 0")
        for value in values:
            self.add(value, inner)
        self._parts(node, inner)
        if spare:
            with writer.block(f"if not {self.facts(inner)}:"):
                self._or(inner, self.bits(spare))
            self._or(name, inner)

    def _parts(self, node: ir.Expr, name: str) -> None:
        match node:
            case ir.Aggregate() | ir.Exists() | ir.Pick():
                self._or(name, self.figure(node))
            case ir.Call(function=function, args=args):
                self.calls.setdefault(function)
                self._or(name, f"lacking_{function}({', '.join((*args, 'env'))})")
            case ir.Not() | ir.Matches() | ir.Presence():
                self.add(node.operand, name, surely=True)
            case _:
                for child in children(node):
                    self.add(child, name)

    def _if_none(self, node: ir.IfNone, name: str, *, first: bool) -> None:
        """`A if none B`: of B where A is none. Of `A if missing B`, of A where that is open."""
        writer = self.emitter.writer
        test = self.is_open(node.value)
        if test is None:
            self.add(node.otherwise, name, surely=True)
            return
        with writer.block(f"if {test}:"):
            self.add(node.value, name, surely=True)
            if node.missing and not first:
                self.add(node.otherwise, name, surely=True)
            elif first and self.chooses:
                other = writer.temporary()
                writer.line(f"{other} = 0")
                self.add(node.otherwise, other, surely=True)
                self._or(name, f"({other} & OPEN) | ({other} & OPEN) << 1")
        with writer.block("else:"):
            if not (first and self.chooses):
                self.add(node.otherwise, name, surely=True)
            else:
                other = writer.temporary()
                writer.line(f"{other} = 0")
                self.add(node.otherwise, other, surely=True)
                self._or(name, f"{other} | ({other} & OPEN) << 1")

    def figure(self, node: OverSet) -> str:
        """The call that says what an open figure lacks."""
        given = self.given(node)
        lacks = [f"lacks_{name}" for name in given if name in self.lets]
        return f"lacking_figure_{self.number(node)}({', '.join((*given, *lacks, 'env'))})"

    def figure_value(self, node: OverSet) -> str:
        """The call that works a figure out."""
        return f"figure_{self.number(node)}({', '.join((*self.given(node), 'env'))})"

    @staticmethod
    def given(node: OverSet) -> list[str]:
        """The variables that a figure is worked out from."""
        return sorted(reads(node) - {"env", "given"})

    def number(self, node: OverSet) -> int:
        """The number of a figure's functions; figures that say the same share it."""
        names = self.given(node)
        lets = tuple(name for name in names if name in self.lets)
        steady = self.emitter.steady.intersection(names)
        told = tuple((self.how(n)[:2], n.id in self.since) for n in walk(node))
        loops = tuple(n.source.label for n in loops_within(node))
        identity = (key(node), told, loops, lets, frozenset(steady))
        found = self._numbers.setdefault(identity, len(self.figures))
        if found == len(self.figures):
            self.figures.append(Figure(node, frozenset(steady), lets))
        return found


def loops_within(node: ir.Expr) -> list[ir.Loop]:
    """The loops of an expression."""
    return [loop for n in walk(node) if (loop := loop_of(n)) is not None]


def asked(
    lacking: Lacking,
    condition: ir.Expr,
    name: str,
    leave: Callable[[], None],
    opened: str = "",
) -> None:
    """Ask a condition: what it lacks where it is open; `leave` where it is no (or none)."""
    emitter, writer = lacking.emitter, lacking.emitter.writer
    value = emitter.expression(condition)
    test = lacking.is_open(condition)
    if test is None:
        with writer.block(f"if not {value}:", condition.span):
            leave()
        return
    with writer.block(f"if {test}:", condition.span):
        if opened:
            writer.line(opened)
        lacking.add(condition, name, surely=True)
    with writer.block(f"elif not {value}:", condition.span):
        leave()


def _unwound(node: ir.Expr) -> tuple[ir.Expr, tuple[ir.Expr, ...]]:
    values: list[ir.Expr] = []
    while isinstance(node, ir.With):
        values.append(node.value)
        node = node.body
    return node, tuple(values)
