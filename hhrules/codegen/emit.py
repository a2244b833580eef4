"""A rulebook's program as one Python module: text for people, with its map to the rulebook.

After this pass: the module uses nothing but the names that `load` gives it; the text is a
function of the program alone, so two runs give the same bytes.
"""

from __future__ import annotations

from attrs import frozen

from hhrules.codegen.constants import Constants
from hhrules.codegen.expressions import Emitter
from hhrules.codegen.rules import emit_plain, emit_traced
from hhrules.codegen.sets import emit_grouping, emit_set
from hhrules.codegen.writer import Segment, Writer, short_name
from hhrules.ir import nodes as ir
from hhrules.source.text import SourceFile

GENERATOR = 1
"""Raised when the same rulebook gives other Python text; part of the cache key."""


@frozen(eq=False)
class PyModule:
    """Generated text, where each stretch of it comes from, and the objects that its names mean."""

    name: str
    text: str
    segments: tuple[Segment, ...]
    objects: dict[str, object]
    evaluators: tuple[str, ...]
    makers: tuple[str, ...]
    traced: bool


def emit(program: ir.BookProgram, source: SourceFile, *, traced: bool = False) -> PyModule:
    """The plain module, or its traced twin, of a rulebook."""
    constants = Constants(tables=dict(program.tables), values=dict(program.values))  # type: ignore[arg-type]
    body = Writer(source)
    numbers = {g.name: n for n, g in enumerate(program.groupings)}
    emitter = Emitter(body, constants, traced, numbers, emit_set)
    _applies(emitter, program)
    makers: list[str] = []
    emitter.traced = False
    for number, grouping in enumerate(program.groupings):
        makers.append(f"make_{'groups' if isinstance(grouping, ir.Grouping) else 'runs'}_{number}")
        emit_grouping(emitter, grouping, number)
        body.line()
    emitter.traced = traced
    evaluators: list[str] = []
    if traced:
        emit_traced(emitter, program)
    else:
        evaluators = emit_plain(emitter, program)
    head = _head(program, constants, traced=traced)
    shift = len(head)
    segments = tuple(Segment(s.line + shift, s.start, s.end, s.span) for s in body.segments)
    text = "\n".join([*head, *body.lines]) + "\n"
    return PyModule(source.name, text, segments, constants.objects, tuple(evaluators), tuple(makers), traced)


def _applies(emitter: Emitter, program: ir.BookProgram) -> None:
    writer = emitter.writer
    emitter.traced = False
    with writer.block("def applies(claim, env):"):
        writer.line("given = env.given")
        if program.applies is None:
            writer.line("return True")
        else:
            value = emitter.stored(program.applies)
            writer.line(f"return {value}", program.applies.span)
    writer.line()


def _head(program: ir.BookProgram, constants: Constants, *, traced: bool) -> list[str]:
    twin = " (traced)" if traced else ""
    lines = [
        f"# {program.name} {program.version}{twin}: {short_name(program.file)}",
        f"# made by generator {GENERATOR}; do not edit, edit the rulebook",
        "",
    ]
    lines.extend(f"{name} = {text}" for name, text in constants.names.items())
    lines.append("")
    return lines
