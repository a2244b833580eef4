"""Generated text to functions whose code points at the rulebook.

The text is parsed, each node gets the place of the innermost stretch that covers it, and the
tree is compiled under the rulebook's name; a traceback then shows the rulebook's own line.
Nothing is reachable from the code but the names given here; builtins are empty.
"""

from __future__ import annotations

import ast
import linecache
from bisect import bisect_right
from collections.abc import Iterator
from types import CodeType
from typing import TypeGuard

from attrs import define, field

from hhrules.codegen.writer import Segment
from hhrules.runtime.namespace import Evaluators, run_code
from hhrules.source.text import SourceFile, Span

Place = tuple[int, int, int, int]
_NOWHERE = (1, 0, 1, 0)
_SIGNS = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)
_LEAVES = {int, str, bool, float, bytes, tuple, type(None), type(...)}
_LEAVES.update(sign for kind in _SIGNS for sign in kind.__subclasses__())
"""What stands in a tree and has no place, nor anything in it that has."""


@define(eq=False)
class KeptCode:
    """The functions of modules that were compiled before, for the next version of one rulebook."""

    functions: dict[object, CodeType] = field(factory=dict)


def compile_text(
    text: str,
    segments: tuple[Segment, ...],
    source: SourceFile,
    kept: KeptCode | None = None,
) -> CodeType:
    """The code object of a module, at the rulebook's positions.

    With `kept`, functions of the same text at the same positions as before are taken over.
    """
    places = _Places(text, segments, source)
    if kept is None:
        return _compiled(text, places, 0)
    lines = text.split("\n")
    skeleton = [*lines]
    functions: dict[str, CodeType] = {}
    now: dict[object, CodeType] = {}
    for first, end in _functions(lines):
        body = "\n".join(lines[first:end])
        key = (body, places.of_lines(first, end))
        code = kept.functions.get(key)
        if code is None:
            code = next(c for c in _compiled(body, places, first).co_consts if _is_code(c))
        now[key] = functions[code.co_name] = code
        skeleton[first + 1 : end] = ["    pass", *[""] * (end - first - 2)]
    kept.functions = now
    whole = _compiled("\n".join(skeleton), places, 0)
    consts = (functions[c.co_name] if _is_code(c) else c for c in whole.co_consts)
    return whole.replace(co_consts=tuple(consts))


def _is_code(value: object) -> TypeGuard[CodeType]:
    return isinstance(value, CodeType)


def _functions(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The first line of each function of a module, and the one after its last, from 0."""
    first = -1
    for number, line in enumerate(lines):
        if line and not line.startswith(" "):
            if first >= 0:
                yield first, number
            first = number if line.startswith("def ") else -1
    if first >= 0:
        yield first, len(lines)


def _compiled(text: str, places: _Places, above: int) -> CodeType:
    """A text compiled, `above` lines of its module standing before it."""
    tree = ast.parse(text)
    known, find = places.known, places.find
    queue: list[ast.AST] = [tree]
    while queue:
        fields = queue.pop().__dict__
        if "lineno" in fields:
            spot = (fields["lineno"] + above, fields["col_offset"])
            place = known.get(spot) or find(spot)
            fields["lineno"], fields["col_offset"] = place[:2]
            fields["end_lineno"], fields["end_col_offset"] = place[2:]
        for value in fields.values():
            kind = value.__class__
            if kind is list:
                queue += [v for v in value if v.__class__ not in _LEAVES]
            elif kind not in _LEAVES:
                queue.append(value)
    return compile(tree, places.name, "exec", dont_inherit=True)


class _Places:
    """Where in the rulebook each place of a module's text comes from."""

    def __init__(self, text: str, segments: tuple[Segment, ...], source: SourceFile) -> None:
        self.name = source.name
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
        return self._place_of(best.span)

    def of_lines(self, first: int, end: int) -> object:
        """Where the stretches of some lines, from 0, come from: equal where these are."""
        place_of = self._place_of
        return tuple(
            (row - first, s.start, s.end, place_of(s.span))
            for row in range(first, end)
            for s in self._by_line.get(row + 1, ())
        )

    def _place_of(self, span: Span) -> Place:
        place = self._of_span.get(span)
        if place is None:
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
