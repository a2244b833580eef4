"""What is worth a look in rulebooks that compile: nothing here keeps one from loading.

Each warning is worth obeying, so there are few: what nobody uses, what cannot happen, what says
the same twice with another end, what has no example, and what has gone stale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hhrules.engine.compile import Compilation
from hhrules.ir import nodes as ir
from hhrules.ir.keys import key
from hhrules.ir.walk import walk
from hhrules.semantics.symbols import Book, Definition, ValueSymbol
from hhrules.source.diagnostic import Diagnostic, Diagnostics
from hhrules.syntax import nodes

KINDS = (("met", "not applicable"), ("violated",), ("undetermined",))
"""What examples of a rule have to show: that it passes or stands aside, that it finds, that it asks."""

_STALE = dt.timedelta(days=366)

#: A series of this many rows is one that policy goes on with.
_SERIES = 3


def lint(work: Compilation, on: dt.date) -> list[Diagnostic]:
    """The warnings about a compilation without errors; `on` is the day that stale is told from."""
    diagnostics = Diagnostics()
    used = {name for ctx in work.contexts.values() for name in ctx.used}
    for name, program in work.programs.items():
        book = work.books[name]
        _unused(book, used, diagnostics)
        settled = {r.id for r in program.rules if _asks_nothing(r)}
        _without_examples(book, settled, diagnostics)
        _stale(book, on, diagnostics)
        _impossible(program, diagnostics)
        _contradictions(program, diagnostics)
    mine = {t.source.name for t in work.texts}
    return [d for d in [*work.found(), *diagnostics.sorted()] if d.span.name in mine]


def _unused(book: Book, used: set[str], diagnostics: Diagnostics) -> None:
    for symbol in book.own.values():
        if symbol.name in used or not isinstance(symbol, Definition):
            continue  # tables and dated figures are facts of policy, whoever reads them
        span = symbol.block.name.span
        diagnostics.warning(
            "W201",
            f"nobody uses `{symbol.name}`",
            span,
            label="defined here and read nowhere",
            note="what no rule reads says nothing, and goes stale unseen",
            help="use it, or take it out",
        )


def _without_examples(book: Book, settled: set[str], diagnostics: Diagnostics) -> None:
    shown: dict[str, set[str]] = {}
    for block in book.tree.blocks:
        if isinstance(block, nodes.Example | nodes.ExampleTable):
            shown.setdefault(block.rule, set()).update(_outcomes(block))
    for block in book.tree.blocks:
        if not isinstance(block, nodes.Rule):
            continue
        kinds = KINDS[:-1] if block.id in settled else KINDS
        lacking = [k[0] for k in kinds if not shown.get(block.id, set()) & set(k)]
        if lacking:
            words = " and ".join(lacking)
            diagnostics.warning(
                "W202",
                f"rule {block.id} has no example that is {words}",
                block.id_span,
                label="not shown by an example",
                note="examples are what tells a change that was meant from one that was not",
                help=f"add `examples of {block.id}` with a row that expects {lacking[0]}",
            )


def _asks_nothing(rule: ir.Rule) -> bool:
    """Whether a rule reads only facts that every document has, so that it is never undetermined."""
    known = ir.Const | ir.Op | ir.Matches | ir.Junction | ir.Not
    return all(
        isinstance(n, known) or (isinstance(n, ir.Fact) and not n.uncertain)
        for root in (*_conditions(rule), *(c.condition for c in rule.checks))
        for n in walk(root)
    )


def _outcomes(block: nodes.Example | nodes.ExampleTable) -> Iterator[str]:
    if isinstance(block, nodes.Example):
        yield from (e.outcome for e in block.expects)
        grids = [records.grid for records in block.claim.records]
    else:
        grids = [block.grid]
    for grid in grids:
        for row in grid.rows:
            yield from (c.outcome for c in row.cells if isinstance(c, nodes.ExpectCell))


def _stale(book: Book, on: dt.date, diagnostics: Diagnostics) -> None:
    for symbol in book.own.values():
        if not isinstance(symbol, ValueSymbol) or len(symbol.value.rows) < _SERIES:
            continue
        last = symbol.value.rows[-1]
        if last.end is None and on - last.start > _STALE:
            diagnostics.warning(
                "W203",
                f"the last row of value `{symbol.name}` is of {last.start}",
                symbol.span,
                label="over a year old",
                note="a figure that policy sets anew each year is stale by now",
                help="add this year's row with its source, or say when it ends",
            )


# ------------------------------------------------------------------------- what cannot happen


def _conditions(rule: ir.Rule) -> Iterator[ir.Expr]:
    """The conditions that all have to hold before a rule's checks are asked."""
    if rule.loop is not None:
        yield from rule.loop.conditions
    if rule.in_force is not None:
        yield rule.in_force
    for step in (*rule.switches, *rule.steps):
        if isinstance(step, ir.Guard):
            yield step.condition


def _parts(condition: ir.Expr) -> Iterator[ir.Expr]:
    if isinstance(condition, ir.Junction) and condition.op == "and":
        for item in condition.items:
            yield from _parts(item)
    else:
        yield condition


def _impossible(program: ir.BookProgram, diagnostics: Diagnostics) -> None:
    for rule in program.rules:
        allowed: dict[object, tuple[set[object], ir.Expr]] = {}
        bounds: dict[object, list[dt.date]] = {}
        for part in (p for c in _conditions(rule) for p in _parts(c)):
            clash = _narrow(part, allowed) or _bound(part, bounds)
            if clash:
                diagnostics.warning(
                    "W204",
                    f"rule {rule.id} can never apply",
                    part.span,
                    label="this cannot hold together with what stands before it",
                    note=clash,
                    help="mend one of the conditions, or take the rule out",
                )
                break


def _narrow(part: ir.Expr, allowed: dict[object, tuple[set[object], ir.Expr]]) -> str:
    match part:
        case ir.Op(op="eq", args=(operand, ir.Const(value=value))):
            values: set[object] = {value}
        case ir.Matches(operand=operand, codes=codes, patterns=(), spans=(), negated=False):
            values = set(codes)
        case _:
            return ""
    before = allowed.get(key(operand))
    if before is not None:
        values &= before[0]
    allowed[key(operand)] = (values, operand)
    return "" if values else "no value is in both lists"


def _bound(part: ir.Expr, bounds: dict[object, list[dt.date]]) -> str:
    match part:
        case ir.Op(
            op="ge" | "gt" | "le" | "lt", args=(operand, ir.Const(value=dt.date() as day))
        ):
            span = bounds.setdefault(key(operand), [dt.date.min, dt.date.max])
        case _:
            return ""
    if part.op in ("ge", "gt"):
        span[0] = max(span[0], day if part.op == "ge" else day + dt.timedelta(days=1))
    else:
        span[1] = min(span[1], day if part.op == "le" else day - dt.timedelta(days=1))
    return "no day lies between these dates" if span[0] > span[1] else ""


def _contradictions(program: ir.BookProgram, diagnostics: Diagnostics) -> None:
    seen: dict[object, tuple[ir.Rule, str]] = {}
    for rule in program.rules:
        gates = tuple(key(c) for c in _conditions(rule))
        for check in rule.checks:
            same = (rule.subject, gates, key(check.condition))
            before = seen.get(same)
            if before is not None and before[0] is not rule and before[1] != check.action:
                diagnostics.warning(
                    "W205",
                    f"rules {before[0].id} and {rule.id} ask the same and end differently",
                    check.span,
                    label=f"here `{check.action.replace('_', ' ')}`, there `{before[1].replace('_', ' ')}`",
                    note="one policy has one consequence",
                    help="keep one of them, or say in which cases each applies",
                )
            seen.setdefault(same, (rule, check.action))
