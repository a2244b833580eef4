"""Tests for none and for what was not sent, to Python."""

from __future__ import annotations

from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir
from hhrules.values.types import ListOf, SetTy


def emit_presence(emitter: Emitter, node: ir.Presence) -> str:
    """Whether a value is none, was not sent, or is known."""
    value = emitter.stored(node.operand)
    doubt = "" if not emitter.doubtful(node.operand) else f"UNKNOWN if {value} is UNKNOWN else "
    listed = isinstance(node.operand.ty, ListOf | SetTy)
    match node.test:
        case "none":
            return (
                f"{doubt}({value} is None or {value} == [])"
                if listed
                else f"{doubt}{value} is None"
            )
        case "not none":
            some = (
                f"({value} is not None and {value} != [])" if listed else f"{value} is not None"
            )
            return f"{doubt}{some}"
        case test:
            plain_fact = emitter.has_one_value(node.operand)
            asked = f"{value} is UNKNOWN" if plain_fact else f"is_missing({value})"
            if test == "missing":
                return asked
            return f"{value} is not UNKNOWN" if plain_fact else f"not {asked}"


def emit_if_none(emitter: Emitter, node: ir.IfNone) -> str:
    """A value, or what stands in for it."""
    name = emitter.writer.temporary()
    emitter.writer.line(f"{name} = {emitter.expression(node.value)}", node.value.span)
    asked = f"{name} is UNKNOWN" if emitter.has_one_value(node.value) else f"is_missing({name})"
    test = f"if {name} is None or {asked}:" if node.missing else f"if {name} is None:"
    with emitter.writer.block(test):
        emitter.writer.line(
            f"{name} = {emitter.expression(node.otherwise)}", node.otherwise.span
        )
    if not emitter.traced:
        emitter.writer.scope.keep(name, node)
    return name
