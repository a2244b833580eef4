"""What an example leaves open: a bill type, a payer and a day to which the rule applies."""

from __future__ import annotations

import datetime as dt

from hhrules.claims.vocabulary import Vocabulary
from hhrules.ir import nodes as ir
from hhrules.ir.walk import all_nodes, loop_of, walk
from hhrules.testing.documents import Document

_DEFAULT_DAY = dt.date(2024, 1, 1)


def applies_to(applies: ir.Expr | None) -> tuple[str, dict[str, str]]:
    """A bill type and a payer that the rulebook applies to."""
    bill, payer = "329", {}
    for node in walk(applies) if applies is not None else ():
        if (
            isinstance(node, ir.Matches)
            and getattr(node.operand, "label", "") == "type of bill"
        ):
            options = [*node.codes, *(f"{p[:-1]}9" for p in node.patterns)]
            liked = [b for b in ("329", "341") if b in options]
            bill = liked[0] if liked else str(options[0]).replace("349", "341")
        if isinstance(node, ir.Op) and node.op == "eq" and isinstance(node.args[1], ir.Const):
            label = getattr(node.args[0], "label", "")
            if label == "type of bill":
                bill = str(node.args[1].value)
            elif label in ("payer", "payer name"):
                payer[label.replace(" ", "_")] = str(node.args[1].value)
    return bill, payer


def default_day(rule: ir.Rule) -> tuple[dt.date, str]:
    """A day on which the rule is in force, and the fact that names it."""
    day = _DEFAULT_DAY
    for node in walk(rule.in_force) if rule.in_force is not None else ():
        if (
            isinstance(node, ir.Op)
            and isinstance(node.args[-1], ir.Const)
            and isinstance(node.args[-1].value, dt.date)
        ):
            day = node.args[-1].value
            if node.op == "ge":
                break
    anchor = rule.anchor
    if isinstance(anchor, ir.Fact):
        where = (
            "claim"
            if anchor.record == "claim"
            else "line"
            if rule.subject == "line"
            else rule.subject
        )
        return day, f"{where}.{anchor.label}"
    if isinstance(anchor, ir.KeyOf):
        return day, f"line.{anchor.label}"
    return day, ""


def kinds_read(program: ir.BookProgram, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The kinds of record that a rule reads: a fact without a record is looked for there."""
    lowered = program.rules[-1]
    kinds: dict[str, None] = {lowered.subject: None} if lowered.subject != "claim" else {}
    loops = [lowered.loop] if lowered.loop is not None else []
    for node in (
        *all_nodes(lowered),
        *(n for f in program.functions for n in walk(f.body)),
    ):
        loop = loop_of(node)
        if loop is not None:
            loops.append(loop)
    loops.extend(grouping.loop for grouping in program.groupings)
    for loop in loops:
        if isinstance(loop.source, ir.Records):
            kind = vocabulary.by_plural.get(loop.source.label)
            if kind is not None:
                kinds[kind.name] = None
    return tuple(kinds)


def fill_date(document: Document, name: str, day: dt.date) -> None:
    """State a date of the claim that the example leaves open."""
    fact = document.vocabulary.records["claim"].facts[name]
    if fact.json_path in ("statement_from", "statement_through") and document.data.get("lines"):
        return
    target = document.data
    steps = fact.json_path.split(".")
    for step in steps[:-1]:
        target = target.setdefault(step, {})
    target.setdefault(steps[-1], day.isoformat())
