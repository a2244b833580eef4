"""Operators to Python: plain where both sides are known, else with the questions needed."""

from __future__ import annotations

import re

from hhrules.codegen.certainty import NEVER_A_RANGE, divides, is_whole
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.usual import quickly
from hhrules.codegen.text.writer import plain
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.values.codes import spans_fit
from hhrules.values.types import DATE, WHOLE

ORDER = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}


OPPOSITE = {
    "is": "is not",
    "is not": "is",
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "not in": "in",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}
_COMPARED = re.compile(rf"[\w.]+ ({'|'.join(sorted(OPPOSITE, key=len, reverse=True))}) [\w.]+")
"""One comparison of values that are known and not none, as `negated` takes them."""

FEW = 4
"""A list is asked for so many codes one by one."""


def emit_op(emitter: Emitter, node: ir.Op) -> str:
    """An operator: a sign of Python where that says the same, else a call."""
    if node.op in ORDER and not emitter.traced:
        return _compare(emitter, node)
    if (
        node.op in ("eq", "ne")
        and not emitter.traced
        and all(emitter.has_one_value(a) for a in node.args)
    ):
        return _same(emitter, node)
    if node.op == "floor" and not emitter.traced:
        quotient = _doubtful_whole(emitter, node.args[0])
        if quotient is not None:
            return quotient
    if not emitter.traced and not any(
        emitter.doubtful(a) or (emitter.nullable(a) and not (node.op == "contains" and n))
        for n, a in enumerate(node.args)
    ):
        plain_text = _known_op(emitter, node)
        if plain_text is not None:
            return plain_text
    quick = "" if emitter.traced else quickly(emitter, node)
    if quick:
        return quick
    given = [emitter.expression(a) for a in node.args]
    if node.op in ("stands_before", "stands_up_to"):
        given += [a.record for a in node.args if isinstance(a, ir.Fact) and a.ty == WHOLE]
    return f"{node.op}({', '.join(given)})"


def _known_op(emitter: Emitter, node: ir.Op) -> str | None:
    """The operator in plain Python, for values that are neither unknown nor none."""
    args = node.args
    match node.op:
        case "eq" | "ne":
            sign = "==" if node.op == "eq" else "!="
            return f"{_operand(emitter, args[0])} {sign} {_operand(emitter, args[1])}"
        case "sub" if args[0].ty == DATE:
            return f"({_operand(emitter, args[0])} - {_operand(emitter, args[1])}).days"
        case "add" | "sub" | "mul":
            sign = {"add": "+", "sub": "-", "mul": "*"}[node.op]
            return f"{_operand(emitter, args[0])} {sign} {_operand(emitter, args[1])}"
        case "year_of":
            return f"{_operand(emitter, args[0])}.year"
        case "between":
            value = _operand(emitter, args[0])
            return f"{_operand(emitter, args[1])} <= {value} <= {_operand(emitter, args[2])}"
        case "floor":
            return _whole(emitter, args[0])
        case "div" if isinstance(args[1], ir.Const) and args[1].value == 1:
            return emitter.expression(args[0])
        case "div" if divides(args):
            return f"exact_div({emitter.expression(args[0])}, {emitter.expression(args[1])})"
        case "days_after" | "days_before":
            return _shifted(emitter, node)
        case "greatest" | "least":
            one, two = (
                _operand(emitter, a) if isinstance(a, ir.Const) else emitter.stored(a)
                for a in args
            )
            return f"{one} if {one} {'>=' if node.op == 'greatest' else '<='} {two} else {two}"
        case "contains":
            return f"{_operand(emitter, args[1])} in {_operand(emitter, args[0])}"
        case "includes_any" | "includes_none":
            return _includes(emitter, node)
        case _:
            return None


def _shifted(emitter: Emitter, node: ir.Op) -> str | None:
    """A day some days from another, both known."""
    day, amount = node.args
    sign = "+" if node.op == "days_after" else "-"
    if not isinstance(amount, ir.Const):
        days = inner(emitter.expression(amount)) if is_whole(amount) else ""
        sign = "" if node.op == "days_after" else "-"
        return f"add_days({emitter.expression(day)}, {sign}{days})" if days else None
    if not isinstance(amount.value, int):
        return None
    if isinstance(day, ir.Fact) and day.record != "given" and 0 <= amount.value <= _NEAR:
        # A document's days lie well within the calendar.
        return f"{_operand(emitter, day)} {sign} {emitter.constants.span(amount.value)}"
    return f"add_days({emitter.expression(day)}, {sign}{amount.value})"


_NEAR = 400
"""Days by which a day of the document may be shifted and stay on the calendar."""


def _operand(emitter: Emitter, node: ir.Expr) -> str:
    return inner(emitter.expression(node))


def _whole(emitter: Emitter, node: ir.Expr) -> str | None:
    """The whole part of a quotient by a stated whole number."""
    if (
        isinstance(node, ir.Op)
        and node.op == "div"
        and divides(node.args)
        and is_whole(node.args[0])
    ):
        return f"{_operand(emitter, node.args[0])} // {_operand(emitter, node.args[1])}"
    return None


def _doubtful_whole(emitter: Emitter, node: ir.Expr) -> str | None:
    """The whole part of a quotient by a stated whole number, of what may be no whole number."""
    if not isinstance(node, ir.Op) or node.op != "div" or not divides(node.args):
        return None
    if is_whole(node.args[0]) and not emitter.doubtful(node.args[0]):
        return None  # it is one
    by = node.args[1]
    if not isinstance(by, ir.Const) or by.value.__class__ is not int:
        return None
    name, number = emitter.stored(node.args[0]), emitter.constants.literal(by.value)
    return f"{name} // {number} if {name}.__class__ is int else floor(div({name}, {number}))"


def _includes(emitter: Emitter, node: ir.Op) -> str | None:
    codes, patterns, spans = (a.value for a in node.args[1:] if isinstance(a, ir.Const))
    if patterns or spans or not isinstance(codes, tuple) or len(codes) > FEW:
        return None
    items = emitter.stored(node.args[0])
    tests = [f"{emitter.constants.literal(c)} in {items}" for c in codes]
    first = settled_by(emitter, node)
    if first is not None:
        tests.insert(0, first)
    whole = " or ".join(tests)
    if node.op == "includes_none":
        return f"not ({whole})"
    return whole if len(tests) == 1 else f"({whole})"


def settled_by(emitter: Emitter, node: ir.Op) -> str | None:
    """The variable that says that a list includes a certain code, if that is one of these."""
    for other in emitter.inclusions:
        name = emitter.writer.scope.find(other)
        if name is not None and settles(emitter, other, node):
            return name
    return None


def settles(emitter: Emitter, one: ir.Op, other: ir.Op) -> bool:
    """Whether a list that includes a looked-up code includes one of some codes for sure."""
    if (
        one.op != "contains"
        or other.op not in ("includes_any", "includes_none")
        or key(one.args[0]) != key(other.args[0])
    ):
        return False
    item, codes = one.args[1], other.args[1]
    if not isinstance(item, ir.Lookup) or not isinstance(codes, ir.Const):
        return False
    if not emitter.is_full(item) or not isinstance(codes.value, tuple):
        return False
    column = emitter.constants.tables[item.table].column(item.column)
    return {v for v in column.values() if v is not None} <= set(codes.value)


def _asked(emitter: Emitter, node: ir.Expr) -> tuple[str, str, str]:
    """An operand: its text where first named, its name after that, what to ask for."""
    if not emitter.doubtful(node):
        text = emitter.expression(node)
        return text, text, ""
    name = emitter.stored(node)
    return name, name, name


def _compare(emitter: Emitter, node: ir.Op) -> str:
    left, right = node.args
    sign = ORDER[node.op]
    if emitter.doubtful(left) and emitter.doubtful(right):
        one, two = emitter.stored(left), emitter.stored(right)
        some = _some(emitter, (left, one), (right, two))
        return f"UNKNOWN if {one} is UNKNOWN or {two} is UNKNOWN else {some}{one} {sign} {two}"
    if not emitter.doubtful(left) and not emitter.doubtful(right):
        one = emitter.stored(left) if emitter.nullable(left) else emitter.expression(left)
        two = emitter.stored(right) if emitter.nullable(right) else emitter.expression(right)
        some = _some(emitter, (left, one), (right, two))
        return f"{some}{inner(one)} {sign} {inner(two)}"
    left_first, left_name, left_asked = _asked(emitter, left)
    right_first, right_name, _ = _asked(emitter, right)
    if left_asked:
        right_name = emitter.stored(right) if emitter.nullable(right) else right_name
    else:
        left_name = emitter.stored(left) if emitter.nullable(left) else left_name
    first = left_first if left_asked else right_first
    some = _some(emitter, (left, left_name), (right, right_name))
    return f"UNKNOWN if {first} is UNKNOWN else {some}{left_name} {sign} {right_name}"


def _some(emitter: Emitter, *sides: tuple[ir.Expr, str]) -> str:
    """The tests that none of these values is none, each followed by `and`."""
    return "".join(f"{name} is not None and " for node, name in sides if emitter.nullable(node))


def inner(text: str) -> str:
    """An operand's text, in brackets unless it is a name, a number or one call."""
    bare = plain(text)
    if bare.replace(".", "").replace("_", "").isalnum() or _is_call(bare):
        return text
    return f"({text})"


def negated(text: str) -> str:
    """The text of a condition's opposite."""
    bare = plain(text)
    if bare.startswith("not (") and _is_call(bare[4:]):
        return bare[4:]
    compared = _COMPARED.fullmatch(bare)
    if compared:
        sign = f" {compared[1]} "
        return text.replace(sign, f" {OPPOSITE[compared[1]]} ", 1)
    return f"not {inner(text)}"


def _is_call(text: str) -> bool:
    """Whether a text is a call and nothing besides, or stands in brackets already."""
    name, opened, _ = text.partition("(")
    if not opened or (not name.replace(".", "").replace("_", "a").isalnum() and name):
        return False
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign == ")":
            return place == len(text) - 1
    return False


def _same(emitter: Emitter, node: ir.Op) -> str:
    sign = "==" if node.op == "eq" else "!="
    left, right = node.args
    if emitter.doubtful(left) and emitter.doubtful(right):
        one, two = emitter.stored(left), emitter.stored(right)
        return f"UNKNOWN if {one} is UNKNOWN or {two} is UNKNOWN else {one} {sign} {two}"
    left_first, left_name, left_asked = _asked(emitter, left)
    right_first, right_name, right_asked = _asked(emitter, right)
    if not left_asked and not right_asked:
        return f"{inner(left_name)} {sign} {inner(right_name)}"
    asked = left_first if left_asked else right_first
    return f"UNKNOWN if {asked} is UNKNOWN else {left_name} {sign} {right_name}"


def _may_be_open(emitter: Emitter, node: ir.Expr) -> bool:
    return emitter.doubtful(node) or emitter.nullable(node)


def emit_matches(emitter: Emitter, node: ir.Matches) -> str:
    """Whether a value is in a set of codes, or a number in a list."""
    if node.operand.ty not in NEVER_A_RANGE:
        number, plainly = node.operand, not emitter.traced and not node.spans
        if plainly and is_whole(number) and not _may_be_open(emitter, number):
            listed = emitter.constants.literal(node.codes)
            word = "not in" if node.negated else "in"
            return f"{_operand(emitter, number)} {word} {listed}"
        call = "is_none_of" if node.negated else "is_one_of"
        parts = ", ".join(emitter.constants.literal(p) for p in (node.codes, node.spans))
        return f"{call}({emitter.expression(node.operand)}, {parts})"
    first, name, asked = _asked(emitter, node.operand)
    test = membership(emitter, node, name)
    if node.negated:
        test = f"not {test}" if test.startswith("(") else test.replace(" in ", " not in ", 1)
    return f"UNKNOWN if {first} is UNKNOWN else {test}" if asked else test


def membership(emitter: Emitter, node: ir.Matches, name: str) -> str:
    """Whether a name is in the set of a condition."""
    loose = tuple(s for s in node.spans if not spans_fit(*s))
    spans = tuple(s for s in node.spans if spans_fit(*s))
    codes = emitter.constants.code_set(node.codes, node.patterns, spans)
    if not loose:
        return f"{name} in {codes}"
    bounds = " or ".join(
        f"{emitter.constants.literal(low)} <= {name} <= {emitter.constants.literal(high)}"
        for low, high in loose
    )
    return f"({name} is not None and ({name} in {codes} or {bounds}))"
