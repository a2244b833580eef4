"""IR: what a rulebook means, with every name bound and every type known.

Invariants:
- every expression has a type, a span and a number that is unique within its rule;
- `uncertain` says that the value may be UNKNOWN (or, for a number, a Range); where it is
  False the generated code does not ask;
- a variable is bound before it is used; loops, lets and groups are the only binders.
"""

from __future__ import annotations

from typing import TypeAlias

from hhrules.ir.rule_nodes import (
    Bind,
    BookProgram,
    Check,
    Function,
    Guard,
    Payment,
    Rule,
    Text,
)
from hhrules.ir.set_nodes import (
    Aggregate,
    Exists,
    Grouped,
    Grouping,
    GroupOf,
    Loop,
    Pick,
    Records,
    RunGrouping,
    Source,
)
from hhrules.ir.value_nodes import (
    Call,
    Const,
    Dated,
    Expression,
    Fact,
    IfNone,
    InTable,
    Junction,
    KeyOf,
    Local,
    Lookup,
    Matches,
    Not,
    Op,
    Presence,
    RunEnd,
    Unstated,
    With,
)

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

__all__ = [
    "NODES",
    "Aggregate",
    "Bind",
    "BookProgram",
    "Call",
    "Check",
    "Const",
    "Dated",
    "Exists",
    "Expr",
    "Expression",
    "Fact",
    "Function",
    "GroupOf",
    "Grouped",
    "Grouping",
    "Guard",
    "IfNone",
    "InTable",
    "Junction",
    "KeyOf",
    "Local",
    "Lookup",
    "Loop",
    "Matches",
    "Not",
    "Op",
    "Payment",
    "Pick",
    "Presence",
    "Records",
    "Rule",
    "RunEnd",
    "RunGrouping",
    "Source",
    "Text",
    "Unstated",
    "With",
]
