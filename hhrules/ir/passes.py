"""Passes over IR that make it cheaper to run and change nothing that it says.

Each takes a program and gives another; `PASSES` is their order. The traced twin is made from
the program as it was lowered, so the properties that tie the twins also check the passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from attrs import evolve, fields

from hhrules.ir import nodes as ir
from hhrules.ir.keys import renamed
from hhrules.ir.walk import loop_of, walk

Node = TypeVar("Node")

SMALL = 14
"""Definitions of at most so many nodes, without a loop, are worked out where they are read."""


KEPT = ("def_result", "def_expected_unadjusted_payment")
"""Functions that are called from outside the program: what `eval` asks for, what a claim pays."""


def inline_definitions(program: ir.BookProgram) -> ir.BookProgram:
    """Put small definitions in the place of their calls; what is then not called goes."""
    if not program.functions:
        return program
    small, functions = _inlined(program)
    rules = tuple(_expand(r, small) for r in program.rules)
    groupings = tuple(_expand(g, small) for g in program.groupings)
    called = {n.function for r in (*rules, *groupings, *functions) for n in _calls(r)}
    return evolve(
        program,
        rules=rules,
        groupings=groupings,
        functions=tuple(f for f in functions if f.name in called or f.name in KEPT),
    )


def inlined(program: ir.BookProgram) -> tuple[ir.BookProgram, Callable[[ir.Expr], ir.Expr]]:
    """The program with small definitions in place, none left out; what does so to an expression."""
    small, functions = _inlined(program)
    groupings = tuple(_expand(g, small) for g in program.groupings)
    made = evolve(program, groupings=groupings, functions=tuple(functions))
    return made, lambda node: _expand(node, small)


def _inlined(program: ir.BookProgram) -> tuple[dict[str, ir.Function], list[ir.Function]]:
    """The small definitions, and all of them with the small ones in place."""
    small: dict[str, ir.Function] = {}
    functions: list[ir.Function] = []
    for function in program.functions:  # a definition stands after those that it reads
        body = _expand(function.body, small)
        grown = evolve(function, body=body)
        functions.append(grown)
        nodes = list(walk(body))
        if len(nodes) <= SMALL and not any(
            loop_of(n) is not None or isinstance(n, ir.With) for n in nodes
        ):
            small[function.name] = grown
    return small, functions


def _expand(node: Node, small: Mapping[str, ir.Function]) -> Node:
    if node.__class__ in _BARE:
        return node
    if isinstance(node, ir.Call) and node.function in small:
        function = small[node.function]
        return renamed(function.body, dict(zip(function.params, node.args, strict=True)))  # type: ignore[return-value]
    if isinstance(node, tuple):
        some = tuple(_expand(n, small) for n in node)
        changed = any(a is not b for a, b in zip(some, node, strict=True))
        return some if changed else node  # type: ignore[return-value]
    if isinstance(node, ir.NODES):
        changes = {}
        for name, value in _parts(node):
            grown = _expand(value, small)
            if grown is not value:
                changes[name] = grown
        return evolve(node, **changes) if changes else node  # type: ignore[arg-type]
    return node


def _calls(node: object) -> Iterator[ir.Call]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ir.Call):
            yield node
        elif isinstance(node, tuple):
            waiting += node
        elif isinstance(node, ir.NODES) and node.__class__ not in _BARE:
            waiting += [value for _, value in _parts(node)]


_NAMES: dict[type, tuple[str, ...]] = {}
"""The fields of each kind of node."""
_HOLDS = (tuple, *ir.NODES)
_BARE = frozenset({ir.Const, ir.Fact, ir.KeyOf, ir.Local, ir.RunEnd, ir.Unstated})
"""Kinds of nodes, the most frequent ones, that hold no others."""


def _parts(node: object) -> list[tuple[str, object]]:
    """What a node holds in which there may be more nodes, by the names of its fields."""
    kind: type = type(node)
    names = _NAMES.get(kind)
    if names is None:
        names = _NAMES[kind] = tuple(f.name for f in fields(kind))
    found = [(name, getattr(node, name)) for name in names]
    return [(name, value) for name, value in found if value and isinstance(value, _HOLDS)]


PASSES: dict[str, Callable[[ir.BookProgram], ir.BookProgram]] = {
    "inline": inline_definitions,
}


def optimise(program: ir.BookProgram, without: frozenset[str] = frozenset()) -> ir.BookProgram:
    """The program after all passes but those left out."""
    for name, step in PASSES.items():
        if name not in without:
            program = step(program)
    return program
