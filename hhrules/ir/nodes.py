"""IR: what a rulebook means, with every name bound and every type known.

Invariants:
- every expression has a type, a span and a number that is unique within its rule;
- `uncertain` says that the value may be UNKNOWN (or, for a number, a Range); where it is
  False the generated code does not ask;
- a variable is bound before it is used; loops, lets and groups are the only binders.
"""

from __future__ import annotations

from hhrules.ir.expression_nodes import (
    Aggregate,
    Call,
    Const,
    Dated,
    Exists,
    Expr,
    Expression,
    Fact,
    Grouped,
    GroupOf,
    IfNone,
    InTable,
    Junction,
    KeyOf,
    Local,
    Lookup,
    Loop,
    Matches,
    Not,
    Op,
    Pick,
    Presence,
    Records,
    RunEnd,
    Source,
    Unstated,
    With,
)
from hhrules.ir.rule_nodes import (
    Bind,
    BookProgram,
    Check,
    Function,
    Grouping,
    Guard,
    Payment,
    Rule,
    RunGrouping,
    Text,
)

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
