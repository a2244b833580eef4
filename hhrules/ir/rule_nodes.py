"""IR of rules, of the groups that they read, and of the rulebook that holds them."""

from __future__ import annotations

from attrs import field, frozen

from hhrules.ir.expression_nodes import Expr, Loop
from hhrules.reference.table import Table, Value
from hhrules.source.text import Span


@frozen(eq=False, kw_only=True)
class Grouping:
    """`grouped by`: members of `loop` put together by the values of `keys`."""

    name: str
    loop: Loop
    keys: tuple[Expr, ...]
    key_names: tuple[str, ...]
    date_key: int | None
    span: Span


@frozen(eq=False, kw_only=True)
class RunGrouping:
    """`runs of`: members in date order, parted by `same` keys and by gaps over `gap` days."""

    name: str
    loop: Loop
    same: tuple[Expr, ...]
    key_names: tuple[str, ...]
    date: Expr
    gap: Expr
    every_provider: bool
    across: bool
    span: Span


@frozen(eq=False, kw_only=True)
class Text:
    """A message with places; `parts` are strings and expressions in turn."""

    parts: tuple[str | Expr, ...]


@frozen(eq=False, kw_only=True)
class Payment:
    """The share that is taken away: numerator and denominator as policy writes them."""

    numerator: Expr
    denominator: Expr | None  # None: numerator is a share (percent) of one


@frozen(eq=False, kw_only=True)
class Check:
    """One `require` and what follows from its breach."""

    condition: Expr
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
    value: Expr


@frozen(eq=False, kw_only=True)
class Guard:
    """A `when` (or `unless`, negated inside)."""

    condition: Expr
    words: str


class Walked:
    """Room in a rule, which never changes, for all its expressions in order."""

    __slots__ = ("nodes",)
    nodes: tuple[Expr, ...]


@frozen(eq=False, kw_only=True)
class Rule(Walked):
    """A rule, ready to run on each subject."""

    id: str
    title: str
    book: str
    level: str
    subject: str  # kind: "claim", "line", a record's or a group's singular
    loop: Loop | None  # the subjects; None: the claim
    in_force: Expr | None  # None: always
    anchor: Expr | None  # the date that names the version in force
    switches: tuple[Guard, ...]  # on the claim alone; no: the rule is not entered
    steps: tuple[Bind | Guard, ...]
    checks: tuple[Check, ...]
    certainty: str
    cites: tuple[str, ...]
    notes: tuple[str, ...]
    assumed: tuple[str, ...]
    date: Expr | None  # the subject's own date, for the report
    span: Span
    version: int = 1  # a rule may stand again for other days; each is a version of it


@frozen(eq=False, kw_only=True)
class Function:
    """A definition as one kind of place reads it: its parameters are records and claims."""

    name: str
    words: str
    params: tuple[str, ...]
    body: Expr
    span: Span


@frozen(eq=False, kw_only=True)
class BookProgram:
    """A rulebook ready for code generation."""

    name: str
    title: str
    version: str
    sha256: str
    file: str
    applies: Expr | None
    rules: tuple[Rule, ...]
    groupings: tuple[Grouping | RunGrouping, ...]
    functions: tuple[Function, ...]
    tables: dict[str, Table] = field(factory=dict)
    values: dict[str, Value] = field(factory=dict)
    priced: tuple[str, ...] = ()  # rules whose findings the expected payment holds already
