"""The test whether a rulebook applies to a claim, as code that stands alone.

Most rulebooks of a set do not apply to a claim; with this test the rest of them is not even
read. A rulebook whose test needs tables, dated values or groups has none, and is always read.
"""

from __future__ import annotations

import marshal

from attrs import evolve

from hhrules.codegen.emit import emit
from hhrules.codegen.text.load import compile_text
from hhrules.ir import nodes as ir
from hhrules.ir.walk import loop_of, walk
from hhrules.source.text import SourceFile


def gate_code(program: ir.BookProgram, source: SourceFile) -> bytes:
    """The code of a module with `applies` alone; empty where that does not stand alone."""
    if program.applies is None:
        return b""
    bodies = {f.name: f.body for f in program.functions}
    reached: set[str] = set()
    waiting = list(walk(program.applies))
    while waiting:
        node = waiting.pop()
        loop = loop_of(node)
        if isinstance(node, ir.GroupOf) or (
            loop is not None and isinstance(loop.source, ir.Grouped)
        ):
            return b""
        if isinstance(node, ir.Call) and node.function not in reached:
            reached.add(node.function)
            waiting += walk(bodies[node.function])
    functions = tuple(f for f in program.functions if f.name in reached)
    module = emit(evolve(program, rules=(), groupings=(), functions=functions), source)
    if module.objects:
        return b""
    return marshal.dumps(compile_text(module.text, module.segments, source))
