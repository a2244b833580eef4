"""How expressions are left open: what is named as missing where their value is not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from hhrules.ir import nodes as ir
from hhrules.ir.walk import loop_of, program_nodes, traced_as, walk

How: TypeAlias = tuple[str, str, tuple[str, ...]]
"""Kind, label to name, labels to fall back on."""


def how_open(node: ir.Expr, spare: Mapping[str, tuple[str, ...]]) -> How:
    """How a node is left open: its kind, the label to name, labels to fall back on.

    `spare` are the labels of groupings, by their names.
    """
    match node:
        case ir.Fact(label=label) | ir.KeyOf(label=label) | ir.Unstated(label=label):
            return "leaf", label, ()
        case ir.RunEnd():
            return "leaf", "history", ()
        case ir.Local(name=name):
            return "local", name, ()
        case ir.Lookup(label=label) | ir.Dated(label=label):
            return "table", label, ()
        case ir.InTable(table=table):
            return "table", table.split("/")[-1], ()
        case ir.IfNone(missing=True):
            return "first", "", ()
        case ir.Call(label=label):
            return "call", label, ()
        case ir.Op(op="in_run"):
            return "other", "", ("history",)
        case ir.GroupOf(grouping=name, date=date):
            return "other", "", ("history",) if date is not None else spare.get(name, ())
        case _:
            return "other", "", spare_of(loop_of(node), spare)


def spare_of(loop: ir.Loop | None, spare: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What leaves the groups open that a loop walks over."""
    if loop is None or not isinstance(loop.source, ir.Grouped):
        return ()
    return spare.get(loop.source.grouping, ())


def spare_labels(program: ir.BookProgram) -> dict[str, tuple[str, ...]]:
    """What leaves the groups of each grouping open."""
    return {g.name: _grouping_labels(g) for g in program.groupings}


def _grouping_labels(grouping: ir.Grouping | ir.RunGrouping) -> tuple[str, ...]:
    keys = grouping.keys if isinstance(grouping, ir.Grouping) else grouping.same
    found: dict[str, None] = {}
    for root in (*grouping.loop.conditions, *keys):
        for node in walk(root):
            if isinstance(node, ir.Fact | ir.Call):
                found[node.label] = None
    return tuple(found)


def since_days(program: ir.BookProgram) -> frozenset[int]:
    """The numbers of the days back to which some set needs all claims."""
    loops = (loop_of(node) for node in program_nodes(program))
    return frozenset(
        traced_as(loop.since) for loop in loops if loop is not None and loop.since is not None
    )


def filed_tables(program: ir.BookProgram) -> list[str]:
    """The tables in files whose rows hold for days, so that publications can be added."""
    return sorted({t.name for t in program.tables.values() if t.from_file and t.is_dated})
