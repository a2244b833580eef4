"""Going through a tree: children, all nodes, and the tree as an s-expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import attrs

from hhrules.source.text import Span
from hhrules.syntax import nodes, tree_blocks, tree_sentences, tree_tables

_HOMES = {m.__name__ for m in (nodes, tree_blocks, tree_sentences, tree_tables)}
_UNSHOWN = ("comments",)
_KNOWN: dict[str, tuple[str, ...]] = {}
Node = TypeVar("Node")


def with_fields(node: Node, **fields: object) -> Node:
    """The node with other values in some fields."""
    return attrs.evolve(node, **fields)  # type: ignore[misc]  # `node` makes attrs classes


def _fields(node: object) -> tuple[str, ...]:
    """The fields of a node that say something: all but places and comments."""
    kind = type(node)
    if kind.__name__ not in _KNOWN and attrs.has(kind):
        _KNOWN[kind.__name__] = tuple(
            f.name
            for f in attrs.fields(kind)
            if "span" not in f.name and f.name not in _UNSHOWN
        )
    return _KNOWN[kind.__name__]


def is_node(value: object) -> bool:
    """Whether a value is a node of the tree (not a place, a word or a number)."""
    kind = value.__class__
    known = _IS_NODE.get(kind)
    if known is None:
        known = _IS_NODE[kind] = kind.__module__ in _HOMES
    return known


_IS_NODE: dict[type, bool] = {}


def children(node: object) -> Iterator[object]:
    """The nodes directly below `node`, in reading order of its fields."""
    for name in _fields(node):
        value = getattr(node, name)
        if value.__class__ is tuple:
            yield from filter(is_node, value)
        elif value is not None and is_node(value):
            yield value


def walk(node: object) -> Iterator[object]:
    """`node` and all nodes below it, each before its children."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed([*children(node)])


def nodes_in(block: object) -> tuple[object, ...]:
    """The same of a block or header, found once for it."""
    found = _NODES_IN.get(block)
    if found is None:
        found = _NODES_IN[block] = tuple(walk(block))[1:]
    return (block, *found)


_NODES_IN: WeakKeyDictionary[object, tuple[object, ...]] = WeakKeyDictionary()
"""What stands below blocks that were asked for; it goes with them."""


_SLOTS: dict[type, tuple[tuple[Callable[..., Any], Callable[..., None]], ...]] = {}
"""How the fields of each kind of node are read and filled; none for what is no node."""


def moved(node: Node, by: int) -> Node:
    """The same tree, or part of one, `by` characters further on in its source."""
    kind: type = node.__class__
    if isinstance(node, Span):
        return Span(node.name, node.start + by, node.end + by)  # type: ignore[return-value]
    if isinstance(node, tuple):
        return tuple([moved(item, by) for item in node])  # type: ignore[return-value]
    slots = _SLOTS.get(kind)
    if slots is None:
        slots = _SLOTS[kind] = _slots_of(kind)
    if not slots:
        return node
    made: Any = object.__new__(kind)
    for read, fill in slots:
        part = read(node)
        fill(made, part if part is None or part.__class__ is str else moved(part, by))
    return made  # type: ignore[no-any-return]


def _slots_of(kind: type) -> tuple[tuple[Callable[..., Any], Callable[..., None]], ...]:
    if not attrs.has(kind):
        return ()
    members = (getattr(kind, f.name) for f in attrs.fields(kind))
    return tuple((m.__get__, m.__set__) for m in members)


def span_of(node: object) -> Span:
    """The place of a node."""
    span: object = getattr(node, "span", None)
    if isinstance(span, Span):
        return span
    raise TypeError(type(node).__name__)


def dump(node: object, depth: int = 0) -> str:
    """The tree as an s-expression without places; equal dumps mean equal trees."""
    return "\n".join(_dumped(node, depth))


def _dumped(node: object, depth: int) -> Iterator[str]:
    pad = "  " * depth
    plain: list[str] = []
    nested: list[tuple[str, object]] = []
    for name in _fields(node):
        value = getattr(node, name)
        if is_node(value) or (isinstance(value, tuple) and any(is_node(v) for v in value)):
            nested.append((name, value))
        elif value not in (None, (), "", False):
            plain.append(f"{name}={value!r}")
    head = " ".join([type(node).__name__, *plain])
    if not nested:
        yield f"{pad}({head})"
        return
    yield f"{pad}({head}"
    for name, value in nested:
        yield f"{pad}  {name}:"
        for item in value if isinstance(value, tuple) else (value,):
            if is_node(item):
                yield from _dumped(item, depth + 2)
            else:
                yield f"{pad}    {item!r}"
    yield f"{pad})"
