"""Nodes of values, sets and sentences."""

from __future__ import annotations

from typing import Literal, TypeAlias

from hhrules.source.text import Span
from hhrules.syntax.tree_base import node

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
    """A name, or names joined by `of`: `service date`, `minutes of outpatient codes`.

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
    """`sum of F of S`, `count of S`, `count of distinct F of S`, `earliest F of S` ..."""

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

# ------------------------------------------------------------ sets and windows


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
    """`across earlier claims`, `across all claims`; `of every provider` widens it."""

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


@node
class Compare:
    """`A is B`, `is more than`, `is on or before` ...; `op` is what follows `is`."""

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
