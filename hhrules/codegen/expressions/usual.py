"""Operators on values that may be unknown, where they turn out to be what they mostly are.

A call of an operator asks everything; a day, a whole number or a list is told by its class, and
then a sign of Python says the same.
"""

from __future__ import annotations

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.values.types import DATE, WHOLE, ListOf, Scalar

_CLASSES: dict[object, str] = {DATE: "date", WHOLE: "int"}
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "eq": "==", "ne": "!="}
_ORDER = {"greatest": ">=", "least": "<="}


def quickly(emitter: Emitter, node: ir.Op) -> str:
    """The text that takes the plain way if it can, else the call; "" where there is no plain way."""
    kinds = [_CLASSES.get(a.ty, "") if isinstance(a.ty, Scalar) else "" for a in node.args]
    match node.op:
        case "year_of" if kinds[0]:
            return _either(emitter, node, "{0}.year")
        case "days_after" | "days_before" if kinds[0] and _is_count(node.args[1]):
            sign = "+" if node.op == "days_after" else "-"
            return _either(emitter, node, f"add_days({{0}}, {sign}{{1}})")
        case "sub" if kinds == ["date", "date"]:
            return _either(emitter, node, "({0} - {1}).days")
        case "add" | "sub" | "mul" | "eq" | "ne" if kinds == ["int", "int"]:
            return _either(emitter, node, f"{{0}} {_SIGNS[node.op]} {{1}}")
        case "greatest" | "least" if kinds[0] and kinds[0] == kinds[1]:
            return _either(emitter, node, f"{{0}} if {{0}} {_ORDER[node.op]} {{1}} else {{1}}")
        case "contains" if isinstance(node.args[0].ty, ListOf):
            return _contains(emitter, node)
        case _:
            return ""


def _is_count(node: ir.Expr) -> bool:
    return isinstance(node, ir.Const) and node.value.__class__ is int


def _names(emitter: Emitter, node: ir.Op) -> list[str]:
    return [
        emitter.expression(a) if isinstance(a, ir.Const) else emitter.stored(a)
        for a in node.args
    ]


def _either(emitter: Emitter, node: ir.Op, plainly: str) -> str:
    names = _names(emitter, node)
    tests = [
        f"{name}.__class__ is {_CLASSES[arg.ty]}"
        for arg, name in zip(node.args, names, strict=True)
        if not isinstance(arg, ir.Const)
    ]
    text = plainly.format(*names)
    text = f"({text})" if " if " in text else text
    return f"({text} if {' and '.join(tests)} else {node.op}({', '.join(names)}))"


def _contains(emitter: Emitter, node: ir.Op) -> str:
    items, item = _names(emitter, node)
    known = f" and {item} is not UNKNOWN" if emitter.doubtful(node.args[1]) else ""
    call = f"contains({items}, {item})"
    return f"({item} in {items} if {items}.__class__ is list{known} else {call})"
