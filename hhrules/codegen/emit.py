"""A rulebook's program as one Python module: text for people, with its map to the rulebook.

After this pass: the module uses nothing but the names that `load` gives it; the text is a
function of the program alone, so two runs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import evolve, frozen

from hhrules.codegen.emitter import Emitter
from hhrules.codegen.figures import quick
from hhrules.codegen.figures.chosen import often_walked
from hhrules.codegen.figures.groupings import emit_grouping
from hhrules.codegen.figures.once import repeated, walks_here
from hhrules.codegen.figures.running import emit_functions
from hhrules.codegen.figures.traced import emit_figures
from hhrules.codegen.forms import emit_expression
from hhrules.codegen.text.constants import Constants
from hhrules.codegen.text.contents import Contents, functions_in, key_name
from hhrules.codegen.text.pruned import prune
from hhrules.codegen.text.writer import Segment, Writer, short_name
from hhrules.codegen.walks.claim_rules import emit_claim_rules
from hhrules.codegen.walks.emit import emit_walk
from hhrules.codegen.walks.entry import by_source, emit_entry
from hhrules.codegen.walks.rules import emit_traced, function_name
from hhrules.codegen.walks.walk import Walk
from hhrules.ir import nodes as ir
from hhrules.ir.passes import optimise
from hhrules.ir.walk import walk
from hhrules.source.text import SourceFile

GENERATOR = 31
"""Raised when the same rulebook gives other Python text; part of the cache key."""


@frozen(eq=False)
class PyModule:
    """Generated text, where each stretch comes from, and the objects that its names mean."""

    name: str
    text: str
    segments: tuple[Segment, ...]
    objects: dict[str, object]
    origins: dict[str, tuple[str, str, int]]
    evaluators: tuple[str, ...]
    makers: tuple[str, ...]
    traced: bool


def emit(
    program: ir.BookProgram,
    source: SourceFile,
    *,
    traced: bool = False,
    watched: bool = False,
    without: frozenset[str] = frozenset(),
    doubts: Callable[[ir.Expr, bool], None] | None = None,
    known: frozenset[str] = frozenset(),
) -> PyModule:
    """The plain module of a rulebook, or its traced twin; `without`: passes to leave out.

    A `watched` twin tells of its groups and of what the rulebook applies to as well, to the
    `seen` of its module. `doubts` is told of each expression whether it may be unknown there,
    where the definitions `known` never are.
    """
    if not traced:
        program = optimise(program, without)
    constants = Constants(tables=dict(program.tables), values=dict(program.values))
    body = Writer(source)
    numbers = {g.name: n for n, g in enumerate(program.groupings)}
    bodies = {f.name: f.body for f in program.functions}
    emitter = Emitter(
        body, constants, traced, bodies, numbers, emit_expression, doubts=doubts, known=known
    )
    emitter.params = {f.name: f.params for f in program.functions}
    if not traced and "once" not in without:
        emitter.repeated = repeated(program)
    if traced and not watched:
        emitter.figures = []
    emitter.sharing = not traced and "shared" not in without and doubts is None
    if not traced and "chosen" not in without and doubts is None:
        emitter.chosen = often_walked(program)
    if not traced and not without & {"clean", "tables"}:
        emitter.plainly = quick
        emitter.by_keys = "keys" not in without
    applies(emitter, program, watched=watched)
    functions(emitter, program, traced=traced)
    if traced:
        functions(emitter, program, traced=False)
    makers = groupings(emitter, program, watched=watched)
    emitter.traced = traced
    emitter.prefix = "traced_" if traced else ""
    evaluators: list[str] = []
    if traced:
        emit_traced(emitter, program)
    else:
        evaluators = _rules(emitter, program, without)
    emit_figures(emitter)
    emitter.traced = False
    emitter.prefix = ""
    emit_functions(emitter)
    made = module(program, emitter, "traced" if traced else "", tuple(evaluators), makers)
    if not traced or watched:
        return made
    return pruned(made, map(function_name, program.rules))


def module(
    program: ir.BookProgram,
    emitter: Emitter,
    kind: str,
    evaluators: tuple[str, ...],
    makers: list[str],
) -> PyModule:
    """What was written, with its head."""
    body, constants = emitter.writer, emitter.constants
    contents = Contents(constants, functions_in(body.lines), tuple(makers))
    head = _head(program, constants, kind, contents.keys())
    shift = len(head)
    segments = tuple(Segment(s.line + shift, s.start, s.end, s.span) for s in body.segments)
    return PyModule(
        body.source.name,
        "\n".join([*head, *body.lines]) + "\n",
        segments,
        constants.objects,
        constants.origins,
        evaluators,
        tuple(makers),
        kind == "traced",
    )


def pruned(made: PyModule, roots: Iterable[str]) -> PyModule:
    """A module with some functions alone, and what they reach; it makes no groups."""
    lines, segments, names = prune(
        made.text.splitlines(), made.segments, ("applies", *roots), made.objects
    )
    return evolve(
        made,
        text="\n".join(lines) + "\n",
        segments=segments,
        objects={n: o for n, o in made.objects.items() if n in names},
        origins={n: o for n, o in made.origins.items() if n in names},
        makers=(),
    )


def _rules(emitter: Emitter, program: ir.BookProgram, without: frozenset[str]) -> list[str]:
    """The functions that judge a claim by all rules; returns their names in order."""
    numbered = list(enumerate(program.rules))
    whole = [(n, r) for n, r in numbered if r.loop is None]
    names = emit_claim_rules(emitter, whole, without)
    walks = [
        Walk(emitter, rules, without, program.groupings, program.rules)
        for rules in by_source(numbered)
    ]
    names += map(emit_walk, walks)
    if not without & {"entry", "clean"}:
        names = [emit_entry(emitter, whole, walks, without)]
    for rows in emitter.rows:
        rows.emit()
    return names


def groupings(emitter: Emitter, program: ir.BookProgram, *, watched: bool) -> list[str]:
    """The functions that make groups; the traced twin has them plain, a watched one does not."""
    emitter.traced = watched
    emitter.prefix = "traced_" if watched else emitter.prefix
    makers: list[str] = []
    for number, grouping in enumerate(program.groupings):
        kind = "groups" if isinstance(grouping, ir.Grouping) else "runs"
        makers.append(f"make_{kind}_{number}")
        emit_grouping(emitter, grouping, number)
        emitter.writer.line()
    return makers


def functions(emitter: Emitter, program: ir.BookProgram, *, traced: bool) -> None:
    """One Python function for each definition and kind of place that reads it.

    The traced twin keeps the plain ones too, for what is worked out outside its rules.
    """
    writer = emitter.writer
    emitter.traced = traced
    emitter.prefix = "traced_" if traced else ""
    for function in program.functions:
        emitter.steady.clear()
        emitter.inside = function.body if traced else None  # the function is the figure's own
        params = ", ".join((*function.params, "env", *(("seen",) if traced else ())))
        with writer.block(f"def {emitter.prefix}{function.name}({params}):", function.span):
            if any(isinstance(n, ir.Fact) and n.record == "given" for n in walk(function.body)):
                writer.line("given = env.given")
            looped = not traced and walks_here(emitter, function.body)
            if looped:
                own = "".join(f", id({p})" for p in function.params[1:])
                emitter.memo(function.params[0])
                name = key_name(function.name)
                writer.line(f"key = ({name}{own})" if own else f"key = {name}")
                with writer.block("if key in memo:"):
                    writer.line("return memo[key]")
                value = emitter.expression(function.body)
                writer.line(f"memo[key] = {value}", function.body.span)
                writer.line("return memo[key]")
            else:
                writer.line(f"return {emitter.expression(function.body)}", function.body.span)
        writer.line()
    emitter.inside = None


def applies(emitter: Emitter, program: ir.BookProgram, *, watched: bool) -> None:
    """The function that says whether the rulebook applies to a claim."""
    writer = emitter.writer
    emitter.traced = watched
    emitter.prefix = "traced_" if watched else ""
    with writer.block("def applies(claim, env):"):
        writer.line("given = env.given")
        if program.applies is None:
            writer.line("return True")
        else:
            value = emitter.condition(program.applies)
            writer.line(f"return {value}", program.applies.span)
    writer.line()


def _head(
    program: ir.BookProgram, constants: Constants, kind: str, keys: Mapping[str, str]
) -> list[str]:
    twin = f" ({kind})" if kind else ""
    lines = [
        f"# {program.name} {program.version}{twin}: {short_name(program.file)}",
        f"# made by generator {GENERATOR}; do not edit, edit the rulebook",
        "",
    ]
    lines.extend(f"{name} = {text}" for name, text in {**constants.names, **keys}.items())
    lines.append("")
    return lines
