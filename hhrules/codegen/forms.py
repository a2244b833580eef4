"""IR expressions to Python: the text of each kind, after the statements that it needs."""

from __future__ import annotations

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.expressions.junctions import emit_junction
from hhrules.codegen.expressions.lookups import emit_table
from hhrules.codegen.expressions.operators import emit_matches, emit_op
from hhrules.codegen.expressions.presence import emit_if_none, emit_presence
from hhrules.codegen.figures.sets import emit_set
from hhrules.ir import nodes as ir


def emit_expression(emitter: Emitter, node: ir.Expr) -> str:
    """The bare text of an expression of any kind."""
    match node:
        case ir.Call(function=function, args=args):
            names = (*args, "env", *(("seen",) if emitter.traced else ()))
            return f"{emitter.prefix}{function}({', '.join(names)})"
        case ir.Const(value=value):
            return emitter.constants.literal(value)
        case ir.Unstated():
            return "UNKNOWN"
        case ir.Local(name=name):
            return name
        case ir.Fact():
            return _fact(emitter, node)
        case ir.KeyOf(group=group, index=index) if group in emitter.keyed:
            return f"{emitter.keyed[group]}[{index}]"
        case ir.KeyOf(group=group, index=index):
            return (
                f"{group}.keys[{index}]"
                if group in emitter.steady
                else _key_of(emitter, group, index)
            )
        case ir.RunEnd(run=run, end=end):
            return f"run_{end}({run})"
        case ir.Op():
            return emit_op(emitter, node)
        case ir.Matches():
            return emit_matches(emitter, node)
        case ir.Junction():
            return emit_junction(emitter, node)
        case ir.Not(operand=operand):
            value = emitter.condition(operand)
            return (
                f"UNKNOWN if {value} is UNKNOWN else not {value}"
                if emitter.doubtful(operand)
                else f"not {value}"
            )
        case ir.Presence():
            return emit_presence(emitter, node)
        case ir.IfNone():
            return emit_if_none(emitter, node)
        case ir.Lookup() | ir.InTable() | ir.Dated():
            return emit_table(emitter, node)
        case ir.With(name=name, value=value, body=body):
            emitter.steady.discard(name)
            text = emitter.expression(value)
            emitter.writer.scope.forget(name)
            emitter.writer.line(f"{name} = {text}", node.span)
            if not emitter.traced and isinstance(value, ir.GroupOf):
                emitter.writer.scope.keep(name, value)
            return emitter.expression(body)
        case ir.Aggregate() | ir.Exists() | ir.Pick() | ir.GroupOf():
            return emit_set(emitter, node)


def _key_of(emitter: Emitter, group: str, index: int) -> str:
    """A key of what may be no group."""
    call = f"key_of({group}, {index})"
    if emitter.traced:
        return call
    return f"({group}.keys[{index}] if {group}.__class__ is Group else {call})"


def _fact(emitter: Emitter, node: ir.Fact) -> str:
    if node.record == "given":
        text = f"given.get({emitter.constants.literal(node.label)}, UNKNOWN)"
    else:
        text = emitter.place(node)
    if node.convert == "yesno":
        name = emitter.writer.temporary()
        return f"(False if ({name} := {text}) is None else {name})"
    return text
