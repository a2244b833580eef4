"""IR of rules, and of the rulebook that holds them."""

from __future__ import annotations

from attrs import field, frozen

from hhrules.ir.set_nodes import Grouping, Loop, RunGrouping
from hhrules.ir.value_nodes import Expression
from hhrules.source.text import Span


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
    switches: tuple[Guard, ...]  # on the claim alone; no: the rule is not entered
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
    """A definition as one kind of place reads it: its parameters are records and claims."""

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
