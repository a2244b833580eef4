"""Nodes of a rulebook, its header, and its blocks."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field

from hhrules.runtime import report
from hhrules.source.text import Span
from hhrules.syntax.tree_base import node
from hhrules.syntax.tree_sentences import Condition, Expr, Lit, Ref, SetExpr
from hhrules.syntax.tree_tables import Cell, Expected, Grid, Header, NoneCell, Template

# ------------------------------------------------------------ header of a rulebook


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
    extends: tuple[Use, ...]
    applies: Condition | None
    dated_by: Ref | None
    cites: tuple[Cite, ...]
    span: Span


# ------------------------------------------------------------ blocks


@node
class DefineCondition:
    """`define N as CONDITION`: a yes/no."""

    name: Ref
    condition: Condition
    span: Span


@node
class DefineExpression:
    """`define N as EXPRESSION`: a value, or a set by another name."""

    name: Ref
    value: Expr
    span: Span
    called: str | None = None


@node
class DefineSet:
    """`define N as SET windows where CONDITION`; `called` names one member."""

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
    """`table N by K, K` with rows or `from file "…"`; without `by`, a list of phrases.

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
    """`value N by K`: a dated figure; `effective from` and `effective to` date the rows."""

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
    type_span: Span
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
    """What follows from a violated check; `amount` is the part of the payment taken away."""

    kind: report.Action
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
class Expect(Expected):
    """`expect violated by 6/30`, `expect undetermined without history`, `… on 2017-03-16`."""


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
    """`examples of ID`: one claim a row; what stands before the grid all rows share."""

    rule: str
    title: str
    givens: tuple[Given, ...]
    grid: Grid
    span: Span
    records: tuple[WithRows, ...] = ()
    earlier: tuple[ExampleClaim, ...] = ()


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
