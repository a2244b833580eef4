"""Programs to loaded rulebooks: emit both modules, compile them, write down what reports need."""

from __future__ import annotations

import marshal

from hhrules.codegen.emit import PyModule, emit
from hhrules.codegen.load import compile_text
from hhrules.codegen.rules import function_name
from hhrules.engine.loaded import (
    BookData,
    CheckData,
    LoadedBook,
    ModuleData,
    ObjectData,
    Part,
    RuleData,
)
from hhrules.engine.tabledata import table_data, value_data
from hhrules.ir import nodes as ir
from hhrules.ir.walk import all_nodes, loop_of, program_nodes, traced_children, walk
from hhrules.reference.table import Table, Value
from hhrules.runtime.missing import NodeInfo
from hhrules.source.text import SourceFile


def build(program: ir.BookProgram, source: SourceFile) -> LoadedBook:
    """A rulebook ready to judge, from its program."""
    tables = {k: v for k, v in program.tables.items() if isinstance(v, Table)}
    values = {k: v for k, v in program.values.items() if isinstance(v, Value)}
    return LoadedBook(book_data(program, source), tables, values)


def book_data(program: ir.BookProgram, source: SourceFile) -> BookData:
    """All that a cache needs to make the rulebook again."""
    return BookData(
        name=program.name, title=program.title, version=program.version, sha256=program.sha256,
        file=program.file, text=source.text,
        rules=tuple(_rule(r, {g.name: n for n, g in enumerate(program.groupings)}) for r in program.rules),
        tables={k: table_data(v) for k, v in program.tables.items() if isinstance(v, Table)},
        values={k: value_data(v) for k, v in program.values.items() if isinstance(v, Value)},
        plain=_module(emit(program, source), program, source),
        traced=_module(emit(program, source, traced=True), program, source),
        children={k: tuple(sorted(v)) for k, v in traced_children(program).items()},
        info=_info(program),
    )


def _module(module: PyModule, program: ir.BookProgram, source: SourceFile) -> ModuleData:
    code = compile_text(module.text, module.segments, source)
    objects = tuple(
        ObjectData(name, kind, key, column) for name, (kind, key, column) in module.origins.items()
    )
    return ModuleData(marshal.dumps(code), objects, module.evaluators, module.makers)


def _rule(rule: ir.Rule, groupings: dict[str, int]) -> RuleData:
    record = ""
    plural = ""
    group = -1
    path: tuple[str, ...] = ()
    if rule.loop is not None:
        plural = rule.loop.source.label
        if isinstance(rule.loop.source, ir.Grouped):
            record = "group"
            group = groupings[rule.loop.source.grouping]
        else:
            path = rule.loop.source.path
            record = "line" if rule.loop.source.path == ("lines",) else "record"
    date_key = rule.date.index if isinstance(rule.date, ir.KeyOf) else -1
    date_path = rule.date.path if isinstance(rule.date, ir.Fact) else ()
    return RuleData(
        id=rule.id, title=rule.title, level=rule.level, subject=rule.subject, record=record,
        date_key=date_key, date_path=date_path, plural=plural, group=group, path=path,
        checks=tuple(
            CheckData(c.action, c.target, _parts(c.message), _parts(c.fix), c.payment is not None)
            for c in rule.checks
        ),
        certainty=rule.certainty, cites=rule.cites, notes=rule.notes, assumed=rule.assumed,
        start=rule.span.start, end=rule.span.end, function=function_name(rule),
        lets=tuple((s.name, s.words, s.value.id) for s in rule.steps if isinstance(s, ir.Bind)),
        steps=tuple(_steps(rule)), anchor=rule.anchor.id if rule.anchor is not None else 0,
    )


def _steps(rule: ir.Rule) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    if rule.loop is not None:
        found += [("member", c.id, "") for c in rule.loop.conditions]
    if rule.in_force is not None:
        found.append(("in force", rule.in_force.id, "in force"))
    for step in rule.steps:
        if isinstance(step, ir.Bind):
            found.append(("let", step.value.id, step.words))
        else:
            found.append(("when", step.condition.id, step.words))
    found += [("require", c.condition.id, "") for c in rule.checks]
    return found


def _parts(text: ir.Text | None) -> tuple[Part, ...]:
    if text is None:
        return ()
    return tuple(
        ("=", p) if isinstance(p, str) else (str(getattr(p.ty, "item", p.ty)), "") for p in text.parts
    )


def _info(program: ir.BookProgram) -> dict[int, NodeInfo]:
    """What a trace must know of each node: how it is left open, and where its words stand."""
    groups = {g.name: _grouping_labels(g) for g in program.groupings}
    found: dict[int, NodeInfo] = {}
    for node in program_nodes(program):
        found[node.id] = _node_info(node, groups)
        loop = loop_of(node)
        if loop is not None:
            found[loop.id] = ("loop", loop.source.label, (), node.span.start, node.span.end, "")
    for rule in program.rules:
        if rule.loop is not None:
            span = rule.loop.span
            spare = groups.get(rule.loop.source.grouping, ()) if isinstance(rule.loop.source, ir.Grouped) else ()
            found[rule.loop.id] = ("loop", rule.loop.source.label, spare, span.start, span.end, "")
    return found


def _node_info(node: ir.Expression, groups: dict[str, tuple[str, ...]]) -> NodeInfo:
    start, end, ty = node.span.start, node.span.end, str(node.ty)
    match node:
        case ir.Fact(label=label) | ir.KeyOf(label=label) | ir.Unstated(label=label):
            return ("leaf", label, (), start, end, ty)
        case ir.RunEnd():
            return ("leaf", "history", (), start, end, ty)
        case ir.Local(name=name):
            return ("local", name, (), start, end, ty)
        case ir.Lookup(label=label) | ir.Dated(label=label):
            return ("table", label, (), start, end, ty)
        case ir.InTable(table=table):
            return ("table", table.split("/")[-1], (), start, end, ty)
        case ir.IfNone(missing=True):
            return ("first", "", (), start, end, ty)
        case ir.Call(label=label):
            return ("call", label, (), start, end, ty)
        case _:
            loop = loop_of(node)
            spare: tuple[str, ...] = ()
            if loop is not None and isinstance(loop.source, ir.Grouped):
                spare = groups.get(loop.source.grouping, ())
            return ("other", "", spare, start, end, ty)


def _grouping_labels(grouping: ir.Grouping | ir.RunGrouping) -> tuple[str, ...]:
    keys = grouping.keys if isinstance(grouping, ir.Grouping) else grouping.same
    found: dict[str, None] = {}
    for root in (*grouping.loop.conditions, *keys):
        for node in walk(root):
            if isinstance(node, ir.Fact | ir.Call):
                found[node.label] = None
    return tuple(found)


__all__ = ["all_nodes", "book_data", "build"]
