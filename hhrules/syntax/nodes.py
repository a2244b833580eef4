"""The syntax tree of a rulebook: one class for each construct, closed unions for each kind.

Nodes are compared by identity, since later passes key side tables by node. Every node has a
span. Nothing is resolved here: a name is a chain of words, a literal keeps its text.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, TypeVar, dataclass_transform

from attrs import field, frozen

from hhrules.source.text import Span

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def node(cls: type[_Class]) -> type[_Class]:
    """Make a node class: frozen, compared by identity."""
    return frozen(cls, eq=False)


# --------------------------------------------------------------------------- expressions

LiteralKind: TypeAlias = Literal[
    "number",  # 17, 0421, 97110, 2.5: bare digits keep their text, the checker types them
    "code",  # KX, G0151, PT_SLP
    "pattern",  # 042X, 34X
    "text",  # "in quotes": text without the quotes
    "date",  # 2024-03-01
    "duration",  # 30 days, 1 day, 2 months, 2 business days, 48 hours
    "money",  # $1,980.00
    "percent",  # 25%
    "yes",
    "no",
]


@node
class Lit:
    """A literal with its text as written (a text literal: without quotes, escapes undone)."""

    kind: LiteralKind
    text: str
    span: Span


@node
class Ref:
    """A name, or names joined by `of`: `service date`, `type of bill`, `unit basis minutes of outpatient codes`.

    `keys` are the look-up keys after `for`, `as_of` the date after `as of`. The resolver joins
    the longest vocabulary entry out of `parts`.
    """

    parts: tuple[str, ...]
    part_spans: tuple[Span, ...]
    span: Span
    keys: tuple[Expr, ...] = ()
    as_of: Expr | None = None

    @property
    def text(self) -> str:
        """The name as written."""
        return " of ".join(self.parts)


@node
class RangeLit:
    """`G8978 to G8999`, `8 to 22`, `2020 to 2022`: joins literals only, both ends counted."""

    low: Lit
    high: Lit
    span: Span


@node
class Arith:
    """`+ - * /`; blanks stand around each."""

    op: Literal["+", "-", "*", "/"]
    left: Expr
    right: Expr
    span: Span


@node
class Shift:
    """`30 days after D`, `1 day before D`; with months also `rounded up` or `rounded down`."""

    amount: Expr
    direction: Literal["after", "before"]
    date: Expr
    span: Span
    rounding: Literal["up", "down"] | None = None


@node
class Aggregate:
    """`sum of F of S`, `count of S`, `count of distinct F of S`, `earliest/latest/largest/smallest F of S`."""

    op: Literal["sum", "count", "count distinct", "earliest", "latest", "largest", "smallest"]
    over: Ref  # the chain after the keyword: field(s) and set, joined by `of`, not yet split
    windows: tuple[Window, ...]
    span: Span


@node
class Pick:
    """`earlier of A and B`, `later of`, `smaller of`, `larger of`."""

    op: Literal["earlier", "later", "smaller", "larger"]
    left: Expr
    right: Expr
    span: Span


@node
class WholePart:
    """`whole part of (E)`."""

    operand: Expr
    span: Span


@node
class YearOf:
    """`year of D`."""

    operand: Expr
    span: Span


@node
class MonthEnd:
    """`last day of the month of D`."""

    operand: Expr
    span: Span


@node
class IfNone:
    """`A if none B`; with `missing`, `A if missing or none B`."""

    value: Expr
    missing: bool
    otherwise: Expr
    span: Span


Expr: TypeAlias = (
    Lit
    | Ref
    | RangeLit
    | Arith
    | Shift
    | Aggregate
    | Pick
    | WholePart
    | YearOf
    | MonthEnd
    | IfNone
)

# --------------------------------------------------------------------------- sets and windows


@node
class InTheSame:
    """`in the same discipline`."""

    key: Ref
    span: Span


@node
class InThis:
    """`in this treatment day`."""

    group: Ref
    span: Span


@node
class RelativeTo:
    """`before this line`, `up to this line`."""

    op: Literal["before", "up to"]
    subject: Ref
    span: Span


@node
class AfterDate:
    """`after D`: dated later than D."""

    date: Expr
    span: Span


@node
class DatedBetween:
    """`dated between D and D`: both days count."""

    low: Expr
    high: Expr
    span: Span


@node
class Across:
    """`across earlier claims`, `across all claims`; `of every provider` widens it past this agency."""

    scope: Literal["earlier", "all"]
    every_provider: bool
    span: Span


Window: TypeAlias = InTheSame | InThis | RelativeTo | AfterDate | DatedBetween | Across


@node
class SetExpr:
    """A set by name with its windows and an optional `where` (a condition or a list)."""

    name: Ref
    windows: tuple[Window, ...]
    where: Condition | None
    span: Span


# --------------------------------------------------------------------------- conditions


@node
class Compare:
    """`A is B`, `is more than`, `is on or before` ...; `op` is the words after `is` ("" for plain `is`)."""

    left: Expr
    op: Literal[
        "",
        "not",
        "more than",
        "less than",
        "at least",
        "at most",
        "before",
        "after",
        "on or before",
        "on or after",
    ]
    right: Expr
    span: Span


@node
class OneOf:
    """`A is one of X, Y to Z`, `is not one of`; an item may be a list name."""

    left: Expr
    negated: bool
    items: tuple[Expr, ...]
    span: Span


@node
class Between:
    """`A is between B and C`."""

    operand: Expr
    low: Expr
    high: Expr
    span: Span


@node
class Presence:
    """`is none`, `is not none`, `is missing`, `is known`."""

    operand: Expr
    test: Literal["none", "not none", "missing", "known"]
    span: Span


@node
class Include:
    """`modifiers include KX`, `include one of`, `include all of`, `include none of`."""

    operand: Expr
    mode: Literal["one", "one of", "all of", "none of"]
    items: tuple[Expr, ...]
    span: Span


@node
class Exists:
    """`there is a S …`, `there is no S …`; the set's name stands in the singular."""

    positive: bool
    members: SetExpr
    span: Span


@node
class Mentions:
    """`T mentions one of P`, `T mentions none of P`."""

    operand: Expr
    negated: bool
    phrases: Ref
    span: Span


@node
class SaysMore:
    """`T says more than P`."""

    operand: Expr
    phrases: Ref
    span: Span


@node
class Holds:
    """A yes/no fact or definition said by its name."""

    name: Ref
    span: Span


@node
class Not:
    """`not F`."""

    operand: Condition
    span: Span


@node
class Junction:
    """`A and B and C`, `A or B or C`, and the lists `all of`, `any of`, `none of`.

    `listed` tells the indented form from the sentence.
    """

    op: Literal["and", "or", "none"]
    items: tuple[Condition, ...]
    listed: bool
    span: Span


Condition: TypeAlias = (
    Compare
    | OneOf
    | Between
    | Presence
    | Include
    | Exists
    | Mentions
    | SaysMore
    | Holds
    | Not
    | Junction
)

# --------------------------------------------------------------------------- text with {names}


@node
class Template:
    """Text with places: strings and expressions in turn, as they stand between the quotes."""

    parts: tuple[str | Expr, ...]
    span: Span


# --------------------------------------------------------------------------- tables


@node
class AnyCell:
    """`any`: every value of the column."""

    span: Span


@node
class OtherwiseCell:
    """`otherwise`: what no other row says."""

    span: Span


@node
class UndeterminedCell:
    """`undetermined`: policy does not say."""

    span: Span


@node
class NoneCell:
    """`none` or `is none`: known to be none."""

    span: Span


@node
class MissingCell:
    """`is missing`: not sent (examples only)."""

    span: Span


@node
class NotGivenCell:
    """`-`: this column says nothing in this row (examples only)."""

    span: Span


@node
class BoundCell:
    """`on or after 2019-06-01`, `more than 60`, `less than 3`, `before 2019-06-01` ..."""

    op: Literal[
        "more than",
        "less than",
        "at least",
        "at most",
        "before",
        "after",
        "on or before",
        "on or after",
    ]
    value: Lit
    span: Span


@node
class ListCell:
    """`G0299, G0300` or `2023, 2024` or a range `2020 to 2022`: one or more literals and ranges."""

    items: tuple[Lit | RangeLit | Ref, ...]
    span: Span


@node
class ExpectCell:
    """A cell of an `expect` column: outcome, and the payment fraction after `by`."""

    outcome: Literal["met", "violated", "undetermined", "not applicable"]
    span: Span
    fraction: str | None = None  # "6/30" or "25%", as written
    action: str | None = None  # `violated with warn`: which action


Cell: TypeAlias = (
    ListCell
    | AnyCell
    | OtherwiseCell
    | UndeterminedCell
    | NoneCell
    | MissingCell
    | NotGivenCell
    | BoundCell
    | ExpectCell
)


@node
class Header:
    """A column head: a name, with a key (`date of occurrence 61`) or a line (`hcpcs of line 2`).

    `name` is the words up to the key or number, `key` that literal if there is one.
    """

    name: Ref
    key: Lit | None
    span: Span


@node
class Row:
    """A table row."""

    cells: tuple[Cell, ...]
    span: Span


@node
class Grid:
    """A head row and the rows below it."""

    header: tuple[Header, ...]
    rows: tuple[Row, ...]
    span: Span


# --------------------------------------------------------------------------- header of a rulebook


@node
class Cite:
    """One `cite` clause."""

    text: str
    span: Span


@node
class Use:
    """`uses ID` or `extends ID`."""

    rulebook: str
    span: Span


@node
class RulebookHeader:
    """`rulebook ID` and the clauses below it."""

    name: str
    title: str
    version: str
    uses: tuple[Use, ...]
    extends: Use | None
    applies: Condition | None
    dated_by: Ref | None
    cites: tuple[Cite, ...]
    span: Span


# --------------------------------------------------------------------------- blocks


@node
class DefineCondition:
    """`define N as CONDITION`: a yes/no."""

    name: Ref
    condition: Condition
    span: Span


@node
class DefineExpression:
    """`define N as EXPRESSION`: a value, or, where the name is a set's, the same set under another name."""

    name: Ref
    value: Expr
    span: Span
    called: str | None = None


@node
class DefineSet:
    """`define N as SET windows where CONDITION`; `called` names one member where the plural is irregular."""

    name: Ref
    members: SetExpr
    span: Span
    called: str | None = None


@node
class DefineGroups:
    """`define N as SET windows grouped by K, K`."""

    name: Ref
    members: SetExpr
    keys: tuple[Ref, ...]
    span: Span
    called: str | None = None


@node
class DefineRuns:
    """`define N as runs of SET windows with gaps of at most D`."""

    name: Ref
    members: SetExpr
    gap: Expr
    span: Span
    called: str | None = None


@node
class TableBlock:
    """`table N by K, K` with rows below or `from file "…"`; without `by`, a list of phrases or codes.

    `no_row`: None, or the cell after `no row means`.
    """

    name: Ref
    keys: tuple[Ref, ...]
    file: str | None
    grid: Grid | None
    no_row: Cell | None
    cites: tuple[Cite, ...]
    span: Span


@node
class ValueBlock:
    """`value N by K`: a dated figure; column `effective from` (and `effective to`) dates the rows."""

    name: Ref
    key: Ref | None
    file: str | None
    grid: Grid | None
    cites: tuple[Cite, ...]
    span: Span


@node
class FactBlock:
    """`fact N has type T` with `path`, `means`, `absent means`."""

    name: Ref
    type_name: str
    path: str
    means: str
    absent_means: str
    span: Span


@node
class Let:
    """`let N = E` (or a condition)."""

    name: Ref
    value: Expr | Condition
    span: Span


@node
class When:
    """`when C`, or with `negated`, `unless C`."""

    condition: Condition
    negated: bool
    span: Span


@node
class Action:
    """What follows from a violated check; `amount` is the part of the payment that is taken away."""

    kind: Literal[
        "deny",
        "reject",
        "return_to_provider",
        "reduce_payment",
        "hold",
        "review",
        "warn",
        "inform",
    ]
    target: Literal["claim", "line", "visit"] | None
    amount: Expr | None
    span: Span


@node
class Check:
    """`require C` with its `otherwise`, `because` and `fix`."""

    condition: Condition
    action: Action
    because: Template | None
    fix: Template | None
    span: Span


@node
class Assume:
    """`treat missing F as V`."""

    fact: Ref
    value: Lit | NoneCell
    span: Span


@node
class Effective:
    """`effective from D to D`; either end may be open."""

    start: Lit | None
    end: Lit | None
    span: Span


@node
class Rule:
    """`rule ID "title"`, or with `replaces`, `replace ID "title"`.

    Clauses are sorted into fields; `lets` and `whens` keep their order in `steps`. A `fix` that
    stands after the last check belongs to all checks without one of their own.
    """

    id: str
    title: str
    replaces: bool
    effective: Effective | None
    dated_by: Ref | None
    certainty: str | None
    level: str | None
    subject: Ref | None  # singular, after `for each`
    steps: tuple[Let | When, ...]
    assumes: tuple[Assume, ...]
    checks: tuple[Check, ...]
    fix: Template | None
    notes: tuple[Cite, ...]
    cites: tuple[Cite, ...]
    span: Span
    id_span: Span


@node
class SwitchOff:
    """`switch off ID` with `because` and `cite`."""

    id: str
    because: str
    cites: tuple[Cite, ...]
    span: Span


@node
class GivenValue:
    """`given F is V`, `given F of line 2 is V`; a list of codes may follow."""

    fact: Header
    cell: Cell
    span: Span


@node
class GivenHolds:
    """`given F`, `given not F`."""

    fact: Header
    positive: bool
    span: Span


Given: TypeAlias = GivenValue | GivenHolds


@node
class WithRows:
    """`with lines` and rows; also `with therapy amounts`, `with visits` ..."""

    records: Ref
    grid: Grid
    span: Span


@node
class Expect:
    """`expect violated by 6/30`, `expect undetermined without history`, `expect violated on 2017-03-16`."""

    outcome: Literal["met", "violated", "undetermined", "not applicable"]
    span: Span
    fraction: str | None = None
    without: tuple[Ref, ...] = ()
    on: Lit | None = None
    line: int | None = None
    action: str | None = None  # `expect violated with warn`: which action


@node
class ExampleClaim:
    """One claim of an `example`: its name if it is an earlier one, its givens and records."""

    label: str | None  # None: this claim
    givens: tuple[Given, ...]
    records: tuple[WithRows, ...]
    span: Span


@node
class Example:
    """`example of ID "title"`: one claim of several records, with earlier claims if wanted."""

    rule: str
    title: str
    givens: tuple[Given, ...]  # before `earlier claim` / `this claim`: they hold for this claim
    earlier: tuple[ExampleClaim, ...]
    claim: ExampleClaim
    expects: tuple[Expect, ...]
    span: Span


@node
class ExampleTable:
    """`examples of ID`: one claim a row; `givens` fill what all rows share."""

    rule: str
    title: str
    givens: tuple[Given, ...]
    grid: Grid
    span: Span


Block: TypeAlias = (
    DefineCondition
    | DefineExpression
    | DefineSet
    | DefineGroups
    | DefineRuns
    | TableBlock
    | ValueBlock
    | FactBlock
    | Rule
    | SwitchOff
    | Example
    | ExampleTable
)


@node
class Rulebook:
    """A parsed file."""

    header: RulebookHeader
    blocks: tuple[Block, ...]
    span: Span
    comments: tuple[tuple[int, str], ...] = field(default=())  # (offset, text) of each comment
