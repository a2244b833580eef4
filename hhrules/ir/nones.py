"""Where what a rule reads can be known to be none: in the document, or in what is worked out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from hhrules.claims.model import MADE
from hhrules.ir import nodes as ir
from hhrules.ir.walk import all_nodes, loop_of, walk


@frozen
class Nones:
    """Besides the document: groupings, by their numbers, whose keys may be none, and made lists.

    Of the document, the names of the fields that it may read, each with what a rulebook calls it.
    `elsewhere`: none may come from yet other places.
    """

    facts: tuple[tuple[str, str], ...]
    groupings: tuple[int, ...]
    made: tuple[str, ...]
    elsewhere: bool


def nones_of(program: ir.BookProgram) -> tuple[Nones, ...]:
    """Where each rule of a program can come across what is none."""
    numbers = {g.name: n for n, g in enumerate(program.groupings)}
    bodies = {f.name: f.body for f in program.functions}
    return tuple(_of_rule(rule, numbers, bodies) for rule in program.rules)


def _of_rule(rule: ir.Rule, numbers: Mapping[str, int], bodies: Mapping[str, ir.Expr]) -> Nones:
    nodes = list(_reached(rule, bodies))
    loops = [loop for node in nodes if (loop := loop_of(node)) is not None]
    if rule.loop is not None:
        loops.append(rule.loop)
    groupings = {numbers[o.source.grouping] for o in loops if isinstance(o.source, ir.Grouped)}
    lists = [o for o in loops if isinstance(o.source, ir.Records) and MADE & set(o.source.path)]
    made = {o.source.path[-1] for o in lists if isinstance(o.source, ir.Records)}
    bound = {n.name for n in nodes if isinstance(n, ir.With)}
    bound |= {step.name for step in rule.steps if isinstance(step, ir.Bind)}
    elsewhere = any(loop.scope != "own" for loop in lists) or any(_odd(n, bound) for n in nodes)
    facts = {(n.path[-1], n.label) for n in nodes if isinstance(n, ir.Fact)}
    return Nones(tuple(sorted(facts)), tuple(sorted(groupings)), tuple(sorted(made)), elsewhere)


def _odd(node: ir.Expr, bound: set[str]) -> bool:
    """Whether a node reads what the run gave, or a group that there may not be."""
    match node:
        case ir.Fact(record=record):
            return record == "given"
        case ir.KeyOf(group=group):
            return group in bound
        case ir.Call(args=args):
            return not bound.isdisjoint(args)
        case _:
            return False


def _reached(rule: ir.Rule, bodies: Mapping[str, ir.Expr]) -> Iterator[ir.Expr]:
    """The expressions of a rule, and of the definitions that it reads."""
    waiting = list(all_nodes(rule))
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ir.Call) and node.function not in seen:
            seen.add(node.function)
            waiting += walk(bodies[node.function])
