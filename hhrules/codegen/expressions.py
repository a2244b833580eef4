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
from hhrules.ir.keys import key
from hhrules.values.codes import spans_fit
from hhrules.values.truth import UNKNOWN
from hhrules.values.types import CODE, DATE, TEXT, WHOLE, YESNO, ListOf, SetTy

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


_FEW = 4
"""A list is asked for so many codes one by one."""


def _divides(args: tuple[ir.Expression, ...]) -> bool:
    """Whether the divisor is a stated number that is not zero."""
    return isinstance(args[1], ir.Const) and args[1].value not in (0, None)


def _is_whole(node: ir.Expression) -> bool:
    """Whether a known value of this expression is a Python int."""
    match node:
        case ir.Const(value=value):
            return isinstance(value, int)
        case ir.Fact(ty=ty):
            return ty == WHOLE
        case ir.Op(op="add" | "sub" | "mul", args=args):
            return (node.op == "sub" and args[0].ty == DATE) or all(_is_whole(a) for a in args)
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
    runnings: list[tuple[object, object]] = field(factory=list)  # figures along the lines
    steady: set[str] = field(
        factory=set
    )  # group variables that are groups, never none or unknown

    def expression(self, node: ir.Expression) -> str:
        """The Python text of an expression, marked with its place."""
        if not self.traced:
            known = self.writer.scope.find(node)
            if known is not None:
                return known
        text = self._expression(node)
        if self.traced and not isinstance(node, ir.With):
            record = (
                f", {node.record}"
                if isinstance(node, ir.Fact) and node.record != "given"
                else ""
            )
            text = f"seen({node.id}, {text}{record})"
        return self.writer.mark(text, node.span)

    def doubtful(self, node: ir.Expression) -> bool:
        """Whether the value may be unknown (or a range)."""
        if not self.traced and key(node) in self.writer.scope.sure:
            return False
        match node:
            case ir.Const():
                return False
            case ir.Fact() | ir.Local():
                return node.uncertain
            case ir.Op(op="belongs"):
                return False
            case ir.Op(op="div", args=args):
                return not _divides(args) or self.doubtful(args[0])
            case ir.Op(args=args):
                return any(self.doubtful(a) for a in args)
            case ir.Matches(operand=operand) | ir.Not(operand=operand):
                return self.doubtful(operand)
            case ir.Presence(operand=operand, test=test):
                return test in ("none", "not none") and self.doubtful(operand)
            case ir.Junction(op=op, items=items):
                return self._any_doubtful(op, items)
            case ir.Lookup(keys=keys, date=None) if not self.traced:
                return not self._full(node) or any(self.doubtful(k) for k in keys)
            case ir.InTable(operand=operand, date=None, table=table):
                indexed = self.constants.tables[table].index is not None
                return not indexed or self.doubtful(operand)
            case ir.Exists() | ir.Aggregate(op="count" | "sum") if not self.traced:
                return self._doubtful_set(node)
            case ir.IfNone(value=value, otherwise=otherwise, missing=missing):
                return self.doubtful(otherwise) or (not missing and self.doubtful(value))
            case _:
                return True

    def _any_doubtful(self, op: str, items: tuple[ir.Expression, ...]) -> bool:
        """Whether one of several conditions is, given that those before it did not settle the answer."""
        kept = self.writer.scope
        self.writer.scope = kept.copy()
        try:
            for item in items:
                if self.doubtful(item):
                    return True
                if not self.traced:
                    self.writer.scope.learn(item, outcome=op == "and")
            return False
        finally:
            self.writer.scope = kept

    def _full(self, node: ir.Lookup) -> bool:
        """Whether a table says something of every key."""
        table = self.constants.tables[node.table]
        if table.index is None or len(node.keys) != 1 or not self._one_value(node.keys[0]):
            return False
        return table.no_row == "none" and UNKNOWN not in table.column(node.column).values()

    def _one_value(self, node: ir.Expression) -> bool:
        """Whether a value is never a range."""
        if node.ty in _NEVER_A_RANGE or isinstance(node, ir.Fact | ir.Const):
            return True
        if not self.doubtful(node):
            return True
        return isinstance(node, ir.Op) and node.op == "year_of"

    def _doubtful_set(self, node: ir.Exists | ir.Aggregate) -> bool:
        loop = node.loop
        if (
            loop.scope != "own"
            or not isinstance(loop.source, ir.Records)
            or loop.source.path != ("lines",)
        ):
            return True
        return True

    def nullable(self, node: ir.Expression) -> bool:
        """Whether the value may be none."""
        if not self.traced and key(node) in self.writer.scope.some:
            return False
        match node:
            case ir.Const(value=value):
                return value is None
            case ir.Fact():
                return node.uncertain and node.convert != "yesno"
            case ir.Op(args=args, ty=ty):
                return ty != YESNO and any(self.nullable(a) for a in args)
            case (
                ir.Matches()
                | ir.Junction()
                | ir.Presence()
                | ir.Exists()
                | ir.InTable()
                | ir.Not()
            ):
                return False
            case ir.Aggregate(op="count" | "sum" | "count distinct"):
                return False
            case _:
                return True

    def stored(self, node: ir.Expression) -> str:
        """The value of an expression in a variable (or a name or literal that needs none)."""
        text = self.expression(node)
        if plain(text).isidentifier() or plain(text) in ("True", "False", "None"):
            if isinstance(node, ir.Junction | ir.Exists) and not self.traced:
                self.writer.scope.keep(plain(text), node)
            return plain(text)
        name = self.writer.temporary()
        self.writer.line(f"{name} = {text}", node.span)
        if not self.traced:
            self.writer.scope.keep(name, node)
        return name

    def condition(self, node: ir.Expression) -> str:
        """The value of a condition in a variable; none counts as no."""
        value = self.stored(node)
        if not _may_be_none(node, self.functions):
            return value
        known = self.writer.scope.find(node, "condition")
        if known is not None and not self.traced:
            return known
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
                return (
                    f"{group}.keys[{index}]"
                    if group in self.steady
                    else f"key_of({group}, {index})"
                )
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
                return (
                    f"UNKNOWN if {value} is UNKNOWN else not {value}"
                    if self.doubtful(operand)
                    else f"not {value}"
                )
            case ir.Presence():
                return self._presence(node)
            case ir.IfNone():
                return self._if_none(node)
            case ir.Lookup() | ir.InTable() | ir.Dated():
                return self._table(node)
            case ir.With(name=name, value=value, body=body):
                self.steady.discard(name)
                text = self.expression(value)
                self.writer.scope.forget(name)
                self.writer.line(f"{name} = {text}", node.span)
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
        if (
            node.op in ("eq", "ne")
            and not self.traced
            and all(self._one_value(a) for a in node.args)
        ):
            return self._same(node)
        if not self.traced and not any(self.doubtful(a) or self.nullable(a) for a in node.args):
            plain_text = self._known_op(node)
            if plain_text is not None:
                return plain_text
        return f"{node.op}({', '.join(self.expression(a) for a in node.args)})"

    def _known_op(self, node: ir.Op) -> str | None:
        """The operator in plain Python, for values that are neither unknown nor none."""
        args = node.args
        match node.op:
            case "eq" | "ne":
                sign = "==" if node.op == "eq" else "!="
                return f"{self._operand(args[0])} {sign} {self._operand(args[1])}"
            case "sub" if args[0].ty == DATE:
                return f"({self._operand(args[0])} - {self._operand(args[1])}).days"
            case "add" | "sub" | "mul":
                sign = {"add": "+", "sub": "-", "mul": "*"}[node.op]
                return f"{self._operand(args[0])} {sign} {self._operand(args[1])}"
            case "year_of":
                return f"{self._operand(args[0])}.year"
            case "between":
                return f"{self._operand(args[1])} <= {self._operand(args[0])} <= {self._operand(args[2])}"
            case "floor":
                return self._whole(args[0])
            case "div" if _divides(args):
                return f"exact_div({self.expression(args[0])}, {self.expression(args[1])})"
            case "contains":
                return f"{self._operand(args[1])} in {self._operand(args[0])}"
            case "includes_any" | "includes_none":
                return self._includes(node)
            case _:
                return None

    def _operand(self, node: ir.Expression) -> str:
        return self._inner(self.expression(node))

    def _whole(self, node: ir.Expression) -> str | None:
        """The whole part of a quotient by a stated whole number."""
        if (
            isinstance(node, ir.Op)
            and node.op == "div"
            and _divides(node.args)
            and _is_whole(node.args[0])
        ):
            return f"{self._operand(node.args[0])} // {self._operand(node.args[1])}"
        return None

    def _includes(self, node: ir.Op) -> str | None:
        codes, patterns, spans = (a.value for a in node.args[1:] if isinstance(a, ir.Const))
        if patterns or spans or not isinstance(codes, tuple) or len(codes) > _FEW:
            return None
        items = self.stored(node.args[0])
        tests = " or ".join(f"{self.constants.literal(c)} in {items}" for c in codes)
        if node.op == "includes_none":
            return f"not ({tests})"
        return tests if len(codes) == 1 else f"({tests})"

    def _asked(self, node: ir.Expression) -> tuple[str, str, str]:
        """An operand: its text where first named, its name after that, and whether to ask for it."""
        if not self.doubtful(node):
            text = self.expression(node)
            return text, text, ""
        name = self.stored(node)
        return name, name, name

    def _compare(self, node: ir.Op) -> str:
        left, right = node.args
        sign = _ORDER[node.op]
        if self.doubtful(left) and self.doubtful(right):
            one, two = self.stored(left), self.stored(right)
            some = self._some((left, one), (right, two))
            return (
                f"UNKNOWN if {one} is UNKNOWN or {two} is UNKNOWN else {some}{one} {sign} {two}"
            )
        if not self.doubtful(left) and not self.doubtful(right):
            one = self.stored(left) if self.nullable(left) else self.expression(left)
            two = self.stored(right) if self.nullable(right) else self.expression(right)
            some = self._some((left, one), (right, two))
            return f"{some}{self._inner(one)} {sign} {self._inner(two)}"
        left_first, left_name, left_asked = self._asked(left)
        right_first, right_name, right_asked = self._asked(right)
        if left_asked:
            right_name = self.stored(right) if self.nullable(right) else right_name
        else:
            left_name = self.stored(left) if self.nullable(left) else left_name
        first = left_first if left_asked else right_first
        some = self._some((left, left_name), (right, right_name))
        return f"UNKNOWN if {first} is UNKNOWN else {some}{left_name} {sign} {right_name}"

    def _some(self, *sides: tuple[ir.Expression, str]) -> str:
        """The tests that none of these values is none, each followed by `and`."""
        return "".join(
            f"{name} is not None and " for node, name in sides if self.nullable(node)
        )

    def _inner(self, text: str) -> str:
        """An operand's text, in brackets unless it is plain."""
        bare = plain(text)
        return (
            text
            if bare.replace(".", "").replace("_", "").isalnum() or bare.endswith(")")
            else f"({text})"
        )

    def _same(self, node: ir.Op) -> str:
        sign = "==" if node.op == "eq" else "!="
        left, right = node.args
        if self.doubtful(left) and self.doubtful(right):
            one, two = self.stored(left), self.stored(right)
            return f"UNKNOWN if {one} is UNKNOWN or {two} is UNKNOWN else {one} {sign} {two}"
        left_first, left_name, left_asked = self._asked(left)
        right_first, right_name, right_asked = self._asked(right)
        if not left_asked and not right_asked:
            return f"{self._inner(left_name)} {sign} {self._inner(right_name)}"
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
            test = (
                f"not {test}" if test.startswith("(") else test.replace(" in ", " not in ", 1)
            )
        return f"UNKNOWN if {first} is UNKNOWN else {test}" if asked else test

    def _membership(self, node: ir.Matches, name: str) -> str:
        loose = tuple(s for s in node.spans if not spans_fit(*s))
        spans = tuple(s for s in node.spans if spans_fit(*s))
        codes = self.constants.code_set(node.codes, node.patterns, spans)
        if not loose:
            return f"{name} in {codes}"
        bounds = " or ".join(
            f"{self.constants.literal(low)} <= {name} <= {self.constants.literal(high)}"
            for low, high in loose
        )
        return f"({name} is not None and ({name} in {codes} or {bounds}))"

    def _junction(self, node: ir.Junction) -> str:
        if not self.traced:
            text = self._plain_junction(node)
            if text is not None:
                return text
        if len(node.items) == 1 and node.op != "none":
            return self.condition(node.items[0])
        if not self.traced and not self.doubtful(node):
            return self._sure_junction(node)
        goes_on, settled = (
            ("is not False", "is not True")
            if node.op == "and"
            else ("is not True", "is not False")
        )
        name = self.writer.temporary()
        self.writer.line(f"{name} = {self.condition(node.items[0])}", node.items[0].span)
        sure = not self.doubtful(node.items[0])
        for number, item in enumerate(node.items[1:]):
            with self.writer.block(f"if {name} {goes_on}:"):
                if not self.traced and sure and number == 0:
                    self.writer.scope.learn(node.items[0], outcome=node.op == "and")
                other = self.condition(item)
                with self.writer.block(f"if {other} {settled}:"):
                    self.writer.line(f"{name} = {other}", item.span)
        if node.op == "none":
            return (
                f"UNKNOWN if {name} is UNKNOWN else not {name}"
                if self.doubtful(node)
                else f"not {name}"
            )
        return name

    def _sure_junction(self, node: ir.Junction) -> str:
        """Parts that are all known, of which some need statements."""
        name = self.writer.temporary()
        self.writer.line(f"{name} = {self.condition(node.items[0])}", node.items[0].span)
        for number, item in enumerate(node.items[1:]):
            with self.writer.block(f"if {name}:" if node.op == "and" else f"if not {name}:"):
                for earlier in node.items[: number + 1]:
                    self.writer.scope.learn(earlier, outcome=node.op == "and")
                self.writer.line(f"{name} = {self.expression(item)}", item.span)
        return f"not {name}" if node.op == "none" else name

    def _plain_junction(self, node: ir.Junction) -> str | None:
        """`a and b` where every part is known and needs no statement of its own."""
        kept = (
            self.writer.scope,
            len(self.writer.lines),
            len(self.writer.segments),
            self.writer.temporaries,
        )
        self.writer.scope = kept[0].copy()
        parts: list[str] = []
        try:
            for item in node.items:
                if self.doubtful(item) or _may_be_none(item, self.functions):
                    return None
                parts.append(self.expression(item))
                if len(self.writer.lines) != kept[1]:
                    return None
                self.writer.scope.learn(item, outcome=node.op == "and")
        finally:
            self.writer.scope = kept[0]
            del self.writer.lines[kept[1] :]
            del self.writer.segments[kept[2] :]
        word = " and " if node.op == "and" else " or "
        text = word.join(self._bracketed(p) for p in parts)
        return f"not ({text})" if node.op == "none" else text

    def _bracketed(self, text: str) -> str:
        bare = plain(text)
        return (
            f"({text})"
            if " and " in bare or " or " in bare or bare.startswith("not ")
            else text
        )

    def _presence(self, node: ir.Presence) -> str:
        value = self.stored(node.operand)
        doubt = (
            "" if not self.doubtful(node.operand) else f"UNKNOWN if {value} is UNKNOWN else "
        )
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
                    f"({value} is not None and {value} != [])"
                    if listed
                    else f"{value} is not None"
                )
                return f"{doubt}{some}"
            case test:
                plain_fact = (
                    isinstance(node.operand, ir.Fact) or node.operand.ty in _NEVER_A_RANGE
                )
                asked = f"{value} is UNKNOWN" if plain_fact else f"is_missing({value})"
                if test == "missing":
                    return asked
                return f"{value} is not UNKNOWN" if plain_fact else f"not {asked}"

    def _if_none(self, node: ir.IfNone) -> str:
        name = self.writer.temporary()
        self.writer.line(f"{name} = {self.expression(node.value)}", node.value.span)
        test = (
            f"if {name} is None or is_missing({name}):"
            if node.missing
            else f"if {name} is None:"
        )
        with self.writer.block(test):
            self.writer.line(f"{name} = {self.expression(node.otherwise)}", node.otherwise.span)
        return name

    # -------------------------------------------------------------------------- tables

    def _table(self, node: ir.Lookup | ir.InTable | ir.Dated) -> str:
        match node:
            case ir.Lookup(table=key, column=column, keys=keys, date=date):
                table = self.constants.tables[key]
                if (
                    table.index is not None
                    and len(keys) == 1
                    and date is None
                    and self._one_value(keys[0])
                ):
                    return self._column(node)
                inner = "".join(f"{self.expression(k)}, " for k in keys)
                day = f", {self.expression(date)}" if date is not None else ""
                return f"{self.constants.table(key)}.look({column}, ({inner}){day})"
            case ir.InTable(operand=operand, table=key, date=date, negated=negated):
                value = self.stored(operand)
                table = self.constants.tables[key]
                if (
                    table.index is not None
                    and len(table.keys) == 1
                    and operand.ty in _NEVER_A_RANGE
                ):
                    sign = "not in" if negated else "in"
                    asked = (
                        f"UNKNOWN if {value} is UNKNOWN else " if self.doubtful(operand) else ""
                    )
                    return f"{asked}{value} {sign} {self.constants.keys(key)}"
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
            if not self.doubtful(node.keys[0]):
                return f"{column}.get({self.expression(node.keys[0])})"
            value = self.stored(node.keys[0])
            return f"UNKNOWN if {value} is UNKNOWN else {column}.get({value})"
        return f"{column}.get({self.expression(node.keys[0])}, UNKNOWN)"
