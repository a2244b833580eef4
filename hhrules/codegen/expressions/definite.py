"""Conditions as plain tests: surely yes, or surely no.

A three-valued condition takes steps to work out; most often one wants to know first whether it
is surely met. That is one Python expression: it holds only if the condition is, whatever is
unknown. Where neither test holds, the condition is worked out in full.
"""

from __future__ import annotations

from hhrules.codegen.certainty import NEVER_A_RANGE, may_be_none
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.operators import (
    FEW,
    OPPOSITE,
    ORDER,
    inner,
    membership,
    negated,
)
from hhrules.codegen.text.writer import plain
from hhrules.ir import nodes as ir
from hhrules.ir.walk import children, loop_of, walk
from hhrules.values.types import (
    CODE,
    DATE,
    DURATION,
    MONEY,
    TEXT,
    WHOLE,
    ListOf,
    Scalar,
    SetTy,
    Ty,
)

_CLASSES = {DATE: "date", MONEY: "int", WHOLE: "int", DURATION: "int", CODE: "str", TEXT: "str"}


def class_of(ty: Ty) -> str:
    """The Python class of a value that is known, not none and no range; "" where it varies."""
    if isinstance(ty, ListOf):
        return "list"
    return _CLASSES.get(ty, "") if isinstance(ty, Scalar) else ""


def known_text(name: str, ty: Ty) -> str:
    """The test that a value is known and not none (and no range)."""
    if ty == MONEY:
        return f"{name}.__class__ in WHOLES"  # an amount of the document, or one worked out
    return f"{name}.__class__ is {class_of(ty)}"


def surely(emitter: Emitter, node: ir.Expr, *, want: bool) -> str:
    """The text of a test that holds only if a condition is surely yes (or no)."""
    known = emitter.writer.scope.find(node)
    if known is None:
        text = _test(emitter, node, want=want)
        if text is not None:
            return emitter.writer.mark(text, node.span)
    value = emitter.condition(node)
    if emitter.doubtful(node):
        return f"{value} is {want}"
    return value if want else f"not {value}"


def _test(emitter: Emitter, node: ir.Expr, *, want: bool) -> str | None:
    """The test, or None where the condition has to be worked out."""
    match node:
        case ir.Junction():
            return _junction(emitter, node, want=want)
        case ir.Not(operand=operand):
            return surely(emitter, operand, want=not want)
        case _ if not emitter.doubtful(node) and not may_be_none(node, emitter.functions):
            text = emitter.expression(node)
            return text if want else negated(text)
        case ir.Presence(test="none" | "not none"):
            return _presence(emitter, node, want=want)
        case ir.Fact(convert="yesno", record=record) if record != "given":
            text = emitter.place(node)
            return f"{text} is True" if want else f"{text} in (False, None)"
        case ir.Op(op="eq" | "ne", args=args) if all(emitter.has_one_value(a) for a in args):
            return _equal(emitter, node, want=want)
        case ir.Op(op="lt" | "le" | "gt" | "ge" | "between"):
            return _ordered(emitter, node, want=want)
        case ir.Op(op="contains" | "includes_any" | "includes_none"):
            return _listed(emitter, node, want=want)
        case ir.Matches():
            return _matches(emitter, node, want=want)
        case _:
            return None


def _junction(emitter: Emitter, node: ir.Junction, *, want: bool) -> str | None:
    """All parts at once where all have to hold, any of them where one settles it."""
    if any(is_costly(emitter, item) for item in node.items[1:]):
        return None  # worked out step by step, only as far as needed
    mine = want if node.op != "none" else not want
    every = want if node.op == "and" else not want if node.op == "or" else want
    parts: list[str] = []
    outside = emitter.writer.scope
    emitter.writer.scope = outside.copy()
    for item in sorted(node.items, key=_looks_through):
        parts.append(_part(emitter, item, outside, want=mine))
        if every:
            learn(emitter, item, outcome=mine)
        elif not emitter.doubtful(item):
            learn(emitter, item, outcome=not mine)
    emitter.writer.scope = outside
    if len(parts) == 1:
        return parts[0]
    return (" and " if every else " or ").join(_bracketed(p) for p in parts)


def _looks_through(node: ir.Expr) -> bool:
    """Whether a list is looked through: asked last, where an order or a sign may settle it."""
    return any(isinstance(n, ir.Op) and n.op in _LISTED for n in walk(node))


_LISTED = ("contains", "includes_any", "includes_none", "includes_all")


def _part(emitter: Emitter, item: ir.Expr, outside: object, *, want: bool) -> str:
    """One part of several; what it needs first is worked out without relying on the others."""
    writer = emitter.writer
    place, learned = writer.place(), writer.scope.copy()
    text = surely(emitter, item, want=want)
    if writer.place()[0] == place[0]:
        return text
    writer.back(place)
    writer.scope = outside.copy()  # type: ignore[attr-defined]
    text = surely(emitter, item, want=want)
    worked_out = writer.scope.values
    writer.scope = learned
    writer.scope.values |= worked_out
    outside.values |= worked_out  # type: ignore[attr-defined]
    return text


def is_costly(emitter: Emitter, node: ir.Expr) -> bool:
    """Whether a condition walks over a set or calls a definition, and was not worked out before."""
    if emitter.writer.scope.find(node) is not None:
        return False
    if loop_of(node) is not None or isinstance(node, ir.Call | ir.GroupOf | ir.With):
        return True
    return any(is_costly(emitter, child) for child in children(node))


def learn(emitter: Emitter, node: ir.Expr, *, outcome: bool = True) -> None:
    """What follows from a condition that is surely yes (or no)."""
    if isinstance(node, ir.Op) and node.op == "between" and not outcome:
        return  # one end alone may have settled it
    if isinstance(node, ir.Junction) and _open_end(node):
        return
    emitter.writer.scope.learn(node, outcome=outcome)


def _open_end(node: ir.Expr) -> bool:
    return any(isinstance(n, ir.Op) and n.op == "between" for n in walk(node))


def _bracketed(text: str) -> str:
    bare = plain(text)
    return f"({text})" if " and " in bare or " or " in bare or " if " in bare else text


def _presence(emitter: Emitter, node: ir.Presence, *, want: bool) -> str:
    value = emitter.stored(node.operand)
    listed = isinstance(node.operand.ty, ListOf | SetTy)
    if (node.test == "none") == want:
        return f"({value} is None or {value} == [])" if listed else f"{value} is None"
    more = f" and {value} != []" if listed else ""
    return f"{value} is not UNKNOWN and {value} is not None{more}"


def _equal(emitter: Emitter, node: ir.Op, *, want: bool) -> str:
    doubtful = [a for a in node.args if emitter.doubtful(a)]
    names = {id(a): emitter.stored(a) for a in doubtful}
    left, right = (names.get(id(a)) or inner(emitter.expression(a)) for a in node.args)
    same = (node.op == "eq") == want
    asked = list(names.values())[:1] if same and len(names) > 1 else names.values()
    if same and len(names) == 1:
        asked = []  # what is not known equals nothing
    return " and ".join(
        [f"{left} {'==' if same else '!='} {right}", *(f"{n} is not UNKNOWN" for n in asked)]
    )


def _sides(emitter: Emitter, args: tuple[ir.Expr, ...]) -> tuple[list[str], ...] | None:
    """Operands of an order: their texts, what asks that they are known, which may be none."""
    texts: list[str] = []
    known: list[str] = []
    nones: list[str] = []
    for arg in args:
        doubtful = emitter.doubtful(arg)
        if doubtful and not class_of(arg.ty):
            return None
        if doubtful or emitter.nullable(arg):
            name = emitter.stored(arg)
            (known if doubtful else nones).append(
                known_text(name, arg.ty) if doubtful else name
            )
            texts.append(name)
        else:
            texts.append(inner(emitter.expression(arg)))
    return texts, known, nones


def _ordered(emitter: Emitter, node: ir.Op, *, want: bool) -> str | None:
    sides = _sides(emitter, node.args)
    if sides is None:
        return None
    texts, known, nones = sides
    if node.op == "between":
        test = f"{texts[1]} <= {texts[0]} <= {texts[2]}"
        test = test if want else f"not {test}"
    else:
        sign = ORDER[node.op] if want else OPPOSITE[ORDER[node.op]]
        test = f"{texts[0]} {sign} {texts[1]}"
    if want:
        return " and ".join([*known, *(f"{n} is not None" for n in nones), test])
    if nones and node.op == "between":
        return None
    if nones:  # none is in no order with anything
        test = f"({' or '.join([*(f'{n} is None' for n in nones), test])})"
    return " and ".join([*known, test])


def _listed(emitter: Emitter, node: ir.Op, *, want: bool) -> str | None:
    items = node.args[0]
    if not isinstance(items.ty, ListOf):
        return None
    if node.op == "contains":
        if emitter.doubtful(node.args[1]):
            return None
        name = emitter.stored(items)
        item = inner(emitter.expression(node.args[1]))
        test = f"{item} {'in' if want else 'not in'} {name}"
    else:
        codes, patterns, spans = (a.value for a in node.args[1:] if isinstance(a, ir.Const))
        if patterns or spans or not isinstance(codes, tuple) or len(codes) > FEW:
            return None
        name = emitter.stored(items)
        some = (node.op == "includes_any") == want
        word = "in" if some else "not in"
        tests = [f"{emitter.constants.literal(c)} {word} {name}" for c in codes]
        test = (" or " if some else " and ").join(tests)
        test = f"({test})" if len(tests) > 1 and some else test
    known = not emitter.doubtful(items) and not emitter.nullable(items)
    return test if known else f"{name}.__class__ is list and {test}"


def _matches(emitter: Emitter, node: ir.Matches, *, want: bool) -> str | None:
    if node.operand.ty not in NEVER_A_RANGE:
        return None
    name = emitter.stored(node.operand)
    test = membership(emitter, node, name)
    inside = want != node.negated
    if test.startswith("("):
        return f"{name} is not UNKNOWN and {test if inside else f'not {test}'}"
    if inside:
        return test
    return f"{name} is not UNKNOWN and {test.replace(' in ', ' not in ', 1)}"
