"""IR of expressions: values, conditions, and figures over sets of records or groups."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from hhrules.source.text import Span
from hhrules.values.types import Ty


class Noted:
    """Room in a node, which never changes, for what was found out of it."""

    __slots__ = ("meaning", "read")
    meaning: object  # `keys.key` of the node
    read: frozenset[str]  # `keys.reads` of an expression


@frozen(eq=False, kw_only=True)
class Expression(Noted):
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
    optional: bool = False  # may be none even where it is not uncertain


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
    args: tuple[Expr, ...]


@frozen(eq=False, kw_only=True)
class Matches(Expression):
    """Whether a code is in a set of codes, patterns (`042X`) and spans (`G8978 to G8999`)."""

    operand: Expr
    codes: tuple[object, ...]
    patterns: tuple[str, ...]
    spans: tuple[tuple[object, object], ...]
    negated: bool


@frozen(eq=False, kw_only=True)
class Junction(Expression):
    """Kleene `and`, `or` or `none` (none of) over conditions, left to right."""

    op: Literal["and", "or", "none"]
    items: tuple[Expr, ...]


@frozen(eq=False, kw_only=True)
class Not(Expression):
    """Kleene negation."""

    operand: Expr


@frozen(eq=False, kw_only=True)
class Presence(Expression):
    """Whether a value is none (three-valued) or missing/known (always yes or no)."""

    operand: Expr
    test: Literal["none", "not none", "missing", "known"]


@frozen(eq=False, kw_only=True)
class IfNone(Expression):
    """`value`, or `otherwise` where it is none (or, with `missing`, not known)."""

    value: Expr
    otherwise: Expr
    missing: bool


@frozen(eq=False, kw_only=True)
class Lookup(Expression):
    """A column of a reference table's row for the keys; `date` picks among dated rows."""

    table: str  # key of Program.tables
    column: int
    keys: tuple[Expr, ...]
    date: Expr | None
    label: str


@frozen(eq=False, kw_only=True)
class InTable(Expression):
    """Whether a table has a row (in force on `date`, if dated) with that first key."""

    operand: Expr
    table: str
    date: Expr | None
    negated: bool


@frozen(eq=False, kw_only=True)
class Dated(Expression):
    """The row of a `value` in force on a date."""

    value: str  # key of Program.values
    date: Expr
    key: Expr | None
    label: str


@frozen(eq=False, kw_only=True)
class With(Expression):
    """`value` bound to variable `name` while `body` is worked out."""

    name: str
    value: Expr
    body: Expr


@frozen(eq=False, kw_only=True)
class Call(Expression):
    """A definition's result for the records in the variables `args`."""

    function: str
    args: tuple[str, ...]
    label: str


Across: TypeAlias = Literal["own", "earlier", "all"]
"""On which claims members stand: on this one, on earlier ones, on both."""


@frozen(eq=False, kw_only=True)
class Records(Noted):
    """The records of a list of the claim in variable `claim`; UNKNOWN if it was not sent."""

    claim: str
    path: tuple[str, ...]
    label: str  # plural, for `missing`


@frozen(eq=False, kw_only=True)
class Grouped(Noted):
    """The groups of a defined grouping, made once per claim (`Program.groupings`)."""

    grouping: str
    label: str


Source: TypeAlias = Records | Grouped


@frozen(eq=False, kw_only=True)
class Loop(Noted):
    """Members of a source that meet all conditions; one left open makes a member uncertain.

    `scope`: the claim's own members, those of earlier claims, or both. `claim_var` is the
    variable of the claim that the member stands on. Where history is not complete back to
    `since` (a date; None: for all time), further members may exist: `reach`.
    """

    id: int
    var: str
    claim_var: str
    source: Source
    conditions: tuple[Expr, ...]
    scope: Across = "own"
    every_provider: bool = False
    since: Expr | None = None
    span: Span


@frozen(eq=False, kw_only=True)
class Aggregate(Expression):
    """A figure over a set. `value` is what is summed or compared; a list of it is flattened."""

    op: Literal["sum", "count", "count distinct", "earliest", "latest", "largest", "smallest"]
    loop: Loop
    value: Expr | None
    flat: bool = False  # `value` is a list whose items count
    item: str = ""  # variable of one item, where `flat`
    item_conditions: tuple[Expr, ...] = ()


@frozen(eq=False, kw_only=True)
class Exists(Expression):
    """Whether a set has a member (or, negated, has none)."""

    loop: Loop
    negated: bool


@frozen(eq=False, kw_only=True)
class Pick(Expression):
    """The one record with the given keys (`occurrences for 61`), and then a fact of it.

    No such record in a list that was sent: none. `total` adds up the facts of all that match.
    """

    loop: Loop
    value: Expr
    total: bool = False


@frozen(eq=False, kw_only=True)
class GroupOf(Expression):
    """The group (or run) of a grouping to which the subject belongs; None if to none."""

    grouping: str
    keys: tuple[Expr, ...]
    date: Expr | None  # for runs


Expr: TypeAlias = (
    Call
    | Const
    | Unstated
    | Local
    | Fact
    | KeyOf
    | RunEnd
    | Op
    | Matches
    | Junction
    | Not
    | Presence
    | IfNone
    | Lookup
    | InTable
    | Dated
    | Aggregate
    | Exists
    | Pick
    | GroupOf
    | With
)
"""Every kind of expression: what a pass that matches on them must cover."""
