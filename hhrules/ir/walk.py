"""The parts of IR nodes: for passes, for traces and for reading."""

from __future__ import annotations

from collections.abc import Iterator

from hhrules.ir import nodes as ir

_ALONE = frozenset({ir.Call, ir.Const, ir.Fact, ir.KeyOf, ir.Local, ir.RunEnd, ir.Unstated})
"""Kinds of expressions, the most frequent ones, that have none within them."""
_WALKS = (ir.Aggregate, ir.Exists, ir.Pick)


def children(node: ir.Expr) -> tuple[ir.Expr, ...]:
    """The expressions directly within an expression, in order of evaluation."""
    if node.__class__ in _ALONE:
        return ()
    match node:
        case ir.Op(args=args):
            return args
        case ir.Junction(items=items):
            return items
        case (
            ir.Matches(operand=operand) | ir.Not(operand=operand) | ir.Presence(operand=operand)
        ):
            return (operand,)
        case ir.IfNone(value=value, otherwise=otherwise):
            return (value, otherwise)
        case ir.Lookup(keys=keys, date=date):
            return (*keys, *((date,) if date is not None else ()))
        case ir.InTable(operand=operand, date=date):
            return (operand, *((date,) if date is not None else ()))
        case ir.Dated(date=date, key=key):
            return (date, *((key,) if key is not None else ()))
        case ir.Aggregate(loop=loop, value=value, item_conditions=more):
            return (*loop_parts(loop), *((value,) if value is not None else ()), *more)
        case ir.Exists(loop=loop):
            return loop_parts(loop)
        case ir.Pick(loop=loop, value=value):
            return (*loop_parts(loop), value)
        case ir.GroupOf(keys=keys, date=date):
            return (*keys, *((date,) if date is not None else ()))
        case ir.With(value=value, body=body):
            return (value, body)
        case (
            ir.Call()
            | ir.Const()
            | ir.Fact()
            | ir.KeyOf()
            | ir.Local()
            | ir.RunEnd()
            | ir.Unstated()
        ):
            return ()


def loop_parts(loop: ir.Loop) -> tuple[ir.Expr, ...]:
    """The expressions of a loop: its conditions and the day since which it must be complete."""
    return (*loop.conditions, *((loop.since,) if loop.since is not None else ()))


def loop_of(node: ir.Expr) -> ir.Loop | None:
    """The loop that an expression walks."""
    return node.loop if isinstance(node, _WALKS) else None


def roots(rule: ir.Rule) -> Iterator[ir.Expr]:
    """The outermost expressions of a rule, in order of evaluation (messages last)."""
    if rule.loop is not None:
        yield from loop_parts(rule.loop)
    if rule.in_force is not None:
        yield rule.in_force
    for switch in rule.switches:
        yield switch.condition
    for step in rule.steps:
        yield step.value if isinstance(step, ir.Bind) else step.condition
    for check in rule.checks:
        yield check.condition
    for check in rule.checks:
        if check.payment is not None:
            yield check.payment.numerator
            if check.payment.denominator is not None:
                yield check.payment.denominator
        for text in (check.message, check.fix):
            if text is not None:
                yield from (p for p in text.parts if not isinstance(p, str))


def walk(node: ir.Expr) -> Iterator[ir.Expr]:
    """An expression and all within it, outermost first."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def all_nodes(rule: ir.Rule) -> tuple[ir.Expr, ...]:
    """Every expression of a rule; found once for it."""
    try:
        return rule.nodes
    except AttributeError:
        nodes = tuple(node for root in roots(rule) for node in walk(root))
        object.__setattr__(rule, "nodes", nodes)
        return nodes


def program_nodes(program: ir.BookProgram) -> Iterator[ir.Expr]:
    """Every expression of a program that a trace can show."""
    for function in program.functions:
        yield from walk(function.body)
    for rule in program.rules:
        yield from all_nodes(rule)


def traced_children(program: ir.BookProgram) -> dict[int, frozenset[int]]:
    """For each expression that a trace shows, the numbers of the expressions within it."""
    bodies = {f.name: f.body for f in program.functions}
    found: dict[int, frozenset[int]] = {}
    for node in program_nodes(program):
        if isinstance(node, ir.With):
            body = traced_as(node)
            value = traced_as(node.value)
            found[body] = found.get(body, frozenset()) | {value}
            continue
        numbers = {traced_as(child) for child in children(node)}
        loop = loop_of(node)
        if loop is not None:
            numbers.add(loop.id)
            found[loop.id] = frozenset(traced_as(c) for c in loop.conditions)
        if isinstance(node, ir.Call):
            numbers.add(traced_as(bodies[node.function]))
        found[node.id] = found.get(node.id, frozenset()) | numbers
    return found


def traced_as(node: ir.Expr) -> int:
    """The number by which a trace knows an expression: a binding goes by that of its body."""
    while isinstance(node, ir.With):
        node = node.body
    return node.id
