"""What a claim may be asked once a fact is hidden, and which rules speak of missing facts."""

from __future__ import annotations

from typing import Any

from hhrules.claims.model import Claim
from hhrules.ir import nodes as ir
from hhrules.ir.walk import loop_of, loop_parts, roots, walk
from hhrules.values.truth import UNKNOWN
from tests.judging import Loaded
from tests.properties.strategies import Document, hideable
from tests.verdict import Verdict, subject_of

Place = tuple[str | int, ...]

#: Facts that stand for something by policy where they are absent: a payer is Medicare, a line
#: has the number of its place, the agency of an earlier claim is this one, a list of claims is
#: all there is.
DEFAULTED = {
    "payer",
    "line",
    "provider",
    "ccn",
    "npi",
    "control_number",
    "claims",
    "history",
    "complete_since",
    "document_control_number",
}


def hidden_places(document: Document) -> list[Place]:
    """The places of facts whose absence means that they are not known."""
    return [p for p in hideable(document) if p[-1] not in DEFAULTED]


def speaks_of_missing(book: Loaded, rule: ir.Rule) -> bool:
    """Whether the rule, or what it is made of, asks if a fact is missing."""
    return any(
        (isinstance(n, ir.Presence) and n.test in ("missing", "known"))
        or (isinstance(n, ir.IfNone) and n.missing)
        or (isinstance(n, ir.Op) and n.op == "if_missing")
        for n in within(book, rule)
    )


def within(book: Loaded, rule: ir.Rule) -> list[ir.Expr]:
    """All expressions on which a rule rests: its own, of definitions, of groupings."""
    made_of: dict[str, list[ir.Expr]] = {f.name: [f.body] for f in book.program.functions}
    loops = {g.name: g.loop for g in book.program.groupings}
    for grouping in book.program.groupings:
        keys = grouping.keys if isinstance(grouping, ir.Grouping) else grouping.same
        made_of[grouping.name] = [*loop_parts(grouping.loop), *keys]
    found: list[ir.Expr] = []
    done: set[str] = set()
    queue: list[ir.Expr] = list(roots(rule))
    names = _source(rule.loop)
    while queue or names:
        while names:
            name = names.pop()
            if name not in done:
                done.add(name)
                queue += made_of[name]
                names += _source(loops.get(name))
        if queue:
            nodes = list(walk(queue.pop()))
            found += nodes
            names = [name for node in nodes for name in _names(node)]
    return found


def _names(node: ir.Expr) -> list[str]:
    match node:
        case ir.Call(function=function):
            return [function]
        case ir.GroupOf(grouping=grouping):
            return [grouping]
        case _:
            return _source(loop_of(node))


def _source(loop: ir.Loop | None) -> list[str]:
    if loop is not None and isinstance(loop.source, ir.Grouped):
        return [loop.source.grouping]
    return []


def by_name(
    claim: Claim, verdict: Verdict
) -> tuple[set[tuple[int, Any]], set[tuple[int, Any]]]:
    """What is violated and what is open, with names of subjects that outlive a change.

    The claim is None, a line its number, a group its keys; other subjects are left out.
    """
    names: dict[object, Any] = {None: None}
    names.update((subject_of(line), ("line", line.line)) for line in claim.lines)
    violated = {(r, _name(names, who)) for r, _, who in verdict.broken}
    undecided = {(r, _name(names, who)) for r, who in verdict.open}
    return (
        {v for v in violated if v[1] != "other"},
        {o for o in undecided if o[1] != "other"},
    )


def _name(names: dict[object, Any], who: Any) -> Any:
    if who in names:
        return names[who]
    if isinstance(who, tuple) and UNKNOWN not in who[0]:
        return ("group", who[0])
    return "other"
