"""Generated text to functions whose code points at the rulebook.

The text is parsed, each node gets the place of the innermost stretch that covers it, and the
tree is compiled under the rulebook's name; a traceback then shows the rulebook's own line.
Nothing is reachable from the code but the names given here; builtins are empty.
"""

from __future__ import annotations

import ast
import datetime as dt
import linecache
from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from types import CodeType
from typing import Any

from attrs import frozen

from hhrules.codegen.writer import Segment
from hhrules.runtime import operators, sets
from hhrules.source.text import SourceFile
from hhrules.values.numbers import Range
from hhrules.values.truth import UNKNOWN

_NAMES: dict[str, object] = {
    **operators.OPERATORS,
    "is_none": operators.is_none,
    "is_missing": operators.is_missing,
    **{
        f.__name__: f
        for f in (
            sets.belongs, sets.count_of, sets.distinct_in, sets.extreme_of, sets.group_of, sets.in_run,
            sets.key_of, sets.make_runs, sets.pick_of, sets.run_first, sets.run_last, sets.run_of,
            sets.sum_of,
        )
    },
    "Groups": sets.Groups,
    "Sum": sets.Sum,
    "Range": Range,
    "frozenset": frozenset,
    "int": int,
    "UNKNOWN": UNKNOWN,
    "date": dt.date,
    "Fraction": Fraction,
}


@frozen(eq=False)
class Evaluators:
    """The functions of one loaded module."""

    applies: Callable[..., Any]
    functions: tuple[Callable[..., Any], ...]
    makers: tuple[Callable[..., Any], ...]
    namespace: dict[str, Any]


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
    node: Any, by_line: dict[int, list[Segment]], source: SourceFile, starts: tuple[int, ...],
    lines: list[str],
) -> None:
    column = len(lines[node.lineno - 1].encode()[: node.col_offset].decode(errors="ignore"))
    best: Segment | None = None
    for segment in by_line.get(node.lineno, ()):
        inside = segment.start <= column < max(segment.end, segment.start + 1)
        if inside and segment.span.name == source.name and (
            best is None or segment.end - segment.start <= best.end - best.start
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
    code: CodeType, source: SourceFile | None, objects: dict[str, object], evaluators: tuple[str, ...],
    makers: tuple[str, ...],
) -> Evaluators:
    """The functions of a code object, with nothing else in reach."""
    namespace: dict[str, Any] = {"__builtins__": {}, "__name__": "rulebook", **_NAMES, **objects}
    if source is not None:
        linecache.cache[source.name] = (
            len(source.text), None, source.text.splitlines(keepends=True), source.name,
        )
    exec(code, namespace)
    return Evaluators(
        namespace["applies"], tuple(namespace[n] for n in evaluators),
        tuple(namespace[n] for n in makers), namespace,
    )
