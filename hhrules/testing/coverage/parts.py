"""What examples can show of a rulebook: its conditions, rows and stand-ins, each at its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from attrs import define, field, frozen

from hhrules.source.text import SourceFile, Span, one_line
from hhrules.syntax import nodes as n
from hhrules.syntax.walk import children

Word: TypeAlias = Literal["yes", "no", "unknown"]
WORDS: tuple[Word, ...] = ("yes", "no", "unknown")

Key: TypeAlias = tuple[int, int]
"""A part by the offsets at which it begins and ends."""


@frozen
class Excluded:
    """A value that a condition cannot have, and why."""

    word: str
    reason: str


@define
class Part:
    """A condition, a row of a table, or a stand-in (`if none`)."""

    kind: Literal["condition", "list of conditions", "row", "stand-in"]
    where: str  # the rule, definition, table or value that holds it; "" for the header
    line: int
    text: str
    span: Span
    wanted: tuple[str, ...]
    seen: dict[str, int] = field(factory=dict)  # how often
    excluded: list[Excluded] = field(factory=list)

    @property
    def missing(self) -> tuple[str, ...]:
        """What no example has shown."""
        out = {e.word for e in self.excluded}
        return tuple(w for w in self.wanted if w not in self.seen and w not in out)

    @property
    def counted(self) -> tuple[str, ...]:
        """What can be shown."""
        out = {e.word for e in self.excluded} - set(self.seen)
        return tuple(w for w in self.wanted if w not in out)


def parts_of(source: SourceFile, tree: n.Rulebook) -> dict[Key, Part]:
    """The parts of a rulebook by their places; examples and messages have none."""
    found: dict[Key, Part] = {}
    for block in (tree.header, *tree.blocks):
        if isinstance(block, n.Example | n.ExampleTable):
            continue
        for part in _parts(source, block, _name(block)):
            found.setdefault((part.span.start, part.span.end), part)
    return found


def _name(block: n.Block | n.RulebookHeader) -> str:
    match block:
        case n.Rule(id=name):
            return name
        case n.RulebookHeader():
            return ""
        case _:
            return str(getattr(getattr(block, "name", None), "text", ""))


_CONDITIONS = (
    n.Compare,
    n.OneOf,
    n.Between,
    n.Presence,
    n.Include,
    n.Exists,
    n.Mentions,
    n.SaysMore,
    n.Holds,
)


def _parts(source: SourceFile, node: object, where: str) -> Iterator[Part]:
    match node:
        case n.TableBlock(grid=grid, keys=keys):
            if grid is not None and keys:
                yield from (_part(source, "row", where, r.span, ("hit",)) for r in grid.rows)
            return
        case n.ValueBlock(grid=grid):
            if grid is not None:
                yield from (_part(source, "row", where, r.span, ("hit",)) for r in grid.rows)
            return
        case n.Template():
            return
        case n.IfNone(span=span):
            yield _part(source, "stand-in", where, span, ("the value", "the stand-in"))
        case n.Junction(span=span):
            yield _part(source, "list of conditions", where, span, WORDS)
        case _ if isinstance(node, _CONDITIONS):
            yield _part(source, "condition", where, node.span, WORDS)
        case _:
            pass
    for child in children(node):
        yield from _parts(source, child, where)


def _part(
    source: SourceFile,
    kind: Literal["condition", "list of conditions", "row", "stand-in"],
    where: str,
    span: Span,
    wanted: tuple[str, ...],
) -> Part:
    text = one_line(source.slice(span))
    return Part(kind, where, source.position(span.start)[0], text, span, wanted)
