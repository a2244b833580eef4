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


def part(walk: Walk, case: frozenset[int]) -> Walk:
    """A walk as it is in one case: all of its rules are on."""
    own = type(walk)(walk.emitter, [], walk.without, walk.groupings, walk.everything)
    own.rules = sorted(n for c in sorted(case) for n in walk.groups[c])
    own.groups, own.flags, own.conditions_of = [own.rules], {0: ""}, {0: ()}
    own.gathers = [
        ([Flag(0) if isinstance(s, Flag) else s for s in steps], gather)
        for steps, gather in walk.gathers
        if all(s.number in case for s in steps if isinstance(s, Flag))
    ]
    return own


def choose(walk: Walk, name: str, cases: list[frozenset[int]]) -> None:
    """Go on with the walk for the case at hand; its flags were worked out."""
    _choose(walk, name, cases, dict.fromkeys(cases, "not_applicable"))


def choose_at_once(walk: Walk) -> None:
    """Ask what switches the rules, and make the walk for the case at hand."""
    emitter, writer = walk.emitter, walk.emitter.writer
    for number, conditions in enumerate(walk.conditions):
        walk.flags[number] = f"on_{number + 1}" if conditions else ""
        if conditions:
            whole = all_of(walk.rules[0][1], conditions)
            text = surely(emitter, whole, want=True)
            writer.line(f"on_{number + 1} = {text}", whole.span)
    count = len(walk.rules)
    off = {case: str(count - len(part(walk, case).rules)) for case in walk.cases}
    _choose(walk, f"each_{walk.name}", walk.cases, off)


def _choose(
    walk: Walk, name: str, cases: list[frozenset[int]], off: dict[frozenset[int], str]
) -> None:
    writer = walk.emitter.writer
    word = "if"
    for case in cases:
        flags = [walk.flags[n] for n in sorted(case) if walk.flags[n]]
        test = f"{word} {' and '.join(flags)}:" if flags else "else:"
        with writer.block(test):
            if part(walk, case).rules:
                writer.line(f"{_case_name(name, case)}(claim, env, report, {off[case]})")
            else:
                writer.line(f"report.not_applicable += {off[case]}")
        word = "elif"


def emit_case(walk: Walk, name: str, case: frozenset[int]) -> None:
    """The walk for one case; `not_applicable`: rules that are off, which count as asked."""
    writer, emitter = walk.emitter.writer, walk.emitter
    emitter.steady.clear()
    with writer.block(f"def {_case_name(name, case)}(claim, env, report, not_applicable):"):
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
        writer.line("met = not_applicable")
        own.subjects()
        end_count(writer)
    writer.line()


def _case_name(name: str, case: frozenset[int]) -> str:
    return "_".join([name, *(str(n + 1) for n in sorted(case))])
