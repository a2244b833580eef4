"""What each rule lacks for a subject on which it stays open: a module beside the evaluators.

For each rule there is one function, which asks what the rule asks in the same order. It gives
the bits of the facts that are missing (`Wants.labels` names them), and the number of the first
check that is open. A definition, or a figure over a set, says once for a claim what it lacks.

After this pass: on a subject that a rule leaves open, the facts are those that a whole trace of
the rule shows to be missing.
"""

from __future__ import annotations

from attrs import frozen

from hhrules.codegen.emit import PyModule, applies, functions, groupings, module, pruned
from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures.chosen import often_walked
from hhrules.codegen.figures.once import repeated
from hhrules.codegen.figures.running import emit_functions
from hhrules.codegen.forms import emit_expression
from hhrules.codegen.lacking.expressions import Lacking, asked
from hhrules.codegen.lacking.sets import emit_figure
from hhrules.codegen.text.constants import Constants
from hhrules.codegen.text.writer import Writer
from hhrules.codegen.walks.rules import function_name
from hhrules.ir import nodes as ir
from hhrules.ir.keys import reads
from hhrules.ir.openness import filed_tables, since_days, spare_labels
from hhrules.ir.passes import inlined, optimise
from hhrules.ir.walk import all_nodes, program_nodes
from hhrules.source.text import SourceFile


@frozen(eq=False)
class Wants:
    """The module; what its bits mean, three for each label if it tells of tables that stand in."""

    module: PyModule
    labels: tuple[str, ...]
    chooses: bool


def emit_wants(program: ir.BookProgram, source: SourceFile, asked_of: str = "") -> Wants:
    """The module; `asked_of` is a definition that is asked for as well as rules."""
    constants = Constants(tables=dict(program.tables), values=dict(program.values))
    numbers = {g.name: n for n, g in enumerate(program.groupings)}
    plain, expand = inlined(program)
    bodies = {f.name: f.body for f in plain.functions}
    writer = Writer(source)
    emitter = Emitter(writer, constants, False, bodies, numbers, emit_expression)
    emitter.params = {f.name: f.params for f in program.functions}
    optimised = optimise(program)
    emitter.repeated = repeated(optimised)
    emitter.chosen = often_walked(optimised)
    emitter.sharing = True
    filed = frozenset(filed_tables(program))
    chooses = bool(filed) and any(
        isinstance(n, ir.IfNone) and n.missing for n in program_nodes(program)
    )
    lacking = Lacking(
        emitter,
        expand,
        program.name,
        spare_labels(program),
        since_days(program),
        filed,
        chooses,
    )
    emitter.figure_value = lacking.figure_value
    applies(emitter, program, watched=False)
    functions(emitter, plain, traced=False)
    makers = groupings(emitter, plain, watched=False)
    emitter.noted = {}
    for rule in program.rules:
        _rule(lacking, rule)
    if asked_of:
        lacking.calls.setdefault(asked_of)
    _asked_for(lacking, program)
    emitter.noted = None
    emit_functions(emitter)
    labels = tuple(lacking.labels)
    if chooses:
        constants.names["FACTS"] = str(sum(1 << 3 * n for n in range(len(labels))))
        constants.names["OPEN"] = str(sum(2 << 3 * n for n in range(len(labels))))
    roots = [f"lacking_{function_name(rule)}" for rule in program.rules]
    made = module(program, emitter, "what is missing", (), makers)
    made = pruned(made, (*roots, f"lacking_{asked_of}"))
    return Wants(made, labels, chooses)


def _rule(lacking: Lacking, rule: ir.Rule) -> None:
    """The function of a rule for one subject."""
    emitter, writer = lacking.emitter, lacking.emitter.writer
    lacking.begin()
    var = rule.loop.var if rule.loop is not None else "_"
    with writer.block(f"def lacking_{function_name(rule)}(claim, env, {var}):", rule.span):
        if any(isinstance(n, ir.Fact) and n.record == "given" for n in all_nodes(rule)):
            writer.line("given = env.given")
        writer.line("w = 0")
        for switch in rule.switches:
            _gate(lacking, switch.condition)
        if rule.loop is not None:
            if isinstance(rule.loop.source, ir.Grouped):
                emitter.steady.add(var)
            for condition in rule.loop.conditions:
                _gate(lacking, condition)
        if rule.in_force is not None:
            _gate(lacking, rule.in_force)
        for step in rule.steps:
            if isinstance(step, ir.Bind):
                _bind(lacking, step)
            else:
                _gate(lacking, step.condition)
        _checks(lacking, rule)
    writer.line()


def _gate(lacking: Lacking, condition: ir.Expr) -> None:
    """A condition that has to hold; where it does not, nothing that follows is asked."""
    leave = lacking.emitter.writer.line
    asked(lacking, condition, "w", lambda: leave("return w, 0"))


def _bind(lacking: Lacking, step: ir.Bind) -> None:
    """A `let`: its value, and beside it what that lacks."""
    writer = lacking.emitter.writer
    value = lacking.emitter.expression(step.value)
    writer.line(f"{step.name} = {value}", step.value.span)
    writer.line(f"lacks_{step.name} = 0")
    lacking.add(step.value, f"lacks_{step.name}")
    lacking.lets.add(step.name)


def _checks(lacking: Lacking, rule: ir.Rule) -> None:
    """The checks; which is the first that is open."""
    emitter, writer = lacking.emitter, lacking.emitter.writer
    writer.line("first = -1")
    for number, check in enumerate(rule.checks):
        emitter.expression(check.condition)
        test = lacking.is_open(check.condition)
        if test is None:
            continue
        with writer.block(f"if {test}:", check.span):
            if number:
                with writer.block("if first < 0:"):
                    writer.line(f"first = {number}")
            else:
                writer.line("first = 0")
            lacking.add(check.condition, "w", surely=True)
    writer.line("return w, first if first > 0 else 0")


def _asked_for(lacking: Lacking, program: ir.BookProgram) -> None:
    """The functions of definitions and figures that were asked for; each may ask for others."""
    done: set[str] = set()
    figures = 0
    by_name = {f.name: (n, f) for n, f in enumerate(program.functions)}
    while len(done) < len(lacking.calls) or figures < len(lacking.figures):
        for name in [name for name in lacking.calls if name not in done]:
            done.add(name)
            _definition(lacking, *by_name[name])
        while figures < len(lacking.figures):
            emit_figure(lacking, figures)
            figures += 1


def _definition(lacking: Lacking, number: int, function: ir.Function) -> None:
    emitter, writer = lacking.emitter, lacking.emitter.writer
    lacking.begin()
    head = f"def lacking_{function.name}({', '.join((*function.params, 'env'))}):"
    with writer.block(head, function.span):
        ids = "".join(f", id({name})" for name in function.params)
        writer.line(f"key = ({lacking.own('definition', number)}{ids})")
        with writer.block("if key in env.memo:"):
            writer.line("return env.memo[key]")
        if "given" in reads(function.body):
            writer.line("given = env.given")
        writer.line("w = 0")
        emitter.expression(function.body)
        lacking.add(function.body, "w")
        writer.line("env.memo[key] = w")
        writer.line("return w")
    writer.line()
