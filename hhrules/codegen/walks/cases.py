"""Walks for each case of a claim: which of the rules' conditions on the claim hold.

A walk whose rules hang on the type of bill, say, is written once for each type, so that no line
is asked again what the claim has answered. Conditions that cannot hold together make no case.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hhrules.codegen.expressions.definite import surely
from hhrules.codegen.walks.loop import emit_subjects
from hhrules.codegen.walks.switches import all_of
from hhrules.codegen.walks.tally import end_count
from hhrules.codegen.walks.walk import Walk
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.ir.walk import all_nodes
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


def choose(walk: Walk, name: str, cases: list[frozenset[int]]) -> None:
    """Go on with the walk for the case at hand; its flags were worked out."""
    _choose(walk, name, cases, dict.fromkeys(cases, "not_applicable"))


def ask_at_once(walk: Walk) -> None:
    """Ask what switches the rules; none of it is in doubt."""
    emitter, writer = walk.emitter, walk.emitter.writer
    for number, conditions in enumerate(walk.conditions):
        walk.flags[number] = f"on_{number + 1}" if conditions else ""
        if conditions:
            whole = all_of(walk.rules[0][1], conditions)
            text = surely(emitter, whole, want=True)
            writer.line(f"on_{number + 1} = {text}", whole.span)
            writer.scope.keep(f"on_{number + 1}", whole)


def choose_at_once(walk: Walk) -> None:
    """Make the walk for the case at hand."""
    if walk.goes_on:
        given = dict.fromkeys(walk.cases, "met, not_applicable")
    else:
        given = {case: str(_off(walk, case)) for case in walk.cases}
    _choose(walk, f"each_{walk.name}", walk.cases, given)


def _off(walk: Walk, case: frozenset[int]) -> int:
    """How many rules are off in a case."""
    return len(walk.rules) - len(walk.part(case).rules)


def _choose(
    walk: Walk, name: str, cases: list[frozenset[int]], given: dict[frozenset[int], str]
) -> None:
    writer = walk.emitter.writer
    word = "if"
    for case in cases:
        flags = [walk.flags[n] for n in sorted(case) if walk.flags[n]]
        test = f"{word} {' and '.join(flags)}:" if flags else "else:"
        word = "elif"
        with writer.block(test):
            if walk.part(case).rules:
                writer.line(f"{_case_name(name, case)}(claim, env, report, {given[case]})")
                continue
            idle = given[case]
            if walk.goes_on:
                writer.line("report.met += met - not_applicable")
                idle = f"not_applicable + {_off(walk, case)}"
            writer.line(f"report.not_applicable += {idle}")


def emit_case(walk: Walk, name: str, case: frozenset[int]) -> None:
    """The walk for one case; what it is given was counted before.

    Rules that are off count as asked and not applicable.
    """
    writer, emitter = walk.emitter.writer, walk.emitter
    emitter.steady.clear()
    given = "asked, idle" if walk.goes_on else "not_applicable"
    with writer.block(f"def {_case_name(name, case)}(claim, env, report, {given}):"):
        own = walk.part(case)
        rules = [walk.groups[n][0][1] for n in sorted(case) if walk.groups[n]]
        words = [" ".join(s.words.split()) for r in rules for s in r.switches]
        if words:
            writer.line(f"# {ascii('; '.join(words))[1:-1]}")
        if any(
            isinstance(n, ir.Fact) and n.record == "given"
            for _, rule in own.rules
            for n in all_nodes(rule)
        ):
            writer.line("given = env.given")
        if walk.goes_on:
            off = _off(walk, case)
            writer.line(f"met = asked + {off}")
            writer.line(f"not_applicable = idle + {off}")
        else:
            writer.line("met = not_applicable")
        emit_subjects(own)
        end_count(writer)
    writer.line()


def _case_name(name: str, case: frozenset[int]) -> str:
    return "_".join([name, *(str(n + 1) for n in sorted(case))])
