"""Reference tables and dated values to Python: a dictionary where a table has single keys."""

from __future__ import annotations

from hhrules.codegen.certainty import NEVER_A_RANGE
from hhrules.codegen.emitter import Emitter
from hhrules.ir import nodes as ir


def emit_table(emitter: Emitter, node: ir.Lookup | ir.InTable | ir.Dated) -> str:
    """A look-up, a test for a row, or a dated figure."""
    match node:
        case ir.Lookup(table=key, column=column, keys=keys, date=date):
            table = emitter.constants.tables[key]
            if (
                table.index is not None
                and len(keys) == 1
                and date is None
                and emitter.has_one_value(keys[0])
            ):
                return _column(emitter, node)
            inner = "".join(f"{emitter.expression(k)}, " for k in keys)
            day = f", {emitter.expression(date)}" if date is not None else ""
            return f"{emitter.constants.table(key)}.look({column}, ({inner}){day})"
        case ir.InTable(operand=operand, table=key, date=date, negated=negated):
            value = emitter.stored(operand)
            table = emitter.constants.tables[key]
            if table.index is not None and len(table.keys) == 1 and operand.ty in NEVER_A_RANGE:
                sign = "not in" if negated else "in"
                asked = (
                    f"UNKNOWN if {value} is UNKNOWN else " if emitter.doubtful(operand) else ""
                )
                return f"{asked}{value} {sign} {emitter.constants.keys(key)}"
            day = f", {emitter.expression(date)}" if date is not None else ""
            text = f"{emitter.constants.table(key)}.has({value}{day})"
            if not negated:
                return text
            name = emitter.writer.temporary()
            emitter.writer.line(f"{name} = {text}", node.span)
            return f"UNKNOWN if {name} is UNKNOWN else not {name}"
        case ir.Dated(value=key, date=date, key=by):
            by_text = f", {emitter.expression(by)}" if by is not None else ""
            return f"{emitter.constants.value(key)}.on({emitter.expression(date)}{by_text})"


def _column(emitter: Emitter, node: ir.Lookup) -> str:
    table = emitter.constants.tables[node.table]
    column = emitter.constants.column(node.table, node.column)
    if table.no_row == "none":
        if not emitter.doubtful(node.keys[0]):
            return f"{column}.get({emitter.expression(node.keys[0])})"
        value = emitter.stored(node.keys[0])
        return f"UNKNOWN if {value} is UNKNOWN else {column}.get({value})"
    return f"{column}.get({emitter.expression(node.keys[0])}, UNKNOWN)"
