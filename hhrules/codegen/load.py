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

from hhrules.codegen.writer import Segment
from hhrules.runtime.namespace import Evaluators, run_code
from hhrules.source.text import SourceFile, Span

Place = tuple[int, int, int, int]
_NOWHERE = (1, 0, 1, 0)
_SIGNS = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)
_LEAVES = {int, str, bool, float, bytes, tuple, type(None), type(...)}
_LEAVES.update(sign for kind in _SIGNS for sign in kind.__subclasses__())
"""What stands in a tree and has no place, nor anything in it that has."""


def compile_text(text: str, segments: tuple[Segment, ...], source: SourceFile) -> CodeType:
    """The code object of a module, at the rulebook's positions."""
    tree = ast.parse(text)
    places = _Places(text, segments, source)
    known, find = places.known, places.find
    queue: list[ast.AST] = [tree]
    while queue:
        fields = queue.pop().__dict__
        if "lineno" in fields:
            spot = (fields["lineno"], fields["col_offset"])
            place = known.get(spot) or find(spot)
            fields["lineno"], fields["col_offset"] = place[:2]
            fields["end_lineno"], fields["end_col_offset"] = place[2:]
        for value in fields.values():
            kind = value.__class__
            if kind is list:
                queue += [v for v in value if v.__class__ not in _LEAVES]
            elif kind not in _LEAVES:
                queue.append(value)
    return compile(tree, source.name, "exec", dont_inherit=True)


class _Places:
    """Where in the rulebook each place of a module's text comes from."""

    def __init__(self, text: str, segments: tuple[Segment, ...], source: SourceFile) -> None:
        self._lines = text.split("\n")
        self._source = source
        self._starts = source.starts
        self._by_line: dict[int, list[Segment]] = {}
        for segment in segments:
            if segment.span.name == source.name:
                self._by_line.setdefault(segment.line, []).append(segment)
        self._of_span: dict[Span, Place] = {}
        self.known: dict[tuple[int, int], Place] = {}

    def find(self, spot: tuple[int, int]) -> Place:
        """The rulebook's place for a line and a byte in it: that of the innermost stretch."""
        found = self.known[spot] = self._find(*spot)
        return found

    def _find(self, line: int, offset: int) -> Place:
        said = self._lines[line - 1]
        column = offset if said.isascii() else len(said.encode()[:offset].decode())
        best: Segment | None = None
        for segment in self._by_line.get(line, ()):
            if segment.start <= column < max(segment.end, segment.start + 1) and (
                best is None or segment.end - segment.start <= best.end - best.start
            ):
                best = segment
        if best is None:
            return _NOWHERE
        place = self._of_span.get(best.span)
        if place is None:
            span = best.span
            place = (*self._position(span.start), *self._position(span.end))
            self._of_span[span] = place
        return place

    def _position(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset)
        return row, len(self._source.text[self._starts[row - 1] : offset].encode())


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
