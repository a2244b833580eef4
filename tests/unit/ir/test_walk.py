"""IR of the shipped rulebooks keeps its promises: numbers, places, variables, parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from hhrules.ir import nodes as ir
from hhrules.ir.walk import children, loop_of, loop_parts, program_nodes
from hhrules.values.types import YESNO
from tests.judging import shipped


def _parts_by_fields(value: Any) -> Iterator[ir.Expr]:
    if isinstance(value, ir.Expr):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts_by_fields(item)
    elif isinstance(value, ir.Loop):
        yield from loop_parts(value)


def test_children_are_all_expressions_that_a_node_holds() -> None:
    for book in shipped().values():
        for node in program_nodes(book.program):
            held = [
                part
                for field in attrs.fields(type(node))
                for part in _parts_by_fields(getattr(node, field.name))
            ]
            assert {id(n) for n in held} == {id(n) for n in children(node)}, type(node).__name__


def test_every_number_stands_for_one_expression() -> None:
    for book in shipped().values():
        seen: dict[int, ir.Expr] = {}
        for node in program_nodes(book.program):
            assert seen.setdefault(node.id, node) is node


def test_conditions_are_yes_or_no() -> None:
    for book in shipped().values():
        for rule in book.program.rules:
            assert all(check.condition.ty == YESNO for check in rule.checks)
            assert all(s.condition.ty == YESNO for s in rule.steps if isinstance(s, ir.Guard))


def _free(node: ir.Expr, bound: frozenset[str]) -> Iterator[str]:
    """Variables that an expression reads and nothing binds."""
    match node:
        case ir.Local(name=name):
            yield from {name} - bound
        case ir.Fact(record=record):
            yield from {record} - bound - {"given"}
        case ir.KeyOf(group=group):
            yield from {group} - bound
        case ir.RunEnd(run=run):
            yield from {run} - bound
        case ir.Call(args=args):
            yield from set(args) - bound
        case ir.With(name=name, value=value, body=body):
            yield from _free(value, bound)
            yield from _free(body, bound | {name})
            return
        case _:
            pass
    loop = loop_of(node)
    if loop is not None:
        if loop.scope == "own" and isinstance(loop.source, ir.Records):
            yield from {loop.source.claim} - bound
        bound = bound | {loop.var, loop.claim_var}
    item = (
        frozenset({node.item}) if isinstance(node, ir.Aggregate) and node.item else frozenset()
    )
    for child in children(node):
        yield from _free(child, bound | item)


def test_a_variable_is_bound_before_it_is_read() -> None:
    for book in shipped().values():
        for function in book.program.functions:
            assert not set(_free(function.body, frozenset(function.params))), function.words
        for rule in book.program.rules:
            bound = frozenset({"claim"}) | ({rule.loop.var} if rule.loop else set())
            for step in rule.steps:
                value = step.value if isinstance(step, ir.Bind) else step.condition
                assert not set(_free(value, bound)), rule.id
                bound |= {step.name} if isinstance(step, ir.Bind) else set()
            for check in rule.checks:
                assert not set(_free(check.condition, bound)), rule.id
