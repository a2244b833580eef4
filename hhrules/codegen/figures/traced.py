"""Figures of the traced twin in functions of their own, so that each can be traced once."""

from __future__ import annotations

from typing import TypeAlias

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures.shared import is_long
from hhrules.ir import nodes as ir
from hhrules.ir.keys import reads

Figure: TypeAlias = ir.Aggregate | ir.Exists | ir.Pick


def figure_call(emitter: Emitter, node: Figure) -> str:
    """The call that gives a figure, or "" where it is worked out in place."""
    if emitter.figures is None or node is emitter.inside or not is_long(node.loop):
        return ""
    emitter.figures.append((node, frozenset(emitter.steady)))
    given = ", ".join((*_given(node), "env", "seen"))
    return f"traced_figure_{len(emitter.figures) - 1}({given})"


def _given(node: Figure) -> list[str]:
    return sorted(reads(node) - {"env", "given"})


def emit_figures(emitter: Emitter) -> None:
    """The functions of the figures that were called; one may call another."""
    figures = emitter.figures or []
    done = 0
    while done < len(figures):
        node, steady = figures[done]
        emitter.inside = node
        emitter.steady.clear()
        emitter.steady |= steady
        given = ", ".join((*_given(node), "env", "seen"))
        with emitter.writer.block(f"def traced_figure_{done}({given}):", node.span):
            if "given" in reads(node):
                emitter.writer.line("given = env.given")
            emitter.writer.line(f"return {emitter.form(emitter, node)}", node.span)
        emitter.writer.line()
        done += 1
    emitter.inside = None
    emitter.steady.clear()
