"""IR of single values and conditions: constants, facts, operators, tables."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from hhrules.source.text import Span
from hhrules.values.types import Ty


@frozen(eq=False, kw_only=True)
class Expression:
    """What all expressions have."""

    id: int
    ty: Ty
    span: Span
    uncertain: bool = True


@frozen(eq=False, kw_only=True)
class Const(Expression):
    """A value that the rulebook states: None for none."""

    value: object


@frozen(eq=False, kw_only=True)
class Unstated(Expression):
    """A value that policy does not state; `label` says which, in the field's words."""

    label: str


@frozen(eq=False, kw_only=True)
class Local(Expression):
    """A variable: a record, a group, a `let` or a shared definition."""

    name: str


@frozen(eq=False, kw_only=True)
class Fact(Expression):
    """A fact of a record: its name, and how the document's form becomes a value."""

    record: str  # the variable that holds the record
    path: tuple[str, ...]
    label: str
    convert: Literal["", "money", "yesno", "percent", "list"] = ""


@frozen(eq=False, kw_only=True)
class KeyOf(Expression):
    """Key number `index` of the group (or run) in variable `group`."""

    group: str
    index: int
    label: str


@frozen(eq=False, kw_only=True)
class RunEnd(Expression):
    """First or last day of the run in variable `run`."""

    run: str
    end: Literal["first", "last"]
    label: str


@frozen(eq=False, kw_only=True)
class Op(Expression):
    """A total function of its arguments: `runtime.namespace.NAMES` holds them all."""

    op: str
    args: tuple[Expression, ...]


@frozen(eq=False, kw_only=True)
class Matches(Expression):
    """Whether a code is in a set of codes, patterns (`042X`) and spans (`G8978 to G8999`)."""

    operand: Expression
    codes: tuple[object, ...]
    patterns: tuple[str, ...]
    spans: tuple[tuple[object, object], ...]
    negated: bool


@frozen(eq=False, kw_only=True)
class Junction(Expression):
    """Kleene `and`, `or` or `none` (none of) over conditions, left to right."""

    op: Literal["and", "or", "none"]
    items: tuple[Expression, ...]


@frozen(eq=False, kw_only=True)
class Not(Expression):
    """Kleene negation."""

    operand: Expression


@frozen(eq=False, kw_only=True)
class Presence(Expression):
    """Whether a value is none (three-valued) or missing/known (always yes or no)."""

    operand: Expression
    test: Literal["none", "not none", "missing", "known"]


@frozen(eq=False, kw_only=True)
class IfNone(Expression):
    """`value`, or `otherwise` where it is none (or, with `missing`, not known)."""

    value: Expression
    otherwise: Expression
    missing: bool


@frozen(eq=False, kw_only=True)
class Lookup(Expression):
    """A column of a reference table's row for the keys; `date` picks among dated rows."""

    table: str  # key of Program.tables
    column: int
    keys: tuple[Expression, ...]
    date: Expression | None
    label: str


@frozen(eq=False, kw_only=True)
class InTable(Expression):
    """Whether a table has a row (in force on `date`, if dated) with that first key."""

    operand: Expression
    table: str
    date: Expression | None
    negated: bool


@frozen(eq=False, kw_only=True)
class Dated(Expression):
    """The row of a `value` in force on a date."""

    value: str  # key of Program.values
    date: Expression
    key: Expression | None
    label: str


@frozen(eq=False, kw_only=True)
class With(Expression):
    """`value` bound to variable `name` while `body` is worked out."""

    name: str
    value: Expression
    body: Expression


@frozen(eq=False, kw_only=True)
class Call(Expression):
    """A definition's result for the records in the variables `args`."""

    function: str
    args: tuple[str, ...]
    label: str
