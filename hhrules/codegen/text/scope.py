"""What is known at a place in the text: values already worked out, what they cannot be.

A block of the text inherits what is known outside it and takes nothing back out.
"""

from __future__ import annotations

from attrs import define, field

from hhrules.ir import nodes as ir
from hhrules.ir.keys import key, reads


@define(eq=False)
class Scope:
    """Values in variables by key; keys of those surely not unknown, surely not none."""

    values: dict[object, tuple[str, frozenset[str]]] = field(factory=dict)
    sure: set[object] = field(factory=set)
    some: set[object] = field(factory=set)

    def copy(self) -> Scope:
        """What an inner block starts with."""
        return Scope(dict(self.values), set(self.sure), set(self.some))

    def keep(self, name: str, node: ir.Expr, kind: str = "") -> None:
        """Note that a variable holds the value of an expression."""
        self.values[(kind, key(node))] = (name, reads(node))

    def find(self, node: ir.Expr, kind: str = "") -> str | None:
        """The variable that holds the value of an expression."""
        if not self.values:
            return None
        found = self.values.get((kind, key(node)))
        return found[0] if found is not None else None

    def forget(self, *names: str) -> None:
        """Some variables get other values: what was read from them is not known any more."""
        lost = [
            known
            for gone in names
            for known, (name, read) in self.values.items()
            if name == gone or gone in read
        ]
        if lost:  # keys are long, and a copy takes the hash of each
            self.values = dict(self.values)
            for known in lost:
                self.values.pop(known, None)

    def bind(self, step: ir.Bind, *, sure: bool, some: bool) -> None:
        """A `let` got its value: what that cannot be, the variable cannot be."""
        value = step.value
        local = ir.Local(
            id=0, ty=value.ty, span=value.span, name=step.name, uncertain=value.uncertain
        )
        for known, keys in ((sure, self.sure), (some, self.some)):
            (keys.add if known else keys.discard)(key(local))

    def only(self, names: frozenset[str]) -> None:
        """Keep what was read from these variables alone."""
        self.values = {
            k: v
            for k, v in self.values.items()
            if v[1] <= names and not v[0].startswith(("let_", "the_let_"))
        }

    def learn(self, node: ir.Expr, *, outcome: bool = True) -> None:
        """What follows from a condition that is surely yes (or, surely no)."""
        match node:
            case ir.Not(operand=operand):
                self.learn(operand, outcome=not outcome)
            case ir.Junction(op=op, items=items):
                if (
                    (op == "and" and outcome)
                    or (op == "or" and not outcome)
                    or (op == "none" and outcome)
                ):
                    for item in items:
                        self.learn(item, outcome=op == "and")
            case ir.Presence(operand=operand, test=test):
                self._present(operand, test, outcome=outcome)
            case (
                ir.Matches(operand=operand, negated=negated)
                | ir.InTable(operand=operand, negated=negated)
            ):
                self.sure.add(key(operand))
                if outcome != negated:
                    self.some.add(key(operand))
            case ir.Op(op="eq" | "ne" | "lt" | "le" | "gt" | "ge" | "between", args=args):
                for arg in args:
                    self.sure.add(key(arg))
                    if outcome and node.op not in ("eq", "ne"):
                        self.some.add(key(arg))
                if (
                    outcome
                    and node.op == "eq"
                    and isinstance(args[-1], ir.Const)
                    and args[-1].value is not None
                ):
                    self.some.add(key(args[0]))
            case _:
                pass

    def _present(self, operand: ir.Expr, test: str, *, outcome: bool) -> None:
        if test == "known":
            test, outcome = "missing", not outcome
        if test == "missing":
            if not outcome:
                self.sure.add(key(operand))
            return
        self.sure.add(key(operand))
        if outcome == (test == "not none"):
            self.some.add(key(operand))
