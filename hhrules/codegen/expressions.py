"""IR expressions to Python: an expression text, after the statements that it needs.

Where the checker proved a value known, the text is plain Python; where it may be unknown, the
text asks. The traced twin differs in one place: every expression passes through `seen`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import define, field

from hhrules.codegen.constants import Constants
from hhrules.codegen.writer import Writer, plain
from hhrules.ir import nodes as ir
from hhrules.values.codes import spans_fit
from hhrules.values.types import CODE, DATE, TEXT, YESNO, ListOf, SetTy

_ORDER = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_NEVER_A_RANGE = (CODE, TEXT, DATE, YESNO)


def _may_be_none(node: ir.Expression, functions: Mapping[str, ir.Expression]) -> bool:
    """Whether a yes or no may come out as none: looked up, picked, named or taken from one."""
    match node:
        case ir.With(body=body):
            return _may_be_none(body, functions)
        case ir.Call(function=name):
            return _may_be_none(functions[name], functions)
        case ir.Local() | ir.KeyOf() | ir.Lookup() | ir.Dated() | ir.Pick() | ir.IfNone():
            return True
        case ir.Op(op=op):
            return op == "if_missing"
        case _:
            return False


@define(eq=False)
class Emitter:
    """Writes the functions of one module."""

    writer: Writer
    constants: Constants
    traced: bool
    groupings: dict[str, int]
    sets: Callable[[Emitter, ir.Expression], str]
    functions: dict[str, ir.Expression] = field(factory=dict)  # bodies of definitions
    prefix: str = ""  # of definitions' functions: the traced twin has its own
    steady: set[str] = field(factory=set)  # group variables that are groups, never none or unknown
    shared: dict[int, str] = field(factory=dict)  # node number -> variable worked out before

    def expression(self, node: ir.Expression) -> str:
        """The Python text of an expression, marked with its place."""
        known = self.shared.get(id(node))
        if known is not None:
            return known
        text = self._expression(node)
        if self.traced and not isinstance(node, ir.With):
            record = f", {node.record}" if isinstance(node, ir.Fact) and node.record != "given" else ""
            text = f"seen({node.id}, {text}{record})"
        return self.writer.mark(text, node.span)

    def doubtful(self, node: ir.Expression) -> bool:
        """Whether the value may be unknown (or a range, or none)."""
        match node:
            case ir.Const():
                return False
            case ir.Fact() | ir.Local():
                return node.uncertain
            case ir.Op(op="belongs"):
                return False
            case ir.Op(op=op, args=args):
                return op == "div" or any(self.doubtful(a) for a in args)
            case ir.Matches(operand=operand) | ir.Not(operand=operand):
                return self.doubtful(operand)
            case ir.Presence(operand=operand, test=test):
                return test in ("none", "not none") and self.doubtful(operand)
            case ir.Junction(items=items):
                return any(self.doubtful(i) for i in items)
            case ir.IfNone(value=value, otherwise=otherwise, missing=missing):
                return self.doubtful(otherwise) or (not missing and self.doubtful(value))
            case _:
                return True

    def stored(self, node: ir.Expression) -> str:
        """The value of an expression in a variable (or a name or literal that needs none)."""
        text = self.expression(node)
        if plain(text).isidentifier() or plain(text) in ("True", "False", "None"):
            return plain(text)
        name = self.writer.temporary()
        self.writer.line(f"{name} = {text}", node.span)
        return name

    def condition(self, node: ir.Expression) -> str:
        """The value of a condition in a variable; none counts as no."""
        value = self.stored(node)
        if not _may_be_none(node, self.functions):
            return value
        name = self.writer.temporary()
        self.writer.line(f"{name} = False if {value} is None else {value}", node.span)
        return name

    def _expression(self, node: ir.Expression) -> str:
        match node:
            case ir.Call(function=function, args=args):
                return f"{self.prefix}{function}({', '.join(args)}, env{', seen' if self.traced else ''})"
            case ir.Const(value=value):
                return self.constants.literal(value)
            case ir.Unstated():
                return "UNKNOWN"
            case ir.Local(name=name):
                return name
            case ir.Fact():
                return self._fact(node)
            case ir.KeyOf(group=group, index=index):
                return f"{group}.keys[{index}]" if group in self.steady else f"key_of({group}, {index})"
            case ir.RunEnd(run=run, end=end):
                return f"run_{end}({run})"
            case ir.Op():
                return self._op(node)
            case ir.Matches():
                return self._matches(node)
            case ir.Junction():
                return self._junction(node)
            case ir.Not(operand=operand):
                value = self.condition(operand)
                return f"UNKNOWN if {value} is UNKNOWN else not {value}" if self.doubtful(operand) else f"not {value}"
            case ir.Presence():
                return self._presence(node)
            case ir.IfNone():
                return self._if_none(node)
            case ir.Lookup() | ir.InTable() | ir.Dated():
                return self._table(node)
            case ir.With(name=name, value=value, body=body):
                self.steady.discard(name)
                self.writer.line(f"{name} = {self.expression(value)}", node.span)
                return self.expression(body)
            case _:
                return self.sets(self, node)

    def _fact(self, node: ir.Fact) -> str:
        if node.record == "given":
            text = f"given.get({self.constants.literal(node.label)}, UNKNOWN)"
        else:
            text = ".".join((node.record, *node.path))
        if node.convert == "yesno":
            name = self.writer.temporary()
            return f"(False if ({name} := {text}) is None else {name})"
        return text

    # -------------------------------------------------------------------------- operators

    def _op(self, node: ir.Op) -> str:
        if node.op in _ORDER and not self.traced:
            return self._compare(node)
        if node.op in ("eq", "ne") and not self.traced and all(
            a.ty in _NEVER_A_RANGE for a in node.args
        ):
            return self._same(node)
        return f"{node.op}({', '.join(self.expression(a) for a in node.args)})"

    def _asked(self, node: ir.Expression) -> tuple[str, str, str]:
        """An operand: its text where first named, its name after that, and whether to ask for it."""
        text = self.expression(node)
        bare = plain(text)
        if not self.doubtful(node):
            return text, text, ""
        if bare.isidentifier():
            return text, text, bare
        name = self.writer.temporary()
        return f"({name} := {text})", name, name

    def _compare(self, node: ir.Op) -> str:
        left, right = node.args
        sign = _ORDER[node.op]
        if self.doubtful(left) and self.doubtful(right):
            one, two = self.stored(left), self.stored(right)
            return (
                f"UNKNOWN if {one} is UNKNOWN or {two} is UNKNOWN else "
                f"{one} is not None and {two} is not None and {one} {sign} {two}"
            )
        left_first, left_name, left_asked = self._asked(left)
        right_first, right_name, right_asked = self._asked(right)
        asked = left_asked or right_asked
        if not asked:
            return f"{left_name} {sign} {right_name}"
        first = left_first if left_asked else right_first
        return f"UNKNOWN if {first} is UNKNOWN else {asked} is not None and {left_name} {sign} {right_name}"

    def _same(self, node: ir.Op) -> str:
        sign = "==" if node.op == "eq" else "!="
        left, right = node.args
        if self.doubtful(left) and self.doubtful(right):
            one, two = self.stored(left), self.stored(right)
            return f"UNKNOWN if {one} is UNKNOWN or {two} is UNKNOWN else {one} {sign} {two}"
        left_first, left_name, left_asked = self._asked(left)
        right_first, right_name, right_asked = self._asked(right)
        if not left_asked and not right_asked:
            return f"{left_name} {sign} {right_name}"
        asked = left_first if left_asked else right_first
        return f"UNKNOWN if {asked} is UNKNOWN else {left_name} {sign} {right_name}"

    def _matches(self, node: ir.Matches) -> str:
        if node.operand.ty not in _NEVER_A_RANGE:
            call = "is_none_of" if node.negated else "is_one_of"
            parts = ", ".join(self.constants.literal(p) for p in (node.codes, node.spans))
            return f"{call}({self.expression(node.operand)}, {parts})"
        first, name, asked = self._asked(node.operand)
        test = self._membership(node, name)
        if node.negated:
            test = f"not {test}" if test.startswith("(") else test.replace(" in ", " not in ", 1)
        return f"UNKNOWN if {first} is UNKNOWN else {test}" if asked else test

    def _membership(self, node: ir.Matches, name: str) -> str:
        loose = tuple(s for s in node.spans if not spans_fit(*s))
        spans = tuple(s for s in node.spans if spans_fit(*s))
        codes = self.constants.code_set(node.codes, node.patterns, spans)
        if not loose:
            return f"{name} in {codes}"
        bounds = " or ".join(
            f"{self.constants.literal(low)} <= {name} <= {self.constants.literal(high)}" for low, high in loose
        )
        return f"({name} is not None and ({name} in {codes} or {bounds}))"

    def _junction(self, node: ir.Junction) -> str:
        goes_on, settled = ("is not False", "is not True") if node.op == "and" else ("is not True", "is not False")
        name = self.writer.temporary()
        first = node.items[0]
        may_be_none = _may_be_none(first, self.functions)
        text = self.condition(first) if may_be_none else self.expression(first)
        self.writer.line(f"{name} = {text}", first.span)
        for item in node.items[1:]:
            with self.writer.block(f"if {name} {goes_on}:"):
                other = self.condition(item)
                with self.writer.block(f"if {other} {settled}:"):
                    self.writer.line(f"{name} = {other}", item.span)
        if node.op == "none":
            return f"UNKNOWN if {name} is UNKNOWN else not {name}"
        return name

    def _presence(self, node: ir.Presence) -> str:
        value = self.stored(node.operand)
        listed = isinstance(node.operand.ty, ListOf | SetTy)
        none = f"{value} is None or {value} == []" if listed else f"{value} is None"
        present = f"{value} is not None and {value} != []" if listed else f"{value} is not None"
        match node.test:
            case "none":
                return f"UNKNOWN if {value} is UNKNOWN else ({none})"
            case "not none":
                return f"UNKNOWN if {value} is UNKNOWN else ({present})"
            case "missing":
                return f"is_missing({value})"
            case _:
                return f"not is_missing({value})"

    def _if_none(self, node: ir.IfNone) -> str:
        name = self.writer.temporary()
        self.writer.line(f"{name} = {self.expression(node.value)}", node.value.span)
        test = f"if {name} is None or is_missing({name}):" if node.missing else f"if {name} is None:"
        with self.writer.block(test):
            self.writer.line(f"{name} = {self.expression(node.otherwise)}", node.otherwise.span)
        return name

    # -------------------------------------------------------------------------- tables

    def _table(self, node: ir.Lookup | ir.InTable | ir.Dated) -> str:
        match node:
            case ir.Lookup(table=key, column=column, keys=keys, date=date):
                table = self.constants.tables[key]
                if table.index is not None and len(keys) == 1 and date is None and (
                    keys[0].ty in _NEVER_A_RANGE
                ):
                    return self._column(node)
                inner = "".join(f"{self.expression(k)}, " for k in keys)
                day = f", {self.expression(date)}" if date is not None else ""
                return f"{self.constants.table(key)}.look({column}, ({inner}){day})"
            case ir.InTable(operand=operand, table=key, date=date, negated=negated):
                value = self.stored(operand)
                table = self.constants.tables[key]
                if table.index is not None and len(table.keys) == 1 and operand.ty in _NEVER_A_RANGE:
                    sign = "not in" if negated else "in"
                    return f"UNKNOWN if {value} is UNKNOWN else {value} {sign} {self.constants.keys(key)}"
                day = f", {self.expression(date)}" if date is not None else ""
                text = f"{self.constants.table(key)}.has({value}{day})"
                if not negated:
                    return text
                name = self.writer.temporary()
                self.writer.line(f"{name} = {text}", node.span)
                return f"UNKNOWN if {name} is UNKNOWN else not {name}"
            case ir.Dated(value=key, date=date, key=by):
                by_text = f", {self.expression(by)}" if by is not None else ""
                return f"{self.constants.value(key)}.on({self.expression(date)}{by_text})"

    def _column(self, node: ir.Lookup) -> str:
        table = self.constants.tables[node.table]
        column = self.constants.column(node.table, node.column)
        if table.no_row == "none":
            value = self.stored(node.keys[0])
            return f"UNKNOWN if {value} is UNKNOWN else {column}.get({value})"
        return f"{column}.get({self.expression(node.keys[0])}, UNKNOWN)"
