"""IR of sets: loops over records and groups, figures over them, and how groups are made."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from hhrules.ir.value_nodes import Expression
from hhrules.source.text import Span


@frozen(eq=False, kw_only=True)
class Records:
    """The records of a list of the claim in variable `claim`; UNKNOWN if it was not sent."""

    claim: str
    path: tuple[str, ...]
    label: str  # plural, for `missing`


@frozen(eq=False, kw_only=True)
class Grouped:
    """The groups of a defined grouping, made once per claim (`Program.groupings`)."""

    grouping: str
    label: str


Across: TypeAlias = Literal["own", "earlier", "all"]
"""On which claims members stand: on this one, on earlier ones, on both."""

Source: TypeAlias = Records | Grouped


@frozen(eq=False, kw_only=True)
class Loop:
    """Members of a source that meet all conditions; one left open makes a member uncertain.

    `scope`: the claim's own members, those of earlier claims, or both. `claim_var` is the
    variable of the claim that the member stands on. Where history is not complete back to
    `since` (a date; None: for all time), further members may exist: `reach`.
    """

    id: int
    var: str
    claim_var: str
    source: Source
    conditions: tuple[Expression, ...]
    scope: Across = "own"
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
    """The group (or run) of a grouping to which the subject belongs; None if to none."""

    grouping: str
    keys: tuple[Expression, ...]
    date: Expression | None  # for runs


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
    """`runs of`: members in date order, parted by `same` keys and by gaps over `gap` days."""

    name: str
    loop: Loop
    same: tuple[Expression, ...]
    key_names: tuple[str, ...]
    date: Expression
    gap: Expression
    every_provider: bool
    across: bool
    span: Span
