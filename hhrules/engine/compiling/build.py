"""Programs to loaded rulebooks: emit both modules, compile them, write down what reports need."""

from __future__ import annotations

import marshal
from collections.abc import Mapping

from msgspec import msgpack
from msgspec.structs import replace

from hhrules.codegen.emit import PyModule, emit
from hhrules.codegen.lacking.wants import emit_wants
from hhrules.codegen.text.load import KeptCode, compile_text
from hhrules.codegen.walks.rules import function_name
from hhrules.engine.bookdata import (
    BookData,
    CheckData,
    ModuleData,
    ObjectData,
    Part,
    RuleData,
    RuleTold,
    Told,
    WantsData,
)
from hhrules.engine.compiling.asked import asked_of_claims, payers_of
from hhrules.engine.compiling.gate import gate_code
from hhrules.engine.compiling.pricing import payment_data
from hhrules.engine.loaded import LoadedBook, column_name
from hhrules.engine.tabledata import cells_data, table_data, value_data
from hhrules.ir import nodes as ir
from hhrules.ir.edges import deciding, edges_of
from hhrules.ir.nones import Nones, nones_of
from hhrules.ir.openness import filed_tables, how_open, spare_labels, spare_of
from hhrules.ir.walk import loop_of, program_nodes, traced_as, traced_children
from hhrules.reference.table import Table
from hhrules.runtime.missing import NodeInfo
from hhrules.source.text import SourceFile, Span, one_line


def build(
    program: ir.BookProgram,
    source: SourceFile,
    others: Mapping[str, SourceFile] | None = None,
    *,
    without: frozenset[str] = frozenset(),
    kept: KeptCode | None = None,
) -> LoadedBook:
    """A rulebook ready to judge, from its program; its traced twin is made when it is needed.

    `without` names the passes of the compiler to leave out (`codegen.passes.PASSES`); `kept`
    holds the functions of the rulebook's last version.
    """
    return FreshBook(program, source, {source.name: source, **(others or {})}, without, kept)


def book_data(
    program: ir.BookProgram, source: SourceFile, others: Mapping[str, SourceFile] | None = None
) -> BookData:
    """All that a cache needs to make the rulebook again; `others` are sources that it uses."""
    told = _told(program, source, {source.name: source, **(others or {})})
    data = _with_wants(_plain_data(program, source), _wants(program, source), program)
    return _with_told(data, told, program)


class FreshBook(LoadedBook):
    """A rulebook straight from its program."""

    def __init__(
        self,
        program: ir.BookProgram,
        source: SourceFile,
        sources: Mapping[str, SourceFile],
        without: frozenset[str] = frozenset(),
        kept: KeptCode | None = None,
    ) -> None:
        self._program = program
        self._sources = sources
        self._source = source
        super().__init__(_plain_data(program, source, without, kept), dict(program.tables))

    def _make_told(self) -> Told:
        told = _told(self._program, self._source, self._sources)
        self._data = _with_told(self.data, told, self._program)
        return told

    def _make_wants(self) -> WantsData:
        wants = _wants(self._program, self._source)
        self._data = _with_wants(self.data, wants, self._program)
        return wants

    def whole(self) -> BookData:
        """All that makes the rulebook, its traced twin too."""
        if not self.data.told:
            self._told = self._make_told()
        if not self.data.wants:
            self._wants = self._make_wants()
        return self.data


def _with_told(data: BookData, told: Told, program: ir.BookProgram) -> BookData:
    columns = {**data.columns, **_columns(told.traced.objects, program.tables)}
    return replace(data, columns=columns, told=msgpack.encode(told))


def _with_wants(data: BookData, wants: WantsData, program: ir.BookProgram) -> BookData:
    columns = {**data.columns, **_columns(wants.module.objects, program.tables)}
    return replace(data, columns=columns, wants=msgpack.encode(wants))


def _wants(program: ir.BookProgram, source: SourceFile) -> WantsData:
    payment = payment_data(program)
    made = emit_wants(program, source, payment.function if payment is not None else "")
    module = _module(made.module, source)
    return WantsData(module, made.labels, made.chooses, _of_subjects(program))


def _of_subjects(program: ir.BookProgram) -> tuple[tuple[str, ...], ...]:
    """What each rule lacks where all is known but whether a subject is one."""
    spare = spare_labels(program)
    loops = [loop for node in program_nodes(program) if (loop := loop_of(node)) is not None]
    loops += [rule.loop for rule in program.rules if rule.loop is not None]
    found: dict[str, tuple[str, ...]] = {}
    for loop in loops:
        if spare_of(loop, spare):
            found.setdefault(loop.source.label, spare_of(loop, spare))
    labels = [r.loop.source.label if r.loop is not None else "" for r in program.rules]
    return tuple(tuple(sorted(found.get(label, (label,)))) for label in labels)


def _told(
    program: ir.BookProgram, source: SourceFile, sources: Mapping[str, SourceFile]
) -> Told:
    return Told(
        traced=_module(emit(program, source, traced=True), source),
        children={k: tuple(sorted(v)) for k, v in traced_children(program).items()},
        info=_info(program, sources),
        rules=tuple(_rule_told(program, rule, sources) for rule in program.rules),
        asked=asked_of_claims(program, source),
    )


def _rule_told(
    program: ir.BookProgram, rule: ir.Rule, sources: Mapping[str, SourceFile]
) -> RuleTold:
    source = sources.get(rule.span.name)
    edges = edges_of(program, rule)
    place = text = ""
    if source is not None:
        place = f"{rule.span.name}:{source.position(rule.span.start)[0]}"
        text = source.slice(rule.span).rstrip()
    labels = (n.label for n in deciding(program, rule) if isinstance(n, ir.Fact))
    reads = tuple(dict.fromkeys(labels))
    return RuleTold(place, text, reads, edges.codes, edges.days, edges.figures)


def _plain_data(
    program: ir.BookProgram,
    source: SourceFile,
    without: frozenset[str] = frozenset(),
    kept: KeptCode | None = None,
) -> BookData:
    tables, values = program.tables, program.values
    plain = _module(emit(program, source, without=without), source, kept)
    return BookData(
        name=program.name,
        title=program.title,
        version=program.version,
        sha256=program.sha256,
        file=program.file,
        text=source.text,
        rules=tuple(
            _rule(r, {g.name: n for n, g in enumerate(program.groupings)}, nones)
            for r, nones in zip(program.rules, nones_of(program), strict=True)
        ),
        tables={k: msgpack.encode(table_data(v)) for k, v in tables.items()},
        columns=_columns(plain.objects, tables),
        values={k: value_data(v) for k, v in values.items()},
        sources={
            **{t.name: t.cites for t in tables.values()},
            **{v.name: tuple(r.cite for r in v.rows[-1:]) for v in values.values()},
        },
        plain=plain,
        told=b"",
        payment=payment_data(program),
        filed=tuple(filed_tables(program)),
        gate=gate_code(program, source),
        payers=payers_of(program),
    )


def _columns(objects: tuple[ObjectData, ...], tables: Mapping[str, Table]) -> dict[str, bytes]:
    """The columns and key sets that the modules name, packed."""
    found: dict[str, bytes] = {}
    for item in objects:
        name = column_name(item.key, item.column)
        if item.kind == "column":
            column = tables[item.key].column(item.column)
            found[name] = cells_data([[k, v] for k, v in column.items()])
        elif item.kind == "keys":
            keys = sorted(tables[item.key].index or (), key=str)
            found[name] = cells_data(keys)
    return found


def _module(module: PyModule, source: SourceFile, kept: KeptCode | None = None) -> ModuleData:
    code = compile_text(module.text, module.segments, source, kept)
    objects = tuple(
        ObjectData(name, kind, key, column)
        for name, (kind, key, column) in module.origins.items()
    )
    return ModuleData(marshal.dumps(code), objects, module.evaluators, module.makers)


def _rule(rule: ir.Rule, groupings: dict[str, int], nones: Nones) -> RuleData:
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
        id=rule.id,
        title=rule.title,
        level=rule.level,
        subject=rule.subject,
        record=record,
        date_key=date_key,
        date_path=date_path,
        plural=plural,
        group=group,
        path=path,
        checks=tuple(
            CheckData(
                c.action, c.target, _parts(c.message), _parts(c.fix), c.payment is not None
            )
            for c in rule.checks
        ),
        certainty=rule.certainty,
        cites=rule.cites,
        notes=rule.notes,
        assumed=rule.assumed,
        start=rule.span.start,
        end=rule.span.end,
        function=function_name(rule),
        lets=tuple(
            (s.name, s.words, traced_as(s.value)) for s in rule.steps if isinstance(s, ir.Bind)
        ),
        steps=tuple(_steps(rule)),
        anchor=rule.anchor.id if rule.anchor is not None else 0,
        switches=tuple(traced_as(s.condition) for s in rule.switches),
        none_facts=nones.facts,
        none_groups=nones.groupings,
        none_lists=nones.made,
        none_elsewhere=nones.elsewhere,
    )


def _steps(rule: ir.Rule) -> list[tuple[str, int, str]]:
    found: list[tuple[str, int, str]] = []
    if rule.loop is not None:
        found += [("member", traced_as(c), "") for c in rule.loop.conditions]
    if rule.in_force is not None:
        found.append(("in force", traced_as(rule.in_force), "in force"))
    for step in (*rule.switches, *rule.steps):
        if isinstance(step, ir.Bind):
            found.append(("let", traced_as(step.value), step.words))
        else:
            found.append(("when", traced_as(step.condition), step.words))
    found += [("require", traced_as(c.condition), "") for c in rule.checks]
    return found


def _parts(text: ir.Text | None) -> tuple[Part, ...]:
    if text is None:
        return ()
    return tuple(
        ("=", p) if isinstance(p, str) else (str(getattr(p.ty, "item", p.ty)), "")
        for p in text.parts
    )


def _info(program: ir.BookProgram, sources: Mapping[str, SourceFile]) -> dict[int, NodeInfo]:
    """What a trace must know of each node: how it is left open, and the rulebook's words for it."""
    spare = spare_labels(program)

    def words(span: Span) -> str:
        source = sources.get(span.name)
        return one_line(source.slice(span)) if source is not None else ""

    def of_loop(loop: ir.Loop) -> NodeInfo:
        return ("loop", loop.source.label, spare_of(loop, spare), words(loop.span), "")

    found: dict[int, NodeInfo] = {}
    for node in program_nodes(program):
        kind, label, labels = how_open(node, spare)
        found[node.id] = (kind, label, labels, words(node.span), str(node.ty))
        loop = loop_of(node)
        if loop is not None:
            found[loop.id] = of_loop(loop)
    for node in program_nodes(program):
        loop = loop_of(node)
        if loop is not None and loop.since is not None:
            place = traced_as(loop.since)
            _, label, labels, _, ty = found[place]
            found[place] = ("since", label, labels, "earlier claims are needed back to", ty)
    for rule in program.rules:
        if rule.loop is not None:
            found[rule.loop.id] = of_loop(rule.loop)
    return found
