"""What is surely known and what is surely not none: there the generated text does not ask."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from hhrules.codegen.text.constants import Constants
from hhrules.codegen.text.writer import Writer
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.values.truth import UNKNOWN
from hhrules.values.types import CODE, DATE, TEXT, WHOLE, YESNO

NEVER_A_RANGE = (CODE, TEXT, DATE, YESNO)


def may_be_none(node: ir.Expr, functions: Mapping[str, ir.Expr]) -> bool:
    """Whether a yes or no may come out as none: looked up, picked, named or taken from one."""
    match node:
        case ir.With(body=body):
            return may_be_none(body, functions)
        case ir.Call(function=name):
            return may_be_none(functions[name], functions)
        case ir.Local() | ir.KeyOf() | ir.Lookup() | ir.Dated() | ir.Pick() | ir.IfNone():
            return True
        case ir.Op(op=op):
            return op == "if_missing"
        case _:
            return False


def divides(args: tuple[ir.Expr, ...]) -> bool:
    """Whether the divisor is a stated number that is not zero."""
    return isinstance(args[1], ir.Const) and args[1].value not in (0, None)


def is_whole(node: ir.Expr) -> bool:
    """Whether a known value of this expression is a Python int."""
    match node:
        case ir.Const(value=value):
            return isinstance(value, int)
        case ir.Fact(ty=ty) | ir.Local(ty=ty):
            return ty == WHOLE
        case ir.Aggregate(op=op):
            return op in ("count", "count distinct")
        case ir.Op(op="floor"):
            return True
        case ir.Op(op="add" | "sub" | "mul", args=args):
            return (node.op == "sub" and args[0].ty == DATE) or all(is_whole(a) for a in args)
        case _:
            return False


@define(eq=False)
class Certainty:
    """What the values of expressions cannot be at a place of the text."""

    writer: Writer
    constants: Constants
    traced: bool
    functions: Mapping[str, ir.Expr]  # bodies of definitions
    keyed: dict[str, str] = field(
        factory=dict, kw_only=True
    )  # variables of groups of which the keys are at hand, all known, and those of the keys
    known: frozenset[str] = field(
        default=frozenset(), kw_only=True
    )  # definitions never unknown

    def doubtful(self, node: ir.Expr) -> bool:
        """Whether the value may be unknown (or a range)."""
        if not self.traced and key(node) in self.writer.scope.sure:
            return False
        match node:
            case ir.Const():
                return False
            case ir.Fact() | ir.Local():
                return node.uncertain
            case ir.Op(op="belongs"):
                return False
            case ir.Op(op="div", args=args):
                return not divides(args) or self.doubtful(args[0])
            case ir.Op(op="if_missing", args=(_, other)):
                return self.doubtful(other)
            case ir.Op(args=args):
                return any(self.doubtful(a) for a in args)
            case ir.Matches(operand=operand) | ir.Not(operand=operand):
                return self.doubtful(operand)
            case ir.Presence(operand=operand, test=test):
                return test in ("none", "not none") and self.doubtful(operand)
            case ir.Junction(op=op, items=items):
                return self._any_doubtful(op, items)
            case ir.Lookup(keys=keys, date=None) if not self.traced:
                return not self.is_full(node) or any(self.doubtful(k) for k in keys)
            case ir.InTable(operand=operand, date=None, table=table):
                indexed = self.constants.tables[table].index is not None
                return not indexed or self.doubtful(operand)
            case ir.IfNone(value=value, otherwise=otherwise, missing=missing):
                return self.doubtful(otherwise) or (not missing and self.doubtful(value))
            case ir.Call(function=name):
                return name not in self.known
            case ir.KeyOf(group=group):
                return group not in self.keyed
            case (
                ir.Aggregate()
                | ir.Dated()
                | ir.Exists()
                | ir.GroupOf()
                | ir.InTable()
                | ir.Lookup()
                | ir.Pick()
                | ir.RunEnd()
                | ir.Unstated()
                | ir.With()
            ):
                return True

    def _any_doubtful(self, op: str, items: tuple[ir.Expr, ...]) -> bool:
        """Whether one of several conditions is, where those before it did not settle it."""
        kept = self.writer.scope
        self.writer.scope = kept.copy()
        try:
            for item in items:
                if self.doubtful(item):
                    return True
                if not self.traced:
                    self.writer.scope.learn(item, outcome=op == "and")
            return False
        finally:
            self.writer.scope = kept

    def unsettled(self, node: ir.Expr) -> bool:
        """Whether the value may be unknown, in whatever order its parts are asked."""
        if self.traced or not isinstance(node, ir.Junction):
            return self.doubtful(node)
        kept = self.writer.scope
        self.writer.scope = kept.copy()
        try:
            for item in node.items:
                if not self.unsettled(item):
                    self.writer.scope.learn(item, outcome=node.op == "and")
            return any(map(self.unsettled, node.items))
        finally:
            self.writer.scope = kept

    def is_full(self, node: ir.Lookup) -> bool:
        """Whether a table says something of every key."""
        table = self.constants.tables[node.table]
        if table.index is None or len(node.keys) != 1 or not self.has_one_value(node.keys[0]):
            return False
        return table.no_row == "none" and UNKNOWN not in table.column(node.column).values()

    def has_one_value(self, node: ir.Expr) -> bool:
        """Whether a value is never a range."""
        return self._never_a_range(node) or not self.doubtful(node)

    def _never_a_range(self, node: ir.Expr) -> bool:
        """Whether a value is no range whatever is known at this place."""
        if node.ty in NEVER_A_RANGE:
            return True
        match node:
            case ir.Fact() | ir.Const() | ir.Lookup() | ir.Dated():
                return True
            case ir.Aggregate(op="earliest" | "latest" | "largest" | "smallest"):
                return True
            case ir.Pick(value=value):
                return self._never_a_range(value)
            case ir.IfNone(value=value, otherwise=otherwise):
                return self._never_a_range(value) and self._never_a_range(otherwise)
            case ir.Op(op="year_of"):
                return True
            case ir.Op(op="add" | "sub" | "mul" | "div" | "floor", args=args):
                return all(map(self._never_a_range, args))
            case ir.Call(function=name):
                return name in self.functions and self._never_a_range(self.functions[name])
            case _:
                return False

    def nullable(self, node: ir.Expr) -> bool:
        """Whether the value may be none."""
        if not self.traced and key(node) in self.writer.scope.some:
            return False
        match node:
            case ir.Const(value=value):
                return value is None
            case ir.Fact():
                return (node.uncertain or node.optional) and node.convert != "yesno"
            case ir.Op(args=args, ty=ty):
                return ty != YESNO and any(self.nullable(a) for a in args)
            case (
                ir.Matches()
                | ir.Junction()
                | ir.Presence()
                | ir.Exists()
                | ir.InTable()
                | ir.Not()
            ):
                return False
            case ir.Aggregate(op="count" | "sum" | "count distinct"):
                return False
            case (
                ir.Aggregate()
                | ir.Call()
                | ir.Dated()
                | ir.GroupOf()
                | ir.IfNone()
                | ir.KeyOf()
                | ir.Local()
                | ir.Lookup()
                | ir.Pick()
                | ir.RunEnd()
                | ir.Unstated()
                | ir.With()
            ):
                return True
