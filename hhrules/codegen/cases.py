"""Walks for each case of a claim: which of the rules' conditions on the claim hold.

A walk whose rules hang on the type of bill, say, is written once for each type, so that no line
is asked again what the claim has answered. Conditions that cannot hold together make no case.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.values.codes import expand

MOST = 4
"""A walk is written for at most so many cases."""

Conditions = tuple[ir.Expr, ...]


def cases_of(groups: Sequence[Conditions]) -> list[frozenset[int]]:
    """The cases: which groups of rules are on together; empty if there are too many, or one."""
    always = frozenset(n for n, conditions in enumerate(groups) if not conditions)
    asked = [n for n, conditions in enumerate(groups) if conditions]
    found: list[frozenset[int]] = []
    for size in range(len(asked), -1, -1):
        found += [
            always | frozenset(some)
            for some in combinations(asked, size)
            if not any(_exclude(groups[a], groups[b]) for a, b in combinations(some, 2))
        ]
    return found if 1 < len(found) <= MOST else []


def _exclude(one: Conditions, other: Conditions) -> bool:
    """Whether two groups can surely not be on together."""
    return any(_apart(a, b) for a in one for b in other)


def _apart(one: ir.Expr, other: ir.Expr) -> bool:
    if not (isinstance(one, ir.Matches) and isinstance(other, ir.Matches)):
        return False
    if one.negated or other.negated or key(one.operand) != key(other.operand):
        return False
    return not (
        set(expand(one.codes, one.patterns, one.spans))
        & set(expand(other.codes, other.patterns, other.spans))
    )
