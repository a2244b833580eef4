"""IR: what a rulebook means, with every name bound and every type known.

Invariants:
- every expression has a type, a span and a number that is unique within its rule;
- `uncertain` says that the value may be UNKNOWN (or, for a number, a Range); where it is
  False the generated code does not ask;
- a variable is bound before it is used; loops, lets and groups are the only binders.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, TypeVar

from attrs import field, frozen

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
    """A fact of a record; `label` is its name, `convert` how the document's form becomes a value."""

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
    """A total function of its arguments: see `runtime.operators.OPERATORS` for the list."""

    op: str
    args: tuple[Expression, ...]


@frozen(eq=False, kw_only=True)
class Matches(Expression):
    """Whether a code is in a set of codes, patterns (`042X`) and spans (`G8978 to G8999`)."""

    operand: Expression
    codes: tuple[str, ...]
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
    """Whether a table has a row whose first key is the operand (in force on `date`, if dated)."""

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


# ------------------------------------------------------------------------------- sets


@frozen(eq=False, kw_only=True)
class Records:
    """The records of a list of the claim in variable `claim`; UNKNOWN if the list was not sent."""

    claim: str
    path: tuple[str, ...]
    label: str  # plural, for `missing`


@frozen(eq=False, kw_only=True)
class Grouped:
    """The groups of a defined grouping, made once per claim (`Program.groupings`)."""

    grouping: str
    label: str


Source: TypeAlias = Records | Grouped


@frozen(eq=False, kw_only=True)
class Loop:
    """Members of a source that meet all conditions; a condition unknown makes the member uncertain.

    `scope`: the claim's own members, those of earlier claims, or both. `claim_var` is the
    variable of the claim that the member stands on. Where history is not complete back to
    `since` (a date; None: for all time), further members may exist: `reach`.
    """

    id: int
    var: str
    claim_var: str
    source: Source
    conditions: tuple[Expression, ...]
    scope: Literal["own", "earlier", "all"] = "own"
    every_provider: bool = False
    since: Expression | None = None
    span: Span


@frozen(eq=False, kw_only=True)
class Aggregate(Expression):
    """A figure over a set. `value` is what is summed or compared; a list of it is flattened."""

    op: Literal["sum", "count", "count distinct", "earliest", "latest", "largest", "smallest"]
    loop: Loop
    value: Expression | None
    flat: bool = False  # `value` is a list whose items count
    item: str = ""  # variable of one item, where `flat`
    item_conditions: tuple[Expression, ...] = ()


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
    value: Expression
    total: bool = False


@frozen(eq=False, kw_only=True)
class GroupOf(Expression):
    """The group (or run) of a grouping to which the subject belongs; None if it belongs to none."""

    grouping: str
    keys: tuple[Expression, ...]
    date: Expression | None  # for runs


@frozen(eq=False, kw_only=True)
class With(Expression):
    """`value` bound to variable `name` while `body` is worked out; none or unknown if it is so."""

    name: str
    value: Expression
    body: Expression


@frozen(eq=False, kw_only=True)
class Call(Expression):
    """A definition's result for the records in the variables `args`."""

    function: str
    args: tuple[str, ...]
    label: str


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

# ------------------------------------------------------------------------------- groupings


@frozen(eq=False, kw_only=True)
class Grouping:
    """`grouped by`: members of `loop` put together by the values of `keys`."""

    name: str
    loop: Loop
    keys: tuple[Expression, ...]
    key_names: tuple[str, ...]
    date_key: int | None
    numbered: bool  # members have line numbers
    span: Span


@frozen(eq=False, kw_only=True)
class RunGrouping:
    """`runs of`: members of `loop` in date order, parted by `same` keys and by gaps over `gap` days."""

    name: str
    loop: Loop
    same: tuple[Expression, ...]
    key_names: tuple[str, ...]
    date: Expression
    gap: Expression
    every_provider: bool
    across: bool
    span: Span


# ------------------------------------------------------------------------------- rules


@frozen(eq=False, kw_only=True)
class Text:
    """A message with places; `parts` are strings and expressions in turn."""

    parts: tuple[str | Expression, ...]


@frozen(eq=False, kw_only=True)
class Payment:
    """The share that is taken away: numerator and denominator as policy writes them."""

    numerator: Expression
    denominator: Expression | None  # None: numerator is a share (percent) of one


@frozen(eq=False, kw_only=True)
class Check:
    """One `require` and what follows from its breach."""

    condition: Expression
    action: str
    target: str | None
    payment: Payment | None
    message: Text | None
    fix: Text | None
    span: Span


@frozen(eq=False, kw_only=True)
class Bind:
    """A `let`, or a fact's stand-in."""

    name: str  # variable
    words: str
    value: Expression


@frozen(eq=False, kw_only=True)
class Guard:
    """A `when` (or `unless`, negated inside)."""

    condition: Expression
    words: str


@frozen(eq=False, kw_only=True)
class Rule:
    """A rule, ready to run on each subject."""

    id: str
    title: str
    book: str
    level: str
    subject: str  # kind: "claim", "line", a record's or a group's singular
    loop: Loop | None  # the subjects; None: the claim
    in_force: Expression | None  # None: always
    anchor: Expression | None  # the date that names the version in force
    switches: tuple[Guard, ...]  # conditions on the claim alone; no: the rule is not entered
    steps: tuple[Bind | Guard, ...]
    checks: tuple[Check, ...]
    certainty: str
    cites: tuple[str, ...]
    notes: tuple[str, ...]
    assumed: tuple[str, ...]
    date: Expression | None  # the subject's own date, for the report
    span: Span
    version: int = 1  # a rule may stand again for other days; each is a version of it


@frozen(eq=False, kw_only=True)
class Function:
    """A definition as it is read in one kind of place: its parameters are records and claims."""

    name: str
    words: str
    params: tuple[str, ...]
    body: Expression
    span: Span


@frozen(eq=False, kw_only=True)
class BookProgram:
    """A rulebook ready for code generation."""

    name: str
    title: str
    version: str
    sha256: str
    file: str
    applies: Expression | None
    rules: tuple[Rule, ...]
    groupings: tuple[Grouping | RunGrouping, ...]
    functions: tuple[Function, ...]
    tables: dict[str, object] = field(factory=dict)
    values: dict[str, object] = field(factory=dict)
    phrases: dict[str, tuple[str, ...]] = field(factory=dict)


NODES = (
    Expression,
    Loop,
    Records,
    Grouped,
    Grouping,
    RunGrouping,
    Text,
    Payment,
    Check,
    Bind,
    Guard,
    Rule,
    Function,
)
"""Everything that a pass may meet inside a program."""

Any_ = TypeVar("Any_")
