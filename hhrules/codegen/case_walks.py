"""The functions of a walk that is written for each case, and the choice among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hhrules.codegen.definite import surely
from hhrules.codegen.plan import Flag
from hhrules.codegen.switches import all_of
from hhrules.codegen.tally import end_count
from hhrules.ir import nodes as ir
from hhrules.ir.walk import all_nodes

if TYPE_CHECKING:
    from hhrules.codegen.walks import Walk


GIVEN = ["report.met += asked - idle", "report.not_applicable += idle"]
"""How a walk that is given up counts what was counted before it."""


def part(walk: Walk, case: frozenset[int]) -> Walk:
    """A walk as it is in one case: all of its rules are on."""
    own = type(walk)(walk.emitter, [], walk.without, walk.groupings, walk.everything)
    own.rules = sorted(n for c in sorted(case) for n in walk.groups[c])
    own.groups, own.flags, own.conditions_of = [own.rules], {0: ""}, {0: ()}
    own.goes_on = walk.goes_on
    own.gathers = [
        ([Flag(0) if isinstance(s, Flag) else s for s in steps], gather)
        for steps, gather in walk.gathers
        if all(s.number in case for s in steps if isinstance(s, Flag))
    ]
    return own


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
    return len(walk.rules) - len(part(walk, case).rules)


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
            if part(walk, case).rules:
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
        own = part(walk, case)
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
        own.subjects()
        end_count(writer)
    writer.line()


def _case_name(name: str, case: frozenset[int]) -> str:
    return "_".join([name, *(str(n + 1) for n in sorted(case))])
