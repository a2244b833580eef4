"""What two expressions have in common: keys equal where they mean the same, what they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, fields

from hhrules.ir import nodes as ir
from hhrules.ir.expression_nodes import Noted
from hhrules.ir.walk import children

_ASIDE = frozenset({"id", "span", "label", "words"})


_PLAIN = frozenset({str, int, bool, type(None)})

_TOLD_BY: dict[type, tuple[str, ...]] = {}
"""The fields that tell what a node of a kind means."""


def _told_by(kind: type) -> tuple[str, ...]:
    names = _TOLD_BY[kind] = tuple(f.name for f in fields(kind) if f.name not in _ASIDE)
    return names


def key(node: object) -> object:
    """A hashable key without numbers and places: equal keys are equal values in one scope."""
    kind = node.__class__
    if kind in _TOLD_BY or isinstance(node, Noted):
        try:
            return node.meaning  # type: ignore[attr-defined]  # those kinds are noted
        except AttributeError:
            parts: list[object] = [kind.__name__]
            for name in _TOLD_BY.get(kind) or _told_by(kind):
                value = getattr(node, name)
                of = value.__class__
                parts.append((of.__name__, value) if of in _PLAIN else key(value))
            meaning = tuple(parts)
            object.__setattr__(node, "meaning", meaning)
            return meaning
    if isinstance(node, tuple):
        if all(part.__class__ is str for part in node):
            return ("str", node)
        return tuple(map(key, node))
    if isinstance(node, list):
        return ("list", tuple(key(n) for n in node))
    return (kind.__name__, node)


def reads(node: ir.Expr) -> frozenset[str]:
    """The variables that an expression reads and does not bind itself."""
    try:
        return node.read
    except AttributeError:
        found: set[str] = set()
        _reads(node, frozenset(), found)
        read = frozenset(found)
        object.__setattr__(node, "read", read)
        return read


def _reads(node: ir.Expr, bound: frozenset[str], found: set[str]) -> None:
    match node:
        case (
            ir.Fact(record=name)
            | ir.KeyOf(group=name)
            | ir.RunEnd(run=name)
            | ir.Local(name=name)
        ):
            if name not in bound:
                found.add(name)
        case ir.Call(args=args):
            found.update(a for a in args if a not in bound)
        case ir.With(name=name, value=value, body=body):
            _reads(value, bound, found)
            _reads(body, bound | {name}, found)
        case ir.Aggregate(loop=loop, value=value, item=item, item_conditions=more):
            inside = _loop_reads(loop, bound, found)
            if value is not None:
                _reads(value, inside, found)
            for condition in more:
                _reads(condition, inside | {item}, found)
        case ir.Exists(loop=loop):
            _loop_reads(loop, bound, found)
        case ir.Pick(loop=loop, value=value):
            _reads(value, _loop_reads(loop, bound, found), found)
        case (
            ir.Const()
            | ir.Dated()
            | ir.GroupOf()
            | ir.IfNone()
            | ir.InTable()
            | ir.Junction()
            | ir.Lookup()
            | ir.Matches()
            | ir.Not()
            | ir.Op()
            | ir.Presence()
            | ir.Unstated()
        ):
            for child in children(node):
                _reads(child, bound, found)


def _loop_reads(loop: ir.Loop, bound: frozenset[str], found: set[str]) -> frozenset[str]:
    if isinstance(loop.source, ir.Records):
        if loop.scope == "own":
            if loop.source.claim not in bound:
                found.add(loop.source.claim)
        else:
            found.add("env")
    else:
        found.add("env")
    inside = bound | {loop.var}
    if loop.scope != "own":
        inside |= {loop.claim_var}
    if loop.since is not None:
        _reads(loop.since, bound, found)
    for condition in loop.conditions:
        _reads(condition, inside, found)
    return inside


def renamed(node: ir.Expr, names: Mapping[str, str]) -> ir.Expr:
    """The same expression over other variables."""
    return _renamed(node, names)  # type: ignore[return-value]


def _renamed(node: object, names: Mapping[str, str]) -> object:
    if isinstance(node, tuple):
        return tuple(_renamed(n, names) for n in node)
    if isinstance(node, ir.Expr | ir.Loop | ir.Records | ir.Grouped):
        changes: dict[str, Any] = {}
        for f in fields(type(node)):
            value = getattr(node, f.name)
            if isinstance(value, str) and f.name in _VARIABLES.get(type(node), ()):
                changes[f.name] = names.get(value, value)
            elif f.name == "args" and isinstance(node, ir.Call):
                changes[f.name] = tuple(names.get(a, a) for a in node.args)
            elif isinstance(value, tuple | ir.Expr | ir.Loop | ir.Records | ir.Grouped):
                changes[f.name] = _renamed(value, names)
        return evolve(node, **changes) if changes else node
    return node


_VARIABLES: Mapping[type, tuple[str, ...]] = {
    ir.Fact: ("record",),
    ir.KeyOf: ("group",),
    ir.RunEnd: ("run",),
    ir.Local: ("name",),
    ir.Records: ("claim",),
    ir.Loop: ("var", "claim_var"),
    ir.With: ("name",),
    ir.Aggregate: ("item",),
}
