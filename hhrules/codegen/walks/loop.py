"""The loop of a walk over its subjects, and what stands before and after it."""

from __future__ import annotations

from contextlib import nullcontext

from hhrules.codegen.walks.along import Along
from hhrules.codegen.walks.clean import Clean
from hhrules.codegen.walks.gathered import kept
from hhrules.codegen.walks.knowing import asked_of
from hhrules.codegen.walks.plan import End, Flag, Gather, Leaf, Step, members_of, steps_of, tree
from hhrules.codegen.walks.rowcodes import RowCodes
from hhrules.codegen.walks.rules import function_name
from hhrules.codegen.walks.tally import begin_count
from hhrules.codegen.walks.walk import Walk
from hhrules.ir.keys import reads

GIVEN = ["report.met += asked - idle", "report.not_applicable += idle"]
"""How a walk that is given up counts what was counted before it."""


def emit_subjects(walk: Walk) -> None:
    """The loop over the subjects, and what stands before and after it."""
    emitter, writer, var = walk.emitter, walk.emitter.writer, walk.var
    by_keys, whole = walk.by_keys, var
    if by_keys:
        whole = f"env.group({walk.number}, {var}_keys)"
        emitter.keyed[var] = f"{var}_keys"
    if emitter.plainly is not None:
        roots = (root for _, rule in walk.rules for root in asked_of(rule))
        emitter.plainly.begin(emitter, roots)
    along = _along(walk)
    slowly = f"{{}}(claim, {whole}, env, report)"
    if along.wanted:
        writer.line("later = []")
        slowly = f"later.append(({{}}, {var}))"
    clean = _clean(walk, along, slowly)
    clean.naming = f"{var} = {whole}" if by_keys else ""
    if clean.reports and along.wanted:
        writer.line("before = len(report.violations)")
    _begin(walk, along)
    source = walk.source
    if not walk.on_lines:
        source = _subjects(walk, by_keys=by_keys)
    target = f"{var}_keys" if by_keys else var
    with (
        writer.block("try:") if along.tries else nullcontext(),
        writer.block(f"for {target} in {source}:", walk.first.span),
    ):
        writer.scope.forget(var)
        _subject(walk, clean, along)
    if along.tries:
        with writer.block("except TypeError:"):
            for line in (*along.stopping, "return"):
                writer.line(line)
    _keep(walk)
    emitter.keyed.clear()
    if along.wanted:
        with writer.block("for rule, line in later:"):
            writer.line("rule(claim, line, env, report)")


def _along(walk: Walk) -> Along:
    """The figures that the walk keeps up."""
    return Along(
        walk.emitter,
        walk.rules,
        f"asking_{walk.name}",
        walk.on_lines and "along" not in walk.without,
        reports="breaches" not in walk.without,
        years="years" not in walk.without,
        given=GIVEN if walk.goes_on else [],
    )


def _clean(walk: Walk, along: Along, slowly: str) -> Clean:
    """What settles rules in plain tests; `slowly` leaves one to its own function."""
    clean = Clean(
        walk.emitter, lambda leaf: slowly.format(function_name(leaf.rule)), dict(walk.flags)
    )
    clean.together = "guards" not in walk.without
    clean.reports = "breaches" not in walk.without
    clean.subject = walk.var
    clean.readable |= {walk.var}
    clean.entered = along.entered
    clean.stopping = lambda rules: [*along.stopping, "return"] if along.concerns(rules) else []
    return clean


def _subjects(walk: Walk, *, by_keys: bool) -> str:
    """What is walked over besides lines; where that is not known, all is asked and the walk left."""
    writer, source = walk.emitter.writer, walk.emitter.writer.temporary()
    text = f"env.keyed({walk.number})" if by_keys else walk.source
    writer.line(f"{source} = {text}", walk.first.span)
    with writer.block(f"if {source} is {'None' if by_keys else 'UNKNOWN'}:"):
        writer.line(f"asking_{walk.name}(claim, env, report)")
        writer.line("return")
    return source if by_keys else f"{source} or ()"


def _keep(walk: Walk) -> None:
    """Behind the walk: the groups that were made on the way are kept."""
    writer = walk.emitter.writer
    for steps, taken in walk.gathers:
        flag = next(walk.flags[s.number] for s in steps if isinstance(s, Flag))
        some = f"{taken.table} is not None"
        with writer.block(f"if {f'{flag} and ' if flag else ''}{some}:"):
            writer.line(kept(taken))


def _subject(walk: Walk, clean: Clean, along: Along) -> None:
    writer, var = walk.emitter.writer, walk.var
    leaves = [Leaf(number, rule) for number, rule in walk.rules]
    for other in {r.loop.var for _, r in walk.rules if r.loop} - {var}:
        writer.line(f"{other} = {var}")
        clean.readable.add(other)
    if walk.on_groups:
        walk.emitter.steady |= clean.readable - {"claim"}
        if var not in walk.emitter.keyed:
            with writer.block(f"if not {var}.sure:"):
                for leaf in leaves:
                    writer.line(clean.slowly(leaf), leaf.rule.span)
                writer.line("continue")
    paths: list[tuple[list[Step], End]] = [*walk.gathers]
    for number, group in enumerate(walk.groups):
        for n, rule in group:
            own = rule.in_force is not None and not reads(rule.in_force) <= {"claim"}
            rest = steps_of(rule, switches=False, force=own)
            paths.append(([*members_of(rule), Flag(number), *rest], Leaf(n, rule)))
    paths.sort(key=lambda path: isinstance(path[1], Gather))
    codes = RowCodes(walk.emitter, var)
    if walk.on_lines and "rows" not in walk.without and not any(walk.flags.values()):
        paths = codes.plan(paths)
    found = tree(paths, together=clean.together)
    count = clean.tally.begin(found, before=codes.asked)
    if codes.wanted:
        unclear = (
            [*along.stopping, "return"]
            if along.wanted
            else [
                *(clean.slowly(leaf) for leaf in leaves),
                *(clean.left(gather) for _, gather in walk.gathers),
                "continue",
            ]
        )
        broken = codes.read(unclear)
        for leaf in codes.settled:
            clean.settled(leaf, broken[leaf.number])
    begin_count(writer, count)
    clean.entries(found)


def _begin(walk: Walk, along: Along) -> None:
    """Before the walk, for rules that are on: empty tables."""
    writer = walk.emitter.writer
    for number, group in enumerate(walk.groups):
        tables = along.begin({n for n, _ in group})
        for steps, taken in walk.gathers:
            if any(isinstance(s, Flag) and s.number == number for s in steps):
                tables.append(f"{taken.table} = {{}}")
        flag = walk.flags[number]
        if tables:
            with writer.block(f"if {flag}:") if flag else nullcontext():
                for line in tables:
                    writer.line(line)
