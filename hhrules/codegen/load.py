"""Generated text to functions whose code points at the rulebook.

The text is parsed, each node gets the place of the innermost stretch that covers it, and the
tree is compiled under the rulebook's name; a traceback then shows the rulebook's own line.
Nothing is reachable from the code but the names given here; builtins are empty.
"""

from __future__ import annotations

import ast
import linecache
from bisect import bisect_right
from types import CodeType
from typing import Any

from hhrules.codegen.writer import Segment
from hhrules.runtime.namespace import Evaluators, run_code
from hhrules.source.text import SourceFile


def compile_text(text: str, segments: tuple[Segment, ...], source: SourceFile) -> CodeType:
    """The code object of a module, at the rulebook's positions."""
    tree = ast.parse(text)
    by_line: dict[int, list[Segment]] = {}
    for segment in segments:
        by_line.setdefault(segment.line, []).append(segment)
    starts = source.starts
    lines = text.split("\n")
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            _place(node, by_line, source, starts, lines)
    return compile(tree, source.name, "exec", dont_inherit=True)


def _place(
    node: Any,
    by_line: dict[int, list[Segment]],
    source: SourceFile,
    starts: tuple[int, ...],
    lines: list[str],
) -> None:
    column = len(lines[node.lineno - 1].encode()[: node.col_offset].decode(errors="ignore"))
    best: Segment | None = None
    for segment in by_line.get(node.lineno, ()):
        inside = segment.start <= column < max(segment.end, segment.start + 1)
        if (
            inside
            and segment.span.name == source.name
            and (best is None or segment.end - segment.start <= best.end - best.start)
        ):
            best = segment
    if best is None:
        node.lineno = node.end_lineno = 1
        node.col_offset = node.end_col_offset = 0
        return
    node.lineno, node.col_offset = _position(source, starts, best.span.start)
    node.end_lineno, node.end_col_offset = _position(source, starts, best.span.end)


def _position(source: SourceFile, starts: tuple[int, ...], offset: int) -> tuple[int, int]:
    row = bisect_right(starts, offset)
    return row, len(source.text[starts[row - 1] : offset].encode())


def run(
    code: CodeType,
    source: SourceFile,
    objects: dict[str, object],
    evaluators: tuple[str, ...],
    makers: tuple[str, ...],
) -> Evaluators:
    """The functions of a module, with the rulebook's text at hand for tracebacks."""
    linecache.cache[source.name] = (
        len(source.text),
        None,
        source.text.splitlines(keepends=True),
        source.name,
    )
    return run_code(code, objects, evaluators, makers)
