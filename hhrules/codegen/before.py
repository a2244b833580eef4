"""What stands before a walk: empty tables, and what its rules ask of the claim, read once."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from hhrules.codegen.definite import known_text
from hhrules.codegen.knowing import asked_of
from hhrules.codegen.plan import Flag
from hhrules.codegen.switches import claim_conditions, of_claim
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key

if TYPE_CHECKING:
    from hhrules.codegen.along import Along
    from hhrules.codegen.clean import Clean
    from hhrules.codegen.walks import Walk


def begin(walk: Walk, clean: Clean, along: Along) -> None:
    """Before the walk, for rules that are on: empty tables, and what is read of the claim."""
    writer = walk.emitter.writer
    for number, group in enumerate(walk.groups):
        nodes: dict[object, ir.Expr] = {}
        roots: list[ir.Expr] = []
        if "hoist" not in walk.without:
            roots = [root for _, rule in group for root in asked_of(rule)]
            switches = {key(c) for _, rule in group for c in claim_conditions(rule)}
            for root in (r for r in roots if key(r) not in switches):
                for node in of_claim(root):
                    nodes.setdefault(key(node), node)
        tables = along.begin({n for n, _ in group})
        for steps, taken in walk.gathers:
            if any(isinstance(s, Flag) and s.number == number for s in steps):
                tables.append(f"{taken.table} = {{}}")
        flag = walk.flags[number]
        if not tables and not nodes:
            continue
        with writer.block(f"if {flag}:") if flag else nullcontext():
            for line in tables:
                writer.line(line)
            reckoned = {key(n) for root in roots for n in clean.reckoned(root)}
            for node in nodes.values():
                name = walk.emitter.stored(node)
                if key(node) in reckoned:
                    test = walk.emitter.writer.temporary()
                    writer.line(f"{test} = {known_text(name, node.ty)}", node.span)
                    writer.scope.tell(test, node)
            if flag:
                clean.hoisted[number] = writer.scope.copy()
